"""What a command takes: seconds by the clock, seconds of the processors of all its processes (those it did not wait for, too),
and the largest memory of any one of them and of all together.

    measure.py COMMAND...      one line of JSON on standard output, the command's own goes to standard error"""
import contextlib
import ctypes
import json
import os
import resource
import statistics
import subprocess
import sys
import threading
import time

PR_SET_CHILD_SUBREAPER = 36


class Taken:
    def __init__(self, values):
        self.status = values["status"]
        self.seconds, self.cpu = values["seconds"], values["cpu"]
        self.largest, self.together = values["largest"], values["together"]  # megabytes: of one process, of all


def below(pid):
    try:
        with open("/proc/%d/task/%d/children" % (pid, pid), encoding="ascii") as file:
            children = [int(word) for word in file.read().split()]
    except OSError:
        children = []
    return [pid] + [one for child in children for one in below(child)]


def field(path, name):
    with contextlib.suppress(OSError, ValueError), open(path, encoding="ascii", errors="replace") as file:
        return next((int(line.split()[1]) for line in file if line.startswith(name)), 0) / 1024
    return 0


def watch(pid, ended, sizes):
    while not ended.wait(0.2):
        pids = below(pid)
        sizes["largest"] = max([sizes["largest"]] + [field("/proc/%d/status" % one, "VmHWM:") for one in pids])
        sizes["together"] = max(sizes["together"], sum(field("/proc/%d/smaps_rollup" % one, "Pss:") for one in pids))


def measure(command):
    """Processes that their parent leaves behind become children of this one, which has no others: it waits for all."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    sizes, ended, start = {"largest": 0, "together": 0}, threading.Event(), time.monotonic()
    process = subprocess.Popen(command, stdout=sys.stderr)
    watcher = threading.Thread(target=watch, args=(process.pid, ended, sizes))
    watcher.start()
    status = process.wait()
    seconds = time.monotonic() - start
    ended.set()
    watcher.join()
    with contextlib.suppress(ChildProcessError):
        while True:
            os.wait()
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return dict(sizes, status=status, seconds=seconds, cpu=usage.ru_utime + usage.ru_stime)


def run(command, **how):
    """Taken by the command; a process of its own measures it."""
    whole = [sys.executable, os.path.abspath(__file__)] + command
    return Taken(json.loads(subprocess.run(whole, stdout=subprocess.PIPE, check=True, **how).stdout))


def spread(values, form="%.2f"):
    """The median, and the range that it is from."""
    return "%s (%s to %s)" % tuple(form % v for v in (statistics.median(values), min(values), max(values)))


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1:])))
