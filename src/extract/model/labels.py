"""Which blocks of a page are the article's, by aligning them with the page's truth."""
import re
from collections import Counter, defaultdict
from difflib import SequenceMatcher

TOKEN = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]|[^\W\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]+")
RUN = 4
GAP_CELLS = 4_000_000  # a gap of more blocks' tokens times truth's tokens is left as it is


def tokens(text):
    return TOKEN.findall(text.lower())


class Best:
    """Greatest (score, item) over a prefix of positions."""

    def __init__(self, n):
        self.tree = [(0, None)] * (n + 2)

    def put(self, at, value):
        at += 1
        while at < len(self.tree):
            if value[0] > self.tree[at][0]:
                self.tree[at] = value
            at += at & -at

    def get(self, at):
        at, best = min(at, len(self.tree) - 2) + 1, (0, None)
        while at > 0:
            if self.tree[at][0] > best[0]:
                best = self.tree[at]
            at -= at & -at
        return best


def places(block, index, length):
    """Where in the truth a block may stand: [(start, end, share of it found there)]."""
    n = len(block)
    run = min(RUN, n)
    votes = Counter()
    for i in range(n - run + 1):
        at = index[run].get(tuple(block[i:i + run]), ())
        for p in at[:8]:
            votes[p - i] += 1
    out = []
    for start, _ in votes.most_common(4 if n >= RUN else 8):
        low, high, found, last = start - 6, start + n + 6, 0, -1
        first, end = length, 0
        for i in range(n - run + 1):
            near = [p for p in index[run].get(tuple(block[i:i + run]), ())[:200] if low <= p < high]
            if near:
                found += min(run, i + run - max(last, i)) if last > i else run
                last = i + run
                first, end = min(first, near[0]), max(end, near[-1] + run)
        if found:
            out.append((max(first, 0), min(end, length), found / n))
    return out


def fill_gaps(blocks, truth, path, labels, covered):
    """What lies between two blocks in their places, on the page and in the truth, is laid side by side: cells of
    tables, items and lines that stand there several times have no place of their own. Outside the first and the last
    one a few words may be a menu's."""
    path = [(-1, 0, 0)] + path + [(len(blocks), len(truth), len(truth))]
    for n, ((k, _, end), (next_k, start, _)) in enumerate(zip(path, path[1:])):
        least = RUN if n in (0, len(path) - 2) else 1
        gap = [i for i in range(k + 1, next_k) if len(blocks[i]) >= least]
        page = [(i, t) for i in gap for t in blocks[i]]
        if not page or start <= end or len(page) * (start - end) > GAP_CELLS:
            continue
        found = Counter()
        match = SequenceMatcher(None, [t for _, t in page], truth[end:start], autojunk=False)
        for at, to, size in match.get_matching_blocks():
            found.update(i for i, _ in page[at:at + size])
            covered[end + to:end + to + size] = [True] * size
        for i in gap:
            share = found[i] / len(blocks[i])
            if share > (.6 if len(blocks[i]) >= RUN else .99):
                labels[i] = max(labels[i], share)


def align(blocks, body):
    """For each block (its tokens) the share of it that is the article's, 0 to 1."""
    lines = [tokens(x) for x in body.split("\n")]
    truth = [t for line in lines for t in line]
    borders, at = {0}, 0
    for line in lines:
        at += len(line)
        borders.add(at)
    index = {r: defaultdict(list) for r in range(1, RUN + 1)}
    for r in index:
        for i in range(len(truth) - r + 1):
            index[r][tuple(truth[i:i + r])].append(i)
    items, best, back = [], Best(len(truth)), []
    for k, block in enumerate(blocks):
        found = []
        for start, end, share in places(block, index, len(truth)) if block else ():
            if share < .3 or (len(block) < RUN and not (start in borders or end in borders)):
                continue
            score, before = best.get(start + 2 if len(block) >= RUN else start)
            found.append((score + share * len(block) + .1, (k, start, end, share, before)))
        for score, item in found:
            best.put(item[2], (score, item))
    labels, covered = [0.0] * len(blocks), [False] * len(truth)
    item, path = best.get(len(truth))[1], []
    while item:
        k, start, end, share, item = item
        labels[k] = share
        covered[start:end] = [True] * (end - start)
        path.insert(0, (k, start, end))
    fill_gaps(blocks, truth, path, labels, covered)
    for k, block in enumerate(blocks):  # what the truth has in another order
        if labels[k] or len(block) < 8:
            continue
        at = [p for i in range(len(block) - RUN + 1) for p in index[RUN].get(tuple(block[i:i + RUN]), ())[:3] if not covered[p]]
        if len(set(at)) >= .7 * (len(block) - RUN + 1):
            labels[k] = 1.0
            for p in at:
                covered[p:p + RUN] = [True] * RUN
    return [1.0 if x > .85 else 0.0 if x < .15 else x for x in labels]


def squeeze(s):
    return re.sub(r"\s+", " ", s).strip()


def by_segments(texts, inside, outside):
    """1 and 0 for the blocks that hold a segment of the kind, None for the others."""
    out = []
    inside, outside = [squeeze(s) for s in inside], [squeeze(s) for s in outside]
    for text in texts:
        text = squeeze(text)
        near = lambda s: s and (s in text or (len(text) >= 20 and text in s))
        out.append(1.0 if any(map(near, inside)) else 0.0 if any(map(near, outside)) else None)
    return out
