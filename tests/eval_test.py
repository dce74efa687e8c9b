"""Real pages through the whole line: served on loopback, crawled, each found as a record."""
import glob
import json
import os
import unittest
from html import escape

import support
from support import Page, Portal, Site, newsclip

SETS = ("zh", "fundus")


def serve(pages):
    """A portal whose front page links to all of them; the bytes are what was saved, labels and all."""
    links = "\n".join('<li><a href="%s">%s</a></li>' % (path, escape(truth["title"] or path))
                      for path, (truth, _) in pages.items())
    site = Site({"/": Page("<!DOCTYPE html><title>Portal</title><h1>Portal</h1><ul>\n%s\n</ul>\n" % links),
                 "/robots.txt": Page("User-agent: *\nAllow: /\n", content_type="text/plain")})
    for path, (_, content) in pages.items():
        site.pages[path] = Page(content, content_type="text/html")
    return Portal(site)


class RealPages(support.Case):
    def test_each_page_is_found_as_a_record(self):
        pages = {}
        for name in SETS:
            found = support.evaluation_set(name)
            if found is None:
                self.skipTest("no evaluation set at %s" % os.path.join(support.EVALUATION, name))
            for identity, truth, content in found:
                pages["/news/2024/01/%s-article-%d.html" % (name, len(pages) + 100000)] = (truth, content)
        data = os.path.join(self.tmp, "archive")
        with serve(pages) as portal:
            result = newsclip("crawl", "--data", data, "--delay", "0", "--allow-private", "--selectors", "none",
                              portal.url, timeout=280)
            log = portal.take_log()
        self.expect(result, support.OK)
        asked = {entry["path"] for entry in log}
        self.assertEqual([path for path in pages if path not in asked], [])
        records = support.archive_records(data)
        self.expect_found(pages, records, portal.base)
        schema = json.loads(newsclip("schema").out)
        self.assertEqual([fault for r in records for fault in support.schema_faults(r, schema, r["url"])], [])

    def expect_found(self, pages, records, base):
        """Each page has its record, or another page's record has its very text: merged as the same article."""
        urls = [record["url"] for record in records]
        self.assertEqual(len(urls), len(set(urls)))
        texts = {squeeze(record["body"]) for record in records}
        missing = [path for path, (truth, _) in pages.items()
                   if base + path not in urls and not any(is_alike(squeeze(truth["body"]), text) for text in texts)]
        self.assertEqual(missing, [])


class AllPages(support.Case):
    def test_each_page_gives_one_valid_line(self):
        pages = sorted(glob.glob(os.path.join(support.EVALUATION, "*", "pages", "*.html.gz")))
        if not pages:
            self.skipTest("no evaluation sets at %s" % support.EVALUATION)
        listing = self.write("pages.txt", "\n".join(pages) + "\n")
        result = newsclip("extract", "--selectors", "none", "--input-list", listing, timeout=280)
        self.assertIn(result.status, (support.OK, support.SOME_FAILED), result.err)
        self.assertEqual([record["input"] for record in result.records], pages)
        schema = json.loads(newsclip("schema").out)
        self.assertEqual([fault for r in result.records for fault in support.schema_faults(r, schema, r["input"])], [])


def squeeze(text):
    return "".join((text or "").split())


def is_alike(truth, text):
    """A merged page's text begins and ends as its truth does, or holds its middle."""
    middle = truth[len(truth) // 3:len(truth) // 3 + 60]
    return len(middle) >= 30 and middle in text


if __name__ == "__main__":
    unittest.main()
