"""A portal that is redesigned, or falls silent: the run after it says so, once a day, and not one article is lost."""
import fcntl
import json
import os
import sqlite3
import time
import unittest

import support
from support import NO_INPUT, OK, SOME_FAILED, USAGE, Page, Portal, Site, layouts, newsclip

LOOK = 4
DAY = 86400
SELECTORS = {
    "blog": "title: //h1[@class='entry-title']\nauthor: //span[@class='author vcard']\n"
            "date: //time[contains(@class, 'entry-date')]/@datetime\nbody: //div[@class='entry-content']\n"
            "strip: //div[@class='sharedaddy']\nprune: no\n",
}


def today(days=0):
    return time.strftime("%Y-%m-%d", time.gmtime(time.time() + days * DAY))


def front(articles):
    links = "".join('<li><a href="%s">%s</a></li>' % (a.path, a.title) for a in articles)
    return Page("<!DOCTYPE html><html><head><title>The Harbour Paper</title></head><body><h1>News</h1><ul>%s</ul></body>"
                "</html>" % links)


class Watched(support.Case):
    """A portal of one template, crawled with a selector file of its own."""

    def setUp(self):
        super().setUp()
        self.data = os.path.join(self.tmp, "archive")
        self.folder = os.path.join(self.tmp, "selectors")
        self.file = os.path.join(self.folder, "127.0.0.1.txt")
        os.makedirs(self.folder)
        self.site = Site()
        self.portal = Portal(self.site).__enter__()
        self.addCleanup(self.portal.__exit__)
        self.name = "127.0.0.1_%d" % self.portal.port

    def serve(self, articles, layout="blog", shown=None):
        for article in articles:
            self.site.pages[article.path] = Page(layouts.page(layout, article, "{{base}}"))
        self.site.pages["/"] = front(shown if shown is not None else articles)

    def rules(self, text):
        with open(self.file, "w", encoding="utf-8") as file:
            file.write(text)

    def crawl(self, *more):
        return newsclip("crawl", "--data", self.data, "--delay", "0", "--allow-private", "--selectors", self.folder, *more,
                        self.portal.url)

    def report(self, *more):
        result = newsclip("report", "--data", self.data, *more)
        self.expect(result, OK)
        return result

    def state(self, sql, *values):
        with sqlite3.connect(os.path.join(self.data, "state.db")) as db:
            rows = db.execute(sql, values).fetchall()
        db.close()
        return rows

    def a_day_later(self, days=1):
        """All that the state remembers is so much older."""
        for table, columns in (("notice", ("since", "said")), ("watch", ("since",)), ("source", ("good", "asked")),
                               ("portal", ("first_run", "last_run", "last_ok", "last_new")),
                               ("page", ("first_seen", "fetched", "clipped"))):
            self.state("UPDATE %s SET %s" % (table, ", ".join("%s = %s - %d" % (c, c, days * DAY) for c in columns)))
        self.state("UPDATE arrival SET hour = hour - %d" % (24 * days))

    def clipped(self):
        return sorted(record["url"][len(self.portal.base):] for record in support.archive_records(self.data))

    def notices(self):
        return sorted(self.state("SELECT what, field FROM notice"))


class Redesign(Watched):
    def setUp(self):
        super().setUp()
        self.articles = layouts.make_articles("en", 40)
        self.rules(SELECTORS["blog"])
        self.serve(self.articles[:16])
        self.expect(self.crawl(), OK)

    def redesign(self, new=24):
        """All pages in the new template, NEW of them; those beyond the first 16 are new."""
        self.serve(self.articles[:new], layout="hashed")

    def relearn(self, *more):
        return newsclip("selectors", "relearn", "--data", self.data, "--delay", "0", "--allow-private", "--selectors",
                        self.folder, self.name, *more)

    def hold_archive(self, count):
        """Each of the first COUNT articles is there once, with its title and text."""
        self.assertEqual(self.clipped(), sorted(a.path for a in self.articles[:count]))
        truth = {a.path: a for a in self.articles}
        for record in support.archive_records(self.data):
            article = truth[record["url"][len(self.portal.base):]]
            self.assertEqual(record["title"], article.title)
            self.assertEqual(record["byline"], article.by)
            self.assertIn(article.body[:80], record["body"])

    def test_it_is_said_in_the_first_crawl_after_it_and_no_article_is_lost(self):
        self.redesign()
        result = self.crawl()
        self.expect(result, LOOK)
        self.expect_one_complaint(result, self.name, "title", "byline", "date", "body", "127.0.0.1.txt",
                                  "find nothing since " + today(), self.portal.base + "/news/")
        self.assertEqual(self.notices(), [("selector", f) for f in ("body", "byline", "date", "title")])
        self.hold_archive(24)

    def test_it_is_said_once_a_day(self):
        self.redesign()
        self.expect(self.crawl(), LOOK)
        again = self.crawl()
        self.expect(again, OK)
        self.assertEqual(again.err, "")
        self.a_day_later()
        self.redesign(26)
        next_day = self.crawl()
        self.expect(next_day, LOOK)
        self.expect_one_complaint(next_day, "find nothing since " + today(-1))
        self.expect(self.crawl(), OK)
        self.hold_archive(26)

    def test_a_portal_that_cannot_be_read_counts_for_more(self):
        self.redesign()
        with Portal(Site()) as gone:
            pass
        result = self.crawl(gone.url)
        self.expect(result, SOME_FAILED)
        self.assertIn("find nothing since", result.err)
        self.expect(self.crawl(), OK)

    def test_report_shows_it(self):
        self.redesign()
        self.crawl()
        text = self.report().out
        self.assertRegex(text, r"LOOK +the rules for .*title in 127\.0\.0\.1\.txt find nothing since " + today())
        self.assertRegex(text, r"(?m)^    title +24 +66% ")
        data = json.loads(self.report("--json").out)["portals"][0]
        self.assertEqual({n["field"] for n in data["notices"]}, {"title", "byline", "date", "body"})
        self.assertEqual({n["since"][:10] for n in data["notices"]}, {today()})
        title = next(row for row in data["fields"] if row["field"] == "title")
        self.assertEqual((title["articles"], title["selector"], title["missed"], title["filled"], title["empty"]),
                         (24, 16, 8, 8, 0))

    def test_one_article_in_the_new_template_is_no_redesign(self):
        self.serve(self.articles[:17])
        self.site.pages[self.articles[16].path] = Page(layouts.page("hashed", self.articles[16], "{{base}}"))
        result = self.crawl()
        self.expect(result, OK)
        self.assertEqual(result.err, "")
        self.hold_archive(17)

    def test_it_goes_by_itself_when_the_template_comes_back(self):
        self.redesign()
        self.expect(self.crawl(), LOOK)
        self.serve(self.articles[:32])
        self.a_day_later()
        self.expect(self.crawl(), OK)
        self.assertEqual(self.notices(), [])

    def test_it_goes_when_the_rule_does(self):
        self.redesign()
        self.expect(self.crawl(), LOOK)
        self.rules("title: //h1[@class='entry-title']\n")
        self.a_day_later()
        result = self.crawl()
        self.expect(result, LOOK)
        self.assertEqual(self.notices(), [("selector", "title")])
        os.remove(self.file)
        self.a_day_later()
        self.expect(self.crawl(), OK)
        self.assertEqual(self.notices(), [])

    def test_it_stays_when_the_file_is_changed_for_the_worse(self):
        self.redesign()
        self.expect(self.crawl(), LOOK)
        self.rules("title: //h1[@class='headline-of-the-day']\n")
        self.redesign(28)
        self.a_day_later()
        self.expect(self.crawl(), LOOK)
        self.assertEqual(self.notices(), [("selector", "title")])

    def test_rules_that_find_the_wrong_thing_are_named(self):
        self.serve(self.articles[:24])
        for article in self.articles[16:24]:
            page = self.site.pages[article.path]
            page.text = page.text.replace('class="entry-title"', 'class="headline"').replace(
                "</article>", '</article><p class="x"></p><h1 class="entry-title">The Harbour Paper shop</h1>', 1)
            page.text = page.text.replace('<h1 class="entry-title">The', '<div><h1 class="entry-title">The')
        result = self.crawl()
        self.expect(result, LOOK)
        self.expect_one_complaint(result, "title in 127.0.0.1.txt", "something else than the page shows")
        self.assertEqual(self.notices(), [("differs", "title")])

    def test_relearn_shows_old_against_new_and_writes_nothing_unasked(self):
        self.redesign()
        self.crawl()
        result = self.relearn()
        self.expect(result, OK)
        self.assertRegex(result.out, r"(?m)^  title +- +\S.* found again$")
        self.assertRegex(result.out, r"(?m)^  related +- .* new rule$")
        self.assertRegex(result.out, r"(?m)^  title +0 +20 +20$")
        self.assertIn("title: //h1", result.out)
        self.assertIn("newsletter-signup", result.out)  # repeats over the pages: to be stripped
        self.assertIn("Nothing was written", result.out)
        self.assertEqual(os.listdir(self.folder), ["127.0.0.1.txt"])
        with open(self.file, encoding="utf-8") as file:
            self.assertEqual(file.read(), SELECTORS["blog"])
        self.assertEqual(len(self.notices()), 4)

    def test_relearn_mends_it(self):
        self.rules(SELECTORS["blog"] + "http_header(X-Reader): newsclip\ntest_url: http://127.0.0.1/old\n")
        self.redesign()
        self.crawl()
        self.portal.take_log()
        result = self.relearn("--write")
        self.expect(result, OK)
        self.assertEqual([e["path"] for e in self.portal.take_log()][0], "/robots.txt")
        dated = "127.0.0.1@%s.txt" % today()
        self.assertEqual(sorted(os.listdir(self.folder)), sorted(["127.0.0.1.txt", dated]))
        with open(os.path.join(self.folder, dated), encoding="utf-8") as file:
            self.assertTrue(file.read().startswith(SELECTORS["blog"]))
        with open(self.file, encoding="utf-8") as file:
            text = file.read()
        self.assertIn("http_header(X-Reader): newsclip\n", text)
        self.assertNotIn("http://127.0.0.1/old", text)
        self.assertEqual(self.notices(), [])
        self.a_day_later()
        self.redesign(32)
        result = self.crawl()
        self.expect(result, OK)
        self.assertEqual(result.err, "")
        new = [r for r in support.archive_records(self.data) if "selector:127.0.0.1.txt" in r["from"]["title"]]
        self.assertEqual(len(new), 16 + 8)
        self.hold_archive(32)
        self.expect(newsclip("selectors", "check", self.folder), OK)

    def test_the_old_file_is_kept_under_the_day_on_which_it_broke(self):
        self.redesign()
        self.crawl()
        self.a_day_later(3)
        self.expect(self.relearn("--write"), OK)
        self.assertIn("127.0.0.1@%s.txt" % today(-3), os.listdir(self.folder))

    def test_a_second_relearn_loses_no_file(self):
        self.redesign()
        self.crawl()
        self.expect(self.relearn("--write"), OK)
        with open(self.file, encoding="utf-8") as file:
            first = file.read()
        self.expect(self.relearn("--write"), OK)
        dated = "127.0.0.1@%s.txt" % today()
        self.assertEqual(sorted(os.listdir(self.folder)), sorted(["127.0.0.1.txt", dated, dated + ".1"]))
        with open(os.path.join(self.folder, dated), encoding="utf-8") as file:
            self.assertEqual(file.read(), SELECTORS["blog"])
        with open(os.path.join(self.folder, dated + ".1"), encoding="utf-8") as file:
            self.assertEqual(file.read(), first)

    def test_relearn_without_a_file_before(self):
        os.remove(self.file)
        result = self.relearn("--write")
        self.expect(result, OK)
        self.assertEqual(os.listdir(self.folder), ["127.0.0.1.txt"])
        self.assertRegex(result.out, r"(?m)^  title +- .* new rule$")

    def test_relearn_replaces_a_file_that_cannot_be_read(self):
        with open(self.file, "wb") as file:
            file.write(b"\x00\x01\x02" * 100)
        result = self.relearn("--write")
        self.expect(result, OK)
        self.assertRegex(result.out, r"(?m)^  title +0 +16 ")
        self.assertEqual(len(os.listdir(self.folder)), 2)

    def test_relearn_while_a_crawl_runs_leaves_the_notices_to_it(self):
        self.redesign()
        self.crawl()
        with open(os.path.join(self.data, "lock"), "r+") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self.expect(self.relearn("--write"), OK)
        self.assertEqual(len(self.notices()), 4)
        self.redesign(25)
        self.a_day_later()
        self.expect(self.crawl(), OK)
        self.assertEqual(self.notices(), [])

    def test_relearn_names_what_it_cannot_do(self):
        result = newsclip("selectors", "relearn", "--data", self.data, "other.example")
        self.expect(result, NO_INPUT)
        self.expect_one_complaint(result, "other.example", "no portal of")
        self.expect(newsclip("selectors", "relearn", self.name), USAGE)
        result = newsclip("selectors", "relearn", "--data", os.path.join(self.tmp, "none"), self.name)
        self.expect(result, NO_INPUT)
        self.expect_one_complaint(result, "none/state.db")
        self.site.pages["/robots.txt"] = Page("User-agent: *\nDisallow: /news/2024/01/\n", content_type="text/plain")
        result = self.relearn()
        self.expect(result, SOME_FAILED)
        denied = sum(a.path.startswith("/news/2024/01/") for a in self.articles[:16])
        self.assertEqual(len(result.errors), denied, result.err)
        self.assertIn("denied by robots.txt", result.err)


class Silence(Watched):
    FEED = '<?xml version="1.0"?><rss version="2.0"><channel><title>t</title>%s</channel></rss>'

    def setUp(self):
        super().setUp()
        self.articles = layouts.make_articles("en", 40)
        self.now = time.time()

    def dated(self, articles, hours):
        """One every so many hours, the last one just now."""
        for n, article in enumerate(articles):
            t = time.gmtime(self.now - 60 - hours * 3600 * (len(articles) - 1 - n))
            article.date = time.strftime("%Y-%m-%dT%H:%M:00+00:00", t)
            article.printed = article.date[:16].replace("T", " ")

    def feed(self, articles):
        items = "".join("<item><title>%s</title><link>{{base}}%s</link></item>" % (a.title, a.path) for a in articles)
        self.site.pages["/feed.xml"] = Page(self.FEED % items, content_type="application/rss+xml")

    def serve_with_feed(self, articles, shown=None):
        self.serve(articles, shown=shown)
        self.site.pages["/"].text = self.site.pages["/"].text.replace(
            "</head>", '<link rel="alternate" type="application/rss+xml" href="/feed.xml"></head>')

    def test_no_new_article_in_three_times_the_usual_interval(self):
        self.dated(self.articles[:20], 24)
        self.serve(self.articles[:20])
        self.expect(self.crawl(), OK)
        self.a_day_later(2)
        self.expect(self.crawl(), OK)
        self.a_day_later(2)
        result = self.crawl()
        self.expect(result, LOOK)
        self.expect_one_complaint(result, self.name, "no new article since " + today(-4) + " (the last one: " + self.portal.base + "/news/")
        self.expect(self.crawl(), OK)
        self.assertRegex(self.report().out, r"LOOK +no new article since " + today(-4))
        self.a_day_later()
        self.expect(self.crawl(), LOOK)
        self.serve(self.articles[:22])
        self.a_day_later()
        self.expect(self.crawl(), OK)
        self.assertEqual(self.notices(), [])

    def test_a_feed_that_gives_no_more_links(self):
        self.serve_with_feed(self.articles[:6], shown=self.articles[:3])
        self.feed(self.articles[:6])
        self.expect(self.crawl(), OK)
        self.assertEqual(len(self.clipped()), 6)
        self.feed([])
        self.a_day_later()
        result = self.crawl()
        self.expect(result, LOOK)
        self.expect_one_complaint(result, self.name, "no links from %s/feed.xml since %s" % (self.portal.base, today(-1)))
        self.expect(self.crawl(), OK)
        self.feed(self.articles[:7])
        self.a_day_later()
        self.expect(self.crawl(), OK)
        self.assertEqual(self.notices(), [])

    def test_a_front_page_that_lists_no_more_articles(self):
        self.serve(self.articles[:6])
        self.expect(self.crawl(), OK)
        self.site.pages["/"] = Page('<html><head><title>The Harbour Paper</title></head><body><div id="app"></div></body></html>')
        result = self.crawl()
        self.expect(result, LOOK)
        self.expect_one_complaint(result, "no links from %s since" % self.portal.url)

    def test_a_feed_that_is_gone(self):
        self.serve_with_feed(self.articles[:6])
        self.feed(self.articles[:6])
        self.expect(self.crawl(), OK)
        del self.site.pages["/feed.xml"]
        result = self.crawl()
        self.expect(result, LOOK)
        self.expect_one_complaint(result, "no links from %s/feed.xml" % self.portal.base)

    def test_a_feed_that_fails_for_a_moment_is_no_notice(self):
        self.serve_with_feed(self.articles[:6])
        self.feed(self.articles[:6])
        self.expect(self.crawl(), OK)
        self.site.pages["/feed.xml"] = Page("busy", status=500)
        self.expect(self.crawl(), OK)
        self.a_day_later()
        self.expect(self.crawl(), LOOK)

    def test_a_feed_that_is_no_longer_offered_is_forgotten(self):
        self.serve_with_feed(self.articles[:6])
        self.feed(self.articles[:6])
        self.expect(self.crawl(), OK)
        del self.site.pages["/feed.xml"]
        self.expect(self.crawl(), LOOK)
        self.serve(self.articles[:6])
        self.a_day_later(3)
        self.expect(self.crawl(), OK)
        self.assertEqual(self.notices(), [])

    def test_robots_txt_turned_to_no(self):
        self.serve(self.articles[:6])
        self.expect(self.crawl(), OK)
        self.site.pages["/robots.txt"] = Page("User-agent: *\nDisallow: /news/\n", content_type="text/plain")
        self.serve(self.articles[:12])
        result = self.crawl()
        self.expect(result, LOOK)
        self.expect_one_complaint(result, self.name, "robots.txt keeps the crawl out since " + today(), self.portal.base + "/news/")
        self.expect(self.crawl(), OK)
        self.assertEqual(len(self.clipped()), 6)
        del self.site.pages["/robots.txt"]
        self.a_day_later()
        self.expect(self.crawl(), OK)
        self.assertEqual(self.notices(), [])
        self.assertEqual(len(self.clipped()), 12)

    def test_robots_txt_that_denies_the_start_page_too(self):
        self.serve(self.articles[:6])
        self.expect(self.crawl(), OK)
        self.site.pages["/robots.txt"] = Page("User-agent: *\nDisallow: /\n", content_type="text/plain")
        result = self.crawl()
        self.assertIn(result.status, (SOME_FAILED, NO_INPUT))
        self.assertIn("robots.txt keeps the crawl out since " + today(), result.err)
        self.assertNotIn("keeps the crawl out", self.crawl().err)
        self.assertEqual(self.notices(), [("robots", "")])

    def test_pages_without_text_and_articles_without_a_date(self):
        self.serve(self.articles[:20])
        self.expect(self.crawl(), OK)
        wall = '<html lang="en"><head><title>%s</title></head><body><h1>%s</h1><p>Please wait.</p></body></html>'
        self.serve(self.articles[:28])
        for article in self.articles[20:28]:
            self.site.pages[article.path] = Page(wall % (article.title, article.title))
        result = self.crawl()
        self.expect(result, LOOK)
        self.expect_one_complaint(result, "pages that look like articles hold none since " + today())
        for n, article in enumerate(self.articles[28:]):
            article.path = "/news/the-story-number-%d.html" % (7000 + n)  # an address without a date
        self.serve(self.articles)
        for article in self.articles[28:]:
            page = self.site.pages[article.path]
            page.text = page.text.replace(article.date, "").replace(article.printed, "")
        self.site.pages["/"] = front(self.articles[28:])
        result = self.crawl()
        self.expect(result, LOOK)
        self.expect_one_complaint(result, "articles come without a date since " + today())


class Report(Watched):
    def test_what_an_archive_holds(self):
        articles = layouts.make_articles("en", 8)
        self.serve(articles)
        self.site.pages["/"].text = self.site.pages["/"].text.replace("<ul>", '<ul><li><a href="/news/2024/05/05/gone.html">'
                                                                      'A story that the server forgot to keep</a></li>'
                                                                      '<li><a href="/login">Log in</a></li>'
                                                                      '<li><a href="/news/2024/05/06/sick.html">A story that '
                                                                      'the server cannot show us today</a></li>')
        self.site.pages["/news/2024/05/06/sick.html"] = Page("no", status=500)
        for _ in range(3):
            self.crawl()
        data = json.loads(self.report("--json").out)
        portal = data["portals"][0]
        self.assertTrue(support.is_today(data["made"]))
        self.assertEqual((portal["portal"], portal["start"]), (self.name, self.portal.url))
        self.assertEqual(portal["articles"], 8)
        self.assertEqual(portal["articles_by_day"], {today(): 8})
        self.assertEqual(portal["errors"], {"HTTP 500": 3})
        self.assertEqual(portal["no_article"].get("gone"), 1)
        self.assertIn("utility", "".join(portal["not_taken"]))
        self.assertEqual(portal["failing"], 1)
        self.assertEqual([(h["host"], h["addresses"], h["times"]) for h in portal["hosts_failing"]], [("127.0.0.1", 1, 3)])
        self.assertEqual(portal["notices"], [])
        text = self.report().out
        for line in (r"articles    8, and 0 under", today() + r" +8 #+$", r"errors      3 HTTP 500$",
                     r"failing     127\.0\.0\.1: 1 addresses, up to 3 times in a row: .*HTTP status 500",
                     r"overdue     0 addresses found and not asked yet, 1 to be asked again"):
            self.assertRegex(text, "(?m)" + line)
        self.assertNotIn("\033", text)

    def test_lag_is_counted_for_what_came_after_the_first_run(self):
        articles = layouts.make_articles("en", 6)
        for article, minutes in zip(articles[4:], (5, 300)):
            article.date = time.strftime("%Y-%m-%dT%H:%M:00+00:00", time.gmtime(time.time() - 60 * minutes))
        self.serve(articles[:4])
        self.crawl()
        self.serve(articles)
        self.crawl()
        lag = json.loads(self.report("--json").out)["portals"][0]["lag"]
        self.assertEqual({k: n for k, n in lag.items() if n}, {"15m": 1, "6h": 1})
        self.assertIn("half of 2 articles clipped within 15 minutes", self.report().out)

    def test_a_portal_by_name_and_by_address(self):
        self.serve(layouts.make_articles("en", 3))
        self.crawl()
        for portal in (self.name, self.portal.url):
            self.assertEqual(len(json.loads(self.report("--json", "--portal", portal).out)["portals"]), 1)
        result = newsclip("report", "--data", self.data, "--portal", "other.example")
        self.expect(result, NO_INPUT)
        self.expect_one_complaint(result, "other.example: no portal of")

    def test_it_reads_while_a_crawl_holds_the_archive(self):
        self.serve(layouts.make_articles("en", 3))
        self.crawl()
        lock = open(os.path.join(self.data, "lock"), "r+")
        fcntl.flock(lock, fcntl.LOCK_EX)
        db = sqlite3.connect(os.path.join(self.data, "state.db"), isolation_level=None)
        db.execute("BEGIN IMMEDIATE")
        self.expect(self.crawl(), support.LOCKED)
        self.assertIn("articles    3", self.report().out)
        db.execute("ROLLBACK")
        db.close()
        lock.close()

    def test_no_archive(self):
        result = newsclip("report", "--data", os.path.join(self.tmp, "none"))
        self.expect(result, NO_INPUT)
        self.expect_one_complaint(result, "none/state.db")
        self.assertFalse(os.path.exists(os.path.join(self.tmp, "none")))
        self.expect(newsclip("report"), USAGE)


if __name__ == "__main__":
    unittest.main()
