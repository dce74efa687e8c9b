"""valgrind's memcheck over a sample: each parser over its corpus, and the command over pages, workers included.

Run by `make memcheck`, which builds what it needs; the last line says what was found.
"""
import argparse
import os
import subprocess
import sys
import tempfile

TESTS = os.path.dirname(os.path.abspath(__file__))
CORPUS = os.path.join(TESTS, "fuzz", "corpus")
# A worker's limit on files allows no log of its own: all goes to standard error, which a build without lock keeps.
VALGRIND = ("valgrind", "-q", "--error-exitcode=99", "--leak-check=full", "--errors-for-leak-kinds=definite",
            "--show-leak-kinds=definite", "--trace-children=yes", "--suppressions=" + os.path.join(TESTS, "memcheck.supp"))


def seeds(name):
    folder = os.path.join(CORPUS, name)
    return sorted(os.path.join(folder, seed) for seed in os.listdir(folder))


def check(name, command):
    """Runs COMMAND; what valgrind says of it, or of a process that it forked."""
    process = subprocess.run(VALGRIND + tuple(command), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=600)
    said = [line for line in process.stderr.decode("utf-8", "replace").splitlines() if line.startswith("==")]
    print("%-7s %s" % ("FAILED" if said or process.returncode == 99 else "ok", name), flush=True)
    print("\n".join(said), end="\n" if said else "")
    return not said and process.returncode != 99


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", default="build/memcheck")
    build = parser.parse_args().build
    program = os.path.join(build, "newsclip")
    pages = seeds("page") + seeds("extract_body") + seeds("extract_fields")
    jobs = [("fuzz_" + name, [os.path.join(build, "tests", "fuzz_" + name)] + seeds(name)) for name in sorted(os.listdir(CORPUS))]
    jobs.append(("extract", [program, "extract", "--selectors", "none"] + pages))
    jobs.append(("discover", [program, "discover", "--url", "https://portal.example/", seeds("discover")[0]]))
    with tempfile.TemporaryDirectory(prefix="newsclip-memcheck-") as folder:
        with open(os.path.join(folder, "portal.example.txt"), "w", encoding="utf-8") as file:
            file.write("title: //h1\nbody: //article\nstrip: //nav\ndate: //time/@datetime\n")
        jobs += [("selectors", [program, "extract", "--url", "https://portal.example/a", "--selectors", folder, page])
                 for page in seeds("extract_body")[:2]]
        failed = sum(not check(name, command) for name, command in jobs)
    print("%d checked, %d with findings" % (len(jobs), failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
