"""The sample portal crawled over HTTP, twice; its records against the truth and against the golden file."""
import collections
import json
import os
import re
import tempfile
import unittest
from urllib.parse import urljoin

import support
from support import SELECTORS, Portal, newsclip, sample, templates

GOLDEN = os.path.join(support.TESTS, "golden", "portal.jsonl")


def crawl(portal, folder):
    return newsclip("crawl", "--data", folder, "--delay", "0", "--allow-private", "--selectors", SELECTORS, portal.url,
                    timeout=280)


class PortalCrawl(unittest.TestCase):
    maxDiff = 4000

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="newsclip-")
        cls.addClassCleanup(cls.folder.cleanup)
        cls.data = os.path.join(cls.folder.name, "archive")
        cls.articles = sample.load_articles()
        with Portal(sample.build(cls.articles)) as portal:
            cls.portal = portal
            cls.first = crawl(portal, cls.data)
            cls.first_log = portal.take_log()
            cls.first_lines = cls.read_lines()
            cls.second = crawl(portal, cls.data)
            cls.second_log = portal.take_log()
            cls.second_lines = cls.read_lines()
        cls.records = [json.loads(line) for line in cls.first_lines]
        cls.by_path = {record["url"][len(portal.base):]: record for record in cls.records}

    @classmethod
    def read_lines(cls):
        lines = []
        for path in support.archive_files(cls.data):
            with open(path, encoding="utf-8", newline="\n") as file:
                lines += file.read().splitlines()
        return lines

    def open_articles(self):
        return [article for article in self.articles if "private" not in article.offered]

    def each(self):
        """Each open article with its record, where there is one."""
        for article in self.open_articles():
            if article.path in self.by_path:
                yield article, self.by_path[article.path]

    def test_crawl_succeeds(self):
        self.assertEqual(self.first.status, support.OK, self.first.err)
        self.assertEqual(self.second.status, support.OK, self.second.err)
        self.assertEqual(self.first.out, "")

    def test_every_article_is_there_once(self):
        counts = collections.Counter(record["url"][len(self.portal.base):] for record in self.records)
        missing = [article.path for article in self.open_articles() if not counts[article.path]]
        self.assertEqual(missing, [])
        self.assertEqual([path for path, count in counts.items() if count > 1], [])

    def test_nothing_else_is_there(self):
        known = {article.path for article in self.open_articles()}
        known |= {article.second_path for article in self.open_articles() if article.second_page}
        self.assertEqual([path for path in self.by_path if path not in known], [])

    def test_denied_addresses_are_not_asked_for(self):
        asked = {entry["path"] for entry in self.first_log + self.second_log}
        self.assertEqual([path for path in asked if path.startswith(("/private/", "/login"))], [])
        self.assertIn("/robots.txt", asked)
        self.assertEqual(self.first_log[0]["path"], "/robots.txt")

    def hold(self, field, read):
        """READ(article, record) gives what is there and what the truth is."""
        for article, record in self.each():
            with self.subTest(article.path):
                got, truth = read(article, record)
                self.assertEqual(got, truth)

    def test_titles(self):
        self.hold("title", lambda article, record: (record["title"], article.title))

    def test_dates(self):
        self.hold("date", lambda article, record: (
            support.normal_date(record["date"]), support.normal_date(article.date)))

    def test_bylines(self):
        self.hold("byline", lambda article, record: (record["byline"], article.by))

    def test_editors_and_sources(self):
        self.hold("editor", lambda article, record: (record.get("editor", []), article.editor))
        self.hold("source", lambda article, record: (record.get("source"), article.source))

    def test_bodies(self):
        def read(article, record):
            body = record["body"] or ""
            if article.kind != "article":  # a live blog's entries or a gallery's captions may follow
                body = body[:len(article.body)]
            return body, article.whole_body
        self.hold("body", read)

    def test_a_story_of_two_pages_is_one_record(self):
        stories = [(article, record) for article, record in self.each() if article.second_page]
        self.assertTrue(stories)
        for article, record in stories:
            self.assertEqual(record["pages"], 2)
            self.assertNotIn("page-missing", record.get("flags", []))
            self.assertNotIn(article.second_path, self.by_path)

    def test_kinds(self):
        self.hold("kind", lambda article, record: (record["kind"], article.kind))

    def test_related_links(self):
        def read(article, record):
            expected = [(title, urljoin(record["url"], href)) for title, href in article.related]
            return [(link["title"], link["url"]) for link in record["related"]], expected
        self.hold("related", read)

    def test_live_entries(self):
        def read(article, record):
            return [(e.get("date"), e.get("title"), e.get("text")) for e in record.get("entries", [])], article.entries
        self.hold("entries", read)

    def test_languages_and_charsets(self):
        for article, record in self.each():
            with self.subTest(article.path):
                if article.template not in templates.STATES_NO_LANGUAGE:
                    self.assertEqual(record["lang"].split("-")[0], article.lang.split("-")[0])
                self.assertNotIn("decode-errors", record.get("flags", []))
                self.assertNotIn("charset-conflict", record.get("flags", []))

    def test_layout_of_the_archive(self):
        name = "127.0.0.1_%d" % self.portal.port
        days = {record["fetched"][:10] for record in self.records}
        expected = sorted(os.path.join(self.data, name, day[:4], day[5:7], day + ".jsonl") for day in days)
        self.assertEqual(support.archive_files(self.data), expected)
        self.assertTrue(os.path.isfile(os.path.join(self.data, "state.db")))
        for record in self.records:
            self.assertTrue(support.is_today(record["fetched"]), record["fetched"])
            self.assertEqual(record["status"], 200)

    def test_nothing_is_clipped_twice(self):
        self.assertEqual(self.second_lines, self.first_lines)

    def test_nothing_is_fetched_whole_twice(self):
        whole = [entry["path"] for entry in self.second_log
                 if entry["status"] == 200 and entry["path"] != "/robots.txt"]  # not kept beyond a run
        self.assertEqual(whole, [])
        self.assertTrue([entry for entry in self.second_log if entry["status"] == 304])

    def test_each_address_is_asked_for_once_in_a_run(self):
        moved = {article.path for article in self.articles if article.moved_from}  # a redirect leads there too
        for log in (self.first_log, self.second_log):
            counts = collections.Counter(entry["path"] for entry in log if entry["path"] not in moved)
            self.assertEqual([path for path, count in counts.items() if count > 1], [])

    def test_crawler_says_who_it_is(self):
        agents = {entry["headers"].get("User-Agent", "") for entry in self.first_log}
        self.assertEqual([agent for agent in agents if not agent.startswith("newsclip/")], [])

    def test_golden_records(self):
        lines = sorted(self.normal(line) for line in self.first_lines)
        if os.environ.get("UPDATE_GOLDEN"):
            with open(GOLDEN, "w", encoding="utf-8") as file:
                file.write("".join(line + "\n" for line in lines))
        self.assertTrue(os.path.isfile(GOLDEN), "no golden file; UPDATE_GOLDEN=1 makes it, for review")
        with open(GOLDEN, encoding="utf-8") as file:
            golden = file.read().splitlines()
        for line, expected in zip(lines, golden):
            self.assertEqual(json.loads(line), json.loads(expected))
            self.assertEqual(line, expected)
        self.assertEqual(len(lines), len(golden))

    def normal(self, line):
        """A record as it is on every machine and at every time."""
        line = line.replace(self.portal.base, "http://portal.test")
        line = re.sub(r'"fetched":"[^"]*"', '"fetched":"2024-06-01T00:00:00Z"', line)
        return line

    def test_records_fit_the_schema(self):
        schema = json.loads(newsclip("schema").out)
        faults = [fault for record in self.records for fault in support.schema_faults(record, schema, record["url"])]
        self.assertEqual(faults, [])


class PageByPage(support.Case):
    """Each article extracted on its own from its file gives the same text as the crawl's truth."""

    def test_files_without_selectors(self):
        site = sample.build()
        articles = [a for a in sample.load_articles() if a.kind == "article"]
        for article in articles:
            with self.subTest(article.path):
                page = site.pages[article.path]
                path = self.write("page.html", page.body("http://portal.test"))
                charset = ["--charset", article.label] if article.where == "header" else []
                result = newsclip("extract", "--selectors", "none", "--url", "http://portal.test" + article.path,
                                  *charset, path)
                self.expect(result, support.OK)
                record = result.records[0]
                self.assertEqual(record["title"], article.title)
                self.assertEqual(record["body"], article.body)
                self.assertEqual("page-missing" in record.get("flags", []), bool(article.second_page))


if __name__ == "__main__":
    unittest.main()
