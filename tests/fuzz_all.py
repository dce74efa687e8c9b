"""All fuzz targets in turn, the time shared among them by what a stranger's bytes could do there.

    fuzz_all.py --targets FOLDER --seconds S [--jobs N] [--keep FOLDER] [--seed N]

S is the sum of their times. Each starts from its seeds and from what earlier runs found, under FOLDER/NAME, where a finding
is left, too. The same seed begins with the same inputs, so that a change is not judged by chance; another one looks further.
A line a target; status 1 when there was a finding.
"""
import argparse
import concurrent.futures
import os
import re
import signal
import subprocess
import sys

CORPUS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "fuzz", "corpus")
# Shares of the time; targets not named here have one.
SHARES = {"page": 5, "extract_fields": 5, "extract_body": 5, "select": 3, "decode": 3, "discover": 3, "warc": 3, "frame": 3,
          "http": 2, "coding": 2}
LEAST = 3  # seconds

running = set()


def stop(*unused):
    for process in list(running):
        process.kill()
    os._exit(130)


def fuzz(name, options, seconds):
    """What the target says, and its status."""
    folder = os.path.join(options.keep, name)
    os.makedirs(folder, exist_ok=True)
    command = [os.path.join(os.path.abspath(options.targets), "fuzz_" + name), "-max_total_time=%d" % seconds,
               "-seed=%d" % options.seed, "-max_len=65536", "-timeout=30", "-rss_limit_mb=2048", "-print_final_stats=1", ".",
               os.path.join(CORPUS, name)]
    process = subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    running.add(process)
    try:
        said, _ = process.communicate(timeout=seconds + 120)
    except subprocess.TimeoutExpired:
        process.kill()
        said, _ = process.communicate()
        said += b"\nstopped: it did not end by itself\n"
    running.discard(process)
    return said.decode("utf-8", "replace"), process.returncode


def report(name, seconds, said, status):
    runs = re.search(r"number_of_executed_units: (\d+)", said)
    print("%-6s %-16s %d s, %s inputs" % ("ok" if status == 0 else "FAILED", name, seconds, runs.group(1) if runs else "no"),
          flush=True)
    if status:
        print("\n".join(said.splitlines()[-60:]), flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--targets", default="build/fuzzing")
    parser.add_argument("--keep", default="build/fuzz")
    parser.add_argument("--seconds", type=int, default=300)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    names = sorted(os.listdir(CORPUS), key=lambda name: -SHARES.get(name, 1))
    whole = sum(SHARES.get(name, 1) for name in names)
    times = {name: max(LEAST, options.seconds * SHARES.get(name, 1) // whole) for name in names}
    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        jobs = {pool.submit(fuzz, name, options, times[name]): name for name in names}
        for done in concurrent.futures.as_completed(jobs):
            said, status = done.result()
            failed += status != 0
            report(jobs[done], times[jobs[done]], said, status)
    print("%d targets fuzzed for %d s, %d with a finding" % (len(names), sum(times.values()), failed), flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
