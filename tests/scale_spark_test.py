"""src/spark on a real Spark: the same lines as on one machine, whatever happens to a task on the way."""
import glob
import json
import os
import random
import shutil
import stat
import subprocess
import unittest

import warcs
from support import PROGRAM, ROOT, SELECTORS, Case, environment, newsclip, sample

JOB, PACK = (os.path.join(ROOT, "src", "spark", name) for name in ("job.py", "pack.sh"))
FILES = 40
PAGES_A_FILE = 7
BASE = "https://portal.example"
QUIET = "rootLogger.level = error\nrootLogger.appenderRef.stdout.ref = console\nappender.console.type = Console\n" \
        "appender.console.name = console\nappender.console.target = SYSTEM_ERR\nappender.console.layout.type = PatternLayout\n" \
        "appender.console.layout.pattern = %p %c: %m%n%ex\n"

# A newsclip that kills itself half-way through one file, the first time that it is asked for it. The real one is in an archive.
DYING = """#!/bin/sh
real=$(dirname "$0")/clip/newsclip
case "$*" in
*{victim}*)
    if mkdir {mark} 2>/dev/null; then
        head -c {half} | "$real" "$@" | head -n 3
        kill -9 $$
    fi ;;
esac
exec "$real" "$@"
"""
# One that is handed lines in place of a WARC, and hands them on.
PASSING = """#!/bin/sh
[ "$1" = schema ] && exec {program} schema
tee {folder}/$$
echo "newsclip: 0 pages: $(wc -l < {folder}/$$) lines, 0 without an article, 0 filtered out, 0 failed" >&2
"""


def python_of(version):
    return os.path.join(ROOT, "build", "spark-python", version)


def pages():
    """(address, bytes, content type) of the sample portal's articles."""
    site = sample.build()
    return [(BASE + path, page.body(BASE), page.content_type) for path, page in sorted(site.pages.items())
            if path.endswith(".html") and page.status == 200]


def edited(body, number):
    """The story with a sentence more: near the others, equal to those of the same number."""
    note = b"<p>Note %d of the editors: the pier is closed.</p>" % number
    return body.replace(b"</p>", b"</p>" + note, 1) if number else body


def bare(row):
    """A row as its line has it: null columns but some are left out there, maps are pairs here."""
    row = {key: value for key, value in row.items() if value is not None or key in ("title", "date", "body")}
    row = {key: bare(value) if isinstance(value, dict) else value for key, value in row.items()}
    return {key: dict(value) if key == "from" else value for key, value in row.items()}


def url_of(record):
    return record["url"]


class Spark(Case):
    def submit(self, version, master, *arguments):
        """Runs the job; the executors' folders are those of Spark's package, and go when it ends."""
        home = glob.glob(os.path.join(python_of(version), "lib", "python3*", "site-packages", "pyspark"))[0]
        self.addCleanup(shutil.rmtree, os.path.join(home, "work"), True)
        log = self.write("log4j2.properties", QUIET)
        options = {"spark.ui.enabled": "false", "spark.sql.shuffle.partitions": "4", "spark.local.dir": self.tmp,
                   "spark.driver.host": "127.0.0.1", "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
                   "spark.executor.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
                   "spark.network.timeout": "600s", "spark.executor.heartbeatInterval": "60s"}
        command = [os.path.join(home, "bin", "spark-submit"), "--master", master, "--driver-java-options",
                   "-Dlog4j2.configurationFile=file:" + log + " " + options.pop("spark.driver.extraJavaOptions")]
        for name, value in options.items():
            command += ["--conf", "%s=%s" % (name, value)]
        env = environment(SPARK_HOME=home, PYSPARK_PYTHON=os.path.join(python_of(version), "bin", "python"),
                          SPARK_LOCAL_IP="127.0.0.1")
        return subprocess.run(command + [str(argument) for argument in arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True, env=env, cwd=self.tmp, timeout=900)

    def run_job(self, version, master, *arguments):
        done = self.submit(version, master, *arguments)
        self.assertEqual(done.returncode, 0, done.stdout[-3000:] + done.stderr[-3000:])  # the driver's own is on standard output
        return done

    def script(self, name, text, **values):
        path = self.write(name, text.format(program=PROGRAM, **values))
        os.chmod(path, stat.S_IRWXU)
        return path

    def counts_of(self, out):
        with open(out + ".counts.json", encoding="utf-8") as file:
            return json.load(file)

    def lines(self, folder):
        found = []
        for path in glob.glob(os.path.join(folder, "part-*")):
            with open(path, encoding="utf-8", newline="\n") as file:
                found += file.readlines()
        return sorted(found)

    def parquet(self, version, folder):
        """The rows of a Parquet folder as JSON objects, without what is null."""
        program = "import json, sys, pyarrow.parquet as p\n" \
                  "for row in p.read_table(sys.argv[1]).to_pylist(): print(json.dumps(row))"
        done = subprocess.run([os.path.join(python_of(version), "bin", "python"), "-c", program, folder], stdout=subprocess.PIPE,
                              check=True)
        return [json.loads(line) for line in done.stdout.decode().splitlines()]

    def collection(self):
        """WARC files in which most pages stand several times, some of them edited; their paths."""
        all_pages, dice, paths = pages(), random.Random(5), []
        for i in range(FILES):
            records = [warcs.info()]
            for url, body, kind in dice.sample(all_pages, PAGES_A_FILE):
                body = edited(body, dice.choice((0, 0, 0, 1, 2)))
                records += [warcs.request(url), warcs.response(url, body, content_type=kind)]
            paths.append(self.write("news-%02d.warc.gz" % i, warcs.packed(records)))
        with open(paths[9], "r+b") as file:  # one has a damaged record
            file.seek(os.path.getsize(paths[9]) // 2)
            file.write(b"\0" * 40)
        return paths

    def one_machine(self, paths, *options):
        """Lines that stay, and how many went by their hash and their SimHash."""
        extracted = newsclip("extract", *options, *paths)
        dropped = os.path.join(self.tmp, "dropped.jsonl")
        result = newsclip("dedup", "--dropped", dropped, self.write("all.jsonl", extracted.out))
        self.expect(result, 0)
        with open(dropped, encoding="utf-8") as file:
            why = [json.loads(line)["why"] for line in file]
        return result.out.splitlines(True), len(extracted.records), why.count("hash"), why.count("simhash")

    def test_two_executors_give_the_lines_of_one_machine_though_newsclip_is_killed(self):
        paths = self.collection()
        lines, read, same, near = self.one_machine(paths)
        self.assertTrue(read > 200 and same > 20 and near > 20, (read, same, near))
        mark = os.path.join(self.tmp, "killed")
        dying = self.script("newsclip", DYING, victim="news-17", mark=mark, half=os.path.getsize(paths[17]) // 2)
        out, archive = os.path.join(self.tmp, "out"), os.path.join(self.tmp, "clip.tar.gz")
        subprocess.run(["sh", PACK, PROGRAM, archive, SELECTORS], check=True)
        self.run_job("3.5", "local-cluster[2,1,1024]", "--files", dying, "--archives", archive + "#clip", JOB,
                     "--newsclip", "newsclip", "--format", "jsonl", self.write("list", "\n".join(paths) + "\n"), out)
        self.assertTrue(os.path.isdir(mark))
        self.assertEqual(self.lines(out), sorted(lines))
        counts = self.counts_of(out)
        self.assertEqual({name: counts[name] for name in ("files", "lines", "same", "near", "kept", "failed")},
                         {"files": FILES, "lines": read, "same": same, "near": near, "kept": len(lines), "failed": 1})
        self.assertFalse(os.path.exists(out + ".scratch"))

    def near_lines(self, count=3000):
        """Lines whose SimHashes stand in clusters and chains, a few bits from one to the next, and some without a text."""
        dice, lines, simhash = random.Random(11), [], 0
        for i in range(count):
            if i % 12 == 0:
                simhash = dice.getrandbits(64)
            for _ in range(dice.choice((0, 1, 2, 3, 5, 7))):
                simhash ^= 1 << dice.randrange(64)
            record = {"url": "%s/%d" % (BASE, i), "title": "Pier %d" % (i // 12), "byline": [], "date": None,
                      "body": "The pier\u2028is \"closed\" %x." % simhash, "related": [{"title": "Pier", "url": BASE}],
                      "kind": "article", "article": 0.5, "from": {"title": "json-ld"}, "warc": {"file": "a", "offset": i},
                      "hash": "%032x" % (simhash * 7 + i % 2), "simhash": "%016x" % simhash, "schema": 1}
            if i % 50 == 49:
                del record["hash"], record["simhash"]
                record["body"] = None
            lines.append(json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n")
        dice.shuffle(lines)
        return lines

    def test_spark_4_drops_what_dedup_drops_and_its_columns_hold_what_the_lines_hold(self):
        lines = self.near_lines()
        paths = [self.write("%d.jsonl" % i, "".join(lines[i::5])) for i in range(5)]
        passing = self.script("newsclip", PASSING, folder=self.tmp)
        addresses = ["file://" + path for path in paths]  # by pyarrow
        kept, dropped = newsclip("dedup", "--dropped", os.path.join(self.tmp, "dropped"), *paths).out.split("\n"), {}
        expected = [json.loads(line) for line in kept if line]
        with open(os.path.join(self.tmp, "dropped"), encoding="utf-8") as file:
            for line in file:
                why = json.loads(line)["why"]
                dropped[why] = dropped.get(why, 0) + 1
        self.assertTrue(len(lines) / 5 < len(expected) < len(lines) * 4 / 5)
        out = os.path.join(self.tmp, "out")
        self.run_job("4", "local[2]", JOB, "--newsclip", passing, "--pairs-at-driver", "300",
                     self.write("list", "\n".join(addresses)), out)
        rows = self.parquet("4", out)
        self.assertEqual(sorted((bare(row) for row in rows), key=url_of), sorted(expected, key=url_of))
        counts = self.counts_of(out)
        self.assertEqual((counts["kept"], counts["same"], counts["near"]),
                         (len(expected), dropped["hash"], dropped["simhash"]))


if __name__ == "__main__":
    unittest.main()
