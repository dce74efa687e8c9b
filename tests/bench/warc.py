"""Bulk extraction as a user runs it: warc.py NEWSCLIP BENCH PAGES [COUNT [ROUNDS]]

Makes a WARC of COUNT pages from the folder PAGES, extracts it on one core and on two, with as many workers as extract takes
of itself, and prints pages a second beside libxml2's bare parse (BENCH, the program of `make bench`) with a process a core, by
the clock and by the processors' time (which a busy machine leaves alone, mostly), and the largest memory of a worker over the
first and the last quarter of the run. At the end how many times one core two are, and, in the same rounds, how many times one
two are for processes that have nothing in common: more no program can have of the machine."""
import glob
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))


def taskset(cores, command):
    return ["taskset", "-c", ",".join(map(str, cores))] + command


def worker_memory(parent):
    """Resident kilobytes of the largest process below PARENT, its own children and theirs."""
    largest = 0
    for status in glob.glob("/proc/[0-9]*/status"):
        try:
            with open(status, encoding="ascii", errors="replace") as file:
                fields = dict(line.rstrip("\n").split(":\t", 1) for line in file if ":\t" in line)
            with open("/proc/%s/status" % fields["PPid"].strip(), encoding="ascii", errors="replace") as file:
                above = dict(line.rstrip("\n").split(":\t", 1) for line in file if ":\t" in line)
        except (OSError, KeyError, ValueError):
            continue
        if above.get("PPid", "").strip() == str(parent) and "VmRSS" in fields:
            largest = max(largest, int(fields["VmRSS"].split()[0]))
    return largest


def spent():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def extract(program, path, cores):
    """Seconds by the clock and of the processors, and samples of the workers' memory."""
    samples, ended, before = [], threading.Event(), spent()
    start = time.monotonic()
    process = subprocess.Popen(taskset(cores, [program, "extract", "--selectors", "none", path, "--output", path + ".jsonl"]))

    def watch():
        while not ended.wait(0.5):
            samples.append(worker_memory(process.pid))
    watcher = threading.Thread(target=watch)
    watcher.start()
    status = process.wait()
    seconds = time.monotonic() - start
    ended.set()
    watcher.join()
    if status != 0:
        sys.exit("extract ended with status %d" % status)
    return seconds, spent() - before, [s for s in samples if s]


def parse(bench, folder, cores):
    """Pages a second of the bare parse, each core on its own process."""
    processes = [subprocess.Popen(taskset([core], [bench, "--parse", folder]), stdout=subprocess.PIPE) for core in cores]
    return sum(float(process.communicate()[0]) for process in processes)


def apart(bench, folder):
    """How many times the work of one core two do, for two processes that read the same pages and share nothing else."""
    def seconds(cores):
        start = time.monotonic()
        for process in [subprocess.Popen(taskset([core], [bench, "--once", folder]), stdout=subprocess.DEVNULL) for core in cores]:
            process.wait()
        return time.monotonic() - start
    return (seconds([0]) + seconds([1])) / seconds([0, 1])


def measure(program, bench, folder, path, count):
    """One round: how many times one core two are."""
    rates = {}
    for cores in ([0], [0, 1]):
        bare = parse(bench, folder, cores)
        seconds, busy, memory = extract(program, path, cores)
        rates[len(cores)] = count / seconds
        quarter = max(1, len(memory) // 4)
        print("%d of each: bare parse %.1f pages/s, extract %.1f pages/s, ratio %.3f by the clock, %.3f by processor time; "
              "a worker's memory %.1f MB, at the end %.1f MB"
              % (len(cores), bare, count / seconds, count / seconds / bare, count / busy / (bare / len(cores)),
                 max(memory[:quarter], default=0) / 1024, max(memory[-quarter:], default=0) / 1024))
    return rates[2] / rates[1]


def main(program, bench, folder, count=4000, rounds=3):
    with tempfile.TemporaryDirectory() as scratch:
        path = os.path.join(scratch, "bench.warc.gz")
        subprocess.run([sys.executable, os.path.join(HERE, "make_warc.py"), path, str(count), folder], check=True)
        times = [(measure(program, bench, folder, path, count), apart(bench, folder)) for _ in range(rounds)]
    ours, machine = (statistics.median(column) for column in zip(*times))
    print("two cores are %.2f times one, and %.2f times for two processes apart (medians of %d rounds: %s)"
          % (ours, machine, rounds, ", ".join("%.2f of %.2f" % pair for pair in times)))


if __name__ == "__main__":
    main(*sys.argv[1:4], *map(int, sys.argv[4:6]))
