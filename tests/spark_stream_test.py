"""src/spark/stream.py, the part of the Spark job that needs no Spark: one WARC through newsclip, and what it fails on."""
import os
import stat
import sys
import unittest

import warcs
from support import PROGRAM, ROOT, Case, newsclip, small_page

sys.path.insert(0, os.path.join(ROOT, "src", "spark"))
import stream  # noqa: E402

OPTIONS = ["--selectors", "none"]


class Stream(Case):
    def setUp(self):
        super().setUp()
        pages = [warcs.response("https://portal.example/%d" % i, small_page("The lamp of pier %d" % i)) for i in range(5)]
        self.path = self.write("a.warc.gz", warcs.packed([warcs.info()] + pages))

    def script(self, name, text):
        path = self.write(name, "#!/bin/sh\n" + text)
        os.chmod(path, stat.S_IRWXU)
        return path

    def expect_failure(self, program, *words, reader="arrow"):
        with self.assertRaises(RuntimeError) as caught:
            list(stream.extract(program, OPTIONS, self.path, reader))
        for word in (self.path,) + words:
            self.assertIn(word, str(caught.exception))

    def test_lines_are_those_of_the_command_and_counts_come_last(self):
        *lines, counts = stream.extract(PROGRAM, OPTIONS, self.path, "arrow")
        self.assertEqual(b"".join(lines).decode(), newsclip("extract", *OPTIONS, self.path).out)
        self.assertEqual(counts, {"pages": 5, "lines": 5, "without_article": 0, "filtered": 0, "failed": 0})

    def test_a_damaged_record_is_counted(self):
        with open(self.path, "r+b") as file:
            file.seek(os.path.getsize(self.path) // 2)
            file.write(b"\0" * 40)
        *lines, counts = stream.extract(PROGRAM, OPTIONS, self.path, "arrow")
        self.assertEqual((len(lines), counts["lines"], counts["failed"]), (4, 4, 1))

    def test_a_signal_and_other_statuses_fail_with_the_last_words(self):
        self.expect_failure(self.script("killed", "cat >/dev/null; kill -9 $$"), "SIGKILL", "nothing on standard error")
        self.expect_failure(self.script("wrong", "echo first >&2; echo 'no such option' >&2; exit 2"), "status 2: no such option")

    def test_lines_that_are_missing_fail(self):
        self.expect_failure(self.script("short", "%s \"$@\" | head -n 4" % PROGRAM), "did not write all its lines")
        self.expect_failure(self.script("silent", "cat >/dev/null"), "did not write all its lines")

    def test_hadoops_command_line_is_read_and_its_status_counts(self):
        before = os.environ["PATH"]
        self.addCleanup(os.environ.__setitem__, "PATH", before)
        os.environ["PATH"] = self.tmp + os.pathsep + before
        self.script("hadoop", '[ "$1 $2" = "fs -cat" ] && exec cat "$3"')
        self.assertEqual(len(list(stream.extract(PROGRAM, OPTIONS, self.path, "hadoop"))), 6)
        self.script("hadoop", 'head -c 2000 "$3"; exit 1')  # the connection is lost
        self.expect_failure(PROGRAM, "hadoop fs -cat ended with status 1", reader="hadoop")

    def test_a_reader_that_stops_stops_newsclip(self):
        mark = os.path.join(self.tmp, "pid")
        running = stream.extract(self.script("endless", "echo $$ > %s; while echo line; do :; done" % mark), OPTIONS, self.path, "arrow")
        next(running)
        running.close()
        with open(mark) as file:
            self.assertFalse(os.path.exists("/proc/" + file.read().strip()))


if __name__ == "__main__":
    unittest.main()
