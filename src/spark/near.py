"""Which lines of a collection repeat an earlier text: the rule of `newsclip dedup`, for more lines than one machine holds.

In the order of their places a line stays unless a line that stays before it has the same hash, or a SimHash that differs in
at most DISTANCE bits. So a text that is near one which goes does not go for that. Equal hashes have equal SimHashes: what
there is to decide is about the first line of each SimHash.

Two SimHashes that differ in at most D bits agree in K of D + K blocks: each choice of K blocks makes a key, and lines that
share a key are held against each other. With more texts K grows, so that a key's texts stay few.
"""
import itertools

from pyspark.sql import functions as F

TEXTS_A_KEY = 256  # on the average; beyond that keys get a block more
AGREEING = (2, 3, 4)
PAIRS_AT_DRIVER = 4_000_000


# ---- Keys ----

def mask_of(blocks, block):
    start, end = 64 * block // blocks, 64 * (block + 1) // blocks
    return (1 << end) - (1 << start)


def agreeing_blocks(distance, texts):
    """K: the fewest agreeing blocks whose keys part so many texts well."""
    for k in AGREEING:
        if texts >> 64 * k // (distance + k) <= TEXTS_A_KEY:
            break
    return k


def masks(distance, k):
    blocks = [mask_of(distance + k, block) for block in range(distance + k)]
    return [sum(chosen) for chosen in itertools.combinations(blocks, k)]


def signed(bits):
    return bits - (1 << 64) if bits >> 63 else bits


def with_keys(texts, distance, k):
    """A row for each key of each text. Keys are hashed: a wrong meeting is found out by its distance."""
    keys = [F.xxhash64(F.lit(i), F.col("simhash").bitwiseAND(F.lit(signed(mask))))
            for i, mask in enumerate(masks(distance, k))]
    return texts.select("place", "simhash", F.explode(F.array(*keys)).alias("key"))


def pairs_of(texts, distance, k):
    """(earlier, later): places of texts at most DISTANCE apart."""
    rows = with_keys(texts, distance, k)
    a, b = rows.alias("a"), rows.alias("b")
    apart = F.bit_count(F.col("a.simhash").bitwiseXOR(F.col("b.simhash")))
    near = (F.col("a.key") == F.col("b.key")) & (F.col("a.place") < F.col("b.place")) & (apart <= distance)
    return a.join(b.hint("merge"), near).select(F.col("a.place").alias("earlier"), F.col("b.place").alias("later")).distinct()


# ---- The decision ----

def decide_at_driver(pairs):
    """Places that go. Pairs come by their later text: what becomes of the earlier one is known by then."""
    gone = set()
    for earlier, later in pairs.orderBy("later").toLocalIterator():
        if earlier not in gone:
            gone.add(later)
    return gone


def decide_round(pairs):
    """A text with no earlier neighbour stays, its neighbours go: (who goes, the pairs that are left)."""
    later = pairs.select(F.col("later").alias("place")).distinct()
    settled = pairs.join(later, pairs.earlier == later.place, "left_anti")
    gone = settled.select(F.col("later").alias("place")).distinct()
    left = pairs.join(gone, pairs.earlier == gone.place, "left_anti")
    return gone, left.join(gone, left.later == gone.place, "left_anti")


def decide(pairs, keep, at_driver):
    """(place) of the texts that go. KEEP(frame, name) writes a frame to disk and reads it again."""
    gone, number = pairs.sparkSession.createDataFrame([], "place long"), 0
    while pairs.count() > at_driver:
        now, left = decide_round(pairs)
        gone = gone.union(keep(now, "gone-%d" % number))
        pairs = keep(left, "pairs-%d" % number)
        number += 1
    last = [(place,) for place in decide_at_driver(pairs)]
    return gone.union(pairs.sparkSession.createDataFrame(last, "place long"))


# ---- The lines that go ----

def repeated_hashes(lines):
    first = lines.groupBy("hash").agg(F.min("place").alias("first"))
    return lines.join(first, "hash").where("place != first").select("place", F.lit(True).alias("same"))


def repeated(lines, distance, keep, at_driver=PAIRS_AT_DRIVER):
    """LINES: (place, hash, simhash) of the lines that have a text. Gives (place, same) of those that repeat one: SAME by
    its hash, else by a near SimHash."""
    if distance == 0:
        return repeated_hashes(lines)
    texts = keep(lines.groupBy("simhash").agg(F.min("place").alias("place"), F.min_by("hash", "place").alias("hash")), "texts")
    k = agreeing_blocks(distance, texts.count())
    pairs = keep(pairs_of(texts, distance, k), "pairs")
    gone = decide(pairs, keep, at_driver).withColumn("gone", F.lit(True))
    texts = texts.join(gone, "place", "left").select(
        "simhash", F.col("place").alias("first"), F.col("hash").alias("first_hash"), F.coalesce("gone", F.lit(False)).alias("gone"))
    return lines.join(texts, "simhash").where("gone or place != first").select(
        "place", (~F.col("gone") & (F.col("hash") == F.col("first_hash"))).alias("same"))
