"""Crawls that are killed at random moments, the command itself or its workers, over a portal of generated articles; full disks and
a busy state. Then one quiet run: every article is there, once, in a whole line."""
import collections
import contextlib
import json
import os
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import threading
import time
import unittest

import support
from support import OK, Page, Portal, Site, newsclip

LONG = os.environ.get("NEWSCLIP_LONG") == "1"
ARTICLES, KILLS = (2000, 100) if LONG else (240, 10)
LISTED = 50  # articles of a list page
# How lines are kept, and kilobytes that a hundred articles have too little room with: all of an archive, its files of lines.
FORMS = (([], (80, 120, 160), (16, 32, 48)),
         (["--compress", "gzip"], (80, 120, 160), (2, 3, 5)),
         (["--compress", "zstd", "--warc"], (80, 120, 160), (16, 32, 48)))
# A crawl ("$@") on a file system of each size; then there is room, and what the last run left is copied out.
FULL_DISK = """mkdir -p '%(disk)s'
mount -t tmpfs -o size=4k newsclip-test '%(disk)s' || exit 9
for size in %(sizes)s; do
    mount -o remount,size=$size '%(disk)s'
    "$@" && { echo "all of it had room: $size" >&2; exit 8; }
done
mount -o remount,size=256m '%(disk)s'
"$@" && cp -R '%(data)s' '%(whole)s'"""


def front(count):
    links = "".join('<li><a href="/list/%d/">Part %d</a></li>' % (at, at) for at in range(0, count, LISTED))
    return Page("<title>Portal</title><body><nav><ul>%s</ul></nav></body>" % links)


def generate(count):
    """COUNT articles on list pages that the front page links to."""
    pages = {}
    for i in range(count):
        pages["/2026/story-%d.html" % i] = Page(support.small_page(
            "Story number %d of the year" % (10000 + i), ["%d. %s" % (i * 7919 + k, p) for k, p in enumerate(support.STORY)]))
    lists = range(0, count, LISTED)
    for at in lists:
        rows = "".join('<h2><a href="/2026/story-%d.html">Story number %d is told at some length</a></h2>' % (i, i)
                       for i in range(at, min(at + LISTED, count)))
        pages["/list/%d/" % at] = Page("<title>List</title><body><main>%s</main></body>" % rows)
    pages["/"] = front(count)
    return Site(pages)


def unpack(path):
    """By the usual tools; they refuse what is torn."""
    tool = {".gz": "gzip", ".zst": "zstd"}.get(os.path.splitext(path)[1])
    if tool:
        return subprocess.run([tool, "-dc", path], capture_output=True, check=True).stdout
    with open(path, "rb") as file:
        return file.read()


def children(pid):
    """Processes below PID, the nearest first."""
    found = []
    with contextlib.suppress(OSError):
        with open("/proc/%d/task/%d/children" % (pid, pid), encoding="ascii") as file:
            found = [int(word) for word in file.read().split()]
    return found + [grandchild for child in found for grandchild in children(child)]


class Killed(support.Case):
    def setUp(self):
        super().setUp()
        self.data = os.path.join(self.tmp, "archive")
        stack = contextlib.ExitStack()
        self.addCleanup(stack.close)
        self.portal = stack.enter_context(Portal(generate(ARTICLES)))
        self.seed = random.randrange(1 << 30)
        self.dice = random.Random(self.seed)

    def command(self, *more):
        return [support.PROGRAM, "crawl", "--data", self.data, "--delay", "0", "--allow-private", "--selectors", "none",
                *more, self.portal.url]

    def start(self, *more, **how):
        """A crawl that is to be killed. A leak checker stops the process at its exit from a child of its own, and where that is
        killed in a worker's place the process waits for it without an end: it looks at quiet runs alone."""
        where = support.environment(ASAN_OPTIONS=os.environ.get("ASAN_OPTIONS", "") + ":detect_leaks=0")
        child = subprocess.Popen(self.command(*more), stderr=subprocess.DEVNULL, env=where, **how)
        self.addCleanup(child.wait)
        self.addCleanup(child.kill)
        return child

    def quiet_run(self, *more):
        """What a killed run left is no orphan that holds the lock: the next one begins at once."""
        result = subprocess.run(self.command(*more), capture_output=True, text=True, env=support.environment(), timeout=600,
                                check=False)
        self.assertEqual(result.returncode, OK, "seed %d: %s" % (self.seed, result.stderr))

    def check(self):
        records = []
        for path in support.archive_files(self.data):
            text = unpack(path)
            self.assertTrue(text.endswith(b"\n") or not text, "seed %d" % self.seed)
            records += [json.loads(line) for line in text.splitlines()]
        counts = collections.Counter(record["url"][len(self.portal.base):] for record in records)
        missing = [i for i in range(ARTICLES) if counts["/2026/story-%d.html" % i] != 1]
        self.assertEqual(missing, [], "seed %d: not there once" % self.seed)
        self.assertEqual(len(records), ARTICLES, "seed %d" % self.seed)
        self.assertEqual(newsclip("verify", "--data", self.data).out, "", "seed %d" % self.seed)

    def wait_a_moment(self):
        """Most of a crawl of this size lies within this."""
        time.sleep(self.dice.uniform(0.02, 1.2))

    def test_the_command_killed_at_random_moments(self):
        for i in range(KILLS):
            self.portal.site.pages["/"] = front(ARTICLES * (i + 1) // KILLS)  # there is always something new
            child = self.start()
            self.wait_a_moment()
            child.kill()
            child.wait()
        self.quiet_run()
        self.check()

    def test_the_command_killed_while_it_keeps_pages(self):
        for _ in range(max(3, KILLS // 10)):
            child = self.start("--warc")
            self.wait_a_moment()
            child.kill()
            child.wait()
        self.quiet_run("--warc")
        self.check()

    def test_the_command_killed_while_it_packs_and_rotates(self):
        """Each run as the dice will: what one has left, the next one goes on with."""
        codings = [[], ["--compress", "gzip"], ["--compress", "zstd"]]
        for _ in range(KILLS):
            child = self.start(*self.dice.choice(codings), *self.dice.choice(([], ["--rotate-size", "20K"])))
            self.wait_a_moment()
            child.kill()
            child.wait()
        self.quiet_run("--rotate-size", "20K")
        self.check()

    def test_workers_killed_at_random_moments(self):
        for _ in range(max(3, KILLS // 4)):
            child = self.start()
            for _ in range(3):
                time.sleep(self.dice.uniform(0.02, 0.3))
                below = children(child.pid)
                if below:
                    with contextlib.suppress(OSError):
                        os.kill(self.dice.choice(below), signal.SIGKILL)
            child.wait(timeout=120)
        self.quiet_run()
        self.check()

    def test_a_full_disk(self):
        """Files cannot grow beyond a size; what was written until then stays."""
        for more, *_ in FORMS:
            with self.subTest(more):
                shutil.rmtree(self.data, ignore_errors=True)
                for kilobytes in (40, 80, 120):
                    def limit(most=kilobytes << 10):
                        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
                        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
                    child = self.start(*more, preexec_fn=limit)
                    self.assertNotEqual(child.wait(timeout=120), OK, "seed %d" % self.seed)
                self.quiet_run(*more)
                self.check()

    def test_a_file_system_without_room(self):
        """A small one in memory, of a mount namespace of its own. Where nobody may mount one, the test above is what there is."""
        apart = ["unshare", "-m"] if os.geteuid() == 0 else ["unshare", "-rm"]
        may = apart + ["mount", "-t", "tmpfs", "-o", "size=64k", "newsclip-test", self.tmp]
        if not shutil.which("unshare") or subprocess.run(may, capture_output=True, check=False).returncode != 0:
            return
        for more, *sizes in FORMS:
            for folder, kilobytes in zip(("", self.portal.base[len("http://"):].replace(":", "_")), sizes):
                with self.subTest(more, folder=folder):
                    self.fill_disk(apart, more, folder, ["%dk" % (size * ARTICLES // 100) for size in kilobytes])
                    self.check()

    def fill_disk(self, apart, more, folder, sizes):
        """Runs in a FOLDER of a new archive that has SIZES, the last one with room enough."""
        self.data, whole = os.path.join(self.tmp, "disk"), os.path.join(self.tmp, "whole")
        for path in (self.data, whole):
            shutil.rmtree(path, ignore_errors=True)
        script = FULL_DISK % {"data": self.data, "disk": os.path.join(self.data, folder), "whole": whole, "sizes": " ".join(sizes)}
        result = subprocess.run(apart + ["sh", "-c", script, "sh"] + self.command(*more), capture_output=True, text=True,
                                env=support.environment(), timeout=600, check=False)
        self.data = whole
        self.assertEqual(result.returncode, OK, "seed %d: %s" % (self.seed, result.stderr))
        self.assertIn("No space left on device" if folder else "full", result.stderr)

    def test_a_busy_state(self):
        """Somebody else writes to the state for a while: the crawl waits."""
        self.quiet_run()
        with contextlib.closing(sqlite3.connect(os.path.join(self.data, "state.db"), isolation_level=None,
                                                check_same_thread=False)) as db:
            db.execute("BEGIN IMMEDIATE")
            timer = threading.Timer(2, lambda: db.execute("ROLLBACK"))
            timer.start()
            self.quiet_run()
            timer.join()
        self.check()


if __name__ == "__main__":
    unittest.main()
