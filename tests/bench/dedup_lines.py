"""newsclip dedup by size: dedup_lines.py NEWSCLIP [--real LINES.jsonl] COUNT...

For each COUNT makes as many lines, a tenth of which is near an earlier one (1 to 6 bits apart), the others with fingerprints at
random; with --real with a part of the bits those of real lines. Prints seconds of processor time, microseconds a line, and
memory a million lines."""
import json
import os
import random
import subprocess
import sys
import tempfile


def fingerprints(count, real, dice):
    """COUNT of them. Real texts share bits more often than chance would have it: some of their bits are turned."""
    window = []
    for i in range(count):
        if i % 10 == 9:
            print_ = dice.choice(window)
            for bit in dice.sample(range(64), dice.randrange(1, 7)):
                print_ ^= 1 << bit
        elif real:
            print_ = dice.choice(real) ^ (dice.getrandbits(64) & dice.getrandbits(64) & dice.getrandbits(64))
        else:
            print_ = dice.getrandbits(64)
        if len(window) < 10000:
            window.append(print_)
        else:
            window[i % 10000] = print_
        yield print_


def write_lines(path, count, real):
    dice = random.Random(3)
    with open(path, "w") as file:
        for i, print_ in enumerate(fingerprints(count, real, dice)):
            file.write('{"url":"https://portal.example/%d","hash":"%032x","simhash":"%016x"}\n' % (i, dice.getrandbits(128), print_))


def measure(program, path):
    """Seconds of processor time and largest resident memory in bytes, of a child of a child: each has its own maximum."""
    code = "import resource, subprocess, sys\n" \
           "subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True)\n" \
           "u = resource.getrusage(resource.RUSAGE_CHILDREN)\n" \
           "print(u.ru_utime + u.ru_stime, u.ru_maxrss * 1024)"
    done = subprocess.run([sys.executable, "-c", code, program, "dedup", "-q", path], stdout=subprocess.PIPE, check=True)
    seconds, memory = done.stdout.split()
    return float(seconds), int(memory)


def main(program, arguments):
    real = []
    if arguments[0] == "--real":
        with open(arguments[1], encoding="utf-8") as file:
            real = [int(line["simhash"], 16) for line in map(json.loads, file) if "simhash" in line]
        arguments = arguments[2:]
    for count in map(int, arguments):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "lines.jsonl")
            write_lines(path, count, real)
            seconds, memory = measure(program, path)
        print("%9d lines: %7.1f s, %6.1f us a line, %5.0f MB a million lines" % (
            count, seconds, seconds / count * 1e6, memory / count), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
