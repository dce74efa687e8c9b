"""An article survives what redesigns do to its page: noise words on its box, boxes around it, boxes moved."""
import gzip
import os
import random
import re
import unittest

import support
from support import newsclip, sample

NOISE = ("ad", "sidebar", "footer", "comment", "promo", "share", "related", "nav", "widget", "popup", "teaser", "header",
         "banner", "social", "newsletter", "hidden", "menu", "sponsored")
BOX = '<div class="box-17"><h3>Most read</h3><ul><li><a href="/a">A dog that waits at the station</a></li><li><a ' \
      'href="/b">Ten ways to cook a leek</a></li><li><a href="/c">The mayor resigns after a long night</a></li></ul></div>'
CONTAINER = re.compile(rb"<(div|article|section|td|main)\b([^>]*)>", re.I)
AT_LEAST = 0.98


def container(page, body):
    """The tag of the nearest box around the text: the last that opens before its second paragraph."""
    lines = [line for line in body.split("\n") if len(line) > 20]
    if len(lines) < 2:
        return None
    for encoded in (line[:20].encode("utf-8") for line in lines[1:4]):
        at = page.find(encoded)
        if at > 0:
            tags = list(CONTAINER.finditer(page, 0, at))
            return tags[-1] if tags else None
    return None


def with_class(tag, word):
    found = re.search(rb"class\s*=\s*(\"|')", tag.group(2))
    if found:
        inside = tag.start(2) + found.end()
        return inside, inside, word.encode() + b" "
    return tag.end(1), tag.end(1), b' class="' + word.encode() + b'"'


def mutants(page, tag, pick):
    """(name, page) for each mutation."""
    edits = [("class " + word, with_class(tag, word)) for word in pick.sample(NOISE, 4)]
    edits.append(("box before", (tag.start(), tag.start(), BOX.encode())))
    edits.append(("box within", (tag.end(), tag.end(), BOX.encode())))
    edits.append(("wrapper", (tag.start(), tag.start(), b'<div class="w-a81"><div class="' + pick.choice(NOISE).encode() +
                              b'-wrapper">')))
    for name, (start, end, text) in edits:
        yield name, page[:start] + text + page[end:]


def words(text):
    return re.findall(r"\w", text or "")


def survives(before, after):
    """The text lost at most a tenth, and gained at most a fifth."""
    lines = [line for line in (before or "").split("\n") if len(line) > 20]
    kept = sum(len(line) for line in lines if line in (after or ""))
    return kept >= 0.9 * sum(map(len, lines)) and len(words(after)) <= 1.2 * len(words(before)) + 200


class Mutations(support.Case):
    def pages(self):
        """The sample portal's, and every tenth of the evaluation sets where they are there; UTF-8 ones."""
        site = sample.build()
        pages = [site.pages[a.path].body("http://portal.test") for a in sample.load_articles()
                 if a.kind == "article" and a.codec == "utf-8"]
        for name in ("aeb", "naeb", "fundus", "zh"):
            folder = os.path.join(support.EVALUATION, name, "pages")
            for page in sorted(os.listdir(folder))[::5] if os.path.isdir(folder) else []:
                with gzip.open(os.path.join(folder, page)) as file:
                    pages.append(file.read())
        return pages

    def clip_all(self, pages):
        names = [self.write("%06d.html" % n, page) for n, page in enumerate(pages)]
        listing = self.write("list.txt", "\n".join(names) + "\n")
        return [r["body"] for r in newsclip("extract", "--selectors", "none", "--input-list", listing, timeout=280).records]

    def test_articles_survive(self):
        pick = random.Random(17)
        pages = self.pages()
        work = []
        for page, body in zip(pages, self.clip_all(pages)):
            tag = container(page, body or "")
            if tag:
                work += [(name, body, mutant) for name, mutant in mutants(page, tag, pick)]
        self.assertGreater(len(work), 100)
        lost = {}
        for (name, before, _), after in zip(work, self.clip_all([mutant for _, _, mutant in work])):
            if not survives(before, after):
                lost[name] = lost.get(name, 0) + 1
        share = 1 - sum(lost.values()) / len(work)
        print("%d mutants, %.4f survive; lost: %s" % (len(work), share, lost))
        self.assertGreaterEqual(share, AT_LEAST, lost)


if __name__ == "__main__":
    unittest.main()
