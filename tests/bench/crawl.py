"""Throughput of a crawl on loopback: crawl.py NEWSCLIP PORTAL [--articles N] [--hosts N] [--weight KB] [--rounds N] [--scrapy-hosts N]

A portal of generated articles over many hosts (127.0.0.N), served by PORTAL (tests/bench/portal.c), is taken in turn by
newsclip crawl (all of it: extraction, archive, state), by wget2 from a list of the articles' addresses (download only, to files
and to nothing) and by Scrapy (lxml, JSON lines). Then newsclip once more over the same archive: what a second run costs."""
import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

sys.dont_write_bytecode = True
import make_portal  # noqa: E402
import measure  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
PORT = 18700


class Server:
    """The portal, as long as it is asked."""

    def __init__(self, program, pages, pad):
        self.process = subprocess.Popen([program, "serve", str(PORT), pages, pad], stdout=subprocess.PIPE)
        if not self.process.stdout.readline():
            sys.exit("the portal does not start (is port %d free?)" % PORT)

    def counts(self):
        with urllib.request.urlopen("http://127.0.0.1:%d/-/counts" % PORT) as answer:
            return json.loads(answer.read())

    def stop(self):
        self.process.terminate()
        self.process.wait()


def scrapy_python():
    """The interpreter that the distribution's package was made for; None: Scrapy is not there."""
    for python in ("/usr/bin/python3", sys.executable):
        if subprocess.run([python, "-c", "import scrapy"], stderr=subprocess.DEVNULL, check=False).returncode == 0:
            return python
    return None


def count_lines(folder):
    return sum(open(os.path.join(at, name), "rb").read().count(b"\n")
               for at, _, names in os.walk(folder) for name in names if name.endswith(".jsonl"))


class Bench:
    def __init__(self, options, scratch):
        self.options, self.scratch = options, scratch
        self.fronts, self.articles = make_portal.make(self.path("pages"), options.articles, options.hosts, PORT)
        self.share = min(options.scrapy_hosts or options.hosts, options.hosts)
        for name, addresses in (("fronts", self.fronts[:self.share]), ("articles", self.articles)):
            with open(self.path(name), "w", encoding="ascii") as file:
                file.write("\n".join(addresses) + "\n")
        with open(self.path("pad"), "wb") as file:
            file.write(make_portal.make_pad(options.weight * 1000))
        self.server = Server(options.portal, self.path("pages"), self.path("pad"))
        self.last = None

    def path(self, name):
        return os.path.join(self.scratch, name)

    def fresh(self, name):
        shutil.rmtree(self.path(name), ignore_errors=True)
        return self.path(name)

    def crawl(self, archive):
        """One run of newsclip; selector files don't come into it."""
        command = [self.options.newsclip, "crawl", "--data", archive, "--delay", "0", "--allow-private", "--selectors", "none"]
        self.server.counts()
        taken = measure.run(command + self.fronts)
        self.last = self.server.counts()
        return taken

    def newsclip(self):
        archive = self.fresh("archive")
        taken = self.crawl(archive)
        self.check("newsclip", taken, count_lines(archive))
        return taken

    def check(self, name, taken, articles, wanted=None):
        """Notes how many pages it was."""
        taken.count = wanted or len(self.articles)
        if taken.status != 0 or articles != taken.count:
            sys.exit("%s ended with status %d and %d of %d articles" % (name, taken.status, articles, taken.count))

    def wget2(self, *more):
        self.server.counts()
        taken = measure.run(["wget2", "--quiet", "--no-robots", "--input-file", self.path("articles"), *more])
        self.check("wget2", taken, self.server.counts()["requests"])
        return taken

    def wget2_files(self):
        return self.wget2("--force-directories", "--directory-prefix", self.fresh("files"))

    def wget2_nothing(self):
        return self.wget2("--output-document", "/dev/null")

    def scrapy(self):
        out = self.path("scrapy.jsonl")
        if os.path.exists(out):
            os.unlink(out)
        taken = measure.run([scrapy_python(), os.path.join(HERE, "spider.py"), self.path("fronts"), out])
        with open(out, "rb") as file:
            self.check("Scrapy", taken, file.read().count(b"\n"), len(self.articles) * self.share // self.options.hosts)
        return taken


def ratios(rounds, name, of):
    """How many times as many pages a second newsclip takes, in each round: OF tells seconds."""
    return [of(r[name]) / r[name].count / (of(r["newsclip"]) / r["newsclip"].count) for r in rounds]


def show(rounds):
    print("%-26s %10s %16s %12s %12s" % ("", "pages/s", "CPU ms a page", "largest MB", "together MB"))
    for name in rounds[0]:
        taken = [r[name] for r in rounds]
        print("%-26s %10.0f %16.3f %12.0f %12.0f" % (
            name, statistics.median(t.count / t.seconds for t in taken), statistics.median(t.cpu / t.count for t in taken) * 1000,
            max(t.largest for t in taken), max(t.together for t in taken)))
    print()
    for name in list(rounds[0])[1:]:
        print("pages a second of one core, as a multiple of %-26s %s" % (
            name + "'s:", measure.spread(ratios(rounds, name, lambda t: t.cpu))))
        print("pages a second by the clock,                   %-26s %s" % (
            "", measure.spread(ratios(rounds, name, lambda t: t.seconds))))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("newsclip")
    parser.add_argument("portal")
    parser.add_argument("--articles", type=int, default=10000)
    parser.add_argument("--hosts", type=int, default=50)
    parser.add_argument("--weight", type=int, default=0, help="kilobytes of scripts, styles and boxes around each article")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--scrapy-hosts", type=int, help="Scrapy takes the first so many only: it is slow")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=os.environ.get("BENCH_DIR")) as scratch:
        bench = Bench(options, scratch)
        try:
            run(bench, options)
        finally:
            bench.server.stop()


def run(bench, options):
    ceiling = float(subprocess.run([options.portal, "load", str(PORT), bench.path("pages")], stdout=subprocess.PIPE,
                                   check=True).stdout)
    tasks = {"newsclip": bench.newsclip}
    if shutil.which("wget2"):
        tasks.update({"wget2 to files": bench.wget2_files, "wget2 to /dev/null": bench.wget2_nothing})
    if scrapy_python():
        tasks["Scrapy"] = bench.scrapy
    count, rounds = len(bench.articles), []
    print("%d articles of %d + %d KB on %d hosts, %d rounds; the server itself gives %.0f pages/s" % (
        count, os.path.getsize(bench.path("pages")) / count / 1000, options.weight, options.hosts, options.rounds, ceiling))
    for _ in range(options.rounds):
        rounds.append({name: task() for name, task in tasks.items()})
    first = bench.newsclip()
    asked = bench.last
    time.sleep(1)
    second = bench.crawl(bench.path("archive"))
    show(rounds)
    print("\nsecond run, nothing changed: %d requests (%d conditional) for %d, %.4f of the bytes, %.4f of the time, %.4f of the CPU"
          % (bench.last["requests"], bench.last["conditional"], asked["requests"], bench.last["bytes"] / asked["bytes"],
             second.seconds / first.seconds, second.cpu / first.cpu))


if __name__ == "__main__":
    main()
