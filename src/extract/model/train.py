#!/usr/bin/env python3
"""Trains the model of the body and writes src/extract/body_model.inc.

usage: train.py --eval DIR --work DIR --compile COMMAND --link COMMAND [--cv] [--jobs N] [--out FILE]

The features come from newsclip-features, built here with the linear scores of each fold, so that training and
run time see the same. Folds are by publisher. --cv writes no model: it scores the bodies that the C program gives
for pages of publishers that neither of its tables was trained on.
"""
import argparse, hashlib, json, multiprocessing, os, re, struct, subprocess, sys, time
import numpy as np
import scipy.sparse
import lightgbm
import sklearn
from sklearn.linear_model import SGDClassifier

from labels import align, by_segments, tokens

FOLDS, SLOTS = 5, 1 << 15
TREES, LEAVES, RATE = 600, 16, 0.045
DOUBT_BELOW, DOUBT_WEIGHT, COVER_LEAST = .55, .15, .6
UNIT, MARKUP_UNIT, WORDS_UNIT = 1024, 24, 8
SETS = ("aeb", "fundus", "naeb", "trafilatura", "wcxb", "zh")
SECOND = {"co", "com", "ac", "gov", "edu", "net", "org", "or", "ne", "go"}
HERE = os.path.dirname(os.path.abspath(__file__))


def site(url):
    host = re.sub(r"^https?://", "", url).split("/")[0].split(":")[0].lower()
    parts = host.split(".")
    n = 3 if len(parts) > 2 and len(parts[-1]) == 2 and parts[-2] in SECOND else 2
    return ".".join(parts[-n:])


class Page:
    pass


def read_pages(where):
    pages = []
    for name in SETS:
        for line in open(f"{where}/{name}/truth.jsonl", encoding="utf-8"):
            t = json.loads(line)
            p = Page()
            p.truth, p.set, p.id = t, name, f"{name}/{t['id']}"
            url = t.get("url") or ""
            p.url = url if url.startswith("http") else "https://unknown.invalid/"
            p.path = f"{where}/{name}/pages/{t['id']}.html.gz"
            group = p.id if "unknown.invalid" in p.url else site(p.url)
            p.fold = int(hashlib.md5(group.encode()).hexdigest(), 16) % FOLDS
            pages.append(p)
    return pages


def write_list(path, pages):
    with open(path, "w") as f:
        for p in pages:
            f.write(f"{p.id}\t{p.url}\t{p.path}\n")
    return path


# ---- The program ----

class Tools:
    def __init__(self, args):
        self.args = args

    def build(self, tool, inc, name):
        a, out = self.args, f"{self.args.work}/{name}"
        define = f"-DEXTRACT_BODY_MODEL='\"{inc}\"'"
        obj = f"{out}.o"
        subprocess.run(f"{a.compile} {define} -c -o {obj} src/extract/body_model.c", shell=True, check=True)
        subprocess.run(a.link.replace("@OUT@", out).replace("@TOOL@", tool).replace("@MODEL@", obj), shell=True, check=True)
        return out


def parse_export(data, full):
    at, page = 0, None
    out = {}
    while at < len(data):
        mark = data[at:at + 1]
        if mark == b"P":
            n, = struct.unpack_from("<H", data, at + 1)
            page = data[at + 3:at + 3 + n].decode()
            at += 3 + n
            continue
        count, width = struct.unpack_from("<II", data, at + 1)
        at += 9
        if not full:
            out[page] = np.frombuffer(data, "<i2", count * width, at).reshape(count, width)
            at += count * width * 2
            continue
        f, weight, markup, words, texts = [], [], [], [], []
        for _ in range(count):
            f.append(np.frombuffer(data, "<i2", width, at))
            at += width * 2
            w, n = struct.unpack_from("<IH", data, at)
            at += 6
            weight.append(w)
            markup.append(np.frombuffer(data, "<u2", n, at))
            at += 2 * n
            n, = struct.unpack_from("<H", data, at)
            at += 2
            words.append(np.frombuffer(data, "<u2", n, at))
            at += 2 * n
            n, = struct.unpack_from("<I", data, at)
            texts.append(data[at + 4:at + 4 + n].decode("utf-8", "replace"))
            at += 4 + n
        out[page] = (np.array(f).reshape(count, width), np.array(weight), markup, words, texts)
    return out


def export(binary, pages, full=False):
    listing = write_list(f"{binary}.list", pages)
    data = subprocess.run([binary] + ([] if full else ["--plain"]) + [listing], stdout=subprocess.PIPE, check=True).stdout
    return parse_export(data, full)


def c_array(values, per=24):
    v = [str(int(x)) for x in values]
    return ",\n".join(",".join(v[i:i + per]) for i in range(0, len(v), per))


def write_inc(path, markup, words, model, header=""):
    starts, nodes, leaves = [0], [], []
    for root in model["trees"]:
        flatten(root, nodes, leaves, len(leaves))
        starts.append(len(nodes))
    with open(path + ".new", "w") as f:
        f.write(header)
        f.write(f"enum {{ MODEL_TREES = {len(model['trees'])}, MODEL_BIAS = {model['bias']} }};\n")
        for name, w in (("markup_weights", markup), ("word_weights", words)):
            f.write(f"static const int8_t {name}[EXTRACT_TOKEN_SLOTS] = {{\n{c_array(w, 40)}}};\n")
        f.write("static const uint16_t tree_starts[MODEL_TREES + 1] = {\n%s};\n" % c_array(starts))
        f.write("static const struct tree_node tree_nodes[] = {\n%s};\n" % c_rows(nodes))
        f.write("static const int16_t tree_leaves[] = {\n%s};\n" % c_array(leaves))
    os.replace(path + ".new", path)


def c_rows(rows, per=6):
    v = ["{" + ",".join(map(str, r)) + "}" for r in rows]
    return ",\n".join(",".join(v[i:i + per]) for i in range(0, len(v), per))


def flatten(node, nodes, leaves, first):
    """Nodes with the leaves that each strikes out when its threshold is passed: those at its left, numbered from
    FIRST, a bit each. Leaves stand from left to right, a node before those below it."""
    if "split_index" not in node:
        leaves.append(int(np.clip(round(node["leaf_value"] * UNIT), -32000, 32000)))
        return
    at, begin = len(nodes), len(leaves)
    nodes.append(None)
    flatten(node["left_child"], nodes, leaves, first)
    struck = (1 << len(leaves) - first) - (1 << begin - first)
    nodes[at] = (int(np.clip(np.floor(node["threshold"]), -32768, 32767)), struck, node["split_feature"])
    flatten(node["right_child"], nodes, leaves, first)


EMPTY = {"bias": 0, "trees": [{"split_index": 0, "split_feature": 0, "threshold": 0,
                               "left_child": {"leaf_value": 0}, "right_child": {"leaf_value": 0}}]}

# ---- Labels ----

def label(p):
    if p.set == "trafilatura":
        p.label = by_segments(p.texts, p.truth["with"], p.truth["without"])
        return
    p.label = align([tokens(t) for t in p.texts], p.truth["body"])


def weigh(p):
    """A block's part in its page's score: by its text, every page alike."""
    w = 25.0 + np.minimum(p.weight, 1500)
    p.y = np.array([np.nan if x is None else x for x in p.label], float)
    if p.set == "trafilatura":
        p.sample = np.where(np.isnan(p.y), w / 5000, .1)
        return
    p.sample = np.minimum(w / max(float((w * p.y).sum()), 800.0), .5)
    truth = len(tokens(p.truth["body"]))
    found = sum(y * len(tokens(t)) for y, t in zip(p.y, p.texts))
    if found < COVER_LEAST * truth:
        p.sample *= DOUBT_WEIGHT


# ---- Stage one: linear scores of tokens ----

def rows(pages, kind):
    lists = [t for p in pages for t in getattr(p, kind)]
    size = np.array([len(t) for t in lists])
    data = np.ones(size.sum(), np.float32)
    if kind == "words":
        data = np.repeat(1 / np.sqrt(np.maximum(size, 1)), size).astype(np.float32)
    start = np.concatenate([[0], np.cumsum(size)])
    x = scipy.sparse.csr_matrix((data, np.concatenate(lists).astype(np.int32), start), shape=(len(lists), SLOTS))
    x.sum_duplicates()
    return x


def fit_linear(x, y, w, alpha):
    model = SGDClassifier(loss="log_loss", alpha=alpha, max_iter=6, tol=None, random_state=1, average=True)
    model.fit(x, y > .5, sample_weight=w / w.mean())
    return model.coef_[0]


def linear_tables(data, mask):
    use = mask & data.known
    markup = fit_linear(data.markup[use], data.y[use], data.w[use], 3e-6)
    words = fit_linear(data.words[use], data.y[use], data.w[use], 3e-6)
    q = lambda c, unit: np.clip(np.round(c * unit), -127, 127).astype(int)
    return q(markup, MARKUP_UNIT), q(words, WORDS_UNIT)


# ---- Stage two: trees ----

PARAMS = dict(objective="cross_entropy", num_leaves=LEAVES, learning_rate=RATE, min_data_in_leaf=40, feature_fraction=.25,
              bagging_fraction=.7, bagging_freq=1, lambda_l2=4.0, max_bin=127, verbose=-1, seed=13, deterministic=True,
              force_row_wise=True, num_threads=1)
GLANCE = {"learning_rate": .2, "num_leaves": 12}
GLANCE_TREES = 60


def boost(x, y, w, trees, **params):
    return lightgbm.train({**PARAMS, **params}, lightgbm.Dataset(x, y, weight=w / w.mean()), trees)


def doubt(d, use, guess):
    """Less weight for pages whose truth leaves out most of what looks like their article."""
    kept = (guess > .5) * d.weight
    sums = lambda v: np.bincount(d.page, v, d.page[-1] + 1)
    y = np.nan_to_num(d.y)
    f1 = 2 * sums(kept * y) / np.maximum(sums(kept) + sums(y * d.weight), 1)
    return np.where(d.traf, 1.0, np.where(f1 < DOUBT_BELOW, DOUBT_WEIGHT, 1.0)[d.page])


def train_trees(x, d, use):
    """Trees for the blocks of USE. A first, small model labels the blocks of pages whose truth is a few segments,
    and finds the pages whose truth is not to be trusted."""
    easy = ~(d.y > 0) & (x[:, d.link_share] > 850) & (d.weight < 120)
    use = use & ~(easy & (np.random.RandomState(3).rand(len(d.y)) < .75))
    y, w = d.y.copy(), d.w * np.where(easy, 4.0, 1.0)
    first = use & d.known
    glance = boost(x[first], y[first], w[first], GLANCE_TREES, **GLANCE)
    guess = np.zeros(len(y))
    guess[use] = glance.predict(x[use])
    new = use & ~d.known
    y[new] = guess[new]
    w[new] *= np.where(np.abs(guess[new] - .5) > .3, 1.0, .3)
    w = w * doubt(d, use, guess)
    return boost(x[use], y[use], w[use], TREES)


def quantised(booster):
    dump = booster.dump_model()
    return {"bias": 0, "trees": [t["tree_structure"] for t in dump["tree_info"] if "split_index" in t["tree_structure"]]}


# ---- All of it ----

class Data:
    pass


def gather(pages):
    d = Data()
    d.markup, d.words = rows(pages, "markup"), rows(pages, "words")
    for name, key in (("y", "y"), ("w", "sample"), ("weight", "weight")):
        setattr(d, name, np.concatenate([getattr(p, key) for p in pages]).astype(float))
    each = lambda f: np.concatenate([np.full(len(p.y), f(p)) for p in pages])
    number = {p.id: i for i, p in enumerate(pages)}
    d.fold, d.page, d.traf = each(lambda p: p.fold), each(lambda p: number[p.id]), each(lambda p: p.set == "trafilatura")
    d.known = ~np.isnan(d.y)
    d.link_share = FEATURES.index("LINK_SHARE")
    return d


def log(*words):
    print(*words, flush=True)


def scores(args, bodies, name):
    by_set = {}
    for key, value in bodies.items():
        if "/" in key:
            by_set.setdefault(key.split("/")[0], {})[key.split("/", 1)[1]] = value
    out = []
    for s in SETS:
        path = f"{args.work}/{name}.{s}.json"
        json.dump(by_set.get(s, {}), open(path, "w"))
        subprocess.run([sys.executable, f"{args.eval}/score.py", "--predictions", path, "--set", s, "--json", path + ".row"],
                       stdout=subprocess.PIPE, check=True)
        out.append(json.load(open(path + ".row"))[0])
    return out


def bodies_of(binary, pages):
    listing = write_list(f"{binary}.list", pages)
    return json.loads(subprocess.run([binary, listing], stdout=subprocess.PIPE, check=True).stdout)


def labelled(tools, args):
    """The pages that could be read, with their blocks' tokens and labels."""
    pages, zero = read_pages(args.eval), np.zeros(SLOTS, int)
    write_inc(f"{args.work}/empty.inc", zero, zero, EMPTY)
    got = export(tools.build("features", f"{args.work}/empty.inc", "f-empty"), pages, True)
    FEATURES.extend(subprocess.run([f"{args.work}/f-empty", "--names"], stdout=subprocess.PIPE, check=True).stdout.decode().split())
    pages = [p for p in pages if p.id in got]
    for p in pages:
        _, p.weight, p.markup, p.words, p.texts = got[p.id]
        label(p)
        weigh(p)
    return pages


def features_without(folds):
    """Linear tables made without some folds, and the features of those folds' pages under them."""
    tables = linear_tables(SHARED.data, ~np.isin(SHARED.data.fold, folds))
    name = "".join(map(str, folds))
    write_inc(f"{SHARED.args.work}/linear-{name}.inc", *tables, EMPTY)
    binary = SHARED.tools.build("features", f"{SHARED.args.work}/linear-{name}.inc", f"f-{name}")
    return folds, tables, export(binary, [p for p in SHARED.pages if p.fold in folds])


def cross_validate(fold):
    """Bodies of a fold's pages by tables that saw no page of it."""
    d, args = SHARED.data, SHARED.args
    x = np.concatenate([SHARED.plain[tuple(sorted({fold, p.fold}))][p.id] for p in SHARED.pages])
    booster = train_trees(x, d, d.fold != fold)
    write_inc(f"{args.work}/fold-{fold}.inc", *SHARED.tables[(fold,)], quantised(booster))
    binary = SHARED.tools.build("bodies", f"{args.work}/fold-{fold}.inc", f"b-{fold}")
    return bodies_of(binary, [p for p in SHARED.pages if p.fold == fold])


def stage_one(args, pairs):
    with multiprocessing.Pool(args.jobs) as pool:
        done = pool.map(features_without, [(a,) for a in range(FOLDS)] + pairs, chunksize=1)
    SHARED.plain = {folds: features for folds, _, features in done}
    SHARED.tables = {folds: tables for folds, tables, _ in done}


def report(args):
    pairs = [(a, b) for a in range(FOLDS) for b in range(a + 1, FOLDS)]
    stage_one(args, pairs)
    bodies = {}
    with multiprocessing.Pool(args.jobs) as pool:
        for fold, part in enumerate(pool.imap(cross_validate, range(FOLDS))):
            bodies.update(part)
            for row in scores_of_fold(args, part, fold):
                log("fold", fold, row["set"], row["pages"], "%.4f" % row["body"])
    for row in scores(args, bodies, "cv"):
        log("all", row["set"], row["pages"], *[f"{k} {row[k]:.4f}" for k in ("body", "precision", "recall") if k in row])


def scores_of_fold(args, bodies, fold):
    """The same measure over the pages of one fold."""
    where = f"{args.work}/truth-{fold}"
    keep = {p.id for p in SHARED.pages if p.fold == fold}
    out = []
    for s in SETS:
        os.makedirs(f"{where}/{s}", exist_ok=True)
        lines = [x for x in open(f"{args.eval}/{s}/truth.jsonl", encoding="utf-8") if f"{s}/{json.loads(x)['id']}" in keep]
        open(f"{where}/{s}/truth.jsonl", "w", encoding="utf-8").writelines(lines)
        path = f"{where}/{s}.json"
        json.dump({k.split("/", 1)[1]: v for k, v in bodies.items() if k.startswith(s + "/")}, open(path, "w"))
        subprocess.run([sys.executable, f"{args.eval}/score.py", "--sets-dir", where, "--predictions", path, "--set", s,
                        "--json", path + ".row"], stdout=subprocess.PIPE, check=True)
        out += [r for r in json.load(open(path + ".row")) if r.get("body") is not None]
    return out


def input_hash(args, features):
    """Of truths, pages, these programs, and what the C program made of the pages."""
    h = hashlib.sha256(np.ascontiguousarray(features))
    for s in SETS:
        h.update(open(f"{args.eval}/{s}/truth.jsonl", "rb").read())
    for name in ("train.py", "labels.py"):
        h.update(open(f"{HERE}/{name}", "rb").read())
    for p in SHARED.pages:
        h.update(open(p.path, "rb").read())
    return h.hexdigest()


def make_model(args):
    stage_one(args, [])
    x = np.concatenate([SHARED.plain[(p.fold,)][p.id] for p in SHARED.pages])
    everywhere = np.ones(len(SHARED.data.y), bool)
    booster = train_trees(x, SHARED.data, everywhere)
    header = ("/* Made by `make model` (src/extract/model/train.py); do not edit.\n"
              f" * {len(SHARED.pages)} pages, {len(x)} blocks, {features_hash()} features; {TREES} trees of {LEAVES} leaves.\n"
              f" * Inputs: {input_hash(args, x)}\n"
              f" * lightgbm {lightgbm.__version__}, numpy {np.__version__}, scikit-learn {sklearn.__version__} */\n")
    write_inc(args.out, *linear_tables(SHARED.data, everywhere), quantised(booster), header)


def features_hash():
    return f"{len(FEATURES)} ({hashlib.sha256(' '.join(FEATURES).encode()).hexdigest()[:16]})"


FEATURES, SHARED = [], Data()


def main():
    ap = argparse.ArgumentParser(usage=__doc__)
    for name in ("eval", "work", "compile", "link"):
        ap.add_argument("--" + name, required=True)
    ap.add_argument("--out", default="src/extract/body_model.inc")
    ap.add_argument("--jobs", type=int, default=1)
    ap.add_argument("--cv", action="store_true")
    args = ap.parse_args()
    os.makedirs(args.work, exist_ok=True)
    args.work, args.eval = os.path.abspath(args.work), os.path.abspath(args.eval)
    SHARED.args, SHARED.tools = args, Tools(args)
    SHARED.pages = labelled(SHARED.tools, args)
    SHARED.data = gather(SHARED.pages)
    log(len(SHARED.pages), "pages", len(SHARED.data.y), "blocks")
    (report if args.cv else make_model)(args)


if __name__ == "__main__":
    main()
