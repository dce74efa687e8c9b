"""extract --input-name: standard input is told of as the file that it is a stream of."""
import os
import unittest

import warcs
from support import OK, SOME_FAILED, USAGE, Case, newsclip, small_page

NAME = "hdfs://cluster/news/2026-11/a.warc.gz"


class InputName(Case):
    def collection(self):
        return [warcs.info()] + [warcs.response("https://portal.example/%d" % i, small_page("The lamp of pier %d" % i))
                                 for i in range(3)]

    def test_lines_are_those_of_the_file(self):
        packed = warcs.packed(self.collection())
        with_file = newsclip("extract", "a.warc.gz", cwd=os.path.dirname(self.write("a.warc.gz", packed)))
        streamed = newsclip("extract", "--input-name", "a.warc.gz", "-", stdin=packed)
        self.expect(streamed, OK)
        self.assertEqual(streamed.out, with_file.out)
        named = newsclip("extract", "--input-name", NAME, "-", stdin=packed)
        self.assertEqual({record["warc"]["file"] for record in named.records}, {NAME})

    def test_messages_name_it(self):
        torn = newsclip("extract", "--input-name", NAME, "-", stdin=warcs.packed(self.collection())[:-40])
        self.expect(torn, SOME_FAILED)
        self.expect_one_complaint(torn, NAME + ": record at ")

    def test_a_page_is_named_as_well(self):
        record = newsclip("extract", "--input-name", "saved.html", "-", stdin=small_page().encode()).records[0]
        self.assertEqual(record["input"], "saved.html")

    def test_it_needs_standard_input(self):
        result = newsclip("extract", "--input-name", NAME, "a.warc.gz")
        self.expect(result, USAGE)
        self.expect_one_complaint(result, "--input-name")


if __name__ == "__main__":
    unittest.main()
