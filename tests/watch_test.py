"""A portal that is redesigned, or falls silent: the run after it says so, once a day, and not one article is lost."""
import glob
import json
import os
import sqlite3
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


def front(articles):
    links = "".join('<li><a href="%s">%s</a></li>' % (a.path, a.title) for a in articles)
    return Page("<!DOCTYPE html><html><head><title>The Harbour Paper</title></head><body><h1>News</h1><ul>%s</ul></body></html>" % links)


class Watched(support.Case):
    """A portal of one template, crawled with a selector file of its own."""

    def setUp(self):
        super().setUp()
        self.data = os.path.join(self.tmp, "archive")
        self.folder = os.path.join(self.tmp, "selectors")
        self.file = os.path.join(self.folder, "127.0.0.1.txt")
        os.makedirs(self.folder)
        self.site = Site()
        self.portal = self.enterContext(Portal(self.site)) if hasattr(self, "enterContext") else Portal(self.site).__enter__()
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
        """All pages in the new template, some of them new."""
        self.serve(self.articles[:new], layout="hashed")

    def test_it_is_said_in_the_first_crawl_after_it_and_no_article_is_lost(self):
        self.redesign()
        result = self.crawl()
        self.expect(result, LOOK)
        self.expect_one_complaint(result, self.name, "title, byline, date, body" if False else "title", "byline", "body",
                                  "127.0.0.1.txt", "find nothing since", self.portal.base + "/news/")
        self.assertEqual(self.clipped(), sorted(a.path for a in self.articles[:24]))
        for record in support.archive_records(self.data):
            article = next(a for a in self.articles if record["url"].endswith(a.path))
            self.assertEqual(record["title"], article.title)
            self.assertTrue(record["body"].startswith(article.body[:80]))


if __name__ == "__main__":
    unittest.main()
