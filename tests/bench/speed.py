"""What `make bench` prints: speed.py [--peers PYTHON] [--rounds N] [--json] NEWSCLIP BENCH PAGES...

By set of pages, taken in turn, on one core: pages a second of the whole way of newsclip and of libxml2's bare parse, and their
ratio; where the time goes; instructions a page (callgrind, where it is installed); peak memory. Then the time of a start. With
PYTHON, of a folder that `make bench-peers` makes: the same pages by other tools, as multiples of the bare parse in their own
process (lxml brings its own libxml2) and of newsclip's processor time in the same round."""
import argparse
import gzip
import json
import os
import re
import shutil
import statistics
import subprocess
import sys

sys.dont_write_bytecode = True
import measure  # noqa: E402
import startup  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
PARSES = 5    # of `bench --parse`
COUNTED = 20  # pages whose instructions are counted: callgrind takes fifty times as long
FIRST = ("decode", "  prefilter", "parse", "blocks")


def output(command):
    return subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout


def one_core():
    """This process and all that it starts stay on one processor, where the system can be told so."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


# ---- newsclip ----

def first_pages(pages, count):
    folder, _, most = pages.partition(":")
    return "%s:%d" % (folder, min(count, int(most or count)))


def instructions(bench, mode, function, pages, times):
    """Of FUNCTION alone, a page, where it takes so many pages in all."""
    command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", "--toggle-collect=" + function + "*", bench, mode,
               first_pages(pages, COUNTED)]
    process = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=True)
    return int(re.search(rb"Collected : (\d+)", process.stderr).group(1)) // times


def largest_page(pages):
    """The path of the set's largest, and its megabytes."""
    folder = pages.partition(":")[0]
    sizes = []
    for name in sorted(name for name in os.listdir(folder) if ".html" in name):
        path = os.path.join(folder, name)
        with gzip.open(path) if name.endswith(".gz") else open(path, "rb") as file:
            sizes.append((len(file.read()) / 1e6, path))
    return max(sizes)


def measure_set(bench, pages, peers, rounds):
    result = {"pages": pages, "rounds": [], "peers": {}}
    for _ in range(rounds):
        result["rounds"].append(json.loads(output([bench, pages])))
        for tool in peers.tools:
            result["peers"].setdefault(tool, []).append(json.loads(output(peers.command + [tool, pages])))
    result["largest_mb"], largest = largest_page(pages)
    result["peak_of_largest_mb"] = int(output([bench, "--once", largest]).split()[2]) / 1024
    result["peak_mb"] = int(output([bench, "--once", pages]).split()[2]) / 1024
    if shutil.which("valgrind"):
        count = min(COUNTED, result["rounds"][0]["pages"])
        result["instructions"] = instructions(bench, "--once", "clip_all", pages, count)
        result["instructions_of_parse"] = instructions(bench, "--parse", "parse_all", pages, count * PARSES)
    return result


class Peers:
    def __init__(self, python):
        self.command = [python, os.path.join(HERE, "peers.py")]
        self.tools = json.loads(output(self.command)) if python and os.path.exists(python) else []


# ---- What is printed ----

def name_of(pages):
    return os.path.basename(os.path.dirname(pages.rstrip("/"))) or pages


def stage_rows(rounds):
    """Name and part of the bare parse, the median of the rounds: prefilter and parse apart, fields together and one by one."""
    part = {name: statistics.median(r["stages"].get(name, 0) / r["parse"] for r in rounds) for name in rounds[0]["stages"]}
    fields = [name for name in part if name not in FIRST + ("  features", "  model", "clean", "JSON")]
    yield "decode", part["decode"]
    yield "prefilter", part["  prefilter"]
    yield "parse", part["parse"] - part["  prefilter"]
    yield "blocks", part["blocks"]
    yield "fields", sum(part[name] for name in fields)
    for name in sorted(fields, key=lambda name: -part[name]):
        if part[name] >= .002:
            yield "  " + name, part[name]
        if name == "body":
            yield "    its features", part["  features"]
            yield "    its model", part["  model"]
    yield "clean text", part["clean"]
    yield "JSON", part["JSON"]


def print_set(result):
    rounds = result["rounds"]
    first = rounds[0]
    ratios = [r["parse"] / r["clip"] for r in rounds]
    print("%s: %d pages, %.1f MB, %d with a body; %d rounds" % (
        name_of(result["pages"]), first["pages"], first["bytes"] / 1e6, first["bodies"], len(rounds)))
    print("  ratio to the bare parse    %s" % measure.spread(ratios, "%.3f"))
    print("  bare parse, newsclip       %.0f and %.0f pages/s" % tuple(
        statistics.median(r["pages"] / r[what] for r in rounds) for what in ("parse", "clip")))
    if "instructions" in result:
        print("  instructions a page        %.2f million; bare parse %.2f; ratio %.3f (the first %d pages)" % (
            result["instructions"] / 1e6, result["instructions_of_parse"] / 1e6,
            result["instructions_of_parse"] / result["instructions"], COUNTED))
    print("  peak memory                %.1f MB for the largest page, of %.1f MB\n" % (
        result["peak_of_largest_mb"], result["largest_mb"]))
    print("  where the time goes, in parts of the bare parse")
    for name, part in stage_rows(rounds):
        print("    %-20s %6.3f" % (name, part))
    print()
    if result["peers"]:
        print_peers(result)


def print_peers(result):
    clip = [r["clip"] / r["pages"] for r in result["rounds"]]
    parse = [r["clip"] / r["parse"] for r in result["rounds"]]
    row = "  %-24s %-24s %-28s %8s  %s"
    print(row % ("", "times the bare parse", "times newsclip's time", "MB", "gives"))
    print(row % ("newsclip", measure.spread(parse), "1", "%.0f" % result["peak_mb"], "all fields, related links"))
    for tool, rounds in result["peers"].items():
        print(row % ("%s %s" % (tool, rounds[0]["version"]), measure.spread([r["take"] / r["parse"] for r in rounds], "%.1f"),
                     measure.spread([r["take"] / r["pages"] / c for r, c in zip(rounds, clip)], "%.1f"),
                     "%.0f" % max(r["peak_mb"] for r in rounds), rounds[0]["gives"]))
    libraries = {r["libxml2"] for rounds in result["peers"].values() for r in rounds}
    print("  (MB: with all pages in memory; the bare parse of the Python tools is that of lxml's own libxml2, %s)\n" % (
        ", ".join(sorted(libraries))))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("newsclip")
    parser.add_argument("bench")
    parser.add_argument("--peers", default="", help="a Python that has them")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("pages", nargs="*", help="FOLDER or FOLDER:N, the first N")
    options = parser.parse_args()
    if not options.pages:
        sys.exit("no pages: PAGES=FOLDER holds *.html or *.html.gz")
    peers, started = Peers(options.peers), startup.measure(options.newsclip)
    one_core()
    results = []
    for pages in options.pages:
        results.append(measure_set(options.bench, pages, peers, options.rounds))
        if not options.json:
            print_set(results[-1])
    if options.json:
        print(json.dumps({"sets": results, "start_ms": started[0], "start_with_selectors_ms": started[1]}))
    else:
        print("start: a small page takes %.1f ms more than `true`, with %d selector files %.1f ms" % (
            started[0], startup.SELECTOR_FILES, started[1]))


if __name__ == "__main__":
    main()
