"""How far SimHash tells copies from other texts: dedup_edits.py NEWSCLIP LINES.jsonl

LINES are records with a body (newsclip extract). Each body of 800 characters or more is copied with made-up edits, all copies
are extracted anew, and `newsclip dedup` has to name the original of each. Prints recall by edit and distance, and the pairs of
different texts that were taken for copies."""
import json
import os
import random
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import warcs  # noqa: E402


def replace_words(text, share, rng):
    words = text.split(" ")
    for i in rng.sample(range(len(words)), max(1, int(len(words) * share))):
        words[i] = "altered%d" % rng.randrange(1000)
    return " ".join(words)


def replace_characters(text, share, rng):
    letters = list(text)
    for i in rng.sample(range(len(letters)), max(1, int(len(letters) * share))):
        letters[i] = chr(0x4e00 + rng.randrange(2000))
    return "".join(letters)


def alter(text, share, rng):
    return replace_words(text, share, rng) if " " in text[:200] else replace_characters(text, share, rng)


NOTE = "This story was updated on Monday evening with a statement of the ministry, which had not answered before."
EDITS = {
    "one word": lambda text, rng: alter(text, 0, rng),
    "1 % of the words": lambda text, rng: alter(text, 0.01, rng),
    "3 % of the words": lambda text, rng: alter(text, 0.03, rng),
    "10 % of the words": lambda text, rng: alter(text, 0.1, rng),
    "a note added": lambda text, rng: text + "\n\n" + NOTE,
    "first paragraph gone": lambda text, rng: text.split("\n\n", 1)[-1],
    "last fifth cut": lambda text, rng: text[:len(text) * 4 // 5],
    "half of it": lambda text, rng: text[:len(text) // 2],
}


def page(title, text):
    paragraphs = "".join("<p>%s</p>" % p.replace("&", "&amp;").replace("<", "&lt;") for p in text.split("\n\n"))
    return "<html><head><title>%s</title></head><body><article><h1>%s</h1>%s</article></body></html>" % (
        title, title, paragraphs)


def make_lines(program, folder, name, pages):
    path, out = os.path.join(folder, name + ".warc"), os.path.join(folder, name + ".jsonl")
    with open(path, "wb") as file:
        for url, title, text in pages:
            file.write(warcs.response(url, page(title, text)))
    subprocess.run([program, "extract", "--selectors", "none", "--only-articles", path, "--output", out], check=True)
    with open(out, encoding="utf-8") as file:
        return out, [json.loads(line)["url"] for line in file]


def dropped(program, folder, distance, files):
    out = os.path.join(folder, "dropped")
    subprocess.run([program, "dedup", "--distance", str(distance), "--dropped", out] + files, check=True,
                   stdout=subprocess.DEVNULL)
    with open(out, encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def main(program, lines):
    rng = random.Random(7)
    with open(lines, encoding="utf-8") as file:
        records = [json.loads(line) for line in file]
    texts, seen = [], set()
    for r in records:
        if r["body"] and len(r["body"]) >= 800 and r["body"] not in seen:
            seen.add(r["body"])
            texts.append((len(texts), r["title"] or "A title", r["body"]))
    with tempfile.TemporaryDirectory() as folder:
        base, kept = make_lines(program, folder, "base", [("https://base.example/%d" % i, t, b) for i, t, b in texts])
        edited = {}
        for number, (name, edit) in enumerate(EDITS.items()):
            edited[name] = make_lines(program, folder, "edit%d" % number,
                                      [("https://e%d.example/%d" % (number, i), t, edit(b, rng)) for i, t, b in texts])
        print("%d texts" % len(kept))
        print("%-22s" % "distance", *("%6d" % d for d in (0, 3, 4, 5, 6, 7, 8)))
        rows = {name: [] for name in EDITS}
        wrong = []
        for distance in (0, 3, 4, 5, 6, 7, 8):
            among = dropped(program, folder, distance, [base])
            wrong.append(len(among))
            already = {d["url"].rsplit("/", 1)[1] for d in among}
            for name, (path, urls) in edited.items():
                hits = dropped(program, folder, distance, [base, path])
                right = {d["url"] for d in hits if d["file"] == path and d["first"]["file"] == base}
                asked = [u for u in urls if u.rsplit("/", 1)[1] not in already]
                rows[name].append(sum(u in right for u in asked) / len(asked))
        for name, row in rows.items():
            print("%-22s" % name, *("%6.3f" % x for x in row))
        print("%-22s" % "wrong, of the texts", *("%6d" % n for n in wrong))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
