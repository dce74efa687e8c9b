"""newsclip report --html: the numbers of --json as a page with charts, safe whatever a portal calls itself."""
import html.parser
import json
import os
import re
import sqlite3
import tempfile
import time
import unittest

import support
from support import Page, Portal, Site, newsclip

DAY = 86400
HOSTILE = 'evil.example"><script>alert(1)<img src=x>\u202e'  # a folder's name: no slash
DAYS = 40


def day(back):
    return time.strftime("%Y-%m-%d", time.gmtime(time.time() - back * DAY))


class Tables(html.parser.HTMLParser):
    """All tags with their attributes; rows of cells by the label of their table, in the section of a heading."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.rows, self.heading, self.label, self.row, self.within = [], {}, "", "", None, None
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.tags.append((tag, attributes))
        if tag == "h2":
            self.heading = ""
        elif tag == "div" and attributes.get("role") == "region":
            self.label = attributes["aria-label"]
        elif tag == "tr":
            self.row = []
            self.rows.setdefault((self.heading, self.label), []).append(self.row)
        elif tag in ("td", "th"):
            self.row.append("")
        self.within = tag

    def handle_endtag(self, tag):
        self.within = None
        if tag == "div":
            self.label = ""

    def handle_data(self, data):
        if self.within == "h2":
            self.heading += data
        elif self.within in ("td", "th", "a") and self.row:
            self.row[-1] += data

    def table(self, heading, label):
        """Rows without the head."""
        return self.rows[heading, label][1:]


class ReportPage(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="newsclip-")
        cls.addClassCleanup(cls.folder.cleanup)
        cls.data = os.path.join(cls.folder.name, "archive")
        site = Site()
        site.pages["/"] = Page("<!DOCTYPE html><h1>News</h1><ul>%s</ul>" % "".join(
            '<li><a href="/2026/11/%02d/story.html">Story %d of the harbour and its lamp</a>' % (i, i) for i in range(1, 7)))
        for i in range(1, 7):
            story = ["%s It was the day number %d of the lamp." % (p, i) for p in support.STORY]
            site.pages["/2026/11/%02d/story.html" % i] = Page(support.small_page("Story %d of the harbour and its lamp" % i, story))
        with Portal(site) as portal:
            cls.name = "127.0.0.1_%d" % portal.port
            crawl = newsclip("crawl", "--data", cls.data, "--delay", "0", "--allow-private", "--selectors", "none", portal.url)
        assert crawl.status == support.OK, crawl.err
        cls.add_history()
        cls.result = newsclip("report", "--data", cls.data, "--html")
        cls.json = {p["portal"]: p for p in json.loads(newsclip("report", "--data", cls.data, "--json").out)["portals"]}
        cls.html = Tables(cls.result.out)
        cls.shown = HOSTILE.replace("\u202e", "\ufffd")

    @classmethod
    def add_history(cls):
        """A portal of six weeks whose selectors broke five days ago, and that does all to be markup."""
        now = int(time.time())
        with sqlite3.connect(os.path.join(cls.data, "state.db")) as db:
            db.execute("INSERT INTO portal (name, start, first_run, last_run, last_ok, last_new) VALUES (?,?,?,?,?,?)",
                       (HOSTILE, "https://evil.example/?<b>", now - DAYS * DAY, now, now, now))
            for back in range(DAYS):
                n = 10 + back * 7 % 13
                counts = {"clipped": n, "duplicate": 1, "lag:15m": n - 3, "lag:6h": 2, "lag:more": 1,
                          "error:<i>timeout</i>": back % 3, "kind:list": 2, "reason:utility page": 4}
                db.executemany("INSERT INTO tally VALUES (?,?,?,?)",
                               [(HOSTILE, day(back), what, count) for what, count in counts.items()])
                broken = back <= 5
                for field, hit, empty in (("title", 0 if broken else n, 0), ("date", n - 2, 2), ("body<u>", n, 0)):
                    db.execute("INSERT INTO health VALUES (?,?,?,?,?,?,?,?,?,?,?)",
                               (HOSTILE, day(back), field, n, hit, n - hit, n - hit - empty, hit, 1, empty, 900 * n))
            db.execute("INSERT INTO notice (portal, what, field, subject, since, example) VALUES (?,?,?,?,?,?)",
                       (HOSTILE, "selector", "title", "evil.example.txt<b>", now - 5 * DAY, "https://evil.example/<s>"))
            db.executemany("INSERT INTO file VALUES (?,?)",
                           [("%s/2026/11/%s.jsonl" % (HOSTILE, day(back)), 1000 + back) for back in range(DAYS)])
        db.close()

    def test_numbers_are_those_of_the_json(self):
        self.assertEqual(self.result.status, support.OK, self.result.err)
        overview = self.html.table("All portals, the largest growth first", "All portals")
        self.assertEqual(len(overview), 2)
        for name, *numbers in overview:
            portal = self.json[HOSTILE if name == self.shown else name]
            wanted = [portal[key] for key in ("bytes_week", "bytes", "articles_week", "articles_week_before", "articles",
                                              "duplicates")] + [sum(portal["errors"].values()), len(portal["notices"])]
            self.assertEqual([int(n) for n in numbers], wanted, name)
        for name, portal in self.json.items():
            shown = name.replace("\u202e", "\ufffd")
            days = {row[0]: int(row[1]) for row in self.html.table(shown, "Articles a day")}
            self.assertEqual(days, portal["articles_by_day"])
            fields = {(row[0], row[1]): [int(n) for n in row[2:]] for row in self.html.table(shown, "Fields by day")}
            self.assertEqual(fields, {(f["day"], f["field"]): [f[key] for key in (
                "articles", "selector", "missed", "filled", "compared", "differed", "empty", "length")] for f in portal["fields"]})
        lag = [int(row[1]) for row in self.html.table(self.shown, "Lag")]
        self.assertEqual(lag, list(self.json[HOSTILE]["lag"].values()))
        errors = {row[0]: int(row[1]) for row in self.html.table(self.shown, "Errors")}
        self.assertEqual(errors, self.json[HOSTILE]["errors"])

    def test_growth_is_that_of_seven_days(self):
        portal = self.json[HOSTILE]
        self.assertEqual(portal["articles_week"], sum(10 + back * 7 % 13 for back in range(7)))
        self.assertEqual(portal["articles_week_before"], sum(10 + back * 7 % 13 for back in range(7, 14)))
        self.assertEqual(portal["bytes"], sum(1000 + back for back in range(DAYS)))
        self.assertEqual(portal["bytes_week"], sum(1000 + back for back in range(7)))
        own = self.json[self.name]
        self.assertEqual(own["articles_week"], 6)
        size = sum(os.path.getsize(path) for path in support.archive_files(self.data))
        self.assertEqual((own["bytes"], own["bytes_week"]), (size, size))
        text = newsclip("report", "--data", self.data, "--portal", self.name).out
        self.assertIn("6 articles and %d KB in the last 7 days, 0 articles in the 7 before" % (size >> 10), text)

    def test_the_day_on_which_a_selector_broke_is_marked(self):
        rows = {row[0]: row[-1] for row in self.html.table(self.shown, "Fields")}
        self.assertEqual(rows, {"title": day(5), "date": "", "body<u>": ""})
        self.assertEqual(self.result.out.count('<rect class="broke"'), 1)
        self.assertIn("evil.example.txt&lt;b&gt; find nothing since " + day(5), self.result.out)

    def test_bars_are_as_high_as_their_numbers(self):
        section = self.result.out.partition('<h2 id="p1"')[2]
        bars = {d: int(height) for height, d in re.findall(r'height="(\d+)"><title>([\d-]+): \d+<', section)}
        days = self.json[HOSTILE if HOSTILE > self.name else self.name]["articles_by_day"]
        self.assertEqual(bars, {d: n * 1000 // max(days.values()) for d, n in days.items()})

    def test_nothing_of_a_portal_is_markup(self):
        tags = {tag for tag, _ in self.html.tags}
        self.assertEqual(tags & {"script", "b", "s", "u", "img", "iframe", "link", "form", "object"}, set())
        self.assertIn("default-src 'none'", self.result.out)
        self.assertNotIn("\u202e", self.result.out)
        for tag, attributes in self.html.tags:
            self.assertFalse({name for name in attributes if name.startswith("on")} | attributes.keys() & {"src", "style"}, tag)
            self.assertTrue(attributes.get("href", "#").startswith("#"))

    def test_it_can_be_used_by_keyboard(self):
        tables = [attributes for tag, attributes in self.html.tags if attributes.get("role") == "region"]
        self.assertGreater(len(tables), 5)
        self.assertTrue(all(table["tabindex"] == "0" and table["aria-label"] for table in tables))
        ids = {attributes["id"] for _, attributes in self.html.tags if "id" in attributes}
        for tag, attributes in self.html.tags:
            for reference in (attributes.get("href", "")[1:], attributes.get("aria-labelledby", "")):
                self.assertTrue(not reference or reference in ids, reference)
            if tag == "svg":
                self.assertTrue(attributes.get("aria-hidden") == "true" or attributes.get("aria-label"))

    def test_colours_have_contrast(self):
        def light(colour):
            full = colour if len(colour) == 6 else "".join(c * 2 for c in colour)
            parts = [int(full[i:i + 2], 16) / 255 for i in (0, 2, 4)]
            parts = [c / 12.92 if c <= .03928 else ((c + .055) / 1.055) ** 2.4 for c in parts]
            return .2126 * parts[0] + .7152 * parts[1] + .0722 * parts[2]
        schemes = re.findall(r":root\{([^}]*)\}", self.result.out)
        self.assertEqual(len(schemes), 2)
        for scheme in schemes:
            colours = dict(re.findall(r"--(\w+):#(\w+)", scheme))
            for ink in ("ink", "faint", "title", "byline", "date", "body", "related", "bad"):
                for paper in ("paper", "shade"):
                    two = sorted((light(colours[ink]), light(colours[paper])))
                    self.assertGreaterEqual((two[1] + .05) / (two[0] + .05), 4.5, (ink, paper))

    def test_output_is_a_file_that_appears_whole(self):
        path = os.path.join(self.folder.name, "report.html")
        result = newsclip("report", "--data", self.data, "--html", "--output", path)
        self.assertEqual((result.status, result.out, result.err), (support.OK, "", ""))
        with open(path, encoding="utf-8") as file:
            self.assertTrue(file.read().endswith("</html>\n"))
        failed = newsclip("report", "--data", self.data, "--html", "--output", os.path.join(self.folder.name, "no", "x.html"))
        self.assertEqual(failed.status, support.SOME_FAILED)
        self.assertIn("x.html", failed.err)

    def test_html_or_json(self):
        result = newsclip("report", "--data", self.data, "--html", "--json")
        self.assertEqual(result.status, support.USAGE)
        self.assertIn("not both", result.err)

    def browse(self, name, text):
        path = os.path.join(self.folder.name, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return support.Browsed(path, "--allow-file-access-from-files")

    @unittest.skipUnless(support.BROWSER, "needs Chromium")
    def test_a_browser_has_nothing_to_complain_of(self):
        browsed = self.browse("page.html", self.result.out)
        self.assertIn("All portals, the largest growth first", browsed.document)
        self.assertNotIn("CONSOLE", browsed.said)
        self.assertEqual(browsed.hosts & support.hosts_named_in(self.result.out), set())

    @unittest.skipUnless(support.BROWSER, "needs Chromium")
    def test_narrow_and_wide_windows_show_all_of_it(self):
        self.browse("page.html", self.result.out)
        for width in (400, 1600):
            frame = '<iframe src="page.html" style="border:0;width:%dpx" onload="document.title=\'needs \'' \
                    '+this.contentDocument.documentElement.scrollWidth"></iframe>' % width
            page = self.browse("frame.html", "<!doctype html><title></title>" + frame).document
            needed = re.search("<title>needs ([0-9]+)</title>", page)
            self.assertTrue(needed, page[:300])
            self.assertLessEqual(int(needed[1]), width)


if __name__ == "__main__":
    unittest.main()
