"""newsclip dedup: which lines stay, what is said of the others."""
import gzip
import json
import os
import unittest

from support import NO_INPUT, OK, SOME_FAILED, USAGE, Case, newsclip, small_page

WORDS = ("harbour lamp keeper council bill letter spring glass frame door school paint green rope anchor tide sail captain "
         "island cargo storm morning window bridge engine river market summer winter friend stone garden").split()
HAN = "港口灯塔守望人议会账单信件春天玻璃木框大门学校油漆绿色绳索铁锚潮水船帆船长岛屿货物风暴早晨窗户桥梁引擎河流市场夏天冬天朋友石头花园"


def story(seed, count=400):
    """Words in an order that belongs to SEED."""
    state, words = seed * 7919 + 1, []
    for _ in range(count):
        state = (state * 1103515245 + 12345) % (1 << 31)
        words.append(WORDS[(state >> 12) % len(WORDS)])
    return words


def han_story(seed, count=400):
    state, characters = seed * 7919 + 1, []
    for _ in range(count):
        state = (state * 1103515245 + 12345) % (1 << 31)
        characters.append(HAN[(state >> 12) % len(HAN)])
    return "".join(characters)


class Dedup(Case):
    def lines(self, stories, han=False):
        """Real lines: each story as a page, extracted."""
        paths = []
        for i, words in enumerate(stories):
            if han:
                paragraphs = [words[k:k + 80] + "。" for k in range(0, len(words), 80)]
            else:
                paragraphs = [" ".join(words[k:k + 40]).capitalize() + "." for k in range(0, len(words), 40)]
            paths.append(self.write("p%d.html" % i, small_page("Story", paragraphs)))
        result = newsclip(*paths)
        self.expect(result, OK)
        return result.out.splitlines(True)

    def test_equal_and_near_texts_go_and_the_first_stays(self):
        near = story(1)
        near[130] = "thursday"
        lines = self.lines([story(1), story(2), story(1), near, story(3)])
        path = self.write("a.jsonl", "".join(lines))
        result = newsclip("dedup", path, "-v")
        self.expect(result, OK)
        self.assertEqual(result.out, lines[0] + lines[1] + lines[4])
        self.assertEqual(result.errors[0], "%s:3: the same text as %s:1" % (path, path))
        self.assertEqual(result.errors[1], "%s:4: nearly the same text as %s:1" % (path, path))
        self.assertIn("5 lines: 1 with a text that was there, 1 with one nearly like it, 0 without a text", result.err)
        self.assertEqual(newsclip("dedup", path, "-q").err, "")
        exact = newsclip("dedup", "--distance", 0, path)
        self.assertEqual(exact.out, lines[0] + lines[1] + lines[3] + lines[4])

    def test_chinese_texts(self):
        near = han_story(1)
        near = near[:100] + "周" + near[101:]
        lines = self.lines([han_story(1), han_story(2), near], han=True)
        self.assertEqual(newsclip("dedup", self.write("a.jsonl", "".join(lines))).out, lines[0] + lines[1])

    def test_several_files_plain_and_packed_and_what_was_dropped(self):
        lines = self.lines([story(1), story(2)])
        one = self.write("one.jsonl.gz", gzip.compress("".join(lines).encode()))
        two = self.write("two.jsonl", lines[1].rstrip("\n"))  # its last line has no end
        out, dropped = os.path.join(self.tmp, "out.jsonl"), os.path.join(self.tmp, "dropped.jsonl")
        result = newsclip("dedup", one, two, "--output", out, "--dropped", dropped)
        self.expect(result, OK)
        self.assertEqual((result.out, result.err), ("", ""))
        with open(out, encoding="utf-8") as file:
            self.assertEqual(file.read(), "".join(lines))
        with open(dropped, encoding="utf-8") as file:
            self.assertEqual([json.loads(line) for line in file], [
                {"file": two, "line": 1, "url": json.loads(lines[1])["url"], "why": "hash", "distance": 0,
                 "first": {"file": one, "line": 2}}])

    def test_lines_without_a_text_stay_and_what_is_no_line_is_told(self):
        bare = '{"url":"https://portal.example/","title":null,"body":null,"kind":"list"}\n'
        result = newsclip("dedup", "-", stdin=(bare + "not JSON\n" + bare + "\n").encode())
        self.expect(result, SOME_FAILED)
        self.assertEqual(result.out, bare + bare)
        self.expect_one_complaint(result, "-:2: no JSON object")

    def test_usage_and_files_that_cannot_be_read(self):
        self.expect(newsclip("dedup"), USAGE)
        self.expect(newsclip("dedup", "--distance", "9", "-"), USAGE)
        self.expect(newsclip("dedup", os.path.join(self.tmp, "none")), NO_INPUT)
        lines = "".join(self.lines([story(1)]))
        broken = self.write("b.jsonl.gz", gzip.compress((lines * 3).encode())[:-12])
        self.expect(newsclip("dedup", broken, self.write("a.jsonl", lines)), SOME_FAILED)


if __name__ == "__main__":
    unittest.main()
