"""One WARC through `newsclip extract`: its bytes in at one end, lines out at the other, never a whole file in memory."""
import collections
import re
import signal
import subprocess
import threading

PIECE = 1 << 20  # bytes handed on at a time
LAST_WORDS = 20  # lines kept of standard error
SUMMARY = re.compile(r"(\d+) pages: (\d+) lines, (\d+) without an article, (\d+) filtered out, (\d+) failed")
COUNTS = ("pages", "lines", "without_article", "filtered", "failed")


# ---- Where the bytes come from: each has a STDIN for newsclip, and fails in finish() where the file was not read whole ----

class LocalFile:
    def __init__(self, path):
        self.stdin = open(path, "rb")

    def start(self, process):
        self.stdin.close()

    def finish(self):
        pass


class HadoopFile:
    """By the Hadoop command line, for what it is configured for."""

    def __init__(self, path):
        self.path = path
        self.cat = subprocess.Popen(["hadoop", "fs", "-cat", path], stdout=subprocess.PIPE)
        self.stdin = self.cat.stdout

    def start(self, process):
        self.stdin.close()  # newsclip's alone: where that ends, cat ends

    def finish(self):
        status = self.cat.wait()
        if status != 0:
            raise RuntimeError("%s: hadoop fs -cat ended with status %d" % (self.path, status))


class ArrowFile:
    """By pyarrow.fs: s3, hdfs, gs, abfs, file."""

    stdin = subprocess.PIPE

    def __init__(self, path):
        from pyarrow.fs import FileSystem
        system, name = FileSystem.from_uri(re.sub("^s3[an]:", "s3:", path))
        self.stream = system.open_input_stream(name, compression=None, buffer_size=None)
        self.error = None

    def start(self, process):
        self.thread = threading.Thread(target=self.feed, args=(process.stdin,), daemon=True)
        self.thread.start()

    def feed(self, pipe):
        try:
            with self.stream, pipe:
                piece = self.stream.read(PIECE)
                while piece:
                    pipe.write(piece)
                    piece = self.stream.read(PIECE)
        except BrokenPipeError:
            pass  # newsclip has ended, and its status says why
        except Exception as error:
            self.error = error

    def finish(self):
        self.thread.join()
        if self.error:
            raise self.error


def open_warc(path, reader):
    if reader == "hadoop":
        return HadoopFile(path)
    return ArrowFile(path) if re.match("[a-z0-9]+://", path) else LocalFile(path)


# ---- newsclip ----

class LastWords(threading.Thread):
    """Reads standard error, which must not fill up, and keeps its end."""

    def __init__(self, pipe):
        super().__init__(daemon=True)
        self.pipe = pipe
        self.lines = collections.deque(maxlen=LAST_WORDS)
        self.summary = None
        self.start()

    def run(self):
        with self.pipe:
            for line in self.pipe:
                text = line.decode("utf-8", "replace").rstrip()
                found = SUMMARY.search(text)
                if found:
                    self.summary = dict(zip(COUNTS, map(int, found.groups())))
                elif not text.startswith("newsclip: WARC records that are no page"):
                    self.lines.append(text)

    def last(self):
        self.join(10)
        return self.lines[-1] if self.lines else "nothing on standard error"


def name_status(status):
    if status >= 0:
        return "status %d" % status
    return signal.Signals(-status).name if -status in set(signal.Signals) else "signal %d" % -status


def check_end(path, status, words, seen):
    """What newsclip counted, where it did all it should: 0, or 1 for damaged records and pages over a limit."""
    if status not in (0, 1):
        raise RuntimeError("%s: newsclip ended with %s: %s" % (path, name_status(status), words.last()))
    words.join(10)
    if words.summary is None or words.summary["lines"] != seen:
        raise RuntimeError("%s: newsclip did not write all its lines: %s" % (path, words.last()))
    return words.summary


def extract(program, options, path, reader):
    """Yields each line of the records in PATH (bytes, with their newline), and at the end a dict: the counts of newsclip's
    summary. Raises where the WARC was not read to its end, or newsclip ended otherwise than with status 0 or 1."""
    source = open_warc(path, reader)
    command = [program, "extract", "--jobs", "1", *options, "-v", "--input-name", path, "-"]
    process = subprocess.Popen(command, stdin=source.stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        words = LastWords(process.stderr)
        source.start(process)
        seen = 0
        for line in process.stdout:
            seen += 1
            yield line
        status = process.wait()
        if status in (0, 1):
            source.finish()
        yield check_end(path, status, words, seen)
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
