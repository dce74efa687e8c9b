"""What is left behind by runs that were cut short meets verify and forget: nothing is doubled, torn or lost by the repair."""
import contextlib
import json
import os
import subprocess
import threading
import time
import unittest

import archive_test
import support
from support import OK, SOME_FAILED, newsclip


class Repair(archive_test.Archive):
    def quarantined(self):
        folder = os.path.join(self.data, "quarantine")
        names = os.listdir(folder) if os.path.isdir(folder) else []
        return sorted(name for name in names if not name.endswith(".txt"))

    def lose_state(self):
        for name in ("state.db", "state.db-wal", "state.db-shm"):
            with contextlib.suppress(FileNotFoundError):
                os.unlink(os.path.join(self.data, name))

    def keep_pages(self):
        self.expect(newsclip("crawl", "--warc", "--data", self.data, "--delay", "0", "--allow-private", "--selectors", "none",
                             self.portal.url), OK)

    def forget(self, *urls):
        self.expect(newsclip("forget", "--data", self.data, *urls), OK)

    def urls(self):
        return sorted(json.loads(line)["url"] for line in self.read().splitlines())


class Forgetting(Repair):
    def test_lines_that_were_not_committed_are_set_aside(self):
        before = self.read()
        lines = before.splitlines(keepends=True)
        tail = lines[1].replace("story-", "story-1") + lines[2][:50]
        self.write(before + tail)
        self.forget(json.loads(lines[0])["url"])
        self.assertEqual(self.read(), "".join(lines[1:]))
        self.publish([7])
        self.crawl()
        self.assertEqual(len(self.quarantined()), 1)
        with open(os.path.join(self.data, "quarantine", self.quarantined()[0]), encoding="utf-8") as file:
            self.assertEqual(file.read(), tail)
        self.assertEqual(len(self.urls()), 5)
        self.assertEqual(self.verify(), "")

    def test_an_address_that_json_escapes(self):
        path = "/2026/story-5.html?part=\\one"
        self.site.pages[path] = self.site.pages["/2026/story-0.html"].__class__(
            support.small_page("Story with a strange address", ["5. " + p for p in support.STORY]))
        self.publish([])
        self.crawl()
        self.assertEqual(len(self.urls()), 6)
        self.forget(self.portal.base + path)
        self.assertEqual(len(self.urls()), 5)

    def test_it_holds_when_the_state_is_made_anew(self):
        self.forget(self.url(1))
        self.lose_state()
        self.verify(OK, "--rebuild")
        self.crawl()
        self.assertNotIn(self.url(1), self.urls())


class Rebuilding(Repair):
    def test_pages_kept_in_warc_files_stay_where_lines_say(self):
        self.publish([6])
        self.keep_pages()
        self.lose_state()
        self.verify(OK, "--rebuild")
        self.publish([7])
        self.keep_pages()
        self.assertEqual(self.quarantined(), [])

    def test_an_archive_without_a_state_is_not_crawled_anew(self):
        before = self.read()
        self.lose_state()
        result = newsclip("crawl", "--data", self.data, "--delay", "0", "--allow-private", "--selectors", "none",
                          self.portal.url)
        self.assertNotEqual(result.status, OK)
        self.expect_one_complaint(result, "verify --rebuild")
        self.assertEqual(self.read(), before)


class Verifying(Repair):
    def test_a_text_that_is_not_that_of_its_hash(self):
        self.write(self.read().replace("The lamp over", "The camp over", 1))
        self.assertIn("hash", self.verify(SOME_FAILED))

    def test_a_crawl_under_way_is_no_fault(self):
        self.publish(range(10, 200))
        crawl = subprocess.Popen([support.PROGRAM, "crawl", "--data", self.data, "--delay", "0", "--allow-private",
                                  "--selectors", "none", self.portal.url], env=support.environment())
        found = []
        while crawl.poll() is None:
            found.append(newsclip("verify", "--data", self.data).out)
        crawl.wait()
        found = [out for out in found if "not in the" in out or "revision" in out or "torn" in out]
        self.assertEqual(found, [])


if __name__ == "__main__":
    unittest.main()
