"""newsclip again: kept pages extracted anew, offline: shown by field, or written as revisions."""
import fcntl
import glob
import os
import unittest

import support
from support import LOCKED, NO_INPUT, OK, SOME_FAILED, USAGE, Page, Portal, Site, newsclip


def story_page(title, n, link=""):
    return support.small_page(title, ["Part %d. %s" % (n, p) for p in support.STORY]).replace("</article>", link + "</article>")


class Again(support.Case):
    def setUp(self):
        super().setUp()
        self.data = os.path.join(self.tmp, "archive")
        site = Site({
            "/": Page('<title>Portal</title><h1>Portal</h1><ul>'
                      '<li><a href="/2024/05/06/short-story.html">A story on one page of it</a>'
                      '<li><a href="/2024/05/06/long-story.html">A story on two pages of it</a></ul>'),
            "/2024/05/06/short-story.html": Page(story_page("A story on one page of it", 7)),
            "/2024/05/06/long-story.html": Page(story_page(
                "A story on two pages of it", 1, '<a rel=next href="/2024/05/06/long-story.html?page=2">Next page</a>')),
            "/2024/05/06/long-story.html?page=2": Page(story_page("A story on two pages of it", 2)),
        })
        with Portal(site) as portal:
            self.expect(newsclip("crawl", "--warc", "--data", self.data, "--delay", "0", "--allow-private", portal.url), OK)
        self.lines = support.archive_records(self.data)
        self.assertEqual(sorted(line.get("pages", 1) for line in self.lines), [1, 2])

    def again(self, *options):
        return newsclip("again", "--data", self.data, *options)

    def rules(self):
        """A selector folder by which a title is longer than before."""
        os.makedirs(os.path.join(self.tmp, "rules"))
        self.write("rules/127.0.0.1.txt", "title: concat('Harbour news: ', //h1)\n")
        return "--selectors", os.path.join(self.tmp, "rules")

    def warc_files(self):
        return glob.glob(os.path.join(self.data, "*", "*", "*", "*.warc.gz"))

    def test_the_same_rules_change_nothing(self):
        result = self.again("-v")
        self.expect(result, OK)
        self.expect_one_complaint(result, "extracted anew 2, changed 0, failed 0")
        self.assertEqual(support.archive_records(self.data), self.lines)
        self.assertEqual(self.again("--diff").out, "")

    def test_a_difference_is_shown_by_field_and_nothing_written(self):
        result = self.again("--diff", *self.rules())
        self.expect(result, OK)
        short = [line["url"] for line in self.lines if "pages" not in line][0]
        self.assertIn("%s\n title\n  - A story on one page of it\n  + Harbour news: A story on one page of it\n" % short,
                      result.out)
        self.assertNotIn(" body\n", result.out)
        self.assertEqual(support.archive_records(self.data), self.lines)

    def test_what_changed_becomes_a_revision_that_says_so_once(self):
        rules = self.rules()
        for _ in range(2):
            self.expect(self.again(*rules), OK)
            records = support.archive_records(self.data)
            self.assertEqual(records[:2], self.lines)
            self.assertEqual(len(records), 4)
        old = {line["url"]: line for line in self.lines}
        for record in records[2:]:
            before = old[record["url"]]
            self.assertEqual((record["revision"], record["reason"]), (2, "rules"))
            self.assertEqual(record["title"], "Harbour news: " + before["title"])
            for key in ("body", "warc", "fetched", "status", "pages"):
                self.assertEqual(record.get(key), before.get(key), key)
        self.expect(self.again(), OK)  # and back again
        self.assertEqual([record["revision"] for record in support.archive_records(self.data)], [1, 1, 2, 2, 3, 3])

    def test_a_kept_page_that_is_damaged_costs_itself_alone(self):
        place = self.lines[0]["warc"]
        path = os.path.join(self.data, place["file"])
        with open(path, "r+b") as file:
            file.seek(place["offset"] + 20)
            file.write(b"\0" * 40)
        result = self.again("-v")
        self.expect(result, SOME_FAILED)
        self.assertEqual(len(result.errors), 2, result.err)
        self.assertIn(self.lines[0]["url"], result.errors[0])
        self.assertIn("extracted anew 1, changed 0, failed 1", result.errors[1])

    def test_kept_pages_that_are_gone_are_named(self):
        for path in self.warc_files():
            os.remove(path)
        result = self.again()
        self.expect(result, NO_INPUT)
        self.assertEqual(len(result.errors), 2, result.err)

    def test_an_archive_without_kept_pages_says_so(self):
        folder = os.path.join(self.tmp, "empty")
        os.makedirs(folder)
        result = newsclip("again", "--data", folder)
        self.expect(result, NO_INPUT)
        self.expect_one_complaint(result, "no kept pages", "--warc")

    def test_it_waits_for_nobody_and_is_used_rightly(self):
        self.expect(newsclip("again"), USAGE)
        self.expect(self.again("http://portal.example/"), USAGE)
        with open(os.path.join(self.data, "lock"), "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self.expect(self.again(), LOCKED)


if __name__ == "__main__":
    unittest.main()
