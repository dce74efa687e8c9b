"""How much longer than `true` the command takes for a small page: startup.py NEWSCLIP"""
import os
import subprocess
import sys
import tempfile
import time

PAGE = "<!DOCTYPE html><title>Lamp</title><article><h1>Lamp</h1>%s</article>" % "".join(
    "<p>%d. The lamp over the harbour door was lit again on Monday, nine years after the keeper had carried it home.</p>" % n
    for n in range(5))
SELECTOR_FILES = 2000


def milliseconds(command):
    start = time.monotonic()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    return (time.monotonic() - start) * 1000


def more_than_true(program, selectors, rounds=25):
    """Milliseconds, the best of both: what else runs on the machine only adds."""
    with tempfile.TemporaryDirectory() as folder:
        page = os.path.join(folder, "page.html")
        with open(page, "w", encoding="ascii") as file:
            file.write(PAGE)
        command = [program, "--selectors", selectors, "--url", "http://site7.example/lamp", page]
        pairs = [(milliseconds(["true"]), milliseconds(command)) for _ in range(rounds)]
    return min(ours for _, ours in pairs) - min(nothing for nothing, _ in pairs)


def write_selectors(folder, count=SELECTOR_FILES):
    for n in range(count):
        with open(os.path.join(folder, "site%d.example.txt" % n), "w", encoding="ascii") as file:
            file.write("title: //h1\nbody: //article\nstrip: //aside\n")


def measure(program):
    """Without selector files, and with one of many."""
    with tempfile.TemporaryDirectory() as folder:
        write_selectors(folder)
        return more_than_true(program, "none"), more_than_true(program, folder)


if __name__ == "__main__":
    print("%.1f ms, with %d selector files %.1f ms more than true" % (
        measure(sys.argv[1])[0], SELECTOR_FILES, measure(sys.argv[1])[1]))
