"""Sitemaps in the usual places, asked for where robots.txt names none: seldom, and only what is one counts."""
import contextlib
import os
import sqlite3
import unittest

import support
from support import OK, Page, Portal, Site, newsclip

FRONT = '<!DOCTYPE html><html lang="en"><head><title>Portal</title></head><body><main><h1>Portal</h1>' \
        '<p><a href="/about-this/">This</a></p></main></body></html>'
PLACES = {"/news-sitemap.xml", "/sitemap-news.xml", "/sitemap_news.xml", "/sitemap.xml", "/sitemap_index.xml",
          "/sitemap-index.xml"}


def sitemap(base, *rows):
    return Page('<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">%s</urlset>' % "".join(
        "<url><loc>%s%s</loc></url>" % (base, path) for path in rows), content_type="application/xml")


class Sitemaps(support.Case):
    def setUp(self):
        super().setUp()
        self.data = os.path.join(self.tmp, "archive")
        self.site = Site({"/": Page(FRONT)})
        stack = contextlib.ExitStack()
        self.addCleanup(stack.close)
        self.portal = stack.enter_context(Portal(self.site))

    def tell(self, n):
        path = "/2026/story-%d.html" % n
        self.site.pages[path] = Page(support.small_page("Story number %d of the day" % n,
                                                        ["%d. %s" % (n, p) for p in support.STORY]))
        return path

    def crawl(self, *more):
        result = newsclip("crawl", "--data", self.data, "--delay", "0", "--allow-private", "--selectors", "none",
                          "--no-revisit", *more, self.portal.url)
        self.expect(result, OK)
        self.assertEqual(result.err, "")
        return [entry["path"] for entry in self.portal.take_log()]

    def clipped(self):
        return len(support.archive_records(self.data))

    def later(self, seconds):
        """The state becomes older."""
        with contextlib.closing(sqlite3.connect(os.path.join(self.data, "state.db"))) as db, db:
            db.execute("UPDATE page SET fetched = fetched - ?", (seconds,))

    def test_a_sitemap_in_a_usual_place_is_found(self):
        self.site.pages["/sitemap_index.xml"] = Page(
            '<sitemapindex><sitemap><loc>%s/news/part.xml</loc></sitemap></sitemapindex>' % self.portal.base,
            content_type="application/xml")
        self.site.pages["/news/part.xml"] = sitemap(self.portal.base, self.tell(1), self.tell(2))
        asked = self.crawl()
        self.assertLessEqual(PLACES, set(asked))
        self.assertEqual(self.clipped(), 2)
        self.site.pages["/news/part.xml"] = sitemap(self.portal.base, self.tell(3))
        self.assertIn("/sitemap_index.xml", self.crawl())
        self.assertEqual(self.clipped(), 3)

    def test_what_is_not_there_is_asked_for_once_a_day(self):
        self.crawl()
        self.assertEqual(PLACES & set(self.crawl()), set())
        self.later(86400)
        self.site.pages["/sitemap.xml"] = sitemap(self.portal.base, self.tell(1))
        self.assertLessEqual(PLACES, set(self.crawl()))
        self.assertEqual(self.clipped(), 1)

    def test_nothing_is_guessed_where_robots_names_one_or_denies_it(self):
        self.site.pages["/robots.txt"] = Page("User-agent: *\nDisallow: /*.xml\n", content_type="text/plain")
        self.assertEqual(PLACES & set(self.crawl()), set())
        self.site.pages["/robots.txt"] = Page("Sitemap: /mine.xml\n", content_type="text/plain")
        self.site.pages["/mine.xml"] = sitemap(self.portal.base, self.tell(1))
        self.assertEqual(PLACES & set(self.crawl()), set())
        self.assertEqual(self.clipped(), 1)

    def test_a_page_in_its_place_is_no_sitemap(self):
        self.site.not_found = Page(FRONT.replace("/about-this/", self.tell(1)))  # with status 200
        self.crawl()
        self.site.pages["/"] = Page(FRONT)
        self.assertEqual(PLACES & set(self.crawl()), set())
        self.assertNotIn("gone", newsclip("report", "--data", self.data).out)

    def test_guesses_do_not_count_as_pages_of_the_run(self):
        self.site.pages["/"] = Page(FRONT.replace("/about-this/", self.tell(1)))
        conf = self.write("portals.conf", "[p]\nstart = %s\nmax-pages = 2\ndelay = 0\n" % self.portal.url)
        self.expect(newsclip("crawl", "--data", self.data, "-c", conf, "--allow-private", "--selectors", "none"), OK)
        self.assertEqual(self.clipped(), 1)

    def test_a_sitemap_that_its_index_calls_unchanged_is_asked_once_a_day(self):
        self.site.pages["/robots.txt"] = Page("Sitemap: /index.xml\n", content_type="text/plain")
        self.site.pages["/index.xml"] = Page(
            "<sitemapindex><sitemap><loc>%s/old.xml</loc><lastmod>2020-01-01T10:00:00Z</lastmod></sitemap></sitemapindex>"
            % self.portal.base, content_type="application/xml")
        self.site.pages["/old.xml"] = sitemap(self.portal.base, self.tell(1))
        self.assertIn("/old.xml", self.crawl())
        self.assertEqual(self.clipped(), 1)
        self.assertNotIn("/old.xml", self.crawl())
        self.later(86400)
        self.assertIn("/old.xml", self.crawl())


if __name__ == "__main__":
    unittest.main()
