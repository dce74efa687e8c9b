"""Where on a page a link stands, and what such links led to: useless places are given up, articles in them are not."""
import contextlib
import json
import os
import unittest

import support
from support import OK, Page, Portal, Site, newsclip

PAGE = '<!DOCTYPE html><html lang="en"><head><title>%s</title></head><body><main>%s</main>%s</body></html>'


def links(name, paths, words):
    return '<div class="%s">%s</div>' % (name, "".join('<p><a href="%s">%s</a></p>' % (path, words) for path in paths))


class Places(support.Case):
    def setUp(self):
        super().setUp()
        self.data = os.path.join(self.tmp, "archive")
        self.site = Site({})
        stack = contextlib.ExitStack()
        self.addCleanup(stack.close)
        self.portal = stack.enter_context(Portal(self.site))
        self.boxes = {"lead": [], "brief": [], "tools": []}

    def tell(self, box, path):
        """An article, offered in BOX."""
        story = ["%s: %s" % (path, p) for p in support.STORY]
        page = support.small_page("What was heard of %s" % path.strip("/").replace("/", " "), story)
        self.site.pages[path] = Page(page.replace("</h1>", '</h1><time datetime="2026-11-20T10:00:00Z">20 November</time>'))
        self.boxes[box].append(path)

    def put_tool(self, path):
        """A page of no use, offered among the tools."""
        self.site.pages[path] = Page(PAGE % (path, "<h1>Calculator</h1><form><p>Enter a number for %s.</p><input name=q><button>Go</button></form>" % path, ""))
        self.boxes["tools"].append(path)

    def crawl(self):
        front = links("lead", self.boxes["lead"], "A story that is told at some length today") + \
            links("brief", self.boxes["brief"], "Brief") + links("tools", self.boxes["tools"], "Tool")
        self.site.pages["/"] = Page(PAGE % ("Front", front, ""))
        return self.run_crawl()

    def run_crawl(self):
        self.expect(newsclip("crawl", "--data", self.data, "--delay", "0", "--allow-private", "--selectors", "none",
                             "--no-revisit", self.portal.url), OK)
        return [entry["path"] for entry in self.portal.take_log()]

    def clipped(self):
        return sorted(record["url"][len(self.portal.base):] for record in support.archive_records(self.data))

    def publish(self, tools=40):
        for i in range(6):
            self.tell("lead", "/2026/11/%02d/lead-%d.html" % (i + 1, i))
            self.tell("brief", "/brief/b%c" % (97 + i))
        for i in range(tools):
            self.put_tool("/tool/%s" % chr(97 + i // 26) + chr(97 + i % 26))

    def test_a_place_that_never_led_to_an_article_is_given_up_and_no_article_is_lost(self):
        self.publish()
        first = [path for path in self.crawl() if path.startswith("/tool/")]
        self.assertEqual(len(first), 40)
        self.assertEqual(len(self.clipped()), 12)
        for i in range(6, 9):
            self.tell("lead", "/2026/11/%02d/lead-%d.html" % (i + 1, i))
            self.tell("brief", "/brief/b%c" % (97 + i))
        self.tell("tools", "/2026/11/28/story-among-the-tools.html")  # by its address an article: never given up
        self.put_tool("/tool/zz")
        second = [path for path in self.crawl() if path.startswith("/tool/")]
        self.assertLess(len(second), 8)  # one in sixteen is tried all the same
        self.assertEqual(len(self.clipped()), 19)
        report = json.loads(newsclip("report", "--data", self.data, "--json").out)
        reasons = json.dumps(report)
        self.assertIn("its place never led to an article", reasons)

    def test_few_useless_links_shut_nothing_out(self):
        self.publish(tools=18)
        self.crawl()
        second = [path for path in self.crawl() if path.startswith("/tool/")]
        self.assertEqual(len(second), 18)

    def test_places_of_articles_go_first_and_useless_ones_last(self):
        self.publish(tools=12)
        self.crawl()
        self.put_tool("/tool/new")
        self.boxes["tools"].reverse()
        self.tell("brief", "/brief/late")
        order = [path for path in self.crawl() if path in ("/tool/new", "/brief/late")]
        self.assertEqual(order, ["/brief/late", "/tool/new"])

    def test_a_link_that_stands_in_a_good_place_too_is_followed(self):
        self.publish()
        self.crawl()
        for i in range(40):
            self.tell("brief", "/brief/n%s" % chr(97 + i % 26) + chr(98 + i // 26))
        for path in self.boxes["brief"][6:]:
            self.boxes["tools"].insert(0, path)
        front = links("lead", self.boxes["lead"], "A story that is told at some length today") + \
            links("tools", self.boxes["tools"], "Tool") + links("brief", self.boxes["brief"], "Brief")
        self.site.pages["/"] = Page(PAGE % ("Front", front, ""))
        self.run_crawl()
        self.assertEqual(len(self.clipped()), 52)

    def test_discover_tells_what_the_archive_knows(self):
        self.publish()
        self.crawl()
        result = newsclip("discover", "--allow-private", "--data", self.data, self.portal.url)
        self.expect(result, OK)
        reasons = {link["url"][len(self.portal.base):]: link.get("reason") for link in result.records}
        tools = [reason for path, reason in reasons.items() if path.startswith("/tool/")]
        self.assertGreater(tools.count("its place never led to an article"), 30)
        self.assertEqual(reasons["/2026/11/01/lead-0.html"], "seen before")
        missing = newsclip("discover", "--allow-private", "--data", self.data + ".missing", self.portal.url)
        self.expect(missing, support.USAGE)
        self.expect_one_complaint(missing, "archive.missing")


if __name__ == "__main__":
    unittest.main()
