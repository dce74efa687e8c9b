"""`newsclip schema` against real records, and against records that must not fit."""
import copy
import json
import unittest

import support
from support import SEED_URL, SELECTORS, newsclip

FIRST_KEYS = ["url", "title", "byline", "date", "body", "related"]
ALL_KEYS = FIRST_KEYS + [
    "kind", "article", "input", "canonical", "site", "modified", "editor", "source", "section", "tags", "description",
    "lang", "image", "images", "entries", "pages", "access", "flags", "from", "charset", "fetched", "status", "warc",
    "revision", "reason", "hash", "simhash", "schema"]


class Schema(support.Case):
    @classmethod
    def setUpClass(cls):
        result = newsclip("schema")
        cls.schema = json.loads(result.out)
        cls.status = result.status

    def clip_seed(self):
        page = self.write("seed.html", support.seed_page())
        return newsclip("extract", "--selectors", SELECTORS, "--url", SEED_URL, page).out

    def test_is_a_schema_of_its_draft(self):
        self.assertEqual(self.status, support.OK)
        self.assertEqual(self.schema["$schema"], "https://json-schema.org/draft/2020-12/schema")
        self.assertEqual(list(self.schema["properties"]), ALL_KEYS)
        self.assertEqual(sorted(set(FIRST_KEYS) - set(self.schema["required"])), [])

    def test_seed_fits_with_its_keys_in_order(self):
        record = json.loads(self.clip_seed())
        self.assertEqual(support.schema_faults(record, self.schema), [])
        self.assertEqual(list(record), [key for key in ALL_KEYS if key in record])
        self.assertEqual(list(record)[:6], FIRST_KEYS)

    def test_line_is_one_line_of_compact_utf8(self):
        line = self.clip_seed()
        self.assertEqual(line.count("\n"), 1)
        self.assertTrue(line.endswith("\n"))
        self.assertNotIn("\\u", line)

    def test_page_without_an_article_fits_too(self):
        page = self.write("login.html", '<title>Log in</title><form><input type="password"></form>')
        result = newsclip("extract", "--selectors", "none", "--url", "http://portal.test/login", page)
        record = result.records[0]
        self.assertEqual(support.schema_faults(record, self.schema), [])
        self.assertIsNone(record["body"])
        self.assertEqual(list(record)[:6], FIRST_KEYS)

    def test_wrong_records_do_not_fit(self):
        record = json.loads(self.clip_seed())
        for key, wrong in (("byline", "one name"), ("date", "yesterday"), ("kind", "novel"), ("article", 2),
                           ("related", [{"title": "no address"}]), ("schema", 2), ("url", None), ("flags", ["odd"]),
                           ("hash", "not hexadecimal")):
            with self.subTest(key):
                broken = copy.deepcopy(record)
                broken[key] = wrong
                self.assertNotEqual(support.schema_faults(broken, self.schema), [])
        for key in FIRST_KEYS:
            with self.subTest("without " + key):
                broken = copy.deepcopy(record)
                del broken[key]
                self.assertNotEqual(support.schema_faults(broken, self.schema), [])


if __name__ == "__main__":
    unittest.main()
