"""What a page costs: memory within its bound, instructions linear in the page (make check-long, by valgrind), a quick start.

The whole way of a page runs in one process, tests/bench/bench.c, as the library runs it."""
import concurrent.futures
import os
import re
import subprocess
import sys
import tempfile
import time
import unittest

import support

sys.path.insert(0, os.path.join(support.TESTS, "bench"))
import startup  # noqa: E402

LONG = os.environ.get("NEWSCLIP_LONG") == "1"
SANITIZED = bool(os.environ.get("SANITIZE"))
BENCH = os.path.join(os.environ.get("NEWSCLIP_BUILD", os.path.join(support.ROOT, "build")), "bench")

TIMES_OF_PAGE, FREE_MB = 12, 16  # memory: at most so many times the page's bytes and so many MB
TIMES_OF_MARKUP = 100            # the same of a page that is hardly anything but tags: a node takes some 500 bytes
DOUBLING = 2.3                   # instructions: twice the page, at most so many times as many
START_MS = 15
SLACK = 20 if SANITIZED else 1   # sanitizers keep what is freed, look at each access, and are linked at the start
SENTENCE = "%d. The old bridge over the river %d reopened on Monday, two years after the flood that had closed it. "


def paragraphs(n):
    return "".join("<p>" + SENTENCE % (i, i * 7) * 2 + "</p>\n" for i in range(n))


MARKUP = ("deep nesting", "many blocks", "many links", "many table cells", "many dates and names")

# What grows, by name.
SHAPES = {
    "deep nesting": lambda n: "<div>" * n + "<p>" + SENTENCE % (1, 1) * 3 + "</p>" + "<b>x " * n,
    "many blocks": lambda n: "".join("<p>" + SENTENCE % (i, i) + "</p>" for i in range(n)),
    "many links": lambda n: "".join("<li><a href='/2024/05/06/story-%d.html'>Story %d of the old bridge</a></li>" % (i, i)
                                    for i in range(n)),
    "long text": lambda n: "<p>" + "".join(SENTENCE % (i, i * 3) for i in range(n)) + "</p>",
    "many attributes": lambda n: "".join("<span data-a%d='%d' class='c%d label' id=i%d title='t'>x</span> " % (i % 90, i, i, i)
                                         for i in range(n)),
    "many JSON-LD scripts": lambda n: "".join(
        "<script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"headline\":\"Bridge %d\"}</script>\n" % i for i in range(n)),
    "many table cells": lambda n: "<table>" + "".join("<tr><td>%d</td><td>Team %d</td></tr>" % (i, i) for i in range(n)) + "</table>",
    "many dates and names": lambda n: "".join("<p>By Ann Lee and Ben Roe, %d May 2024, 10:%02d</p>" % (i % 28 + 1, i % 60)
                                              for i in range(n)),
}


def page_of(shape, n):
    return "<!DOCTYPE html><html><head><title>Bridge reopens</title></head><body><h1>Bridge reopens</h1>\n<article>%s</article>" \
           "\n%s\n</body></html>" % (paragraphs(8), SHAPES[shape](n))


class Memory(support.Case):
    def peak_mb(self, html):
        process = subprocess.run([BENCH, "--once", self.write("page.html", html)], stdout=subprocess.PIPE, check=True, timeout=120)
        return int(process.stdout.split()[2]) / 1024

    def check(self, html, times):
        self.assertLess(self.peak_mb(html), SLACK * (times * len(html) / 1e6 + FREE_MB))

    def test_a_page_needs_twelve_times_its_bytes_and_16_mb(self):
        for shape in SHAPES:
            with self.subTest(shape=shape):
                self.check(page_of(shape, 100), TIMES_OF_PAGE)
                self.check(page_of(shape, 20000), TIMES_OF_MARKUP if shape in MARKUP else TIMES_OF_PAGE)

    def test_the_largest_pages_of_the_evaluation_set_do_too(self):
        pages = support.evaluation_set("aeb") or []
        for name, _, html in sorted(pages, key=lambda page: -len(page[2]))[:12]:
            with self.subTest(page=name):
                self.check(html, TIMES_OF_PAGE)


class Start(support.Case):
    """A busy machine is measured by how long it takes to start what is known to everybody."""

    def python_ms(self):
        return min(startup.milliseconds([sys.executable, "-I", "-S", "-c", ""]) for _ in range(15))

    def test_a_small_page_is_there_at_once(self):
        with tempfile.TemporaryDirectory() as folder:
            startup.write_selectors(folder)
            for selectors in ("none", folder):
                with self.subTest(selectors="none" if selectors == "none" else "%d files" % startup.SELECTOR_FILES):
                    took, end = SLACK * START_MS + 1, time.monotonic() + 60
                    while took > max(SLACK * START_MS, 1.5 * self.python_ms()) and time.monotonic() < end:
                        took = startup.more_than_true(support.PROGRAM, selectors)
                    self.assertLessEqual(took, max(SLACK * START_MS, 1.5 * self.python_ms()))

    @unittest.skipUnless(sys.platform.startswith("linux"), "the loader says what it opens by LD_DEBUG, of glibc")
    def test_libcurl_is_opened_for_addresses_alone(self):
        def opened(*arguments):
            process = subprocess.run([support.PROGRAM, "--selectors", "none", *arguments], stdout=subprocess.PIPE,
                                     stderr=subprocess.PIPE, env=dict(os.environ, LD_DEBUG="files"), timeout=60)
            return b"libcurl" in process.stderr

        page = self.write("page.html", "<title>Lamp</title><p>" + SENTENCE % (1, 1))
        self.assertFalse(opened(page))
        self.assertTrue(opened("http://127.0.0.1:1/"))


if LONG and not SANITIZED:
    class Growth(support.Case):
        def instructions(self, html):
            """Of the whole way of the page alone, as valgrind counts them."""
            command = ["valgrind", "--tool=callgrind", "--toggle-collect=clip_all*", "--callgrind-out-file=/dev/null", BENCH, "--once",
                       self.write("%d.html" % abs(hash(html)), html)]
            process = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=280, check=True)
            return int(re.search(rb"Collected : (\d+)", process.stderr).group(1))

        def instructions_of(self, shape):
            return [self.instructions(page_of(shape, n)) for n in (375, 750, 1500, 3000)]

        def test_instructions_grow_as_the_page_does(self):
            with concurrent.futures.ThreadPoolExecutor(2) as pool:
                results = list(zip(SHAPES, pool.map(self.instructions_of, SHAPES)))
            for shape, counts in results:
                with self.subTest(shape=shape, counts=counts):
                    for once, twice in zip(counts, counts[1:]):
                        self.assertLess(twice, DOUBLING * once)


if __name__ == "__main__":
    unittest.main()
