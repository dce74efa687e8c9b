"""What one task of the Spark job costs, without Spark: spark_task.py NEWSCLIP WARC...

Streams each WARC through src/spark/stream.py, by pyarrow.fs where it is an address (file:///...), and prints its rate by the
clock, megabytes a second of processor time (newsclip's, and Python's beside it, which has this watch in it), and the largest
memory of all its processes together (pages shared among them counted once)."""
import glob
import os
import resource
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "src", "spark"))
import stream  # noqa: E402


def children(parent):
    """PARENT and all below it."""
    above = {}
    for path in glob.glob("/proc/[0-9]*/stat"):
        try:
            with open(path, encoding="utf-8", errors="replace") as file:
                above[int(path.split("/")[2])] = int(file.read().rpartition(")")[2].split()[1])
        except OSError:
            pass
    found = {parent}
    while True:
        more = {pid for pid, up in above.items() if up in found} - found
        if not more:
            return found
        found |= more


def memory_of(pid):
    """Kilobytes, shared pages by their share."""
    try:
        with open("/proc/%d/smaps_rollup" % pid, encoding="ascii") as file:
            return next(int(line.split()[1]) for line in file if line.startswith("Pss:"))
    except (OSError, StopIteration):
        return 0


def watch(ended, peak):
    while not ended.wait(3):
        peak[0] = max(peak[0], sum(map(memory_of, children(os.getpid()))))


def spent(who):
    usage = resource.getrusage(who)
    return usage.ru_utime + usage.ru_stime


def main(program, path):
    size = os.path.getsize(path.replace("file://", "")) / 1e6
    ended, peak, start = threading.Event(), [0], time.monotonic()
    python, command = spent(resource.RUSAGE_SELF), spent(resource.RUSAGE_CHILDREN)
    watcher = threading.Thread(target=watch, args=(ended, peak))
    watcher.start()
    written = 0
    for line in stream.extract(program, [], path, "arrow"):
        written += len(line) if isinstance(line, bytes) else 0
    ended.set()
    watcher.join()
    seconds, python = time.monotonic() - start, spent(resource.RUSAGE_SELF) - python
    command = spent(resource.RUSAGE_CHILDREN) - command
    print("%s: %.0f MB, %.1f MB of lines, %d pages; %.2f MB/s by the clock; newsclip %.2f MB/s of processor time, Python %.0f; "
          "memory %.0f MB" % (path, size, written / 1e6, line["pages"], size / seconds, size / command, size / python, peak[0] / 1024),
          flush=True)


if __name__ == "__main__":
    for warc in sys.argv[2:]:
        main(sys.argv[1], warc)
