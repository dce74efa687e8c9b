"""WARC files through the command: lines, their order, what is skipped, shards, a run killed and gone on with."""
import gzip
import json
import os
import pty
import signal
import subprocess
import time
import unittest

import warcs
from support import NO_INPUT, OK, PROGRAM, SOME_FAILED, USAGE, Case, environment, newsclip, schema_faults, small_page

SENTENCES = ("The council met on the pier and spoke for %d hours about the colour of the new boat.",
             "Nobody who lives in house number %d had been asked, and nobody had expected it either.",
             "In the end %d hands went up for green, which is what the boat had been before the meeting.",
             "The painter has ordered %d tins of it and will begin when the weather allows him to.")


def page(number, language="en", date=None):
    story = [" ".join(sentence % (number * 7 + i) for sentence in SENTENCES) for i in range(3)]
    text = small_page("The colour of boat %d" % number, story).replace('lang="en"', 'lang="%s"' % language)
    if date:
        text = text.replace("<head>", '<head><meta property="article:published_time" content="%s">' % date)
    return text


def url(number, host="portal.example"):
    return "https://%s/story-%d.html" % (host, number)


FRONT = "<html><body><h1>News</h1>" + "".join(
    '<h2><a href="/s%d">A headline of a story that is somewhere else %d</a></h2>' % (i, i) for i in range(40)) + "</body></html>"


def collection(count=12):
    """Records of all kinds between COUNT pages."""
    records = [warcs.info()]
    for i in range(count):
        records += [warcs.request(url(i)), warcs.response(url(i), page(i))]
    records[5:5] = [
        warcs.response("https://portal.example/logo.png", b"\x89PNG\r\n", content_type="image/png"),
        warcs.record("revisit", b"HTTP/1.1 200 OK\r\n\r\n", url(1), "application/http; msgtype=response"),
        warcs.response("https://portal.example/old", "<html>Moved", status="301 Moved Permanently"),
        warcs.record("response", b"20240506070809\r\nportal.example. 60 IN A 192.0.2.1\r\n", "dns:portal.example", "text/dns"),
        warcs.record("metadata", b"a: b\r\n", url(1), "application/warc-fields"),
    ]
    return records


class Lines(Case):
    def test_each_page_gives_a_line_with_its_place(self):
        records = collection()
        path = self.write("a.warc.gz", warcs.packed(records))
        result = newsclip(path, "-v")
        self.expect(result, OK)
        lines = result.records
        self.assertEqual([line["url"] for line in lines], [url(i) for i in range(12)])
        starts = [at for at, record in zip(warcs.offsets(records), records) if b"story-" in record and b"text/html" in record]
        self.assertEqual([line["warc"]["offset"] for line in lines], starts)
        for line in lines:
            self.assertEqual(line["warc"]["file"], path)
            self.assertTrue(line["warc"]["id"].startswith("urn:uuid:"))
            self.assertEqual((line["fetched"], line["status"], line["kind"]), ("2024-05-06T07:08:09Z", 200, "article"))
        self.assertIn("12 pages: 12 lines, 0 without an article, 0 filtered out, 0 failed", result.err)
        self.assertIn("1 revisits, 1 redirects, 1 not HTML, 15 of other types; 0 damaged", result.err)
        schema = json.loads(newsclip("schema").out)
        self.assertEqual([fault for line in lines for fault in schema_faults(line, schema)], [])

    def test_the_same_bytes_for_any_number_of_workers_and_any_packing(self):
        records = collection(40)
        whole = newsclip(self.write("a.warc", b"".join(records)), "--jobs", 1, cwd=self.tmp)
        self.expect(whole, OK)
        packed = self.write("a.warc.gz", warcs.packed(records))
        one = newsclip("a.warc.gz", "--jobs", 1, cwd=self.tmp)
        for jobs in (2, 7):
            self.assertEqual(newsclip("a.warc.gz", "--jobs", jobs, cwd=self.tmp).out, one.out)

        def without_place(result):
            return [{key: value for key, value in line.items() if key != "warc"} for line in result.records]
        self.assertEqual(without_place(whole), without_place(one))
        with open(packed, "rb") as file:
            self.assertEqual(without_place(newsclip("-", stdin=file.read())), without_place(one))
        self.assertEqual(without_place(newsclip(self.write("b", gzip.compress(b"".join(records))))), without_place(one))

    def test_a_page_without_an_article_is_a_line_and_no_failure(self):
        records = [warcs.response("https://portal.example/", FRONT),
                   warcs.response("https://portal.example/gone", "<html><h1>Not found</h1>", status="404 Not Found"),
                   warcs.response(url(1), page(1))]
        result = newsclip(self.write("a.warc", b"".join(records)), "-v")
        self.expect(result, OK)
        self.assertEqual([(line["kind"], line["body"] is None) for line in result.records],
                         [("list", True), ("gone", True), ("article", False)])
        self.assertIn("2 without an article", result.err)
        self.assertEqual(len(newsclip(self.write("a.warc", b"".join(records)), "--only-articles").records), 1)

    def test_pages_and_warc_files_mix_in_their_order(self):
        html = self.write("page.html", page(77))
        first, second = (self.write(name, warcs.packed([warcs.response(url(i), page(i))]))
                         for i, name in ((1, "one.warc.gz"), (2, "named.html")))
        titles = [line["title"] for line in newsclip(first, html, second).records]
        self.assertEqual(titles, ["The colour of boat %d" % i for i in (1, 77, 2)])


class Damage(Case):
    def damaged(self, spoil):
        records = collection(6)
        parts = [warcs.packed([record]) for record in records]
        victim = next(i for i, record in enumerate(records) if b"story-3" in record and b"text/html" in record)
        parts[victim] = spoil(parts[victim])
        return newsclip(self.write("a.warc.gz", b"".join(parts)), "-v"), warcs.offsets(records)[victim]

    def expect_one_lost(self, result, offset):
        self.expect(result, SOME_FAILED)
        self.assertEqual([line["url"] for line in result.records], [url(i) for i in (0, 1, 2, 4, 5)])
        self.assertIn("a.warc.gz: record at %d: damaged: " % offset, result.err)
        self.assertIn("1 damaged", result.err)

    def test_a_turned_byte_costs_one_page(self):
        self.expect_one_lost(*self.damaged(lambda part: part[:200] + b"\xff\x00\xff" + part[203:]))

    def test_lost_bytes_cost_one_page(self):
        self.expect_one_lost(*self.damaged(lambda part: part[:-40]))

    def test_a_bomb_fails_and_the_rest_is_done(self):
        bomb = warcs.response(url(1), gzip.compress(b"<html>" + b"\0" * (16 << 20)), Content_Encoding="gzip")
        records = [warcs.response(url(0), page(0)), bomb, warcs.response(url(2), page(2))]
        result = newsclip(self.write("a.warc.gz", warcs.packed(records)))
        self.expect(result, SOME_FAILED)
        self.assertEqual([line["url"] for line in result.records], [url(0), url(2)])
        self.expect_one_complaint(result, "a.warc.gz: record at ", "grows to more than 200 times its size")

    def test_what_only_says_it_is_html_is_no_failure(self):
        result = newsclip(self.write("a.warc", warcs.response(url(1), b"%PDF-1.4 and so on")), "-v")
        self.expect(result, OK)
        self.assertEqual(result.out, "")
        self.assertIn("1 not HTML", result.err)

    def test_a_file_that_is_not_there(self):
        self.expect(newsclip(os.path.join(self.tmp, "none.warc.gz")), NO_INPUT)


class Codings(Case):
    def test_declared_codings_are_believed_only_where_the_bytes_agree(self):
        html = page(5).encode()
        bodies = [(html, {}), (gzip.compress(html), {"Content_Encoding": "gzip"}), (html, {"Content_Encoding": "gzip"}),
                  (html, {"Content_Encoding": "br"}), (warcs.chunked(html), {"Transfer_Encoding": "chunked"}),
                  (html, {"Transfer_Encoding": "chunked"}), (gzip.compress(html), {}),
                  (warcs.chunked(gzip.compress(html)), {"Transfer_Encoding": "chunked", "Content_Encoding": "gzip"})]
        records = [warcs.response(url(i), body, **headers) for i, (body, headers) in enumerate(bodies)]
        result = newsclip(self.write("a.warc", b"".join(records)))
        self.expect(result, OK)
        self.assertEqual(len({line["hash"] for line in result.records}), 1)
        self.assertEqual(len(result.records), len(bodies))


class Filters(Case):
    def setUp(self):
        super().setUp()
        records = [warcs.response(url(0), page(0, date="2024-05-01T10:00:00Z")),
                   warcs.response(url(1, "www.other.example"), page(1, date="2024-05-03T10:00:00+02:00")),
                   warcs.response(url(2, "other.example"), page(2, date="2024-05-05")),
                   warcs.response(url(3, "another.example"), page(3)),  # no date: when it was fetched, 2024-05-06
                   warcs.response(url(4), small_page("Short", ["A short page about a very short boat, with a mast."]))]
        self.path = self.write("a.warc.gz", warcs.packed(records))

    def left(self, *options):
        result = newsclip(self.path, *options)
        self.expect(result, OK)
        return [int(line["url"].split("-")[1].split(".")[0]) for line in result.records]

    def test_host(self):
        self.assertEqual(self.left("--host", "other.example"), [1, 2])
        self.assertEqual(self.left("--host", "www.other.example,portal.example"), [0, 1, 4])

    def test_time(self):
        self.assertEqual(self.left("--since", "2024-05-03"), [1, 2, 3, 4])
        self.assertEqual(self.left("--since", "2024-05-03T09:00:00Z"), [2, 3, 4])
        self.assertEqual(self.left("--until", "2024-05-05"), [0, 1])
        self.assertEqual(self.left("--since", "2024-05-02", "--until", "2024-05-06"), [1, 2])
        self.assertEqual(self.left("--since", "2025-01-01"), [])

    def test_length(self):
        self.assertEqual(self.left("--min-length", "300"), [0, 1, 2, 3])
        self.assertEqual(self.left("--min-length", "100000"), [])

    def test_language(self):
        self.assertEqual(self.left("--lang", "de,fr"), [])
        self.assertEqual(self.left("--lang", "de,en")[:4], [0, 1, 2, 3])

    def test_the_text_decides_where_the_page_states_another_language(self):
        records = [warcs.response(url(0), page(0, "de")), warcs.response(url(1), page(1, "en-GB")),
                   warcs.response(url(2), page(2).replace(' lang="en"', ""))]
        lines = newsclip(self.write("b.warc", b"".join(records))).records
        self.assertEqual([line["lang"] for line in lines], ["en", "en-GB", "en"])
        self.assertEqual([line["from"]["lang"] for line in lines], ["generic", "meta", "generic"])


class Shards(Case):
    COUNT = 300

    def setUp(self):
        super().setUp()
        self.path = self.write("a.warc.gz", warcs.packed(collection(self.COUNT)))
        self.other = self.write("b.warc", b"".join(collection(20)))
        self.options = ["extract", "--shard-size", "40K", "--jobs", "2", self.path, self.other]

    def run_to(self, name, *more, status=OK):
        os.makedirs(os.path.join(self.tmp, name), exist_ok=True)
        result = newsclip(*self.options, "--output", os.path.join(self.tmp, name, "c.jsonl.gz"), *more)
        self.expect(result, status)
        return result

    def files(self, name):
        folder = os.path.join(self.tmp, name)
        found = {}
        for file in sorted(os.listdir(folder)):
            with open(os.path.join(folder, file), "rb") as opened:
                found[file] = opened.read()
        return found

    def test_shards_hold_all_lines_in_order(self):
        self.run_to("whole")
        files = self.files("whole")
        names = [name for name in files if name != "c.jsonl.gz.progress"]
        self.assertEqual(names, ["c-%05d.jsonl.gz" % i for i in range(len(names))])
        self.assertGreater(len(names), 3)
        lines = b"".join(gzip.decompress(files[name]) for name in names)
        self.assertEqual(lines.decode(), newsclip(self.path, self.other).out)
        for name in names[:-1]:
            self.assertTrue(40 << 10 <= len(gzip.decompress(files[name])) < 50 << 10, name)

    def test_a_killed_run_goes_on_to_the_same_files(self):
        self.run_to("whole")
        os.makedirs(os.path.join(self.tmp, "killed"))
        output = os.path.join(self.tmp, "killed", "c.jsonl.gz")
        kills = 0
        for wait in (1, 2, 3):  # each run is killed when that many files are whole
            process = subprocess.Popen([PROGRAM] + self.options + ["--output", output, "--resume"], env=environment(),
                                       stderr=subprocess.DEVNULL)
            end = time.time() + 60
            while process.poll() is None and time.time() < end and not os.path.exists(
                    os.path.join(self.tmp, "killed", "c-%05d.jsonl.gz" % (wait - 1))):
                time.sleep(0.001)
            if process.poll() is None:
                process.send_signal(signal.SIGKILL)
                kills += 1
            process.wait()
        self.assertGreater(kills, 0)
        self.run_to("killed", "--resume")
        self.assertEqual(self.files("killed"), self.files("whole"))
        before = self.files("killed")
        self.run_to("killed", "--resume")  # nothing is left to do
        self.assertEqual(self.files("killed"), before)

    def test_files_of_another_run_are_not_overwritten(self):
        self.run_to("whole")
        self.expect_one_complaint(self.run_to("whole", status=USAGE), "c-00000.jsonl.gz is there", "--resume")
        self.expect_one_complaint(self.run_to("whole", "--resume", "--lang", "en", status=USAGE), "other options")

    def test_a_damaged_record_keeps_its_exit_status_over_a_resume(self):
        parts = [warcs.packed([record]) for record in collection(self.COUNT)]
        parts[2] = parts[2][:100] + b"\0\0\0" + parts[2][103:]
        with open(self.path, "wb") as file:
            file.write(b"".join(parts))
        self.run_to("damaged", status=SOME_FAILED)
        again = self.run_to("damaged", "--resume", status=SOME_FAILED)
        self.assertEqual(again.err, "")

    def test_options_that_need_one_another(self):
        self.expect(newsclip("extract", "--shard-size", "1M", self.path), USAGE)
        self.expect(newsclip("extract", "--resume", "--output", os.path.join(self.tmp, "x"), self.path), USAGE)


class Output(Case):
    def test_packed_by_its_name(self):
        path = self.write("a.warc", b"".join(collection(5)))
        plain = newsclip(path).out.encode()
        out = os.path.join(self.tmp, "out.jsonl.gz")
        self.expect(newsclip("extract", path, "--output", out), OK)
        with gzip.open(out) as file:
            self.assertEqual(file.read(), plain)
        out = os.path.join(self.tmp, "out.jsonl.zst")
        self.expect(newsclip("extract", path, "--output", out), OK)
        with open(out, "rb") as file:
            self.assertEqual(file.read(4), b"\x28\xb5\x2f\xfd")

    def test_a_line_of_progress_on_a_terminal_alone(self):
        path = self.write("a.warc.gz", warcs.packed(collection(40)) * 200)
        main, terminal = pty.openpty()
        process = subprocess.Popen([PROGRAM, "extract", path, "--jobs", "1"], stdout=subprocess.DEVNULL, stderr=terminal,
                                   env=environment())
        os.close(terminal)
        shown = b""
        while True:
            try:
                part = os.read(main, 4096)
            except OSError:
                break
            if not part:
                break
            shown += part
        os.close(main)
        self.assertEqual(process.wait(), OK)
        self.assertRegex(shown.decode(), r"\r\d+ pages, \d+ pages/s, [\d.]+ %, \d+:\d\d:\d\d left")
        self.assertTrue(shown.endswith(b"\r\x1b[K"))
        self.assertEqual(newsclip(path).err, "")


if __name__ == "__main__":
    unittest.main()
