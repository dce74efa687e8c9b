"""newsclip dedup on wire stories: how many of the second outlet's versions it knows again, and how rarely it takes one for
another. Run alone it prints the figures."""
import json
import os
import unittest

import wire
import warcs
from support import OK, Case, newsclip, small_page

STORIES = 150
# The share of the versions that has to be found at the default distance, a little less than is measured.
FLOORS = {"own headline": 0.99, "own lead": 0.66, "a paragraph added": 0.88, "last paragraph cut": 0.65, "house style": 0.66}
WRONG = {6: 0, 8: 3}  # at most, of 300 pages: stories that share most of their phrases are near at 8 bits


class Wire(Case):
    def lines(self, name, versions):
        """A file of the lines of an outlet's pages."""
        pages = [warcs.response("https://%s.example/%d" % (name, i), small_page(title, text)) for i, (title, text) in enumerate(versions)]
        result = newsclip("extract", "--selectors", "none", self.write(name + ".warc", b"".join(pages)))
        self.expect(result, OK)
        self.assertEqual(len(result.records), len(versions))
        return self.write(name + ".jsonl", result.out)

    def dropped(self, distance, *files):
        """(line, line of the text that it repeats, whether both are in one file), from 0 on."""
        path = os.path.join(self.tmp, "dropped")
        self.expect(newsclip("dedup", "--distance", distance, "--dropped", path, *files), OK)
        with open(path, encoding="utf-8") as file:
            found = [json.loads(line) for line in file]
        return [(drop["line"] - 1, drop["first"]["line"] - 1, drop["file"] == drop["first"]["file"]) for drop in found]

    def test_versions_of_a_story_are_found_and_no_other_story_is(self):
        stories = [wire.Story(number) for number in range(STORIES)]
        sent = self.lines("agency", [story.sent for story in stories])
        for number, (edit, make) in enumerate(wire.EDITS.items()):
            printed = self.lines("outlet%d" % number, [make(story) for story in stories])
            for distance in (6, 8):
                drops = self.dropped(distance, sent, printed)
                right = sum(line == first and not same_file for line, first, same_file in drops)
                with self.subTest(edit, distance=distance):
                    print("%-20s distance %d: recall %.3f, %d wrong" % (edit, distance, right / STORIES, len(drops) - right))
                    self.assertLessEqual(len(drops) - right, WRONG[distance])
                    self.assertGreaterEqual(right / STORIES, FLOORS.get(edit, 0))


if __name__ == "__main__":
    unittest.main()
