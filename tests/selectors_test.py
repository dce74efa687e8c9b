"""Selector files as a user of the command meets them: check, bad files, what they change in fetching and crawling."""
import os
import unittest

import support
from support import NO_INPUT, OK, SOME_FAILED, USAGE, Page, Portal, Site, newsclip

COLLECTION = os.path.join(support.ROOT, "..", "shared", "ftr")
TITLE = "The lamp over the harbour door"


class Check(support.Case):
    def check(self, *paths):
        return newsclip("selectors", "check", *paths)

    def test_good_files_are_passed_in_silence(self):
        self.write("example.com.txt", "title: //h1\n")
        self.write(".example.com.txt", "title: //h1\n")
        result = self.check(self.tmp)
        self.expect(result, OK)
        self.assertEqual((result.out, result.err), ("", ""))

    def test_warnings_are_no_failure(self):
        result = self.check(self.write("example.com.txt", "titel: //h1\nbody: //p\n"))
        self.expect(result, OK)
        self.assertRegex(result.out, r'^\S*/example\.com\.txt:1:1: warning: .* did you mean "title"\?\n$')

    def test_errors_are(self):
        result = self.check(self.write("example.com.txt", "title: //h1\nbody: //p[\n"))
        self.expect(result, SOME_FAILED)
        self.assertRegex(result.out, r"^\S*/example\.com\.txt:2:\d+: error: body: invalid XPath: .+\n$")

    def test_usage(self):
        self.expect(self.check(), USAGE)
        self.expect(newsclip("selectors", "chekc", self.tmp), USAGE)

    def test_nothing_to_read(self):
        result = self.check(os.path.join(self.tmp, "none"))
        self.expect(result, NO_INPUT)
        self.expect_one_complaint(result, "none")

    def test_bad_files_are_an_error_each(self):
        bad = {"binary.com.txt": b"title: //h1\n\0\1\2", "long.com.txt": b"body: " + b"x" * 10_000_000,
               "latin.com.txt": "title: //h1[.='\xe9']\n".encode("latin-1"),
               "deep.com.txt": b"body: " + b"(" * 2000 + b"1" + b")" * 2000,
               "text.com.txt": b"no directive here\n"}
        for name, content in bad.items():
            self.write(name, content)
        self.write("self.com.txt", "include: self.com.txt\ntitle: //h1\n")
        os.mkdir(os.path.join(self.tmp, "folder.com.txt"))
        result = self.check(self.tmp)
        self.expect(result, SOME_FAILED)
        for name in [*bad, "folder.com.txt"]:
            self.assertRegex(result.out, r"(?m)^\S*/%s:1:\d+: error: .+$" % name.replace(".", r"\."))
        self.assertRegex(result.out, r'(?m)^\S*/self\.com\.txt:1:1: warning: unknown directive "include"')

    @unittest.skipUnless(os.path.isdir(COLLECTION), "the public collection is not here")
    def test_the_public_collection_has_few_errors_and_all_are_its_own(self):
        result = self.check(COLLECTION)
        errors = [line for line in result.out.splitlines() if ": error: " in line]
        self.assertEqual(["unknown function" in line for line in errors], [True])
        for line in result.out.splitlines():
            self.assertRegex(line, r"^\S+\.txt:\d+:\d+: (error|warning): .+")


class Bombs(support.Case):
    """What a file may ask of a page: it ends in time, and says why."""

    def clip(self, rules, page):
        self.write("portal.test.txt", rules)
        return newsclip("extract", "--selectors", self.tmp, "--url", "http://portal.test/a.html",
                        self.write("page.html", page))

    def test_steps(self):
        page = support.small_page(story=["<b>%s</b>" % paragraph for paragraph in support.STORY] + ["<i>x</i>" * 20000])
        result = self.clip("strip: //i[count(//i[count(//i) > 1]) > 1]\n", page)
        self.assertLess(result.seconds, 20)
        self.expect(result, SOME_FAILED)
        self.expect_one_complaint(result, "portal.test.txt:1:", "steps")
        self.assertEqual(result.records[0]["title"], TITLE)

    def test_growth(self):
        result = self.clip("".join("replace_string(p): pppppppp\n" for _ in range(30)) + "title: //h1\n",
                           support.small_page())
        self.assertIn(result.status, (OK, SOME_FAILED))
        self.assertEqual(len(result.records), 1)


class Loading(support.Case):
    def test_of_five_thousand_files_one_is_read(self):
        for i in range(5000):
            self.write("site%d.example.txt" % i, "title: //h1[@id='x%d']\nbody: //article\nstrip: //aside\n" % i)
        page = self.write("page.html", support.small_page())
        result = newsclip("extract", "--selectors", self.tmp, "--url", "http://site4321.example/", page)
        self.assertTrue(result.records[0]["from"]["body"].startswith("selector:site4321.example.txt:2"))
        self.assertLess(result.seconds, 5)


class Requests(support.Case):
    """Headers and pages that a file asks for."""

    def page(self, text="", link=""):
        return Page(support.small_page(story=[*support.STORY, text]).replace("</article>", "</article>" + link))

    def clip(self, rules, pages, *options):
        self.write("127.0.0.1.txt", rules)
        with Portal(Site(pages)) as portal:
            result = newsclip("extract", "--selectors", self.tmp, "--allow-private", *options,
                              portal.base + "/story.html")
            self.log = portal.take_log()
        self.expect(result, OK)
        return result.records[0]

    def asked(self):
        return [entry["path"] for entry in self.log]

    def test_headers_are_sent(self):
        self.clip("http_header(User-Agent): reader/1\nhttp_header(user-agent): reader/2\n", {"/story.html": self.page()})
        self.assertEqual(self.log[0]["headers"]["User-Agent"], "reader/2")

    def test_headers_of_the_command_line_win(self):
        self.clip("http_header(User-Agent): reader/1\n", {"/story.html": self.page()}, "--header", "User-Agent: mine")
        self.assertEqual(self.log[0]["headers"]["User-Agent"], "mine")

    def test_the_whole_story_takes_the_place_of_its_first_page(self):
        pages = {"/story.html": self.page("Go on.", '<a id=all href="/print.html">all</a>'),
                 "/print.html": self.page("And so it ended, says the keeper, who trims it.",
                                          '<a id=all href="/again.html">all</a>')}
        record = self.clip("single_page_link: //a[@id='all']\n", pages)
        self.assertEqual(self.asked(), ["/story.html", "/print.html"])
        self.assertTrue(record["url"].endswith("/story.html"))
        self.assertIn("so it ended", record["body"])
        self.assertNotIn("Go on.", record["body"])

    def test_without_it_the_first_page_stays(self):
        record = self.clip("single_page_link: //a[@id='all']\n",
                           {"/story.html": self.page("Go on.", '<a id=all href="/print.html">all</a>')})
        self.assertEqual(self.asked(), ["/story.html", "/print.html"])
        self.assertTrue(record["body"])

    def test_a_condition_decides(self):
        self.clip("single_page_link: //a[@id='all']\nif_page_contains: //b\n",
                  {"/story.html": self.page("", '<a id=all href="/print.html">all</a>')})
        self.assertEqual(self.asked(), ["/story.html"])

    def test_a_whole_story_of_another_owner_is_not_asked_for(self):
        self.clip("single_page_link: //a[@id='all']\n",
                  {"/story.html": self.page("", '<a id=all href="http://elsewhere.invalid/">all</a>')})
        self.assertEqual(self.asked(), ["/story.html"])


class Discover(support.Case):
    def test_says_what_a_file_left_out(self):
        self.write("portal.test.txt", "url_skip: /video/\n")
        page = self.write("front.html", '<a href="/2024/05/01/lamp-is-lit-again.html">The keeper lights the lamp again</a>'
                                        '<a href="/video/2024/05/01/the-lamp.html">See the keeper light the lamp</a>')
        result = newsclip("discover", "--selectors", self.tmp, "--url", "http://portal.test/", page)
        self.expect(result, OK)
        self.assertEqual([record.get("reason") for record in result.records],
                         [None, "left out by the site's selector file"])


class Crawl(support.Case):
    def crawl(self, rules, pages):
        os.mkdir(os.path.join(self.tmp, "rules"))
        self.write("rules/127.0.0.1.txt", rules)
        data = os.path.join(self.tmp, "archive")
        with Portal(Site(pages)) as portal:
            result = newsclip("crawl", "--data", data, "--delay", "0", "--allow-private", "--selectors",
                              os.path.join(self.tmp, "rules"), portal.url)
            self.log = portal.take_log()
        self.expect(result, OK)
        return {record["url"].split("/", 3)[3]: record for record in support.archive_records(data)}

    def front(self, *links):
        return Page("<!DOCTYPE html><title>Gazette</title><h1>Gazette</h1><ul>%s</ul>" % "".join(
            '<li><a href="%s">The keeper lights the lamp again, and pays for it</a>' % link for link in links))

    def test_patterns_choose_the_addresses(self):
        pages = {"/": self.front("/x7", "/x8", "/2024/05/01/lamp-is-lit-again.html"),
                 "/x7": Page(support.small_page()), "/x8": Page(support.small_page("Eight")),
                 "/2024/05/01/lamp-is-lit-again.html": Page(support.small_page("Nine"))}
        records = self.crawl("url_article: /x\\d$\nurl_skip: 8$\n", pages)
        self.assertEqual(sorted(records), ["x7"])
        self.assertNotIn("/x8", [entry["path"] for entry in self.log])

    def test_the_whole_story_and_headers(self):
        story = support.small_page().replace("</article>", '</article><a id=all href="/print/7.html">all</a>')
        whole = support.small_page(story=[*support.STORY, "And so it ended, says the keeper, who trims it on Sundays."])
        pages = {"/": self.front("/2024/05/01/lamp.html"), "/2024/05/01/lamp.html": Page(story),
                 "/print/7.html": Page(whole)}
        records = self.crawl("single_page_link: //a[@id='all']\nhttp_header(User-Agent): reader/1\n", pages)
        self.assertEqual(sorted(records), ["2024/05/01/lamp.html"])
        self.assertIn("so it ended", records["2024/05/01/lamp.html"]["body"])
        self.assertEqual({entry["headers"]["User-Agent"] for entry in self.log if entry["path"] != "/robots.txt"},
                         {"reader/1"})


if __name__ == "__main__":
    unittest.main()
