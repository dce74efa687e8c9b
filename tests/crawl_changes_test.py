"""A portal that changes between crawls: each change gives the lines that it should, and no others."""
import contextlib
import json
import os
import random
import signal
import socket
import sqlite3
import subprocess
import time
import unittest

import support
from support import OK, Page, Portal, Site, newsclip

import server  # noqa: E402: support knows where it is

HOUR, DAY = 3600, 86400
WORDS = ("harbour lamp keeper council letter spring glass door street bridge river market bell tower school green "
         "baker ferry winter fog morning captain island garden window ladder candle train station village mill "
         "orchard fence meadow goat blanket kettle violin parade drum").split()


def story(seed, paragraphs=5, words=45):
    """Paragraphs that no other seed has."""
    dice = random.Random(seed)
    return [" ".join(dice.choice(WORDS) for _ in range(words)).capitalize() + "." for _ in range(paragraphs)]


def text_of(paragraphs):
    return "\n\n".join(paragraphs)


def article(title, paragraphs, canonical=None, **more):
    page = support.small_page(title, paragraphs)
    if canonical:
        page = page.replace("</head>", '<link rel="canonical" href="%s"></head>' % canonical)
    return Page(page, **more)


class HostHandler(server.Handler):
    """Pages by host and path where the site has such, else by path."""

    def do_GET(self):
        named = self.headers.get("Host", "").partition(":")[0] + self.path
        if named in self.server.portal.site.pages:
            self.path = named
        super().do_GET()


class Changing(support.Case):
    """self.site is served at self.base, http://portal.localhost:PORT, and under each name below it."""

    host = "portal.localhost"

    def setUp(self):
        super().setUp()
        self.data = os.path.join(self.tmp, "archive")
        self.site = Site({})
        stack = contextlib.ExitStack()
        self.addCleanup(stack.close)
        self.portal = stack.enter_context(Portal(self.site))
        self.portal.server.RequestHandlerClass = HostHandler
        self.base = self.portal.base = "http://%s:%d" % (self.host, self.portal.port)
        self.articles = []

    def on(self, host, path):
        return "http://%s:%d%s" % (host, self.portal.port, path)

    def publish(self, path, title, paragraphs, **more):
        self.site.pages[path] = article(title, paragraphs, **more)
        self.link(path, title)

    def link(self, path, title="a story that is told at some length here"):
        self.articles.append((path, title))
        rows = "".join('<div><h2><a href="%s">%s</a></h2></div>' % pair for pair in self.articles)
        self.site.pages["/"] = Page("<!DOCTYPE html><html lang=\"en\"><head><title>Portal</title></head><body><main>%s"
                                    "</main></body></html>" % rows)

    def crawl(self, *more, status=OK):
        result = newsclip("crawl", "--data", self.data, "--delay", "0", "--allow-private", "--selectors", "none", "-v",
                          *more, self.base + "/")
        self.expect(result, status)
        return result

    def age(self, seconds):
        """Lets time pass for all that the state has a time for."""
        with contextlib.closing(sqlite3.connect(os.path.join(self.data, "state.db"))) as db, db:
            for column in ("first_seen", "fetched", "clipped", "changed", "next_look"):
                db.execute("UPDATE page SET %s = %s - ?" % (column, column), (seconds,))
            db.execute("UPDATE host SET not_before = not_before - ?, since = since - ?", (seconds, seconds))

    def pages(self, columns="status", where="1"):
        with contextlib.closing(sqlite3.connect(os.path.join(self.data, "state.db"))) as db:
            return db.execute("SELECT %s FROM page WHERE %s ORDER BY id" % (columns, where)).fetchall()

    def lines(self):
        """(path, revision, reason, kind, title) of each line."""
        return [(record["url"][len(self.base):] if record["url"].startswith(self.base + "/") else record["url"],
                 record["revision"], record.get("reason"), record["kind"], record["title"])
                for record in support.archive_records(self.data)]

    def expect_lines(self, *lines):
        self.assertEqual(self.lines(), list(lines))

    def asked(self):
        return [(entry["path"], entry["status"]) for entry in self.portal.take_log() if entry["path"] != "/robots.txt"]


class Edits(Changing):
    def setUp(self):
        super().setUp()
        self.publish("/2026/lamp.html", "The lamp is lit", story(1))
        self.crawl()
        self.asked()

    def test_an_edited_text_is_a_second_revision(self):
        self.publish("/2026/lamp.html", "The lamp is lit", story(1)[:-1] + story(2)[:1])
        self.age(2 * HOUR)
        self.crawl()
        self.expect_lines(("/2026/lamp.html", 1, None, "article", "The lamp is lit"),
                          ("/2026/lamp.html", 2, "edited", "article", "The lamp is lit"))
        first, second = support.archive_records(self.data)
        self.assertEqual(second["body"], text_of(story(1)[:-1] + story(2)[:1]))
        self.assertNotEqual(first["hash"], second["hash"])
        self.assertNotIn("input", second)

    def test_a_changed_title_is_a_revision(self):
        self.publish("/2026/lamp.html", "The lamp is lit again", story(1))
        self.age(2 * HOUR)
        self.crawl()
        self.assertEqual([line[1:3] for line in self.lines()], [(1, None), (2, "edited")])

    def test_a_story_of_two_pages_is_looked_at_as_a_whole(self):
        path, name = "/2026/long-1234567.html", "A long story of the harbour"

        def tell(second):
            for at, text, link in ((path, story(5), path + "?page=2"), (path + "?page=2", second, None)):
                page = article(name, text)
                if link:
                    more = '<div class="pagination"><a rel="next" href="%s">2</a></div></article>' % link
                    page.text = page.text.replace("</article>", more)
                self.site.pages[at] = page

        tell(story(6))
        self.link(path, name)
        self.crawl()
        self.site.pages[path + "?page=2"].status = 500
        self.age(2 * HOUR)
        self.crawl()
        self.assertIn((path + "?page=2", 500), self.asked())
        self.assertEqual([line[1] for line in self.lines()], [1, 1])
        tell(story(7))
        self.age(DAY)
        self.crawl()
        records = support.archive_records(self.data)
        self.assertEqual([record["body"] for record in records[1:]],
                         [text_of(story(5) + story(6)), text_of(story(5) + story(7))])
        self.assertEqual([record["revision"] for record in records], [1, 1, 2])

    def test_a_redesign_gives_no_lines(self):
        for i in range(5):
            self.publish("/2026/story-%d.html" % i, "Story number %d of the harbour" % i, story(i))
        self.crawl()
        for i in range(5):
            rows = "".join('<div class="txt">%s</div>' % paragraph for paragraph in story(i))
            self.site.pages["/2026/story-%d.html" % i].text = (
                '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Story number %d of the harbour | '
                'Portal</title><meta property="og:title" content="Story number %d of the harbour"></head><body>'
                '<div class="top"><a href="/">Portal</a> <a href="/sport">Sport</a></div><div class="grid">'
                '<div class="main"><h1 class="head">Story number %d of the harbour</h1><div class="story">%s</div>'
                '</div><div class="side"><a href="/2026/story-0.html">Another story</a></div></div>'
                '<div class="foot">Imprint, contact</div></body></html>' % (i, i, i, rows))
        self.age(2 * HOUR)
        self.crawl()
        self.assertEqual([status for path, status in self.asked() if "story" in path][-5:], [200] * 5)
        self.assertEqual([line[1] for line in self.lines()], [1] * 6)

    def test_other_changes_of_the_page_are_none(self):
        page = self.site.pages["/2026/lamp.html"]
        page.text = page.text.replace("</nav>", '<a href="/weather">Weather</a></nav>')
        self.age(2 * HOUR)
        result = self.crawl()
        self.assertEqual(self.asked()[-1], ("/2026/lamp.html", 200))
        self.expect_lines(("/2026/lamp.html", 1, None, "article", "The lamp is lit"))
        self.assertIn("edited 0", result.err)

    def test_looks_follow_the_article_s_age_and_end(self):
        looks = []
        for hours in (0, 1.5, 3, 25, 30, 7 * 24 + 1, 10 * 24, 30 * 24 + 1, 31 * 24, 90 * 24, 400 * 24):
            self.age((hours - (looks[-1][0] if looks else 0)) * HOUR)
            self.crawl()
            looks.append((hours, self.asked().count(("/2026/lamp.html", 304))))
        self.assertEqual([hours for hours, count in looks if count], [1.5, 25, 7 * 24 + 1, 30 * 24 + 1])
        self.assertEqual(max(count for hours, count in looks), 1)

    def test_a_changed_one_is_looked_at_sooner_again(self):
        self.age(2 * DAY)
        self.crawl()
        self.age(6 * DAY)
        self.publish("/2026/lamp.html", "The lamp is lit", story(3))
        self.crawl()
        self.asked()
        self.age(DAY + HOUR)  # an eighth of its eight days
        self.crawl()
        self.assertIn(("/2026/lamp.html", 304), self.asked())

    def test_no_revisit_asks_for_no_article_again(self):
        self.age(2 * HOUR)
        self.crawl("--no-revisit")
        self.assertNotIn("/2026/lamp.html", [path for path, status in self.asked()])
        self.crawl()
        self.assertIn(("/2026/lamp.html", 304), self.asked())

    def test_a_wall_in_its_place_is_no_edit(self):
        walls = (
            Page('<!DOCTYPE html><title>Log in</title><h1>Please log in</h1><form action="/login" method="post">'
                 '<input name="user"><input type="password" name="password"><button>Log in</button></form>'),
            Page("<!DOCTYPE html><title>Just a moment...</title><h1>Checking your browser</h1>"
                 "<p>Please enable JavaScript and cookies to continue.</p>", status=403),
            Page("<!DOCTYPE html><title></title><body></body>"),
            Page("<!DOCTYPE html><title>Not found</title><h1>Page not found</h1><p>The page does not exist.</p>"),
            Page("", status=503),
            article("The lamp is lit", story(1)[:1] + ["Subscribe to read on."]),
        )
        walls[-1].text = walls[-1].text.replace(
            "</head>", '<script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle",'
            '"headline":"The lamp is lit","isAccessibleForFree":false}</script></head>')
        for wall in walls:
            with self.subTest(wall.text[:80]):
                self.setUp()
                whole = self.site.pages["/2026/lamp.html"]
                self.site.pages["/2026/lamp.html"] = wall
                self.age(10 * DAY)
                self.crawl()
                self.assertIn("/2026/lamp.html", [path for path, status in self.asked()])
                self.expect_lines(("/2026/lamp.html", 1, None, "article", "The lamp is lit"))
                self.assertEqual(self.pages("status, revision", "url LIKE '%lamp.html'"), [(1, 1)])
                self.site.pages["/2026/lamp.html"] = whole
                self.age(21 * DAY)
                self.crawl()
                self.assertEqual(self.asked()[-1], ("/2026/lamp.html", 304))
                self.assertEqual(len(self.lines()), 1)


class Deletions(Changing):
    def setUp(self):
        super().setUp()
        self.publish("/2026/lamp.html", "The lamp is lit", story(1))
        self.crawl()
        self.page = self.site.pages.pop("/2026/lamp.html")
        self.asked()

    def die(self):
        for hours in (2, 7):
            self.age(hours * HOUR)
            self.crawl()

    def test_one_answer_of_404_buries_nothing(self):
        self.age(2 * HOUR)
        self.crawl()
        self.age(HOUR)
        self.crawl()
        self.assertEqual(self.asked().count(("/2026/lamp.html", 404)), 1)
        self.site.pages["/2026/lamp.html"] = self.page
        self.age(6 * HOUR)
        self.crawl()
        self.assertEqual(len(self.lines()), 1)
        del self.site.pages["/2026/lamp.html"]  # counting begins anew
        self.age(2 * DAY)
        self.crawl()
        self.assertEqual(len(self.lines()), 1)

    def test_a_deleted_one_adds_one_line(self):
        self.die()
        for days in (1, 7, 30, 300):
            self.age(days * DAY)
            self.crawl()
        self.expect_lines(("/2026/lamp.html", 1, None, "article", "The lamp is lit"),
                          ("/2026/lamp.html", 2, "gone", "gone", None))
        record = support.archive_records(self.data)[1]
        self.assertEqual((record["body"], record["status"]), (None, 404))
        self.assertEqual(support.schema_faults(record, json.loads(newsclip("schema").out)), [])

    def test_one_that_comes_back_is_a_revision(self):
        self.die()
        self.site.pages["/2026/lamp.html"] = self.page
        self.age(2 * HOUR)
        self.crawl()
        self.age(2 * DAY)
        self.crawl()
        self.expect_lines(("/2026/lamp.html", 1, None, "article", "The lamp is lit"),
                          ("/2026/lamp.html", 2, "gone", "gone", None),
                          ("/2026/lamp.html", 3, "edited", "article", "The lamp is lit"))

    def test_one_that_comes_back_elsewhere_is_the_same_article(self):
        self.die()
        self.publish("/news/lamp-again.html", "The lamp is lit", story(1))
        self.crawl()
        self.expect_lines(("/2026/lamp.html", 1, None, "article", "The lamp is lit"),
                          ("/2026/lamp.html", 2, "gone", "gone", None),
                          ("/news/lamp-again.html", 3, "edited", "article", "The lamp is lit"))
        self.assertEqual(support.archive_records(self.data)[2]["input"], self.base + "/2026/lamp.html")

    def test_nothing_is_buried_while_the_portal_is_down(self):
        front = self.site.pages.pop("/")
        for hours in (2, 7, 8):
            self.age(hours * HOUR)
            self.crawl(status=support.NO_INPUT)
        self.assertEqual(len(self.lines()), 1)
        self.site.pages.update({"/": front, "/2026/lamp.html": self.page})
        self.age(DAY)
        self.crawl()
        self.assertEqual(len(self.lines()), 1)


class Addresses(Changing):
    """One article under several addresses, several under one."""

    def test_one_story_under_many_addresses_is_one_article(self):
        own = story(1)
        port = self.portal.port
        name = "The lamp is lit again over the harbour"
        self.publish("/2026/lamp-1234567.html", name, own, canonical=self.base + "/2026/lamp-1234567.html")
        self.crawl()
        near = own[:-1]  # what other views leave out
        others = {
            "/2026/lamp-1234567.html?utm_source=feed&fbclid=x": own,
            "/2026/lamp-1234567.html?print=1": near,
            "/2026/another-slug-1234567.html": own,
            "/2026/another-slug-of-it-1234567.html": own[1:],
            "/amp/2026/lamp-1234567.html": near,
            "/2026/lamp-1234567.amp.html": near,
            "http://www.portal.localhost:%d/2026/lamp-1234567.html" % port: own,
            "http://m.portal.localhost:%d/2026/lamp-1234567.html" % port: near,
            "http://amp.portal.localhost:%d/2026/lamp-1234567.html" % port: near,
        }
        for address, text in others.items():
            self.site.pages[address.replace("http://", "").replace(":%d" % port, "")] = article(name, text)
            self.link(address)
        self.age(2 * HOUR)
        self.crawl()
        self.age(2 * DAY)
        self.crawl()
        self.expect_lines(("/2026/lamp-1234567.html", 1, None, "article", name))

    def test_other_views_of_an_article_without_a_number_are_one_too(self):
        near = story(1)[:-1]
        self.publish("/2026/lamp-over-the-harbour.html", "The lamp is lit again", story(1))
        self.crawl()
        for host, path in (("www.", ""), ("m.", ""), ("amp.", ""), ("", "/amp")):
            path += "/2026/lamp-over-the-harbour.html"
            self.site.pages[host + self.host + path] = article("The lamp is lit again", near)
            self.link(self.on(host + self.host, path))
        self.age(2 * HOUR)
        self.crawl()
        self.assertEqual(len([path for path, status in self.asked() if "lamp" in path]), 5)
        self.assertEqual(len(self.lines()), 1)

    def test_a_moved_article_is_not_a_second_one(self):
        self.publish("/2026/lamp.html", "The lamp is lit", story(1))
        self.crawl()
        self.site.pages["/2026/lamp.html"] = Page("", status=301, location="{{base}}/news/the-lamp.html")
        self.publish("/news/the-lamp.html", "The lamp is lit", story(1))
        self.age(2 * HOUR)
        self.crawl()
        self.expect_lines(("/2026/lamp.html", 1, None, "article", "The lamp is lit"))
        self.publish("/news/the-lamp.html", "The lamp is lit at last", story(1))
        self.age(2 * DAY)
        self.crawl()
        self.expect_lines(("/2026/lamp.html", 1, None, "article", "The lamp is lit"),
                          ("/news/the-lamp.html", 2, "edited", "article", "The lamp is lit at last"))
        self.assertEqual(support.archive_records(self.data)[1]["input"], self.base + "/2026/lamp.html")

    def test_a_redirect_to_something_else_is_no_edit(self):
        self.publish("/2026/lamp.html", "The lamp is lit", story(1))
        self.crawl()
        self.site.pages["/2026/lamp.html"] = Page("", status=301, location="{{base}}/2026/bell.html")
        self.publish("/2026/bell.html", "The bell is rung", story(2))
        self.age(2 * HOUR)
        self.crawl()
        self.site.pages["/2026/lamp.html"] = Page("", status=301, location="{{base}}/")
        self.age(2 * DAY)
        self.crawl()
        self.expect_lines(("/2026/lamp.html", 1, None, "article", "The lamp is lit"),
                          ("/2026/bell.html", 1, None, "article", "The bell is rung"))

    def test_a_canonical_link_that_lies_swallows_nothing(self):
        for claim in ("{{base}}/", "{{base}}/2026/story-0.html", "{{base}}/weather"):
            with self.subTest(claim):
                self.setUp()
                titles = ["Story number %d of the harbour" % i for i in range(5)]
                if claim.endswith("weather"):
                    titles = ["The weather today"] * 5
                for i, title in enumerate(titles):
                    self.publish("/2026/story-%d.html" % i, title, story(i), canonical=claim)
                self.crawl()
                self.assertEqual(sorted(line[0] for line in self.lines()),
                                 ["/2026/story-%d.html" % i for i in range(5)])
                self.crawl()
                self.age(2 * HOUR)
                self.crawl()
                self.assertEqual(len(self.lines()), 5)

    def test_an_edit_under_a_second_address_is_one_of_the_article(self):
        old, new = story(1), story(1)[:-1] + story(9)[:1]
        self.publish("/2026/lamp-1234567.html", "The lamp is lit", old)
        self.crawl()
        for path in ("/2026/lamp-1234567.html", "/2026/lamp-lit-at-last-1234567.html"):
            self.publish(path, "The lamp is lit at last", new)
        self.age(HOUR / 2)  # before the article is due
        self.crawl()
        self.expect_lines(("/2026/lamp-1234567.html", 1, None, "article", "The lamp is lit"),
                          ("/2026/lamp-1234567.html", 2, "edited", "article", "The lamp is lit at last"))

    def test_an_article_outlives_its_first_address(self):
        self.publish("/2026/lamp-1234567.html", "The lamp is lit", story(1))
        self.publish("/2026/lamp-lit-1234567.html", "The lamp is lit", story(1))
        self.crawl()
        known = self.lines()[0][0]
        other = ({"/2026/lamp-1234567.html", "/2026/lamp-lit-1234567.html"} - {known}).pop()
        del self.site.pages[known]
        self.publish(other, "The lamp is lit", story(1) + story(2)[:1])
        for hours in (2, 7, 8):
            self.age(hours * HOUR)
            self.crawl()
        self.assertEqual([line[:3] for line in self.lines()], [(known, 1, None), (other, 2, "edited")])
        del self.site.pages[other]
        for hours in (48, 49):
            self.age(hours * HOUR)
            self.crawl()
        self.assertEqual([line[:3] for line in self.lines()],
                         [(known, 1, None), (other, 2, "edited"), (other, 3, "gone")])

    def test_a_redirect_onto_a_known_article_leaves_that_known(self):
        self.publish("/2026/lamp.html", "The lamp is lit", story(1))
        self.crawl()
        self.site.pages["/go/4711/short-link-to-the-lamp.html"] = Page("", status=302,
                                                                        location="{{base}}/2026/lamp.html")
        self.link("/go/4711/short-link-to-the-lamp.html")
        self.crawl()
        self.assertEqual(self.pages("status", "url LIKE '%/2026/lamp.html'"), [(1,)])
        self.assertEqual(len(self.lines()), 1)


class Trouble(Changing):
    def test_a_host_that_asks_to_wait_is_left_until_then(self):
        self.publish("/2026/lamp.html", "The lamp is lit", story(1))
        self.site.pages["/"].headers["Retry-After"] = "7200"
        self.site.pages["/"].status = 503
        self.crawl(status=support.NO_INPUT)
        self.asked()
        self.portal.take_log()
        self.site.pages["/"].status = 200
        for seconds, asked in ((0, False), (6000, False), (1300, True)):
            self.age(seconds)
            result = self.crawl(status=OK if asked else support.NO_INPUT)
            self.assertEqual(self.portal.take_log() != [], asked, result.err)
            if not asked:
                self.assertIn("is not asked before", result.err)
        self.assertEqual(len(self.lines()), 1)

    def test_a_wait_asked_for_by_robots_txt_is_kept_too(self):
        self.publish("/2026/lamp.html", "The lamp is lit", story(1))
        self.site.pages["/robots.txt"] = Page("", status=503, headers={"Retry-After": "7200"})
        self.crawl(status=support.NO_INPUT)
        del self.site.pages["/robots.txt"]
        self.portal.take_log()
        self.crawl(status=support.NO_INPUT)
        self.assertEqual(self.portal.take_log(), [])
        self.age(2 * HOUR)
        self.crawl()
        self.assertEqual(len(self.lines()), 1)

    def test_a_host_that_does_not_answer_is_left_for_longer_each_time(self):
        self.publish("/2026/lamp.html", "The lamp is lit", story(1))
        with socket.socket() as deaf:
            deaf.bind(("127.0.0.1", 0))
            self.base = "http://127.0.0.1:%d" % deaf.getsockname()[1]
        waits = []
        for runs in (1, 2):
            self.crawl(status=support.NO_INPUT)
            with contextlib.closing(sqlite3.connect(os.path.join(self.data, "state.db"))) as db:
                failures, wait = db.execute("SELECT failures, not_before - strftime('%s', 'now') FROM host").fetchone()
            self.assertEqual(failures, runs)
            waits.append(wait)
            self.age(wait + 1)
        for i, wait in enumerate(waits):
            self.assertTrue((900 << i) - 5 <= wait <= (900 << i) * 3 // 2, waits)

    def test_several_hosts_of_which_none_answers_are_not_to_blame(self):
        with contextlib.ExitStack() as stack:
            deaf = [stack.enter_context(socket.socket()) for i in range(3)]
            for each in deaf:
                each.bind(("127.0.0.1", 0))
            starts = ["http://127.0.0.1:%d/" % each.getsockname()[1] for each in deaf]
            self.base = starts.pop()[:-1]
            self.crawl(*starts, status=support.NO_INPUT)
        with contextlib.closing(sqlite3.connect(os.path.join(self.data, "state.db"))) as db:
            self.assertEqual(db.execute("SELECT name FROM host").fetchall(), [])

    def test_a_wall_that_is_taken_away_gives_the_article(self):
        self.publish("/2026/lamp-1234567.html", "The lamp is lit", story(1))
        whole = self.site.pages["/2026/lamp-1234567.html"]
        self.site.pages["/2026/lamp-1234567.html"] = Page("<!DOCTYPE html><title></title><body></body>")
        self.crawl()
        self.assertEqual(self.lines() if os.path.isdir(os.path.join(self.data, self.host)) else [], [])
        self.age(2 * HOUR)
        self.crawl()
        self.asked()
        self.crawl()
        self.assertNotIn("/2026/lamp-1234567.html", [path for path, status in self.asked()])
        self.site.pages["/2026/lamp-1234567.html"] = whole
        self.age(DAY)
        self.crawl()
        self.expect_lines(("/2026/lamp-1234567.html", 1, None, "article", "The lamp is lit"))

    def test_a_host_that_answers_with_errors_alone_is_left_for_this_run(self):
        for i in range(40):
            self.publish("/2026/story-%d.html" % i, "Story number %d of the harbour" % i, story(i))
            self.site.pages["/2026/story-%d.html" % i].status = 500
        result = self.crawl()
        self.assertLess(len(self.asked()), 22)
        self.assertEqual(sum("left for the next run" in line for line in result.errors), 30)
        self.assertEqual(self.pages("count(*)", "status = 0"), [(30,)])
        for i in range(40):
            self.site.pages["/2026/story-%d.html" % i].status = 200
        self.crawl()  # its front page was well: the next run asks
        self.assertEqual(len(self.lines()), 40)

    def test_a_front_page_that_was_missing_is_asked_again(self):
        self.site.pages["/other"] = Page("")
        self.crawl(status=support.NO_INPUT)
        self.publish("/2026/lamp.html", "The lamp is lit", story(1))
        self.crawl()
        self.assertEqual(len(self.lines()), 1)

    def test_a_list_that_is_missing_once_is_asked_again(self):
        self.publish("/2026/lamp.html", "The lamp is lit", story(1))
        more = Page('<html><body><main><h2><a href="/2026/bell-1234567.html">The bell is rung over the harbour</a></h2>'
                    '</main></body></html>')
        self.site.pages["/2026/bell-1234567.html"] = article("The bell is rung over the harbour", story(2))
        self.link("/sport/", "Sport")
        self.site.pages["/sport/"] = more
        self.crawl()
        self.assertEqual(len(self.lines()), 2)
        del self.site.pages["/sport/"]
        self.crawl()
        more.text = more.text.replace("bell-1234567", "goat-1234568").replace("bell is rung", "goat is found")
        self.site.pages.update({"/sport/": more, "/2026/goat-1234568.html": article("The goat is found", story(3))})
        self.crawl()
        self.assertEqual(len(self.lines()), 3)

    def test_a_failing_look_leaves_the_article_and_is_tried_again(self):
        self.publish("/2026/lamp.html", "The lamp is lit", story(1))
        self.crawl()
        self.site.pages["/2026/lamp.html"].status = 500
        self.age(2 * HOUR)
        self.crawl()
        self.publish("/2026/lamp.html", "The lamp is lit at last", story(1))
        self.age(2 * HOUR)
        self.crawl()
        self.assertEqual([line[1:3] for line in self.lines()], [(1, None), (2, "edited")])

    def test_killed_runs_write_no_edit_twice(self):
        count = 60
        for i in range(count):
            self.publish("/2026/story-%d.html" % i, "Story number %d of the harbour" % i, story(i))
        self.crawl()
        for i in range(count):
            if i % 3:
                text = story(i) + story(i + 999)
                self.publish("/2026/story-%d.html" % i, "Story number %d of the harbour" % i, text)
            else:
                self.site.pages["/2026/story-%d.html" % i] = Page("", status=410)
        for hours in (2, 7):
            self.age(hours * HOUR)
            for wait in (0.15, 0.3, 0.5, 0.8):
                self.kill_one(wait)
            self.crawl()
        want = sorted([("/2026/story-%d.html" % i, 1, None) for i in range(count)] +
                      [("/2026/story-%d.html" % i, 2, "edited" if i % 3 else "gone") for i in range(count)])
        self.assertEqual(sorted(line[:3] for line in self.lines()), want)

    def kill_one(self, wait):
        command = [support.PROGRAM, "crawl", "--data", self.data, "--delay", "0", "--allow-private", "--selectors",
                   "none", "-q", self.base + "/"]
        process = subprocess.Popen(command, env=support.environment(), stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
        try:
            process.wait(wait)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()


class SecondRun(Changing):
    """A second run over an unchanged portal: conditional requests alone, no line, a fraction of the traffic."""

    def test_it_costs_next_to_nothing(self):
        for i in range(100):
            self.publish("/2026/story-%d.html" % i, "Story number %d of the harbour" % i, story(i, 12))
        feed = "".join("<item><title>Story</title><link>{{base}}/2026/story-%d.html</link></item>" % i
                       for i in range(100))
        self.site.pages["/feed.xml"] = Page("<?xml version='1.0'?><rss version='2.0'><channel><title>Portal</title>%s"
                                            "</channel></rss>" % feed, content_type="application/rss+xml")
        front = self.site.pages["/"]
        front.text = front.text.replace("</head>", '<link rel="alternate" type="application/rss+xml" '
                                                   'href="/feed.xml"></head>')
        figures = []
        for seconds in (0, 0, 2 * HOUR):
            if figures:
                self.age(seconds)
            began = time.monotonic()
            self.crawl()
            log = self.portal.take_log()
            figures.append((len(log), sum(entry["bytes"] for entry in log), time.monotonic() - began, log))
        self.assertEqual(len(self.lines()), 100)
        for number, (requests, size, seconds, log) in enumerate(figures[1:], 2):
            for entry in log:
                if entry["path"] == "/robots.txt":
                    continue
                self.assertIn("If-None-Match", entry["headers"], entry)
                self.assertEqual(entry["status"], 304, entry)
            self.assertLess(size, figures[0][1] / 100, "run %d" % number)
        self.assertEqual([figure[0] for figure in figures], [109, 3, 103])  # the first asks for sitemaps in the usual places, too
        self.report(figures)

    def report(self, figures):
        """make check V=1 shows the figures."""
        if os.environ.get("V"):
            for name, (requests, size, seconds, log) in zip(("first", "second", "looks"), figures):
                print("%s run: %d requests, %d bytes of bodies, %.2f s" % (name, requests, size, seconds))


if __name__ == "__main__":
    unittest.main()
