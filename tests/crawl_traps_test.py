"""Servers that make lists, calendars and mirrors without end: the crawl ends, finds each article, and names the trap."""
import contextlib
import json
import os
import re
import unittest
from urllib.parse import parse_qsl, urlsplit

import support
from support import OK, Page, Portal, newsclip

MOST = 3000  # requests: far more than any of these crawls needs


def page(title, *paths):
    rows = "".join('<li><a href="%s">%s</a></li>' % (path, words) for path, words in paths)
    return Page('<!DOCTYPE html><html lang="en"><head><title>%s</title></head><body><main><h1>%s</h1><ul>%s</ul></main>'
                '</body></html>' % (title, title, rows))


class Generated:
    """A site by a function from path and parameters to a page, or None."""

    def __init__(self, make):
        self.make = make
        self.not_found = Page("<!DOCTYPE html><title>404</title><h1>404 Not Found</h1>", status=404)
        self.served = 0

    def find(self, path):
        parts = urlsplit(path)
        self.served += 1
        if self.served > MOST:
            return Page("enough", status=500)
        return self.make(parts.path, dict(parse_qsl(parts.query))) or self.not_found


def story(path):
    match = re.fullmatch(r"/2026/11/(\d+)/story-(\d+)\.html", path)
    if not match:
        return None
    text = support.small_page("Story number %s of day %s" % (match.group(2), match.group(1)),
                              ["%s: %s" % (path, p) for p in support.STORY])
    return Page(text.replace("</h1>", '</h1><time datetime="2026-11-%s">That day</time>' % match.group(1)))


def stories(*numbers):
    return [("/2026/11/%02d/story-%d.html" % (n % 28 + 1, n), "A story that is told at some length") for n in numbers]


class Traps(support.Case):
    def setUp(self):
        super().setUp()
        self.data = os.path.join(self.tmp, "archive")

    def serve(self, make):
        self.site = Generated(make)
        stack = contextlib.ExitStack()
        self.addCleanup(stack.close)
        self.portal = stack.enter_context(Portal(self.site))

    def crawl(self):
        self.expect(newsclip("crawl", "--data", self.data, "--delay", "0", "--allow-private", "--selectors", "none",
                             "--no-revisit", self.portal.url), OK)
        return [entry["path"] for entry in self.portal.take_log()]

    def clipped(self):
        return len(support.archive_records(self.data))

    def reasons(self):
        report = json.loads(newsclip("report", "--data", self.data, "--json").out)
        return {name: n for name, n in self.pairs(report) if name.startswith("trap: ")}

    def pairs(self, value):
        """All (key, number) of the report, however it nests them."""
        if isinstance(value, dict):
            for key, inner in value.items():
                if isinstance(inner, int):
                    yield key, inner
                yield from self.pairs(inner)
            if isinstance(value.get("name"), str) and isinstance(value.get("n"), int):
                yield value["name"], value["n"]
        elif isinstance(value, list):
            for inner in value:
                yield from self.pairs(inner)

    def test_page_after_page_without_end_is_left_when_nothing_new_comes(self):
        def make(path, query):
            n = int(query.get("page", "1"))
            if path == "/":
                return page("Front", ("/sport/", "Sport"))
            if path == "/sport/":
                shown = stories(*range(5 * n, 5 * n + 5)) if n <= 20 else stories(5, 6, 7)
                return page("Sport", *shown, ("/sport/?page=%d" % (n + 1), "Older"))
            return story(path)
        self.serve(make)
        asked = [path for path in self.crawl() if path.startswith("/sport/?page=")]
        self.assertEqual(self.clipped(), 100)  # all twenty pages, though they are further from the front than depth
        self.assertLessEqual(len(asked), 25)
        self.assertGreater(self.reasons().get("trap: endless lists", 0), 0)
        again = [path for path in self.crawl() if path.startswith("/sport/")]
        self.assertLess(len(again), 6)  # nothing new on the first pages: the others are not asked
        self.assertEqual(self.clipped(), 100)

    def test_a_list_that_always_has_something_new_ends_at_a_number(self):
        def make(path, query):
            n = int(query.get("page", "1"))
            if path == "/":
                return page("Front", *stories(n), ("/?page=%d" % (n + 1), "Older"))
            return story(path)
        self.serve(make)
        asked = [path for path in self.crawl() if path.startswith("/?page=")]
        self.assertLessEqual(len(asked), 100)
        self.assertGreater(len(asked), 90)
        self.assertGreater(self.reasons().get("trap: endless lists", 0), 0)

    def test_new_stories_on_a_later_page_are_found_in_a_later_run(self):
        self.count = 30
        def make(path, query):
            n = int(query.get("page", "1"))
            if path == "/":
                return page("Front", *stories(*range(self.count - 5 * n + 4, self.count - 5 * n - 1, -1)),
                            *([("/?page=%d" % (n + 1), "Older")] if 5 * n < self.count else []))
            return story(path)
        self.serve(make)
        self.crawl()
        self.assertEqual(self.clipped(), 30)
        self.count = 55
        self.crawl()
        self.assertEqual(self.clipped(), 55)
        self.assertEqual(self.reasons(), {})

    def test_a_calendar_without_end_is_left(self):
        def make(path, query):
            match = re.fullmatch(r"/calendar/(\d{4})/(\d{2})/", path)
            if path == "/":
                return page("Front", *stories(1, 2, 3, 4), ("/calendar/2026/11/", "Calendar"))
            if match:
                year, month = int(match.group(1)), int(match.group(2))
                before, after = divmod(12 * year + month - 2, 12), divmod(12 * year + month, 12)
                return page("Month", *[("/calendar/%d/%02d/" % (y, m + 1), "Month") for y, m in (before, after)])
            return story(path)
        self.serve(make)
        asked = [path for path in self.crawl() if path.startswith("/calendar/")]
        self.assertLess(len(asked), 12)
        self.assertEqual(self.clipped(), 4)
        self.assertGreater(self.reasons().get("trap: endless lists", 0), 0)

    def test_facets_and_sessions_are_left(self):
        def make(path, query):
            n = int(query.get("v", "0"), 36)
            if path == "/":
                return page("Front", *stories(1, 2, 3, 4), ("/katalog/", "All of it"))
            if path == "/katalog/":
                return page("Shop", *[("/katalog/?c%d=%d&amp;v=%x" % (k, k, 10 * n + k), "Red") for k in range(1, 10)])
            return story(path)
        self.serve(make)
        asked = [path for path in self.crawl() if path.startswith("/katalog/")]
        self.assertLess(len(asked), 80)
        self.assertEqual(self.clipped(), 4)
        self.assertGreater(self.reasons().get("trap: endless lists", 0), 0)

    def test_mirrored_paths_are_left(self):
        def make(path, query):
            prefix = re.match(r"(/m\d+)*", path).group(0)
            path = path[len(prefix):]
            if path == "/":
                return page("Front", *[(prefix + p, words) for p, words in stories(*range(30))],
                            (prefix + "/m%d/" % (prefix.count("/") + 1), "Other view"))
            return story(path)
        self.serve(make)
        asked = self.crawl()
        self.assertEqual(self.clipped(), 30)
        self.assertLess(len([path for path in asked if path.startswith("/m")]), 40)
        self.assertGreater(self.reasons().get("trap: mirrored path", 0), 0)


if __name__ == "__main__":
    unittest.main()
