"""Articles of a collection of WARC files, on Spark: one task a file, near duplicates removed across all of them.

    spark-submit job.py [OPTION]... LIST OUT [-- OPTION OF newsclip extract...]

LIST names WARC files, one a line: paths of this machine (of all machines, on a cluster), or addresses such as hdfs: and s3:.
OUT becomes a folder of Parquet or JSON Lines; beside it, OUT.counts.json says what was read, kept, dropped and failed.
"""
import argparse
import json
import os
import subprocess
import sys

from pyspark import SparkFiles
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

HERE = os.path.dirname(os.path.abspath(__file__))
PARTS = ("columns.py", "near.py", "stream.py")
ROWS = "file int, number long, record string, counts string"  # a row a record, and one with the counts of each file
BROADCAST = 2_000_000  # lines dropped that are handed to each task whole; with more of them all lines are shuffled
FILE_SHIFT = 40  # a place is the number of a file, and below it that of a line


def read_arguments(arguments):
    parser = argparse.ArgumentParser(prog="job.py", description="articles of WARC files, on Spark")
    parser.add_argument("list", help="text file that names WARC files, one a line")
    parser.add_argument("out", help="folder that appears when it is complete; no file of it may be there before")
    parser.add_argument("--newsclip", default="newsclip", metavar="PROGRAM",
                        help="the command, as it was shipped by --files or --archives, or as it is found on each machine")
    parser.add_argument("--format", choices=("parquet", "jsonl"), default="parquet")
    parser.add_argument("--compression", default=None, help="of the output, as Spark names it: zstd, gzip, none ...")
    parser.add_argument("--reader", choices=("arrow", "hadoop"), default="arrow",
                        help="of addresses: pyarrow.fs (default), or the command hadoop fs -cat")
    parser.add_argument("--distance", type=int, default=6, choices=range(-1, 9), metavar="BITS",
                        help="texts are near up to this distance, 0 to 8 (default 6; 0: equal ones only; -1: all stay)")
    parser.add_argument("--pairs-at-driver", type=int, default=None, help=argparse.SUPPRESS)
    at = arguments.index("--") if "--" in arguments else len(arguments)
    options = parser.parse_args(arguments[:at])
    options.extract = arguments[at + 1:]
    return options


# ---- Hadoop's file systems: whatever Spark can write to ----

class Folder:
    """Files named by a path or an address."""

    def __init__(self, spark):
        self.jvm, self.conf = spark.sparkContext._jvm, spark.sparkContext._jsc.hadoopConfiguration()

    def at(self, path):
        path = self.jvm.org.apache.hadoop.fs.Path(path)
        return path.getFileSystem(self.conf), path

    def exists(self, path):
        system, path = self.at(path)
        return system.exists(path)

    def delete(self, path):
        system, path = self.at(path)
        system.delete(path, True)

    def write(self, path, text):
        system, path = self.at(path)
        stream = system.create(path, True)
        stream.write(text.encode("utf-8"))
        stream.close()


# ---- Extraction ----

def find_program(name):
    """What came with the job stands in a folder of its own, or, under YARN, in that of the process."""
    for path in (SparkFiles.get(name), os.path.abspath(name)):
        if os.path.exists(path):
            return path
    return name


def extract_file(number, path, program, options, reader):
    """Rows of one file. A task that is tried again begins at the file's start, and only one try is committed."""
    import stream
    at = 0
    for line in stream.extract(find_program(program), options, path, reader):
        if isinstance(line, dict):
            yield number, -1, None, json.dumps(line)
        else:
            yield number, at, line.decode("utf-8").rstrip("\n"), None
            at += 1


def extract_all(spark, paths, options):
    program, extra, reader = options.newsclip, options.extract, options.reader
    files = spark.sparkContext.parallelize(list(enumerate(paths)), len(paths))
    rows = files.flatMap(lambda file: extract_file(file[0], file[1], program, extra, reader)).toDF(ROWS)
    return rows.select("*", F.json_tuple("record", "hash", "simhash").alias("hash", "simhash"))


def sum_counts(rows, files):
    found = [json.loads(row.counts) for row in rows.where("counts is not null").select("counts").collect()]
    if len(found) != files:
        raise RuntimeError("%d files were to be read, the counts are those of %d" % (files, len(found)))
    return {name: sum(counts[name] for counts in found) for name in found[0]}


# ---- Duplicates ----

def to_long(hexadecimal, start):
    return F.conv(F.substring(hexadecimal, start, 8), 16, 10).cast("long")


def comparable(records):
    """(place, hash, simhash) of what can be compared; a line without a text stays, as newsclip dedup lets it."""
    simhash = F.shiftleft(to_long("simhash", 1), 32).bitwiseOR(to_long("simhash", 9))
    return records.where("hash rlike '^[0-9a-f]{32}$' and simhash rlike '^[0-9a-f]{16}$'").select(
        "place", F.unhex("hash").alias("hash"), simhash.alias("simhash"))


def find_repeated(records, options, keep):
    import near
    if options.distance < 0:
        return records.sparkSession.createDataFrame([], "place long, same boolean")
    at_driver = near.PAIRS_AT_DRIVER if options.pairs_at_driver is None else options.pairs_at_driver
    return near.repeated(comparable(records), options.distance, keep, at_driver)


# ---- Output ----

def read_schema(spark, program):
    """The record's JSON Schema, asked of a machine that will extract; it is also the first sign that the program runs there."""
    def ask(unused):
        return subprocess.run([find_program(program), "schema"], stdout=subprocess.PIPE, check=True).stdout.decode("utf-8")
    return json.loads(spark.sparkContext.parallelize([0], 1).map(ask).first())


def write_records(records, schema, options):
    import columns
    ordered = records.sortWithinPartitions("place")
    if options.format == "jsonl":
        ordered.select("record").write.text(options.out, compression=options.compression or "none")
        return records.sparkSession.read.text(options.out).count()
    parsed = F.from_json("record", columns.type_of(schema), {"mode": "FAILFAST"}).alias("r")
    ordered.select(parsed).select("r.*").write.parquet(options.out, compression=options.compression or "zstd")
    return records.sparkSession.read.parquet(options.out).count()


def run(spark, options, scratch):
    def keep(frame, name):
        frame.write.mode("overwrite").parquet(scratch + "/" + name)
        return spark.read.parquet(scratch + "/" + name)

    paths = [line.strip() for line in spark.sparkContext.textFile(options.list).collect() if line.strip()]
    if not paths:
        raise RuntimeError("%s: no file is named there" % options.list)
    schema = read_schema(spark, options.newsclip)
    rows = keep(extract_all(spark, paths, options), "rows")
    counts = sum_counts(rows, len(paths))
    records = rows.where("record is not null").withColumn(
        "place", F.shiftleft(F.col("file").cast("long"), FILE_SHIFT).bitwiseOR(F.col("number")))
    repeated = keep(find_repeated(records, options, keep), "repeated")
    dropped = {row.same: row["count"] for row in repeated.groupBy("same").count().collect()}
    places = repeated.select("place")
    if sum(dropped.values()) <= BROADCAST:
        places = F.broadcast(places)
    kept = write_records(records.join(places, "place", "left_anti"), schema, options)
    same, near = dropped.get(True, 0), dropped.get(False, 0)
    if kept + same + near != counts["lines"]:
        raise RuntimeError("%d lines were read, but %d kept and %d dropped" % (counts["lines"], kept, same + near))
    return {"files": len(paths), **counts, "same": same, "near": near, "kept": kept}


def main(arguments):
    options = read_arguments(arguments)
    spark = SparkSession.builder.appName("newsclip").config(
        "spark.hadoop.mapreduce.fileoutputcommitter.algorithm.version", "1").getOrCreate()
    for part in PARTS:  # in a cluster's driver they come by --py-files
        if os.path.exists(os.path.join(HERE, part)):
            spark.sparkContext.addPyFile(os.path.join(HERE, part))
    folder, scratch = Folder(spark), options.out.rstrip("/") + ".scratch"
    if folder.exists(options.out):
        sys.exit("job.py: %s is there already" % options.out)
    try:
        counts = json.dumps(run(spark, options, scratch))
        folder.write(options.out.rstrip("/") + ".counts.json", counts + "\n")
        print(counts)
    finally:
        folder.delete(scratch)
        spark.stop()


if __name__ == "__main__":
    main(sys.argv[1:])
