"""What strangers wrote reaches no terminal with control sequences: each subcommand, on a terminal, over hostile texts."""
import os
import pty
import re
import subprocess
import sys
import unittest

import support
from support import PROGRAM, ROOT, TESTS, environment

sys.path.insert(0, os.path.join(TESTS, "evil"))
from evil_server import EvilServer, answer, redirect  # noqa: E402

# A title for the window, the screen cleared, the cursor moved, a question that the terminal answers as if typed; in C0, C1
# and as references; text turned round, and made invisible.
BAD = "\x1b]0;owned\x07\x1b[2J\x1b[H\x1b[6n\x9b31m\x9d0;owned\x9c\x08\x08\x7f\u202eturned\u202c\u2066hid\u2069\u200b&#27;[5m&#155;1m&#x9b;H"
OURS = re.compile("\r\x1b\\[K|\x1b\\[K|\x1b\\[(?:0|1|31)?m")  # progress, and report's colours
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def page(name):
    body = "".join("<p>%s %s %s</p>" % (p, BAD, name) for p in support.STORY)
    return ("<!DOCTYPE html><html><head><meta charset=utf-8><title>The lamp %s of %s burns again</title>"
            "<meta name=author content='Ann %s Lee'><meta name=description content='%s'></head><body><article>"
            "<h1>The lamp %s of %s burns again</h1><p class=byline>By Ann%s Lee</p>%s<img src='/a%s.png' alt='%s'></article>"
            "<ul><li><a href='/2024/05/other%s.html'>Another story of the lamp %s told</a></ul></body></html>" %
            (BAD, name, BAD, BAD, BAD, name, BAD, body, BAD, BAD, BAD, BAD)).encode()


def feed(url):
    return ('<?xml version="1.0"?><rss version="2.0"><channel><title>%s</title><item><title>The lamp %s is lit</title>'
            "<link>%s/2024/05/story-fed.html?%s</link></item></channel></rss>" % (BAD, BAD, url, BAD)).encode()


class Terminal(support.Case):
    def shown(self, *arguments):
        """What COMMAND shows on a terminal that is its standard output and error."""
        main, terminal = pty.openpty()
        process = subprocess.Popen([PROGRAM] + [str(argument) for argument in arguments], stdin=subprocess.DEVNULL,
                                   stdout=terminal, stderr=terminal, cwd=ROOT, env=environment(TERM="xterm"))
        os.close(terminal)
        shown = b""
        try:
            while True:
                part = os.read(main, 65536)
                if not part:
                    break
                shown += part
        except OSError:  # the other end is closed
            pass
        os.close(main)
        self.assertLess(process.wait(60), 128)
        return shown.decode("utf-8")

    def expect_clean(self, *arguments, holds=""):
        shown = OURS.sub("", self.shown(*arguments).replace("\r\n", "\n"))
        found = FORBIDDEN.search(shown)
        if found:
            self.fail("%s shows %r" % (" ".join(map(str, arguments)), shown[max(0, found.start() - 60):found.end() + 20]))
        self.assertIn(holds, shown)

    def test_of_files(self):
        story, listed = self.write("story.html", page("file")), self.write("feed.xml", feed("https://portal.example"))
        url = "https://portal.example/2024/05/story.html"
        for form in ("jsonl", "json", "text", "markdown"):
            self.expect_clean("extract", "--url", url, "--format", form, story, holds="owned")
        self.expect_clean("inspect", "--url", url, story, holds="owned")
        self.expect_clean("discover", "--url", "https://portal.example/", listed, holds="owned")
        self.expect_clean("discover", "--url", "https://portal.example/", story, holds="owned")
        for form in ("jsonl", "text"):
            self.expect_clean("extract", "--format", form, self.write("records.warc", warc(page("kept"))), holds="owned")

    def test_of_names(self):
        """Files, options and addresses whose names are hostile, and files that cannot be read as what they are given for."""
        bad = re.sub("[/&;]", "", BAD)
        for arguments in (("extract", "/nonexistent/" + bad), ("extract", "http://127.0.0.1:1/" + bad),
                          ("extract", "--selectors", bad, "x"), ("--" + bad,), ("crawl" + bad,),
                          ("selectors", "check", self.write("portal.example.txt", "ti%stle: //h1\nbody: //p[%s\n" % (BAD, BAD))),
                          ("dedup", self.write("records.jsonl", '{"title": "%s\n' % BAD)),
                          ("crawl", "--data", self.tmp, "-c", self.write("portals.conf", "[https://x/%s]\n%s = 1\n" % (BAD, BAD)))):
            self.expect_clean(*arguments)

    def test_of_a_portal(self):
        bad = BAD.encode("utf-8")
        names = ["a", "b", "moved", "flood", "none"]
        answers = {"/2024/05/story-a.html": answer(page("a")), "/2024/05/story-b.html": answer(page("b")),
                   "/2024/05/story-moved.html": answer(b"", status="302 Found").replace(
                       b"302 Found", b"302 Found\r\nLocation: gopher://x/" + bad),
                   "/2024/05/story-flood.html": b"HTTP/1.1 200 " + bad + b"\r\nContent-Encoding: compress" + bad + b"\r\n\r\nx",
                   "/2024/05/story-none.html": redirect("http://127.0.0.1:1/x")}
        links = "".join("<li><a href='/2024/05/story-%s.html'>The story of the lamp %s on tower %s</a>" % (n, BAD, n) for n in names)
        with EvilServer(answers) as server:
            answers["/"] = answer(("<title>%s</title><link rel=alternate type='application/rss+xml' href='/feed%s.xml'><ul>%s" % (
                BAD, BAD, links)).encode())
            answers["/robots.txt"] = answer(b"User-agent: *\nDisallow: /private" + bad + b"\nSitemap: http://x/" + bad + b"\n")
            data = os.path.join(self.tmp, "data")
            self.expect_clean("crawl", "-v", "--data", data, "--allow-private", "--delay", "0", server.url + "/", holds="gopher")
            self.expect_clean("extract", "--allow-private", server.url + "/2024/05/story-moved.html", holds="gopher")
            self.expect_clean("discover", "--allow-private", server.url + "/")
            self.expect_clean("robots", "-v", server.url + "/private" + BAD)
        self.assertGreaterEqual(len(support.archive_records(data)), 2)
        for arguments in (("report",), ("report", "--json"), ("cat",), ("verify",)):
            self.expect_clean(*arguments, "--data", data)


def warc(body):
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + body
    head = ("WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://portal.example/2024/05/%s\r\n"
            "WARC-Date: 2024-05-01T00:00:00Z\r\nWARC-Record-ID: <urn:uuid:%s>\r\nContent-Type: application/http; msgtype=response\r\n"
            "Content-Length: %d\r\n\r\n" % (BAD.replace(";", ""), BAD.replace(";", ""), len(http))).encode()
    return head + http + b"\r\n\r\n"


if __name__ == "__main__":
    unittest.main()
