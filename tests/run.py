#!/usr/bin/env python3
"""Runs all tests in parallel and counts their cases.

    build/tests/*_test           cmocka programs, one a room
    tests/*_test.py              the command as a user runs it (unittest)
    build/tests/fuzz_NAME        a harness over its corpus, tests/fuzz/corpus/NAME

The last line is "N passed, N failed" (and ", N skipped"). A skip prints its reason; where CI=true it is
a failure. Status 1 when anything failed or nothing ran.
"""
import argparse
import concurrent.futures
import importlib.util
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

sys.dont_write_bytecode = True
TESTS = os.path.dirname(os.path.abspath(__file__))
TIME_OUT = 900  # seconds, of one file of tests
MARK = "@@result "  # before the counts that a child hands back


# ---- One file of unittest, in a process of its own ----

class Counter(unittest.TextTestResult):
    """Counts test cases; a case with failing subtests is one failure."""

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.passed = 0
        self.failing = set()

    def addSuccess(self, test):
        super().addSuccess(test)
        self.passed += 1

    def addFailure(self, test, error):
        super().addFailure(test, error)
        self.failing.add(test.id())

    def addError(self, test, error):
        super().addError(test, error)
        self.failing.add(test.id())

    def addSubTest(self, test, subtest, error):
        super().addSubTest(test, subtest, error)
        if error:
            self.failing.add(test.id())

    def addExpectedFailure(self, test, error):
        super().addExpectedFailure(test, error)
        self.passed += 1

    def addUnexpectedSuccess(self, test):
        super().addUnexpectedSuccess(test)
        self.failing.add(test.id())


def run_module(path):
    sys.path.insert(0, TESTS)
    name = os.path.basename(path)[:-3]
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    suite = unittest.defaultTestLoader.loadTestsFromModule(module)
    result = unittest.TextTestRunner(stream=sys.stdout, resultclass=Counter, verbosity=1).run(suite)
    skipped = ["%s: %s" % (test.id(), reason) for test, reason in result.skipped]
    print(MARK + json.dumps({"passed": result.passed, "failed": len(result.failing), "skipped": skipped}), flush=True)
    return 1 if result.failing else 0


# ---- The files ----

class Outcome:
    def __init__(self, name):
        self.name = name
        self.passed = self.failed = 0
        self.skipped = []  # reasons
        self.output = ""
        self.seconds = 0.0


running = set()  # process groups
scratches = set()  # folders


def stop_all(*unused):
    for group in list(running):
        os.killpg(group, signal.SIGKILL)
    for folder in list(scratches):
        shutil.rmtree(folder, ignore_errors=True)
    os._exit(130)


def execute(command, environment):
    """Output and status of a command; over its time, its process group is killed and the status is None."""
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                               env=environment, start_new_session=True)
    running.add(process.pid)
    try:
        output, _ = process.communicate(timeout=TIME_OUT)
        status = process.returncode
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        output, _ = process.communicate()
        status = None
    running.discard(process.pid)
    return output.decode("utf-8", "replace"), status


def count_cmocka(outcome):
    plain = re.sub(r"\x1b\[[0-9;]*m", "", outcome.output)
    outcome.passed = sum(map(int, re.findall(r"^\[  PASSED  \] (\d+) test", plain, re.M)))
    outcome.failed = sum(map(int, re.findall(r"^\[  FAILED  \] (\d+) test", plain, re.M)))
    outcome.skipped = list(dict.fromkeys(re.findall(r"^\[  SKIPPED \] (?!\d+ test)(.*)", plain, re.M)))
    return bool(re.search(r"^\[==========\] .*\brun\b", plain, re.M))


def count_unittest(outcome):
    for line in reversed(outcome.output.splitlines()):
        if line.startswith(MARK):
            counts = json.loads(line[len(MARK):])
            outcome.passed, outcome.failed = counts["passed"], counts["failed"]
            outcome.skipped = counts["skipped"]
            outcome.output = outcome.output.replace(line + "\n", "")
            return True
    return False


def count_fuzz(outcome):
    outcome.passed = 1
    return True


def run_job(job, environment):
    name, command, count = job
    outcome = Outcome(name)
    scratch = tempfile.mkdtemp(prefix="newsclip-test-")
    scratches.add(scratch)
    started = time.monotonic()
    try:
        outcome.output, status = execute(command, dict(environment, TMPDIR=scratch))
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
        scratches.discard(scratch)
    outcome.seconds = time.monotonic() - started
    counted = count(outcome)
    if status is None:
        outcome.output += "\nstopped after %d seconds\n" % TIME_OUT
    elif status != 0:
        outcome.output += "\nstatus %d\n" % status
    if status != 0 or not counted:
        if count is count_fuzz:
            outcome.passed = 0
        outcome.failed = max(1, outcome.failed)  # died, or ended without its counts
    return outcome


def find_jobs(options):
    """Name, command and counter of each file of tests; the long ones first."""
    jobs = []
    for name in sorted(os.listdir(TESTS)):
        if name.endswith("_test.py"):
            command = [sys.executable, "-B", os.path.abspath(__file__), "--module", os.path.join(TESTS, name)]
            jobs.append((name[:-3], command, count_unittest))
    built = os.path.join(options.build, "tests")
    for name in sorted(os.listdir(built)) if os.path.isdir(built) else []:
        path = os.path.join(built, name)
        if not os.access(path, os.X_OK) or not os.path.isfile(path):
            continue
        corpus = os.path.join(TESTS, "fuzz", "corpus", name[len("fuzz_"):])
        if re.fullmatch(r"\w+_test", name):
            jobs.append((name, [path], count_cmocka))
        elif re.fullmatch(r"fuzz_\w+", name) and os.path.isdir(corpus):
            seeds = sorted(os.path.join(corpus, seed) for seed in os.listdir(corpus))
            jobs.append((name, [path] + seeds, count_fuzz))
    wanted = options.only
    if wanted:
        jobs = [job for job in jobs if job[0] in (wanted, wanted + "_test", "fuzz_" + wanted)]
    first = ("eval_test", "library_test", "portal_test")
    return sorted(jobs, key=lambda job: job[0] not in first)


def report(outcome, is_ci):
    """Prints what a reader needs of one file; its skips become failures where that is asked for."""
    if is_ci:
        outcome.failed += len(outcome.skipped)
    word = "FAILED" if outcome.failed else "ok"
    counts = "%d passed" % outcome.passed + (", %d failed" % outcome.failed if outcome.failed else "")
    print("%-6s %-16s %s (%.1f s)" % (word, outcome.name, counts, outcome.seconds), flush=True)
    for reason in outcome.skipped:
        print("       skipped %s" % reason)
    if outcome.failed:
        print(outcome.output.rstrip(), flush=True)


def main():
    parser = argparse.ArgumentParser(description="run the tests")
    parser.add_argument("--program", default="newsclip", help="the command under test (default ./newsclip)")
    parser.add_argument("--build", default="build", help="the folder of the test programs")
    parser.add_argument("--only", metavar="NAME", help="only NAME_test or fuzz_NAME")
    parser.add_argument("--long", action="store_true", help="also what takes longer (NEWSCLIP_LONG=1 for the tests)")
    parser.add_argument("-j", "--jobs", type=int, default=2)
    parser.add_argument("--module", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.module:
        return run_module(options.module)
    environment = dict(os.environ, NEWSCLIP=os.path.abspath(options.program),
                       NEWSCLIP_BUILD=os.path.abspath(options.build),
                       PYTHONDONTWRITEBYTECODE="1")
    if options.long:
        environment["NEWSCLIP_LONG"] = "1"
    signal.signal(signal.SIGINT, stop_all)
    signal.signal(signal.SIGTERM, stop_all)
    jobs = find_jobs(options)
    is_ci = os.environ.get("CI") == "true"
    outcomes = []
    with concurrent.futures.ThreadPoolExecutor(max(1, options.jobs)) as pool:
        for done in concurrent.futures.as_completed([pool.submit(run_job, job, environment) for job in jobs]):
            outcomes.append(done.result())
            report(outcomes[-1], is_ci)
    passed, failed = sum(o.passed for o in outcomes), sum(o.failed for o in outcomes)
    skipped = 0 if is_ci else sum(len(o.skipped) for o in outcomes)
    if not jobs:
        print("no test is named so" if options.only else "no tests found")
    print("%d passed, %d failed" % (passed, failed) + (", %d skipped" % skipped if skipped else ""), flush=True)
    return 1 if failed or passed == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
