"""Archives whose files are packed and rotated: every command reads them, and they are whole whatever happened before."""
import contextlib
import datetime
import functools
import gzip
import json
import os
import shutil
import sqlite3
import subprocess
import unittest

import support
from support import OK, SOME_FAILED, USAGE, Page, Portal, Site, newsclip

COMMAND = ("--delay", "0", "--allow-private", "--selectors", "none")


class Archive(support.Case):
    def setUp(self):
        super().setUp()
        self.data = os.path.join(self.tmp, "archive")
        self.site = Site({})
        stack = contextlib.ExitStack()
        self.addCleanup(stack.close)
        self.portal = stack.enter_context(Portal(self.site))

    def crawl(self, articles, *more):
        """Publishes ARTICLES and crawls."""
        for i in articles:
            self.site.pages["/2026/story-%d.html" % i] = Page(
                support.small_page("Story number %d" % i, ["%d. %s" % (i * 7919, p) for p in support.STORY]))
        rows = "".join('<h2><a href="%s">A story that is told at some length %s</a></h2>' % (path, path)
                       for path in sorted(self.site.pages) if path != "/")
        self.site.pages["/"] = Page("<!DOCTYPE html><title>Portal</title><body><main>%s</main></body>" % rows)
        self.expect(newsclip("crawl", "--data", self.data, *COMMAND, *more, self.portal.url), OK)

    def names(self):
        """Of the day's files, without the day."""
        return [os.path.basename(path)[10:] for path in support.archive_files(self.data)]

    def file(self):
        path, = support.archive_files(self.data)
        return path

    def url(self, i):
        return self.portal.base + "/2026/story-%d.html" % i

    def committed(self):
        with contextlib.closing(sqlite3.connect(os.path.join(self.data, "state.db"))) as db:
            return dict(db.execute("SELECT * FROM file"))

    def run_on(self, command, *more, status=OK):
        result = newsclip(command, "--data", self.data, *more)
        self.expect(result, status)
        return result.out

    def assert_articles(self, numbers):
        """Each of them is there once, in lines that `cat` shows, and verify has nothing to say."""
        records = [json.loads(line) for line in self.run_on("cat").splitlines()]
        self.assertEqual(sorted(record["url"] for record in records), sorted(self.url(i) for i in numbers))
        self.assertEqual(self.run_on("verify"), "")


def unpack(path):
    """By the usual tools; they refuse what is torn."""
    tool = "zstd" if path.endswith(".zst") else "gzip"
    return subprocess.run([tool, "-dc", path], capture_output=True, check=True).stdout.decode()


def each_coding(test):
    """TEST is run with each coding, over an archive of its own."""
    @functools.wraps(test)
    def run(self):
        for name in ("gzip", "zstd"):
            with self.subTest(name):
                shutil.rmtree(self.data, ignore_errors=True)
                self.site.pages.clear()
                test(self, name)
    return run


class Packed(Archive):
    @each_coding
    def test_every_commit_ends_at_a_whole_member(self, name):
        self.crawl(range(5), "--compress", name)
        self.assertEqual(self.names(), [".jsonl." + {"gzip": "gz", "zstd": "zst"}[name]])
        first = os.path.getsize(self.file())
        self.crawl(range(5, 8), "--compress", name)
        self.assertEqual(self.committed(), {os.path.relpath(self.file(), self.data): os.path.getsize(self.file())})
        self.assertEqual(unpack(self.file()), self.run_on("cat"))
        self.assert_articles(range(8))
        with open(self.file(), "rb") as file:
            head = file.read(first)
        with open(self.file(), "wb") as file:
            file.write(head)
        self.assertEqual(len(unpack(self.file()).splitlines()), 5)

    @each_coding
    def test_a_tail_that_is_not_committed_is_not_shown_and_set_aside(self, name):
        self.crawl(range(5), "--compress", name)
        with open(self.file(), "rb") as file:
            whole = file.read()
        for count, tail in ((5, whole), (6, whole[:len(whole) // 2])):
            with open(self.file(), "ab") as file:
                file.write(tail)
            self.assertEqual(len(self.run_on("cat").splitlines()), count)
            self.assertIn("behind what was committed", self.run_on("verify", status=SOME_FAILED))
            self.crawl([count], "--compress", name)
        self.assert_articles(range(7))
        unpack(self.file())

    @each_coding
    def test_a_state_made_anew_takes_whole_members_alone(self, name):
        self.crawl(range(5), "--compress", name)
        size = os.path.getsize(self.file())
        with open(self.file(), "rb") as file:
            whole = file.read()
        with open(self.file(), "ab") as file:
            file.write(whole[:len(whole) // 2])
        os.unlink(os.path.join(self.data, "state.db"))
        self.assertIn(":6: a torn line\n", self.run_on("verify", "--rebuild", status=SOME_FAILED))
        self.assertEqual(list(self.committed().values()), [size])
        self.crawl([5], "--compress", name)
        self.assert_articles(range(6))

    @each_coding
    def test_an_article_is_forgotten(self, name):
        self.crawl(range(5), "--compress", name)
        self.run_on("forget", self.url(2))
        self.assertNotIn(self.url(2), unpack(self.file()))
        self.crawl([7], "--compress", name)
        self.assert_articles([0, 1, 3, 4, 7])

    @each_coding
    def test_what_a_kill_tore_is_not_lost_by_a_forgetting(self, name):
        self.crawl(range(5), "--compress", name)
        with open(self.file(), "rb") as file:
            torn = file.read()[:200]
        with open(self.file(), "ab") as file:
            file.write(torn)
        path = os.path.join(self.data, "quarantine", "%s.%d" % (
            os.path.relpath(self.file(), self.data).replace("/", "_"), os.path.getsize(self.file()) - len(torn)))
        self.run_on("forget", self.url(2))
        with open(path, "rb") as file:
            self.assertEqual(file.read(), torn)
        self.assert_articles([0, 1, 3, 4])

    def test_a_forgetting_that_was_cut_short_is_taken_up_whatever_length_the_file_has(self):
        self.crawl(range(5), "--compress", "gzip")
        lines = [line for line in unpack(self.file()).splitlines(keepends=True) if self.url(2) not in line]
        for level in (9, 0):  # shorter than before, and longer
            with self.subTest(level):
                with open(self.file(), "wb") as file:
                    file.write(gzip.compress("".join(lines).encode(), level))
                with open(os.path.join(self.data, "forget.todo"), "w", encoding="utf-8") as file:
                    file.write("%s\n%s\n" % (self.url(2), os.path.relpath(self.file(), self.data)))
                self.crawl([])
                self.assertFalse(os.path.exists(os.path.join(self.data, "forget.todo")))
                self.assertFalse(os.path.exists(os.path.join(self.data, "quarantine")))
                self.assert_articles([0, 1, 3, 4])

    @each_coding
    def test_a_damaged_file_is_left_as_it_is_by_a_forgetting(self, name):
        self.crawl(range(3), "--compress", name)
        whole = os.path.getsize(self.file())
        self.crawl(range(3, 6), "--compress", name)
        self.crawl([6])  # another file
        path = support.archive_files(self.data)[0]
        with open(path, "r+b") as file:
            file.seek((whole + os.path.getsize(path)) // 2)
            file.write(b"damage damage")
        with open(path, "rb") as file:
            before = file.read()
        result = newsclip("forget", "--data", self.data, self.url(1), self.url(6))
        self.assertNotEqual(result.status, OK)
        self.assertIn(os.path.basename(path), result.err)
        with open(path, "rb") as file:
            self.assertEqual(file.read(), before)
        self.assertNotIn(self.url(6), self.run_on("cat", status=SOME_FAILED))

    @each_coding
    def test_damage_is_found(self, name):
        self.crawl(range(5), "--compress", name)
        with open(self.file(), "r+b") as file:
            file.seek(os.path.getsize(self.file()) // 2)
            file.write(b"damage damage")
        self.assertIn(os.path.basename(self.file()), self.run_on("verify", status=SOME_FAILED))

    @each_coding
    def test_kept_pages_are_extracted_anew(self, name):
        self.crawl(range(3), "--compress", name, "--warc")
        result = newsclip("again", "--data", self.data, "--diff", "-v", "--selectors", "none")
        self.assertIn("extracted anew 3, changed 0, failed 0", result.err)

    @each_coding
    def test_every_command_reads_what_is_packed_and_rotated(self, name):
        for i in range(4):
            self.crawl([i], "--compress", name, "--rotate-size", "1K", "--warc")
        self.site.pages["/2026/story-1.html"] = self.site.pages["/2026/story-0.html"]  # a text twice, an article edited
        with contextlib.closing(sqlite3.connect(os.path.join(self.data, "state.db"))) as db, db:
            db.execute("UPDATE page SET next_look = 1 WHERE next_look > 0")
        self.crawl([], "--compress", name, "--rotate-size", "1K", "--warc")
        files = support.archive_files(self.data)
        self.assertGreater(len(files), 2)
        lines = [json.loads(line) for line in self.run_on("cat").splitlines()]
        self.assertEqual([line["revision"] for line in lines], [1, 1, 1, 1, 2])
        latest = [json.loads(line) for line in self.run_on("cat", "--latest").splitlines()]
        self.assertEqual([line["url"] for line in latest], [self.url(i) for i in (0, 2, 3, 1)])
        texts = newsclip("dedup", *files)
        self.expect(texts, OK)
        self.assertEqual(len(texts.out.splitlines()), 4)
        portal, = json.loads(self.run_on("report", "--json"))["portals"]
        self.assertEqual(portal["bytes"], sum(self.committed().values()))
        rules = newsclip("selectors", "relearn", "--data", self.data, "--allow-private", "--delay", "0", "--selectors", "none",
                         self.portal.url)
        self.assertIn("title: ", rules.out, rules.err)

    @each_coding
    def test_revisions_of_other_rules_are_packed_as_the_lines_before(self, name):
        self.crawl(range(2), "--compress", name, "--warc")
        before = self.names()
        os.makedirs(os.path.join(self.tmp, "rules"), exist_ok=True)
        self.write("rules/127.0.0.1.txt", "title: concat('Harbour news: ', //h1)\n")
        self.run_on("again", "--selectors", os.path.join(self.tmp, "rules"))
        self.assertEqual(self.names(), before)
        self.assertEqual(len(self.run_on("cat").splitlines()), 4)
        self.assertEqual(self.run_on("verify"), "")

    @each_coding
    def test_a_portal_is_packed_as_its_settings_say_unless_the_run_is_told(self, name):
        conf = self.write("portals.conf", "[defaults]\ncompress = %s\nrotate-size = 100\n[city]\nstart = %s\n" %
                          (name, self.portal.url))
        self.crawl([0], "-c", conf)
        self.crawl([1], "-c", conf)
        self.crawl([2], "-c", conf, "--compress", "none")
        ending = {"gzip": "gz", "zstd": "zst"}[name]
        self.assertEqual(self.names(), [".jsonl." + ending, "_0002.jsonl." + ending, "_0003.jsonl"])
        self.assert_articles(range(3))

    def test_another_coding_is_an_error(self):
        result = newsclip("crawl", "--data", self.data, "--compress", "lzma", self.portal.url)
        self.expect(result, USAGE)
        self.assertIn("--compress lzma: not a value that it takes: pack the lines: zstd, gzip or none", result.err)


class Rotated(Archive):
    def test_a_day_goes_on_in_the_next_file(self):
        sizes = []
        for i in range(4):
            self.crawl([2 * i, 2 * i + 1], "--rotate-size", "2K")
            sizes.append(len(self.names()))
        self.assertEqual(sorted(set(sizes)), list(range(1, sizes[-1] + 1)))
        self.assertGreater(sizes[-1], 1)
        self.assertEqual(self.names(), [".jsonl"] + ["_%04d.jsonl" % i for i in range(2, sizes[-1] + 1)])
        self.assertTrue(all(os.path.getsize(path) >= 2048 for path in support.archive_files(self.data)[:-1]))
        self.assert_articles(range(8))

    def test_files_that_were_left_are_not_touched(self):
        self.crawl(range(4), "--rotate-size", "1K")
        first = self.file()
        before = os.stat(first)
        self.crawl(range(4, 6), "--rotate-size", "1K")
        self.assertEqual(len(self.names()), 2)
        self.assertEqual(os.stat(first).st_mtime_ns, before.st_mtime_ns)
        self.assertEqual(os.stat(first).st_size, before.st_size)

    def test_what_is_packed_otherwise_goes_to_the_next_file_in_order(self):
        self.crawl([0])
        self.crawl([1], "--compress", "gzip")
        self.crawl([2], "--compress", "gzip")
        self.crawl([3])
        self.assertEqual(self.names(), [".jsonl", "_0002.jsonl.gz", "_0003.jsonl"])
        urls = [json.loads(line)["url"] for line in self.run_on("cat").splitlines()]
        self.assertEqual(urls, [self.url(i) for i in range(4)])
        self.assert_articles(range(4))

    def test_a_killed_runs_tail_does_not_stay_in_a_file_that_is_left(self):
        self.crawl([0])
        with open(self.file(), "ab") as file:
            file.write(b'{"url":"torn')
        self.crawl([1], "--compress", "gzip")
        with open(support.archive_files(self.data)[0], encoding="utf-8") as file:
            self.assertEqual(len(file.read().splitlines()), 1)
        with gzip.open(support.archive_files(self.data)[1]) as file:
            self.assertEqual(len(file.read().splitlines()), 1)
        self.assert_articles([0, 1])


    def test_a_run_that_was_killed_before_midnight_leaves_no_tail(self):
        """Its articles are clipped again, today."""
        self.crawl([0])
        day = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=1)
        folder = os.path.join(self.data, os.path.relpath(self.file(), self.data).split("/")[0], day.strftime("%Y/%m"))
        os.makedirs(folder, exist_ok=True)
        path = os.path.join(folder, day.strftime("%Y-%m-%d.jsonl"))
        with open(path, "w", encoding="utf-8") as file:
            file.write('{"url":"torn')
        self.crawl([1])
        self.assertEqual(os.path.getsize(path), 0)
        self.assert_articles([0, 1])

    def test_a_killed_runs_first_file_gives_its_place_to_the_next(self):
        for content in (b"", b"torn"):
            with self.subTest(content):
                shutil.rmtree(self.data, ignore_errors=True)
                self.site.pages.clear()
                self.crawl([0])
                with open(self.file()[:-len(".jsonl")] + "_0002.jsonl.gz", "wb") as file:
                    file.write(content)
                self.run_on("verify", status=SOME_FAILED if content else OK)
                self.crawl([1], "--compress", "zstd")
                self.assertEqual(self.names(), [".jsonl", "_0002.jsonl.zst"])


class ForgottenBehindAKill(Archive):
    def test_lines_that_were_not_committed_do_not_become_so(self):
        """The next crawl clips their pages again: they would be there twice."""
        self.crawl(range(3))
        with open(self.file(), encoding="utf-8") as file:
            line = file.readlines()[0]
        with open(self.file(), "a", encoding="utf-8") as file:
            file.write(line.replace(json.loads(line)["url"], self.url(9)))
        self.run_on("forget", self.url(1))
        self.crawl([9])
        self.assert_articles([0, 2, 9])
        kept = [name for name in os.listdir(os.path.join(self.data, "quarantine")) if name.endswith(".lines")]
        self.assertEqual(len(kept), 1)


if __name__ == "__main__":
    unittest.main()
