"""Bad input: one clear line each on standard error, the documented status, and the other inputs done."""
import os
import socket
import unittest

import support
from support import NO_INPUT, OK, SOME_FAILED, USAGE, Page, Portal, Site, newsclip

PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n" + bytes(range(256)) * 8


def setUpModule():
    support.enter_own_network()


def closed_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


class BadInput(support.Case):
    def setUp(self):
        super().setUp()
        self.good = self.write("good.html", support.small_page())

    def expect_failure(self, name, *arguments, alone=(NO_INPUT,), words=()):
        """Alone the input fails with a status of ALONE; beside a good one with 1, and that one is done."""
        single = newsclip("extract", "--selectors", "none", *arguments, name)
        self.assertIn(single.status, alone, single.err)
        self.expect_one_complaint(single, name, *words)
        both = newsclip("extract", "--selectors", "none", *arguments, name, self.good)
        self.expect(both, SOME_FAILED)
        self.expect_one_complaint(both, name, *words)
        self.assertEqual(both.records[-1]["title"], "The lamp over the harbour door")
        self.assertEqual(both.records[-1]["body"], "\n\n".join(support.STORY))
        return single

    def test_missing_file(self):
        result = self.expect_failure(os.path.join(self.tmp, "nowhere.html"))
        self.assertEqual(result.out, "")

    def test_directory(self):
        result = self.expect_failure(self.tmp)
        self.assertEqual(result.out, "")

    def test_empty_file(self):
        result = self.expect_failure(self.write("empty.html", b""), alone=(SOME_FAILED, NO_INPUT))
        for record in result.records:
            self.assertEqual((record["kind"], record["body"]), ("empty", None))

    def test_pdf(self):
        result = self.expect_failure(self.write("paper.pdf", PDF), alone=(SOME_FAILED, NO_INPUT))
        for record in result.records:
            self.assertEqual(record["body"], None)

    def test_unknown_host(self):
        self.expect_failure("http://no-such-host.invalid/a.html")

    def test_refused_connection(self):
        self.expect_failure("http://127.0.0.1:%d/a.html" % closed_port(), "--allow-private")

    def test_private_address_names_the_option_that_lifts_the_guard(self):
        self.expect_failure("http://127.0.0.1:%d/a.html" % closed_port(), words=["--allow-private"])

    def test_not_found(self):
        with Portal(Site()) as portal:
            self.expect_failure(portal.base + "/gone.html", "--allow-private", alone=(SOME_FAILED, NO_INPUT),
                                words=["404"])

    def test_server_error(self):
        with Portal(Site({"/a.html": Page("<h1>Oops</h1>", status=500)})) as portal:
            self.expect_failure(portal.base + "/a.html", "--allow-private", alone=(SOME_FAILED, NO_INPUT),
                                words=["500"])

    def test_other_scheme(self):
        self.expect_failure("ftp://portal.test/a.html")

    def test_invalid_option(self):
        result = newsclip("extract", "--no-such-option", self.good)
        self.expect(result, USAGE)
        self.expect_one_complaint(result, "--no-such-option")
        self.assertEqual(result.out, "")

    def test_option_without_its_value(self):
        result = newsclip("extract", "--url")
        self.expect(result, USAGE)
        self.expect_one_complaint(result, "--url")

    def test_invalid_values(self):
        for option, value in (("--format", "yaml"), ("--fetched", "yesterday"), ("--jobs", "0"), ("--jobs", "-1"),
                              ("--charset", "klingon")):
            with self.subTest(option + " " + value):
                result = newsclip("extract", option, value, self.good)
                self.expect(result, USAGE)
                self.expect_one_complaint(result, value)

    def test_no_input(self):
        result = newsclip("extract")
        self.expect(result, USAGE)
        self.assertEqual(result.out, "")

    def test_missing_list_of_inputs(self):
        name = os.path.join(self.tmp, "no-list.txt")
        result = newsclip("extract", "--input-list", name)
        self.assertIn(result.status, (USAGE, NO_INPUT))
        self.expect_one_complaint(result, name)

    def test_crawl_without_an_archive(self):
        result = newsclip("crawl", "http://portal.test/")
        self.expect(result, USAGE)
        self.expect_one_complaint(result, "--data")

    def test_crawl_of_a_dead_portal(self):
        dead = "http://127.0.0.1:%d/" % closed_port()
        result = newsclip("crawl", "--data", os.path.join(self.tmp, "archive"), "--delay", "0", "--allow-private", dead)
        self.assertIn(result.status, (SOME_FAILED, NO_INPUT), result.err)
        self.assertIn(dead.rstrip("/"), result.err)


def repeated(part, size):
    """PART, with {} for a running number, as often as fills SIZE bytes."""
    out, total = [], 0
    while total < size:
        out.append(part.replace("{}", str(len(out))))
        total += len(out[-1])
    return "".join(out)


class HugeFields(support.Case):
    """Half a megabyte and a megabyte of one field's source: CPU time grows by no more than the page does."""
    SOURCES = {
        "title": ("<title>", "word ", "</title>"),
        "headings": ("", "<h2>Title {} of them</h2>", ""),
        "byline": ("<p class=byline>By ", "Jane Roe and ", "</p>"),
        "author links": ("", "<a rel=author href=/author/a>Jane Roe</a> ", ""),
        "date line": ("<p class=date>", "1 May 20 ", "</p>"),
        "date lines": ("", "<p>May 1, 2020</p>", ""),
        "times": ("", "<time datetime=2020-01-01>1 May 2020</time>", ""),
        "related": ("<h3>Related</h3>", "<li><a href=/a/{}>Title number {} of all these</a></li>", ""),
        "related headings": ("", "<h3>Related</h3><a href=/a/{}>Title number {} of all these</a>", ""),
        "images": ("", "<img src=/{}.jpg>", ""),
        "tags": ("", "<meta property='article:tag' content='tag {}'>", ""),
        "JSON-LD": ("<script type='application/ld+json'>[0", ',{"@type":"Article","author":"Jane Roe"}', "]</script>"),
        "deep JSON-LD": ("<script type='application/ld+json'>", '{"author":', "</script>"),
        "application data": ("<script>window.__STATE__=", '{"a":[', "</script>"),
        "classes": ("<div class='", "related byline author date ", "'></div>"),
    }

    def seconds(self, source, size):
        before, part, behind = source
        page = self.write("huge.html", support.small_page().replace("</body>", before + repeated(part, size) + behind + "</body>"))
        result = newsclip("extract", "--selectors", "none", page)
        self.assertEqual(len(result.records), 1, result.err)
        return result.seconds

    def test_a_megabyte_in_a_fields_source_costs_linear_time(self):
        for name, source in self.SOURCES.items():
            with self.subTest(name):
                whole = self.seconds(source, 1_000_000)
                for _ in range(4):  # what else the machine does adds to either
                    half = self.seconds(source, 500_000)
                    if whole < 3 * half + 0.2:
                        break
                    whole = min(whole, self.seconds(source, 1_000_000))
                self.assertLess(whole, 3 * half + 0.2)


class BrokenSelectors(support.Case):
    def test_broken_file_names_its_line(self):
        page = self.write("good.html", support.small_page())
        self.write("portal.test.txt", "title: //h1\nbody: //div[@class=\n")
        result = newsclip("extract", "--selectors", self.tmp, "--url", "http://portal.test/a.html", page)
        self.assertIn(result.status, (SOME_FAILED, USAGE), result.err)
        self.expect_one_complaint(result, "portal.test.txt:2:")

    def test_file_of_another_site_is_of_no_account(self):
        page = self.write("good.html", support.small_page())
        self.write("other.test.txt", "title: //h1\nbody: //div[@class=\n")
        result = newsclip("extract", "--selectors", self.tmp, "--url", "http://portal.test/a.html", page)
        self.expect(result, OK)

    def test_missing_folder(self):
        page = self.write("good.html", support.small_page())
        name = os.path.join(self.tmp, "no-folder")
        result = newsclip("extract", "--selectors", name, page)
        self.expect(result, USAGE)
        self.expect_one_complaint(result, name)


if __name__ == "__main__":
    unittest.main()
