"""The page that the project began with: its record must come out exactly, with and without selectors."""
import unittest
from urllib.parse import urljoin

import support
from support import SEED_URL, SELECTORS, newsclip, sample

TITLE = "人文与科技并重 深入推进上海城市精细化治理实践"


class Seed(support.Case):
    @classmethod
    def setUpClass(cls):
        cls.truth = next(article for article in sample.load_articles() if article.path == sample.SEED)

    def clip(self, selectors):
        page = self.write("seed.html", support.seed_page())
        result = newsclip("extract", "--selectors", selectors, "--url", SEED_URL, page)
        self.expect(result, support.OK)
        self.assertEqual(result.err, "")
        self.assertEqual(len(result.records), 1)
        return result.records[0]

    def expect_seed(self, record):
        self.assertEqual(record["url"], SEED_URL)
        self.assertEqual(record["title"], TITLE)
        self.assertEqual(record["byline"], ["王奎明"])
        self.assertEqual(record["date"], "2018-11-12")
        self.assertEqual(record["editor"], ["何易"])
        self.assertNotIn("source", record)
        self.assertEqual(record["kind"], "article")
        self.assertEqual(record["body"].split("\n\n"), self.truth.blocks)
        self.assertTrue(record["body"].startswith("11月6日至7日"))
        self.assertTrue(record["body"].endswith("精细化治理之路。"))
        self.assertEqual(len(self.truth.related), 31)
        self.assertEqual([link["title"] for link in record["related"]], [title for title, _ in self.truth.related])
        self.assertEqual([link["url"] for link in record["related"]],
                         [urljoin(SEED_URL, href) for _, href in self.truth.related])
        self.assertIn(record["charset"].lower(), ("gbk", "gb18030"))
        self.assertNotIn("charset-conflict", record.get("flags", []))
        self.assertNotIn("decode-errors", record.get("flags", []))

    def test_with_its_selectors(self):
        record = self.clip(SELECTORS)
        self.expect_seed(record)
        for field in ("title", "byline", "date", "body", "related", "editor"):
            self.assertTrue(record["from"][field].startswith("selector:dbsqp.com.txt:"), (field, record["from"]))

    def test_without_selectors(self):
        record = self.clip("none")
        self.expect_seed(record)
        self.assertFalse([field for field, origin in record["from"].items() if origin.startswith("selector")])

    def test_page_is_what_its_label_does_not_say(self):
        page = support.seed_page()
        self.assertIn(b'charset="gb2312"', page)
        with self.assertRaises(UnicodeDecodeError):
            page.decode("utf-8")
        self.assertIn(TITLE, page.decode("gb18030"))

    def test_same_bytes_on_each_run(self):
        page = self.write("seed.html", support.seed_page())
        runs = {newsclip("extract", "--url", SEED_URL, "--selectors", SELECTORS, page).out for _ in range(3)}
        self.assertEqual(len(runs), 1)


if __name__ == "__main__":
    unittest.main()
