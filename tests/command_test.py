"""The command as a user calls it: inputs, formats, subcommands."""
import fcntl
import json
import os
import subprocess
import unittest

import support
from support import NO_INPUT, OK, SEED_URL, SELECTORS, SOME_FAILED, USAGE, Page, Portal, Site, newsclip, sample

BODY = "\n\n".join(support.STORY)
TITLE = "The lamp over the harbour door"
SUBCOMMANDS = ("extract", "crawl", "discover", "robots", "schema")


class Inputs(support.Case):
    def test_an_address_given_for_a_file_is_read_as_any_other(self):
        path = os.path.join(self.tmp, "page.html")
        with open(path, "w", encoding="utf-8") as file:
            file.write(support.small_page())
        result = newsclip("extract", "--selectors", "none", "--url", "HTTP://Portal.Example:80/a/../b.html", path)
        self.assertEqual(json.loads(result.out)["url"], "http://portal.example/b.html")

    def test_extract_is_the_default(self):
        page = self.write("a.html", support.small_page())
        named = newsclip("extract", "--selectors", "none", page)
        self.assertEqual(newsclip("--selectors", "none", page).out, named.out)
        self.assertEqual(newsclip(page).records[0]["title"], TITLE)

    def test_file_with_its_address(self):
        page = self.write("a.html", support.small_page())
        result = newsclip("extract", "--url", "http://portal.test/a.html", page)
        self.expect(result, OK)
        record = result.records[0]
        self.assertEqual((record["url"], record["title"], record["body"]), ("http://portal.test/a.html", TITLE, BODY))
        self.assertNotIn("fetched", record)

    def test_standard_input(self):
        result = newsclip("extract", "--url", "http://portal.test/a.html", "-", stdin=support.small_page().encode())
        self.expect(result, OK)
        self.assertEqual(result.records[0]["body"], BODY)

    def test_fetched_time_is_kept(self):
        page = self.write("a.html", support.small_page())
        result = newsclip("extract", "--fetched", "2024-05-01T10:00:00Z", page)
        self.assertEqual(result.records[0]["fetched"], "2024-05-01T10:00:00Z")

    def test_several_inputs_in_order(self):
        names = ["story %d" % n for n in range(12)]
        files = [self.write("%d.html" % n, support.small_page(name)) for n, name in enumerate(names)]
        for jobs in ("1", "3"):
            result = newsclip("extract", "--jobs", jobs, *files)
            self.expect(result, OK)
            self.assertEqual([record["title"] for record in result.records], names)

    def test_input_list(self):
        names = ["first story", "second story", "third story"]
        files = [self.write("%d.html" % n, support.small_page(name)) for n, name in enumerate(names)]
        listing = self.write("list.txt", "\n".join(files) + "\n")
        result = newsclip("extract", "--input-list", listing)
        self.expect(result, OK)
        self.assertEqual([record["title"] for record in result.records], names)
        piped = newsclip("extract", "--input-list", "-", stdin="\n".join(files).encode())
        self.assertEqual(piped.out, result.out)

    def test_charset_by_hand(self):
        text = support.small_page().replace("harbour door", "hárbøur döör").replace("utf-8", "koi8-r")
        page = self.write("a.html", text.encode("cp1252"))
        result = newsclip("extract", "--charset", "windows-1252", page)
        self.assertEqual(result.records[0]["title"], "The lamp over the hárbøur döör")
        self.assertEqual(result.records[0]["charset"], "windows-1252")

    def test_address_over_http(self):
        site = Site({"/a.html": Page(support.small_page(), content_type="text/html; charset=utf-8"),
                     "/old.html": Page("", status=301, location="/a.html")})
        with Portal(site) as portal:
            result = newsclip("--allow-private", portal.base + "/old.html")
            log = portal.take_log()
        self.expect(result, OK)
        record = result.records[0]
        self.assertEqual((record["url"], record["input"]), (portal.base + "/a.html", portal.base + "/old.html"))
        self.assertEqual((record["status"], record["body"]), (200, BODY))
        self.assertTrue(support.is_today(record["fetched"]))
        self.assertNotIn("/robots.txt", [entry["path"] for entry in log])

    def test_page_without_an_article_gives_its_record_and_fails(self):
        text = '<title>Log in</title><h1>Log in</h1><form><input name="user"><input type="password"></form>'
        page = self.write("login.html", text)
        result = newsclip("extract", "--selectors", "none", "--url", "http://portal.test/login", page)
        self.assertIn(result.status, (SOME_FAILED, NO_INPUT))
        self.assertEqual(len(result.records), 1)
        self.assertIsNone(result.records[0]["body"])
        self.expect_one_complaint(result, "login")

    def test_output_file_is_whole_or_absent(self):
        page = self.write("a.html", support.small_page())
        target = os.path.join(self.tmp, "out.jsonl")
        result = newsclip("extract", "--output", target, page)
        self.expect(result, OK)
        self.assertEqual(result.out, "")
        with open(target, encoding="utf-8") as file:
            self.assertEqual(json.loads(file.read())["title"], TITLE)
        self.assertEqual(sorted(os.listdir(self.tmp)), ["a.html", "out.jsonl"])

    def test_full_disk_is_an_error(self):
        if not os.path.exists("/dev/full"):
            self.skipTest("this system has no /dev/full")
        page = self.write("a.html", support.small_page())
        with open("/dev/full", "wb") as full:
            process = subprocess.run([support.PROGRAM, page], stdout=full, stderr=subprocess.PIPE, timeout=60)
        self.assertNotEqual(process.returncode, 0)
        self.assertEqual(len(process.stderr.decode().splitlines()), 1)


class Formats(support.Case):
    def clip(self, *options):
        page = self.write("seed.html", support.seed_page())
        result = newsclip("extract", "--selectors", SELECTORS, "--url", SEED_URL, *options, page)
        self.expect(result, OK)
        return result.out

    def test_json_is_the_same_object_for_eyes(self):
        self.assertEqual(json.loads(self.clip("--format", "json")), json.loads(self.clip()))
        self.assertIn('\n  "title": ', self.clip("--format", "json"))

    def test_text(self):
        text = self.clip("--format", "text")
        truth = next(article for article in sample.load_articles() if article.path == sample.SEED)
        at = [text.index(part) for part in [truth.title, "王奎明", "2018-11-12"] + truth.blocks]
        self.assertEqual(at, sorted(at))
        self.assertNotIn("独家稿件", text)

    def test_markdown(self):
        text = self.clip("--format", "markdown")
        self.assertTrue(text.startswith("---\n"))
        self.assertIn(SEED_URL, text.split("\n---\n")[0])
        self.assertIn("精细化治理之路。", text)

    def test_markdown_keeps_structure(self):
        lead, letters = support.small_page().split("<p>He had")
        page = self.write("a.html", lead + "<h2>Letters</h2><p>He had" + letters.replace(
            "with a bill", 'with a <a href="/bill.html">bill</a>').replace("forget", "<em>forget</em>"))
        text = newsclip("extract", "--format", "markdown", "--url", "http://portal.test/a.html", page).out
        self.assertIn("\n\n## Letters\n\nHe had cleaned", text)
        self.assertIn("with a [bill](http://portal.test/bill.html) for", text)
        self.assertIn("agreed to *forget* the letters", text)


class Help(support.Case):
    def test_version_names_the_libraries(self):
        result = newsclip("--version")
        self.expect(result, OK)
        self.assertRegex(result.out.splitlines()[0], r"^newsclip \d+\.\d+\.\d+")
        self.assertIn("libxml2", result.out)
        self.assertIn("libcurl", result.out)

    def test_help_everywhere(self):
        general = newsclip("--help")
        self.expect(general, OK)
        for name in SUBCOMMANDS:
            with self.subTest(name):
                self.assertIn(name, general.out)
                result = newsclip(name, "--help")
                self.expect(result, OK)
                self.assertIn("newsclip " + name, result.out)
                self.assertEqual(result.err, "")

    def test_a_word_that_is_nothing_is_no_subcommand(self):
        for word, meant in (("crwal", "crawl"), ("Reprot", "report"), ("extrat", "extract")):
            result = newsclip(word, "--data", self.tmp, cwd=self.tmp)
            self.expect(result, USAGE)
            self.assertEqual(result.err, "newsclip: %s: no such subcommand or file; did you mean %s?\n" % (word, meant))
        result = newsclip("lighthouse", cwd=self.tmp)
        self.expect(result, USAGE)
        self.assertEqual(result.err, "newsclip: lighthouse: no such subcommand or file (see newsclip --help)\n")

    def test_a_file_may_be_called_nearly_like_a_subcommand(self):
        self.write("crwal", support.small_page())
        self.expect(newsclip("crwal", "--url", "https://portal.example/a", cwd=self.tmp), OK)
        self.expect(newsclip("./crawl", cwd=self.tmp), support.NO_INPUT)

    def test_nothing_asked_is_wrong_usage(self):
        result = newsclip()
        self.expect(result, USAGE)
        self.assertEqual(result.out, "")


class Pages(support.Case):
    """Stories told over several pages."""

    def part(self, number, link=""):
        text = "".join("<p>Part %d, paragraph %d: the keeper climbed the stairs again and wrote down what he saw from "
                       "the gallery, ship by ship.</p>\n" % (number, n) for n in range(4))
        return Page("<!DOCTYPE html><html lang=en><title>%s</title><article><h1>%s</h1>\n%s</article>%s"
                    % (TITLE, TITLE, text, link))

    def clip(self, pages, *options):
        with Portal(Site(pages)) as portal:
            result = newsclip("extract", "--selectors", "none", "--allow-private", *options, portal.base + "/story.html")
            self.asked = [entry["path"] for entry in portal.take_log()]
        self.expect(result, OK)
        return result.records[0]

    def chain(self):
        return {"/story.html": self.part(1, '<a href="story_2.html">2</a> <a href="story_2.html">Next page</a>'),
                "/story_2.html": self.part(2, '<a href="story.html">1</a> <a rel=next href="story_3.html">Next</a>'),
                "/story_3.html": self.part(3, '<a href="story_2.html">2</a>')}

    def test_are_joined_in_order(self):
        record = self.clip(self.chain())
        self.assertEqual(self.asked, ["/story.html", "/story_2.html", "/story_3.html"])
        self.assertEqual(record["pages"], 3)
        self.assertNotIn("flags", record)
        parts = [paragraph[:6] for paragraph in record["body"].split("\n\n")]
        self.assertEqual(parts, ["Part 1"] * 4 + ["Part 2"] * 4 + ["Part 3"] * 4)

    def test_are_left_alone_on_request(self):
        record = self.clip(self.chain(), "--pages", "1")
        self.assertEqual(self.asked, ["/story.html"])
        self.assertEqual(record["flags"], ["page-missing"])
        self.assertNotIn("pages", record)

    def test_a_page_that_fails_is_said_to_be_missing(self):
        pages = self.chain()
        del pages["/story_3.html"]
        record = self.clip(pages)
        self.assertEqual((record["pages"], record["flags"]), (2, ["page-missing"]))

    def test_the_same_page_under_another_number_ends_the_story(self):
        pages = self.chain()
        pages["/story_2.html"] = pages["/story.html"]
        record = self.clip(pages)
        self.assertNotIn("pages", record)
        self.assertNotIn("flags", record)

    def test_the_next_story_is_not_the_next_page(self):
        for link in ('<a rel=next href="another.html">Next</a>', '<a href="/2">Read next</a>',
                     '<a rel=next href="/list_2.html">Next page</a>', '<a href="story-2019.html">Next</a>'):
            with self.subTest(link):
                record = self.clip({"/story.html": self.part(1, link), "/another.html": self.part(7),
                                    "/2": self.part(8), "/list_2.html": self.part(9), "/story-2019.html": self.part(9)})
                self.assertEqual(self.asked, ["/story.html"])
                self.assertNotIn("flags", record)


class Crawl(support.Case):
    def site(self):
        kept = support.small_page("A page that says nothing of archives")
        marked = support.small_page("A page that asks not to be kept", [p + " Again." for p in support.STORY])
        return Site({"/": Page('<title>Portal</title><h1>Portal</h1><ul><li><a href="/2024/05/06/kept-story.html">A page that '
                               'says nothing of archives</a><li><a href="/2024/05/06/marked-story.html">A page that asks '
                               'not to be kept</a></ul>'),
                     "/2024/05/06/kept-story.html": Page(kept),
                     "/2024/05/06/marked-story.html": Page(marked.replace(
                         "<head>", '<head><meta name="robots" content="index, noarchive">'))})

    def crawl(self, portal, *options):
        data = os.path.join(self.tmp, "archive%d" % len(os.listdir(self.tmp)))
        result = newsclip("crawl", "--data", data, "--delay", "0", "--allow-private", *options, portal.url)
        self.expect(result, OK)
        return sorted(record["title"] for record in support.archive_records(data))

    def test_noarchive_is_for_caches_unless_asked_for(self):
        with Portal(self.site()) as portal:
            self.assertEqual(len(self.crawl(portal)), 2)
            self.assertEqual(self.crawl(portal, "--respect-noarchive"), ["A page that says nothing of archives"])

    def test_a_second_run_over_the_same_archive_ends_at_once(self):
        os.makedirs(os.path.join(self.tmp, "archive"))
        with open(os.path.join(self.tmp, "archive", "lock"), "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            result = newsclip("crawl", "--data", os.path.join(self.tmp, "archive"), "http://portal.test/")
        self.expect(result, 75)
        self.expect_one_complaint(result, os.path.join(self.tmp, "archive"))

    def test_a_portal_that_fails_leaves_the_others(self):
        with Portal(self.site()) as portal:
            data = os.path.join(self.tmp, "archive")
            result = newsclip("crawl", "--data", data, "--delay", "0", "--allow-private", "http://127.0.0.1:9/",
                              portal.url)
            self.expect(result, SOME_FAILED)
            self.expect_one_complaint(result, "http://127.0.0.1:9/")
            self.assertEqual(len(support.archive_records(data)), 2)


class Robots(support.Case):
    TEXT = "User-agent: *\nDisallow: /private/\nAllow: /private/open.html\n\nUser-agent: badbot\nDisallow: /\n"

    def check(self, *arguments):
        name = self.write("robots.txt", self.TEXT)
        return newsclip("robots", "--file", name, *arguments)

    def test_verdicts_with_their_lines(self):
        host = "http://portal.test"
        result = self.check(host + "/a.html", host + "/private/b.html", host + "/private/open.html")
        self.expect(result, OK)
        self.assertEqual(result.out.splitlines(), [
            "allowed %s/a.html 0" % host, "denied %s/private/b.html 2" % host, "allowed %s/private/open.html 3" % host])

    def test_agent(self):
        result = self.check("--agent", "badbot", "http://portal.test/a.html")
        self.assertEqual(result.out, "denied http://portal.test/a.html 6\n")

    def test_over_http(self):
        with Portal(sample.build()) as portal:
            result = newsclip("robots", "--allow-private", portal.url + "private/a.html", portal.url + "world/")
        self.expect(result, OK)
        denied, allowed = result.out.splitlines()
        self.assertEqual(denied, "denied %sprivate/a.html 3" % portal.url)
        self.assertTrue(allowed.startswith("allowed %sworld/ " % portal.url))

    def test_no_robots_txt_allows_all_and_an_error_denies(self):
        with Portal(Site()) as portal:
            result = newsclip("robots", "--allow-private", portal.url + "a.html")
        self.assertEqual(result.out, "allowed %sa.html 0\n" % portal.url)
        with Portal(Site({"/robots.txt": Page("", status=503)})) as portal:
            result = newsclip("robots", "--allow-private", portal.url + "a.html")
        self.assertEqual(result.out, "denied %sa.html 0\n" % portal.url)


class Discover(support.Case):
    def discover(self, name, text):
        path = self.write("source", text)
        result = newsclip("discover", "--url", "http://portal.test" + name, path)
        self.expect(result, OK)
        for line in result.records:
            self.assertEqual(sorted({"url", "via", "kept"} - set(line)), [])
            self.assertEqual(sorted(set(line) - {"url", "title", "date", "via", "kept", "reason", "type"}), [])
            if not line["kept"]:
                self.assertTrue(line["reason"])
        lines = {}
        for line in result.records:  # a second mention of an address is a line too, not kept
            lines.setdefault(line["url"], line)
        return lines

    def site_text(self, path):
        return sample.build().pages[path].body("http://portal.test").decode("utf-8")

    def test_feed(self):
        lines = self.discover("/feed.xml", self.site_text("/feed.xml"))
        offered = [a for a in sample.load_articles() if "feed" in a.offered]
        for article in offered:
            line = lines["http://portal.test" + article.path]
            self.assertTrue(line["kept"])
            self.assertEqual((line["title"], line["via"]), (article.title, "feed"))

    def test_sitemap(self):
        lines = self.discover("/sitemap.xml", self.site_text("/sitemap.xml"))
        for article in sample.load_articles():
            if "sitemap" in article.offered:
                line = lines["http://portal.test" + article.path]
                self.assertEqual((line["kept"], line["via"]), (True, "sitemap"))
                self.assertEqual((line.get("date") or "")[:10], ((article.modified or article.date) or "")[:10])

    def test_front_page(self):
        lines = self.discover("/", self.site_text("/"))
        for article in sample.load_articles():
            if "front" in article.offered and not article.moved_from:
                self.assertTrue(lines["http://portal.test" + article.path]["kept"], article.path)
        for path in ("/world/", "/life/", "/feed.xml"):
            self.assertTrue(lines["http://portal.test" + path]["kept"], path)
        for path in ("/login", "/contact.html"):
            self.assertFalse(lines["http://portal.test" + path]["kept"], path)

    def test_over_http(self):
        with Portal(sample.build()) as portal:
            result = newsclip("discover", "--allow-private", portal.url)
        self.expect(result, OK)
        self.assertIn(portal.base + sample.SEED, [line["url"] for line in result.records])


if __name__ == "__main__":
    unittest.main()
