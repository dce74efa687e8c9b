"""cat, verify and forget over an archive of a small portal; and what verify finds when somebody tampers with it."""
import contextlib
import fcntl
import json
import os
import shutil
import sqlite3
import unittest

import support
from support import LOCKED, NO_INPUT, OK, SOME_FAILED, USAGE, Page, Portal, Site, newsclip


class Archive(support.Case):
    def setUp(self):
        super().setUp()
        self.data = os.path.join(self.tmp, "archive")
        self.site = Site({})
        stack = contextlib.ExitStack()
        self.addCleanup(stack.close)
        self.portal = stack.enter_context(Portal(self.site))
        self.publish(range(5))
        self.crawl()

    def publish(self, numbers, more=""):
        for i in numbers:
            self.site.pages["/2026/story-%d.html" % i] = Page(
                support.small_page("Story number %d" % i, ["%d. %s %s" % (i, p, more) for p in support.STORY]))
        rows = "".join('<h2><a href="%s">A story that is told at some length %s</a></h2>' % (path, path)
                       for path in sorted(self.site.pages) if path != "/")
        self.site.pages["/"] = Page("<!DOCTYPE html><title>Portal</title><body><main>%s</main></body>" % rows)

    def crawl(self, status=OK):
        self.expect(newsclip("crawl", "--data", self.data, "--delay", "0", "--allow-private", "--selectors", "none",
                             self.portal.url), status)

    def look_again(self):
        with self.db() as db:
            db.execute("UPDATE page SET next_look = 1, clipped = clipped - 90000, fetched = fetched - 90000 WHERE status = 1")
        self.crawl()

    @contextlib.contextmanager
    def db(self):
        with contextlib.closing(sqlite3.connect(os.path.join(self.data, "state.db"))) as db, db:
            yield db

    def url(self, i):
        return self.portal.base + "/2026/story-%d.html" % i

    def file(self):
        path, = support.archive_files(self.data)
        return path

    def read(self):
        with open(self.file(), encoding="utf-8") as file:
            return file.read()

    def write(self, text):
        with open(self.file(), "w", encoding="utf-8") as file:
            file.write(text)

    def verify(self, status=OK, *more):
        result = newsclip("verify", "--data", self.data, *more)
        self.expect(result, status)
        return result.out


class Cat(Archive):
    def cat(self, *more):
        result = newsclip("cat", "--data", self.data, *more)
        self.expect(result, OK)
        return result.out

    def test_all_lines_in_order(self):
        self.assertEqual(self.cat(), self.read())

    def test_latest_folds_revisions_and_deletions(self):
        self.publish([1], "and more of it was told later")
        self.look_again()
        self.assertEqual(len(self.cat().splitlines()), 6)
        self.site.pages["/2026/story-2.html"].status = 410
        for _ in range(2):
            self.look_again()
        lines = [json.loads(line) for line in self.cat("--latest").splitlines()]
        self.assertEqual(sorted(record["url"] for record in lines), [self.url(i) for i in (0, 1, 3, 4)])
        self.assertEqual([record["revision"] for record in lines if record["url"] == self.url(1)], [2])

    def test_only_committed_lines_are_shown(self):
        before = self.read()
        self.write(before + before.splitlines()[0] + "\n" + '{"url":"torn')
        self.assertEqual(self.cat(), before)

    def test_times_and_portals(self):
        self.assertEqual(self.cat("--until", "2000-01-01"), "")
        self.assertEqual(self.cat("--since", "2000-01-01"), self.read())
        self.assertEqual(self.cat("--portal", "other.example"), "")
        self.assertEqual(self.cat("--portal", self.portal.url), self.read())

    def test_wrong_usage_and_no_archive(self):
        self.assertEqual(newsclip("cat").status, USAGE)
        self.assertEqual(newsclip("cat", "--data", self.data + "x").status, NO_INPUT)


class Verify(Archive):
    def test_a_sound_archive_is_silent(self):
        self.assertEqual(self.verify(), "")
        self.publish([1], "and more of it was told later")
        self.look_again()
        self.assertEqual(self.verify(), "")

    def test_each_fault_is_a_line(self):
        sound = self.read()
        lines = sound.splitlines(keepends=True)
        for text, said in (
                ("".join(lines[1:]) + "#" * (len(lines[0]) - 1) + "\n", "not JSON"),
                ("".join(lines[1:]) + lines[1].replace("\n", " " * (len(lines[0]) - len(lines[1])) + "\n"), "twice"),
                (sound[:-3], "shorter than what was committed"),
                (sound + lines[0], "behind what was committed"),
                (sound.replace('"schema":1', '"schema":0'), "no schema"),
                (sound.replace('"revision":1', '"revision":3', 1), "revision 3 follows 0")):
            self.write(text)
            self.assertIn(said, self.verify(SOME_FAILED), said)
        self.write(sound)
        self.assertEqual(self.verify(), "")

    def test_what_is_in_one_of_both_alone_is_found(self):
        with self.db() as db:
            db.execute("DELETE FROM page WHERE url = ?", (self.url(3),))
        self.assertEqual(self.verify(SOME_FAILED), self.url(3) + ": in the archive, but not in the state\n")
        path = self.file()
        os.rename(path, path + ".away")
        out = self.verify(SOME_FAILED)
        self.assertIn("but it is not there", out)
        self.assertIn(self.url(1) + ": in the state, but not in the archive", out)

    def test_a_state_made_anew_clips_nothing_twice(self):
        self.publish([1], "and more of it was told later")
        self.look_again()
        before = self.read()
        with open(os.path.join(self.data, "state.db"), "wb") as file:
            file.write(b"broken" * 1000)
        for name in ("state.db-wal", "state.db-shm"):
            with contextlib.suppress(FileNotFoundError):
                os.unlink(os.path.join(self.data, name))
        self.crawl(SOME_FAILED)
        self.verify(OK, "--rebuild")
        self.assertEqual(len([n for n in os.listdir(self.data) if n.startswith("state.db.2")]), 1)
        self.assertEqual(self.verify(), "")
        self.crawl()
        self.assertEqual(self.read(), before)
        self.publish([7])
        self.crawl()
        self.assertEqual(len(self.read().splitlines()), len(before.splitlines()) + 1)
        self.assertEqual(self.verify(), "")

    def test_a_lost_state_is_made_anew_and_a_torn_tail_is_set_aside(self):
        before = self.read()
        self.write(before + '{"url":"torn')
        os.unlink(os.path.join(self.data, "state.db"))
        self.verify(SOME_FAILED, "--rebuild")
        self.crawl()
        self.publish([7])
        self.crawl()
        self.assertTrue(self.read().startswith(before))
        self.assertEqual(len(self.read().splitlines()), 6)

    def test_no_archive(self):
        shutil.rmtree(self.data)
        self.assertEqual(newsclip("verify", "--data", self.data).status, NO_INPUT)
        self.assertEqual(newsclip("verify", "--data", self.data, "--rebuild").status, NO_INPUT)


class Forget(Archive):
    def forget(self, *urls, status=OK):
        result = newsclip("forget", "--data", self.data, *urls)
        self.expect(result, status)
        return result

    def test_an_article_is_forgotten_for_good(self):
        self.publish([1], "and more of it was told later")
        self.look_again()
        self.forget(self.url(1))
        self.assertNotIn(self.url(1), self.read())
        self.assertEqual(len(self.read().splitlines()), 4)
        self.assertEqual(self.verify(), "")
        self.crawl()
        self.assertEqual(len(self.read().splitlines()), 4)
        self.publish([8])
        self.crawl()
        self.assertEqual(len(self.read().splitlines()), 5)
        self.assertEqual(self.verify(), "")

    def test_an_address_that_is_not_there_is_said_and_costs_the_others_nothing(self):
        result = self.forget(self.portal.base + "/2026/nothing.html", self.url(2), status=SOME_FAILED)
        self.assertIn("nothing.html: neither in the archive nor in the state", result.err)
        self.assertEqual(len(self.read().splitlines()), 4)
        self.forget("ftp://x.example/", status=NO_INPUT)

    def test_a_forgetting_that_was_cut_short_is_taken_up(self):
        """The file was written anew, the state does not know it yet; then nothing but the list is there."""
        lines = self.read().splitlines(keepends=True)
        gone, whole = json.loads(lines[0])["url"], len("".join(lines).encode())
        for text in ("".join(lines[1:]), "".join(lines)):
            with self.subTest(len(text)):
                self.write(text)
                with self.db() as db:
                    db.execute("UPDATE file SET length = ?", (whole,))
                with open(os.path.join(self.data, "forget.todo"), "w", encoding="utf-8") as file:
                    file.write("%s\n%s\n" % (gone, os.path.relpath(support.archive_files(self.data)[0], self.data)))
                self.crawl()
                self.assertFalse(os.path.exists(os.path.join(self.data, "forget.todo")))
                self.assertEqual(self.read(), "".join(lines[1:]))
                self.assertEqual(self.verify(), "")
                self.write("".join(lines[1:]))

    def test_another_run_holds_the_lock(self):
        with open(os.path.join(self.data, "lock"), "a", encoding="utf-8") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self.forget(self.url(1), status=LOCKED)
            self.verify(LOCKED, "--rebuild")


if __name__ == "__main__":
    unittest.main()
