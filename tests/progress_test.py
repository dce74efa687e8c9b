"""The line of progress that a crawl shows on a terminal."""
import contextlib
import fcntl
import os
import pty
import re
import struct
import subprocess
import termios
import unittest

import support
from support import OK, PROGRAM, Page, Portal, Site, environment, newsclip


def on_a_terminal(columns, *command):
    """What COMMAND shows on a terminal of so many columns, and its status."""
    main, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    process = subprocess.Popen([PROGRAM, *command], stdout=subprocess.DEVNULL, stderr=terminal, env=environment())
    os.close(terminal)
    shown = b""
    with contextlib.suppress(OSError):  # the other end is closed
        while part := os.read(main, 4096):
            shown += part
    os.close(main)
    return shown.decode(), process.wait()


class Progress(support.Case):
    def setUp(self):
        super().setUp()
        self.data = os.path.join(self.tmp, "archive")
        pages = {"/2026/story-%d.html" % i: Page(support.small_page("Story number %d" % i, ["%d. %s" % (i, p) for p in support.STORY]))
                 for i in range(8)}
        rows = "".join('<h2><a href="%s">A story that is told at some length %s</a></h2>' % (path, path) for path in pages)
        pages["/"] = Page("<!DOCTYPE html><title>Portal</title><body><main>%s</main></body>" % rows)
        stack = contextlib.ExitStack()
        self.addCleanup(stack.close)
        self.portal = stack.enter_context(Portal(Site(pages)))

    def command(self, *more):
        return ["crawl", "--data", self.data, "--delay", "0.3", "--allow-private", "--selectors", "none", *more, self.portal.url]

    def test_what_was_done_and_what_is_left(self):
        shown, status = on_a_terminal(100, *self.command())
        self.assertEqual(status, OK)
        lines = re.findall(r"\r(\d+) pages, (\d+) articles, (\d+) hosts, \d+ MB, \d+ errors, (\d+) to go"
                           r"(?:, (about|at least) (\d+):(\d\d):(\d\d))?\x1b\[K", shown)
        self.assertGreater(len(lines), 3, shown)
        pages, articles, hosts, left, certain, *time = [line for line in lines if line[4]][-1]
        self.assertGreater(int(pages), 4)
        self.assertGreater(int(articles), 3)
        self.assertEqual((hosts, certain), ("1", "about"))
        self.assertLess(int(left), 5)
        self.assertLess(int(time[0]) * 3600 + int(time[1]) * 60 + int(time[2]), 60)
        self.assertTrue(shown.endswith("\r\x1b[K"))

    def test_it_is_no_wider_than_the_terminal(self):
        shown, _ = on_a_terminal(40, *self.command())
        lines = re.findall(r"\r([^\r\x1b]+)\x1b\[K", shown)
        self.assertGreater(len(lines), 3, shown)
        self.assertEqual(max(map(len, lines)), 39)

    def test_there_is_none_elsewhere(self):
        result = newsclip(*self.command("--delay", "0"))
        self.expect(result, OK)
        self.assertEqual(result.err, "")


if __name__ == "__main__":
    unittest.main()
