"""newsclip selectors learn and test, against portals of one template each: what is learned from five pages reads twenty
others exactly, also after small changes of the template; and a file's own tests say when it broke.
"""
import os
import unittest

import support
import warcs
from support import NO_INPUT, OK, SOME_FAILED, USAGE, Page, Portal, Site, layouts, newsclip

LEARNED_FROM, ALL = 5, 25


def serve(site, layout, articles, change=lambda html: html):
    for article in articles:
        site.pages[article.path] = Page(change(layouts.page(layout, article, "{{base}}")))


def truth(article, base):
    return {"title": article.title, "byline": article.by, "date": support.normal_date(article.date), "body": article.body,
            "related": [(title, base + path) for title, path in article.related],
            "editor": article.editor, "source": article.source}


def read(record):
    return {"title": record["title"], "byline": record["byline"], "date": support.normal_date(record["date"]),
            "body": record["body"], "related": [(link["title"], link["url"]) for link in record["related"]],
            "editor": record.get("editor", []), "source": record.get("source")}


class Learn(support.Case):
    def learn(self, portal, articles, *options):
        urls = [portal.base + article.path for article in articles]
        return newsclip("selectors", "learn", "--allow-private", *options, *urls)

    def write_selectors(self, text):
        folder = os.path.join(self.tmp, "selectors")
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, "127.0.0.1.txt"), "w", encoding="utf-8") as file:
            file.write(text)
        return folder

    def hold(self, layout, records, articles, base):
        for article, record in zip(articles, records):
            self.assertEqual(read(record), truth(article, base), "%s %s" % (layout, article.path))

    def test_learned_files_are_exact_on_unseen_pages_and_after_small_changes(self):
        for layout, (_, lang) in layouts.LAYOUTS.items():
            articles = layouts.make_articles(lang, ALL)
            unseen = articles[LEARNED_FROM:]
            with Portal(Site()) as portal:
                serve(portal.site, layout, articles)
                learned = self.learn(portal, articles[:LEARNED_FROM])
                self.expect(learned, OK)
                folder = self.write_selectors(learned.out)
                for name, change in layouts.CHANGES.items():
                    serve(portal.site, layout, articles, change)
                    with self.subTest(layout, change=name):
                        result = newsclip("extract", "--allow-private", "--selectors", folder,
                                          *[portal.base + article.path for article in unseen])
                        self.expect(result, OK)
                        self.assertEqual(len(result.records), ALL - LEARNED_FROM)
                        self.hold(layout, result.records, unseen, portal.base)
                        found = [r["from"]["body"] + r["from"]["title"] for r in result.records]
                        self.assertEqual([f for f in found if f.count("selector:") != 2], [])

    def test_changes_do_change_the_pages(self):
        for layout, (_, lang) in layouts.LAYOUTS.items():
            html = layouts.page(layout, layouts.make_articles(lang, 3)[0], "")
            same = [name for name, change in layouts.CHANGES.items() if change(html) == html]
            self.assertEqual(same, ["as it was"], layout)

    def test_learned_files_have_no_findings_that_are_errors_and_pass_their_tests(self):
        for layout, (_, lang) in layouts.LAYOUTS.items():
            articles = layouts.make_articles(lang, LEARNED_FROM)
            with Portal(Site()) as portal, self.subTest(layout):
                serve(portal.site, layout, articles)
                folder = self.write_selectors(self.learn(portal, articles).out)
                self.expect(newsclip("selectors", "check", folder), OK)
                result = newsclip("selectors", "test", "--allow-private", folder)
                self.expect(result, OK)
                self.assertTrue(result.out.endswith("%d passed, 0 failed\n" % LEARNED_FROM), result.out)

    def test_comments_tell_the_support_and_no_generated_name_is_used(self):
        articles = layouts.make_articles("en", LEARNED_FROM)
        with Portal(Site()) as portal:
            serve(portal.site, "hashed", articles)
            text = self.learn(portal, articles).out
        self.assertIn("# right on 5 of 5 pages", text)
        rules = "\n".join(line for line in text.splitlines() if not line.startswith(("#", "test_")))
        self.assertNotIn("css-", rules)
        self.assertNotIn("sc-b", rules)
        self.assertNotRegex(rules, r"\[\d+\]|position\(")

    def test_disagreement_is_told_with_its_page(self):
        articles = layouts.make_articles("en", LEARNED_FROM)
        with Portal(Site()) as portal:
            serve(portal.site, "blog", articles)
            odd = articles[3]
            html = layouts.page("blog", odd, "{{base}}")
            portal.site.pages[odd.path] = Page(html.replace('rel="author">%s<' % odd.by[0], 'rel="author">Another Writer<')
                                               .replace("</head>", '<meta name="author" content="%s">\n</head>' % odd.by[0]))
            text = self.learn(portal, articles).out
        lines = text.splitlines()
        author = next(i for i, line in enumerate(lines) if line.startswith("author:"))
        self.assertIn("4 of 5", lines[author - 1])
        self.assertIn(odd.path, lines[author - 1])
        self.assertNotIn("test_url: %s%s" % (portal.base, odd.path), text)

    def test_saved_pages_and_a_list_page_beside_them(self):
        articles = layouts.make_articles("en", LEARNED_FROM)
        files = [self.write("%d.html" % n, layouts.page("blog", a, "http://portal.test")) for n, a in enumerate(articles)]
        links = "".join('<li><a href="%s">%s</a></li>' % (a.path, a.title) for a in articles)
        files.append(self.write("list.html", '<link rel="canonical" href="http://portal.test/"><h1>News</h1><ul>%s</ul>' % links))
        target = os.path.join(self.tmp, "portal.test.txt")
        result = newsclip("selectors", "learn", "--output", target, *files)
        self.expect(result, OK)
        self.assertEqual(result.out, "")
        with open(target, encoding="utf-8") as file:
            text = file.read()
        self.assertIn("learned from 5 pages", text)
        self.assertIn("test_url: http://portal.test" + articles[0].path, text)
        self.expect(newsclip("selectors", "test", "--pages", self.tmp, target), OK)

    def test_pages_that_cannot_be_used_are_named(self):
        articles = layouts.make_articles("en", LEARNED_FROM)
        files = [self.write("%d.html" % n, layouts.page("blog", a, "http://portal.test")) for n, a in enumerate(articles)]
        nameless = self.write("nameless.html", support.small_page())
        other = self.write("other.html", layouts.page("blog", articles[0], "http://elsewhere.test"))
        result = newsclip("selectors", "learn", *files, nameless, other, self.tmp + "/missing.html")
        self.expect(result, SOME_FAILED)
        self.assertIn("title: //h1", result.out)
        self.assertEqual(len(result.errors), 3, result.err)
        for line, word in zip(result.errors, ("nameless.html", "elsewhere.test", "missing.html")):
            self.assertIn(word, line)

    def test_too_few_pages(self):
        articles = layouts.make_articles("en", LEARNED_FROM)
        files = [self.write("%d.html" % n, layouts.page("blog", a, "http://portal.test")) for n, a in enumerate(articles)]
        self.expect(newsclip("selectors", "learn", *files[:2]), USAGE)
        result = newsclip("selectors", "learn", files[0], files[0], files[1])
        self.expect(result, SOME_FAILED)
        self.assertEqual(result.out, "")
        self.expect_one_complaint(result, "2 of the pages")
        self.expect(newsclip("selectors", "learn", "/none/1", "/none/2", "/none/3"), NO_INPUT)

    def test_hostile_pages(self):
        deep = "<div class='a b c'>" * 3000 + "<p>x</p>"
        wide = "".join("<p id='p%d' class='c%d d'>word %d of it</p>" % (n % 7, n, n) for n in range(30000))
        bits = bytes(range(256)) * 400
        files = [self.write("%d.html" % n, b'<link rel="canonical" href="http://portal.test/%d">' % n + page)
                 for n, page in enumerate((deep.encode(), wide.encode(), bits, wide.encode()[7:], wide.encode()[70:]))]
        result = newsclip("selectors", "learn", *files, timeout=100)
        self.assertIn(result.status, (OK, SOME_FAILED))
        self.assertNotIn("worker", result.err)


RULES = """title: //h1
author: //p[@class='writer']
body: //div[@class='text']

test_url: http://portal.test/a.html
test_contains: painted the door a very bright green
test_title: The lamp over the harbour door
test_byline: Ann Lee
"""


def page(writer="writer", url="http://portal.test/a.html"):
    story = "".join("<p>%s</p>" % paragraph for paragraph in support.STORY)
    return '<html lang="en"><head><title>Lamp</title><link rel="canonical" href="%s"></head><body><h1>The lamp over the ' \
           'harbour door</h1><p class="%s">By Ann Lee</p><div class="text">%s</div></body></html>' % (url, writer, story)


class Test(support.Case):
    def run_test(self, rules, html, *more):
        self.write("portal.test.txt", rules)
        os.makedirs(os.path.join(self.tmp, "pages"), exist_ok=True)
        self.write("pages/a.html", html)
        return newsclip("selectors", "test", "--pages", os.path.join(self.tmp, "pages"),
                        os.path.join(self.tmp, "portal.test.txt"), *more)

    def row(self, result, field):
        return next(line for line in result.out.splitlines() if line.startswith("  " + field))

    def test_table_of_a_page_that_agrees(self):
        result = self.run_test(RULES, page())
        self.expect(result, OK)
        self.assertIn("portal.test.txt:5: http://portal.test/a.html: ok", result.out)
        self.assertRegex(self.row(result, "title"), r"The lamp over .* yes$")
        self.assertRegex(self.row(result, "byline"), r"Ann Lee +Ann Lee +Ann Lee +yes$")
        self.assertRegex(self.row(result, "body"), r"1 of 1 texts in it +yes$")
        self.assertTrue(result.out.endswith("1 passed, 0 failed\n"))

    def test_an_expectation_that_is_not_met_fails(self):
        for line in ("test_title: Another lamp", "test_date: 2024-01-01", "test_related_count: 3", "test_contains: no such text"):
            with self.subTest(line):
                result = self.run_test(RULES + line + "\n", page())
                self.expect(result, SOME_FAILED)
                self.assertTrue(result.out.endswith("0 passed, 1 failed\n"))

    def test_a_selector_that_broke_fails_though_the_generic_extractor_fills_in(self):
        result = self.run_test(RULES, page(writer="author-2"))
        self.expect(result, SOME_FAILED)
        self.assertRegex(self.row(result, "byline"), r"byline +- +Ann Lee +Ann Lee +NO$")

    def test_index_says_where_pages_are(self):
        os.makedirs(os.path.join(self.tmp, "pages"))
        self.write("pages/index.tsv", "http://portal.test/a.html\tsaved-1\n")
        self.write("pages/saved-1", page(url="http://elsewhere.test/"))
        self.expect(self.run_test(RULES, "<p>not this one</p>"), OK)

    def test_a_page_that_is_not_there(self):
        result = self.run_test(RULES.replace("/a.html", "/b.html"), page())
        self.expect(result, SOME_FAILED)
        self.expect_one_complaint(result, "portal.test.txt:5", "not among the pages")

    def test_pages_of_a_warc_file(self):
        records = [warcs.info(), warcs.request("http://portal.test/a.html"),
                   warcs.response("http://portal.test/b.html", "<p>another one</p>"),
                   warcs.response("http://portal.test/a.html", page())]
        for name, data in (("a.warc", b"".join(records)), ("a.warc.gz", warcs.packed(records))):
            path = os.path.join(self.tmp, name)
            with open(path, "wb") as file:
                file.write(data)
            rules = self.write("portal.test.txt", RULES)
            self.expect(newsclip("selectors", "test", "--pages", path, rules), OK)
            self.write("portal.test.txt", RULES.replace("/a.html", "/c.html"))
            result = newsclip("selectors", "test", "--pages", path, rules)
            self.expect(result, SOME_FAILED)
            self.expect_one_complaint(result, "not among the pages")

    def test_a_file_that_is_no_warc_is_refused_clearly(self):
        result = newsclip("selectors", "test", "--pages", self.write("pages.txt", "a page"), self.write("portal.test.txt", RULES))
        self.expect(result, USAGE)
        self.expect_one_complaint(result, "neither a folder nor a WARC file")

    def test_dated_files_serve_pages_of_the_days_before(self):
        os.makedirs(os.path.join(self.tmp, "pages"))
        self.write("pages/a.html", page(writer="old"))
        self.write("portal.test.txt", RULES)
        old = self.write("portal.test@2024-05-01.txt", RULES.replace("writer", "old"))
        self.expect(newsclip("selectors", "test", "--pages", os.path.join(self.tmp, "pages"), old), OK)

    def test_live_pages(self):
        with Portal(Site({"/a.html": Page(page())})) as portal:
            rules = self.write("127.0.0.1.txt", RULES.replace("http://portal.test", portal.base))
            self.expect(newsclip("selectors", "test", "--allow-private", rules), OK)
            rules = self.write("127.0.0.1.txt", RULES.replace("http://portal.test/a", portal.base + "/gone"))
            result = newsclip("selectors", "test", "--allow-private", rules)
        self.expect(result, SOME_FAILED)
        self.expect_one_complaint(result, "HTTP status 404")

    def test_malformed_count_and_files_without_tests(self):
        result = self.run_test(RULES + "test_related_count: many\n", page())
        self.expect(result, NO_INPUT)
        self.expect_one_complaint(result, "portal.test.txt:9", "not a number")
        result = self.run_test("title: //h1\n", page())
        self.expect(result, OK)
        self.assertIn("no test_url", result.out)

    def test_help_says_how_pages_are_found(self):
        result = newsclip("selectors", "--help")
        self.expect(result, OK)
        for word in ("index.tsv", "canonical", "--pages DIR", "learn", "test_related_count"):
            self.assertIn(word, result.out)


if __name__ == "__main__":
    unittest.main()
