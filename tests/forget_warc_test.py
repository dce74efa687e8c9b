"""forget and kept pages: what was fetched of the article leaves the WARC files; all else stays at its place."""
import contextlib
import glob
import gzip
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import time
import unittest

import support
from support import OK, Page, Portal, Site, newsclip

COMMAND = ("--delay", "0", "--allow-private", "--selectors", "none")
SECRET = "The harbour master's secret"


def story(i, link=""):
    """Its texts name its number in letters, so that no other story's hold them."""
    name = "abcdefghij"[i]
    return Page(support.small_page("Story of %s and others" % (name * 3),
                                   ["%s %s. %s" % (SECRET, name * 5, p) for p in support.STORY]).replace("</article>", link + "</article>"))


class Kept(support.Case):
    def setUp(self):
        super().setUp()
        self.data = os.path.join(self.tmp, "archive")
        self.site = Site({})
        stack = contextlib.ExitStack()
        self.addCleanup(stack.close)
        self.portal = stack.enter_context(Portal(self.site))
        for i in range(6):
            self.site.pages["/2026/story-%d.html" % i] = story(i)
        self.site.pages["/2026/story-1.html"] = story(1, '<a rel=next href="/2026/story-1.html?page=2">Next page</a>')
        self.site.pages["/2026/story-1.html?page=2"] = story(7)
        self.crawl()

    def crawl(self):
        rows = "".join('<h2><a href="%s">A story that is told at some length</a></h2>' % path
                       for path in sorted(self.site.pages) if path != "/" and "?" not in path)
        self.site.pages["/"] = Page("<!DOCTYPE html><title>Portal</title><body><main>%s</main></body>" % rows)
        self.expect(newsclip("crawl", "--warc", "--data", self.data, *COMMAND, self.portal.url), OK)

    def url(self, i):
        return self.portal.base + "/2026/story-%d.html" % i

    def warc(self):
        path, = glob.glob(os.path.join(self.data, "*", "*", "*", "*.warc.gz"))
        return path

    def kept_text(self):
        with gzip.open(self.warc()) as file:
            return file.read().decode()

    def forget(self, *urls):
        self.expect(newsclip("forget", "--data", self.data, *urls), OK)

    def assert_sound(self, pages):
        """The usual tools read the file, every line's page is where the line says, and verify has nothing to say."""
        subprocess.run(["gzip", "-t", self.warc()], check=True)
        result = newsclip("again", "--data", self.data, "--diff", "-v", "--selectors", "none")
        self.expect(result, OK)
        self.assertIn("extracted anew %d, changed 0, failed 0" % pages, result.err)
        self.assertEqual(newsclip("verify", "--data", self.data).out, "")
        read = newsclip("extract", self.warc(), "--only-articles", "--selectors", "none")
        self.expect(read, OK)
        self.assertNotIn("damaged", read.err)

    def test_its_exchanges_go_and_all_others_stay_at_their_places(self):
        before = os.path.getsize(self.warc())
        self.assertIn("aaaaa", self.kept_text())
        self.forget(self.url(0))
        text = self.kept_text()
        self.assertNotIn("aaaaa", text)
        self.assertNotIn("WARC-Target-URI: " + self.url(0), text)
        self.assertEqual(os.path.getsize(self.warc()), before)
        self.assertEqual(text.count("\r\nWARC-Target-URI: " + self.url(2)), 2)
        self.assert_sound(5)
        self.crawl()
        self.assertNotIn("aaaaa", self.kept_text())
        self.assert_sound(5)

    def test_later_pages_of_its_story_go_with_it(self):
        self.assertIn("hhhhh", self.kept_text())
        self.forget(self.url(1))
        self.assertNotIn("hhhhh", self.kept_text())
        self.assert_sound(5)

    def test_an_equal_page_does_not_refer_to_what_has_gone(self):
        with contextlib.closing(sqlite3.connect(os.path.join(self.data, "state.db"))) as db, db:
            db.execute("INSERT INTO kept SELECT 'https://other.example/', digest, file, id, offset, fetched, seen, 1 FROM kept"
                       " WHERE url = ?", (self.url(3),))
        self.forget(self.url(3))
        with contextlib.closing(sqlite3.connect(os.path.join(self.data, "state.db"))) as db:
            rows = db.execute("SELECT url FROM kept WHERE url IN ('https://other.example/', ?)", (self.url(3),)).fetchall()
        self.assertEqual(rows, [])

    def test_what_was_cut_short_before_the_state_knew_is_taken_up(self):
        shutil.copy(os.path.join(self.data, "state.db"), os.path.join(self.tmp, "before.db"))
        lines = glob.glob(os.path.join(self.data, "*", "*", "*", "*.jsonl"))[0]
        shutil.copy(lines, os.path.join(self.tmp, "lines"))
        self.forget(self.url(2))
        shutil.copy(os.path.join(self.tmp, "before.db"), os.path.join(self.data, "state.db"))
        shutil.copy(os.path.join(self.tmp, "lines"), lines)
        self.write("archive/forget.todo", self.url(2) + "\n")
        self.crawl()
        self.assertNotIn("ccccc", self.kept_text())
        self.assert_sound(5)
        self.assertNotIn(self.url(2), newsclip("cat", "--data", self.data).out)

    def test_a_damaged_record_is_left_and_named(self):
        place = [json.loads(line)["warc"] for line in newsclip("cat", "--data", self.data).out.splitlines()
                 if json.loads(line)["url"] == self.url(4)][0]
        with open(self.warc(), "r+b") as file:
            file.seek(place["offset"] + 30)
            file.write(b"\0" * 20)
        result = newsclip("forget", "--data", self.data, self.url(0))
        self.assertNotEqual(result.status, OK)
        self.assertIn("damaged at %d" % place["offset"], result.err)
        self.assertNotIn(self.url(0), newsclip("cat", "--data", self.data).out)
        done = newsclip("extract", self.warc(), "--only-articles", "--selectors", "none")
        self.assertNotIn("aaaaa", done.out)
        self.assertIn("bbbbb", done.out)

    def test_forgetting_killed_at_random_moments(self):
        dice = random.Random(time.time_ns())
        for i in (0, 2, 3, 4):
            for _ in range(3):
                child = subprocess.Popen([support.PROGRAM, "forget", "--data", self.data, self.url(i)], env=support.environment(),
                                         stderr=subprocess.DEVNULL)
                time.sleep(dice.uniform(0, 0.03))
                with contextlib.suppress(ProcessLookupError):
                    os.kill(child.pid, signal.SIGKILL)
                child.wait()
            self.crawl()
            newsclip("forget", "--data", self.data, self.url(i))
        text = self.kept_text()
        for name in "acde":
            self.assertNotIn(name * 5, text)
        self.assert_sound(2)
        self.assertEqual(len(newsclip("cat", "--data", self.data).out.splitlines()), 2)


if __name__ == "__main__":
    unittest.main()
