"""What the tests of the command share: running it as a user does, the sample portal, the schema."""
import ctypes
import datetime
import fcntl
import glob
import gzip
import json
import os
import re
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import unittest
import urllib.parse

sys.dont_write_bytecode = True
TESTS = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(TESTS)
SELECTORS = os.path.join(ROOT, "selectors")
PROGRAM = os.environ.get("NEWSCLIP", os.path.join(ROOT, "newsclip"))
EVALUATION = os.path.join(os.path.dirname(ROOT), "shared", "eval")
sys.path.insert(0, os.path.join(TESTS, "portal"))

import layouts  # noqa: E402,F401
import sample  # noqa: E402
import templates  # noqa: E402,F401
from server import Page, Portal, Site  # noqa: E402,F401

# Exit statuses of the command.
OK, SOME_FAILED, USAGE, NO_INPUT, LOCKED = 0, 1, 2, 3, 75

SEED_URL = "http://www.dbsqp.com" + sample.SEED


def environment(**more):
    """The user's, without what would change an answer."""
    kept = {key: value for key, value in os.environ.items()
            if not key.lower().endswith("_proxy") and key not in ("NEWSCLIP_SELECTORS", "XDG_CONFIG_HOME")}
    kept["XDG_CONFIG_HOME"] = "/nonexistent"
    kept.update(more)
    return kept


class Result:
    """What a run gave: status, standard output and error as text (both must be UTF-8), records."""

    def __init__(self, process):
        self.status = process.returncode
        self.out = process.stdout.decode("utf-8")
        self.err = process.stderr.decode("utf-8")

    @property
    def records(self):
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def errors(self):
        return self.err.splitlines()


def newsclip(*arguments, stdin=b"", timeout=120, cwd=None, env=None):
    command = [PROGRAM] + [str(argument) for argument in arguments]
    before = os.times()
    process = subprocess.run(command, input=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=timeout,
                             cwd=cwd or ROOT, env=environment(**(env or {})))
    after = os.times()
    result = Result(process)
    result.seconds = after.children_user + after.children_system - before.children_user - before.children_system
    return result


CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000
SIOCGIFFLAGS, SIOCSIFFLAGS, IFF_UP = 0x8913, 0x8914, 1


def enter_own_network():
    """From here on this process and what it starts have a network of their own, which nothing can leave.

    For tests of the guard, whose failure would be a request to somewhere. Where the system has no such thing they run as
    they are: what they ask for is on loopback, or refused. To be called before there are threads.
    """
    uid, gid = os.getuid(), os.getgid()
    libc = ctypes.CDLL(None, use_errno=True)
    if not sys.platform.startswith("linux") or (libc.unshare(CLONE_NEWNET) and libc.unshare(CLONE_NEWUSER | CLONE_NEWNET)):
        print("no network of its own here: the guard alone keeps these tests inside")
        return
    if os.getuid() != uid:  # in a namespace of users, where one is nobody at first
        for name, line in (("setgroups", "deny"), ("uid_map", "%d %d 1" % (uid, uid)), ("gid_map", "%d %d 1" % (gid, gid))):
            with open("/proc/self/" + name, "w", encoding="ascii") as file:
                file.write(line)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        asked = fcntl.ioctl(any_socket, SIOCGIFFLAGS, struct.pack("16sh14x", b"lo", 0))
        flags = struct.unpack("16sh14x", asked)[1]
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", flags | IFF_UP))


BROWSER = shutil.which("chromium") or shutil.which("chromium-browser")


class Browsed:
    """A file as Chromium shows it: the document in the end, what it said, the hosts that it asked for anything.

    It asks its maker's hosts for things of its own; none is found, as names do not resolve here."""

    def __init__(self, path, *more):
        with tempfile.TemporaryDirectory(prefix="newsclip-browser-") as folder:
            log = os.path.join(folder, "net.json")
            process = subprocess.run(
                [BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--dump-dom",
                 "--disable-background-networking", "--host-resolver-rules=MAP * ~NOTFOUND", "--enable-logging=stderr",
                 "--log-net-log=" + log, "--user-data-dir=" + os.path.join(folder, "profile"), *more, "file://" + path],
                capture_output=True, text=True, timeout=120, check=True)
            self.document, self.said = process.stdout, process.stderr
            with open(log, encoding="utf-8") as file:
                addresses = (event.get("params", {}).get("url", "") for event in json.load(file)["events"])
                self.hosts = {urllib.parse.urlsplit(address).hostname for address in addresses} - {None}


def hosts_named_in(text):
    return set(re.findall(r"https?://([a-z0-9.-]+)", text))


class Case(unittest.TestCase):
    """A test with a folder of its own, self.tmp."""

    maxDiff = 4000

    def setUp(self):
        self.tmp = tempfile.mkdtemp(prefix="newsclip-")
        self.addCleanup(shutil.rmtree, self.tmp, True)

    def write(self, name, content):
        path = os.path.join(self.tmp, name)
        with open(path, "wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode("utf-8"))
        return path

    def expect(self, result, status):
        self.assertEqual(result.status, status, "exit status; standard error was:\n" + result.err)

    def expect_one_complaint(self, result, *words):
        """One line on standard error, which holds all words."""
        self.assertEqual(len(result.errors), 1, "lines on standard error:\n" + result.err)
        for word in words:
            self.assertIn(word, result.errors[0])


# ---- Pages ----

STORY = (
    "The lamp over the harbour door was lit again on Monday, nine years after the keeper had carried it home "
    "in a wheelbarrow because nobody else seemed to want it.",
    "He had cleaned the glass, soldered the frame and written to the council every spring. The council answered "
    "for the first time in March, with a bill for the missing lamp.",
    "Both sides agreed to forget the letters. The lamp now burns from dusk to dawn, the keeper trims it on "
    "Sundays, and the children of the harbour school have painted the door a very bright green.",
)


def small_page(title="The lamp over the harbour door", story=STORY):
    body = "\n".join("<p>%s</p>" % paragraph for paragraph in story)
    return '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>%s</title></head>\n' \
           '<body><nav><a href="/">Home</a></nav><article><h1>%s</h1>\n%s\n</article></body></html>\n' % (
               title, title, body)


def seed_page():
    """The bytes of the page that the project began with."""
    return sample.build().pages[sample.SEED].body("http://www.dbsqp.com")


# ---- The archive ----

def archive_files(folder):
    return sorted(glob.glob(os.path.join(folder, "*", "*", "*", "*.jsonl*")))


def archive_records(folder):
    records = []
    for path in archive_files(folder):
        with open(path, encoding="utf-8", newline="\n") as file:
            records += [json.loads(line) for line in file]
    return records


def evaluation_set(name):
    """Pages of an evaluation set: (id, truth, bytes), or None where the set is not there."""
    folder = os.path.join(EVALUATION, name)
    if not os.path.isfile(os.path.join(folder, "truth.jsonl")):
        return None
    pages = []
    with open(os.path.join(folder, "truth.jsonl"), encoding="utf-8") as file:
        for line in file:
            truth = json.loads(line)
            path = os.path.join(folder, "pages", truth["id"] + ".html.gz")
            with gzip.open(path) as page:
                pages.append((truth["id"], truth, page.read()))
    return pages


# ---- Dates ----

def normal_date(text):
    """The same however UTC is written."""
    return re.sub(r"\+00:00$", "Z", text) if text else None


def is_today(text):
    """An RFC 3339 time in UTC of the last day."""
    moment = datetime.datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ")
    now = datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None)
    return abs(now - moment) < datetime.timedelta(days=1)


# ---- JSON Schema: the keywords that the record's schema uses ----

TYPES = {
    "object": lambda v: isinstance(v, dict), "array": lambda v: isinstance(v, list),
    "string": lambda v: isinstance(v, str), "boolean": lambda v: isinstance(v, bool), "null": lambda v: v is None,
    "number": lambda v: isinstance(v, (int, float)) and not isinstance(v, bool),
    "integer": lambda v: isinstance(v, int) and not isinstance(v, bool),
}
NOT_HELD = {"$schema", "$id", "$defs", "$comment", "title", "description", "format", "default", "examples"}


def schema_faults(value, schema, where="record", root=None):
    """Where VALUE breaks SCHEMA, as sentences; an unknown keyword is a fault of the schema itself."""
    root = schema if root is None else root
    if isinstance(schema, bool):
        return [] if schema else ["%s: nothing is allowed here" % where]
    faults = []
    for keyword, rule in schema.items():
        if keyword in NOT_HELD or keyword in ("if", "then", "else"):
            continue
        check = KEYWORDS.get(keyword)
        if check is None:
            faults.append("%s: the schema has a keyword that this test does not know: %s" % (where, keyword))
        else:
            faults += check(value, rule, where, schema, root)
    if "if" in schema:
        branch = "else" if schema_faults(value, schema["if"], where, root) else "then"
        faults += schema_faults(value, schema.get(branch, True), where, root)
    return faults


def hold_type(value, rule, where, schema, root):
    names = rule if isinstance(rule, list) else [rule]
    return [] if any(TYPES[name](value) for name in names) else ["%s: %r is not %s" % (where, value, rule)]


def hold_properties(value, rule, where, schema, root):
    if not isinstance(value, dict):
        return []
    return [fault for key in value if key in rule
            for fault in schema_faults(value[key], rule[key], "%s.%s" % (where, key), root)]


def hold_additional(value, rule, where, schema, root):
    known = schema.get("properties", {})
    patterns = schema.get("patternProperties", {})
    extra = [key for key in value if key not in known and not any(re.search(p, key) for p in patterns)] \
        if isinstance(value, dict) else []
    return [fault for key in extra for fault in schema_faults(value[key], rule, "%s.%s" % (where, key), root)]


def hold_pattern_properties(value, rule, where, schema, root):
    if not isinstance(value, dict):
        return []
    return [fault for pattern, inner in rule.items() for key in value if re.search(pattern, key)
            for fault in schema_faults(value[key], inner, "%s.%s" % (where, key), root)]


def hold_required(value, rule, where, schema, root):
    missing = [key for key in rule if key not in value] if isinstance(value, dict) else []
    return ["%s: %s is missing" % (where, key) for key in missing]


def hold_items(value, rule, where, schema, root):
    if not isinstance(value, list):
        return []
    return [fault for i, item in enumerate(value) for fault in schema_faults(item, rule, "%s[%d]" % (where, i), root)]


def hold_reference(value, rule, where, schema, root):
    target = root
    for step in rule.lstrip("#/").split("/"):
        target = target[step]
    return schema_faults(value, target, where, root)


def hold_any(value, rule, where, schema, root):
    fits = any(not schema_faults(value, inner, where, root) for inner in rule)
    return [] if fits else ["%s: fits none of anyOf" % where]


def hold_one(value, rule, where, schema, root):
    fitting = sum(not schema_faults(value, inner, where, root) for inner in rule)
    return [] if fitting == 1 else ["%s: fits %d of oneOf" % (where, fitting)]


def hold_all(value, rule, where, schema, root):
    return [fault for inner in rule for fault in schema_faults(value, inner, where, root)]


def hold_not(value, rule, where, schema, root):
    return [] if schema_faults(value, rule, where, root) else ["%s: fits what it must not" % where]


def holds(kind, test, sentence):
    """A check of one keyword: where the value is of KIND, TEST(value, rule) must be true."""
    def check(value, rule, where, schema, root):
        if kind == "any" or TYPES[kind](value):
            return [] if test(value, rule) else ["%s: %.80r %s %r" % (where, value, sentence, rule)]
        return []
    return check


def are_unique(items):
    seen = [json.dumps(item, sort_keys=True) for item in items]
    return len(seen) == len(set(seen))


KEYWORDS = {
    "type": hold_type, "properties": hold_properties, "additionalProperties": hold_additional,
    "patternProperties": hold_pattern_properties, "required": hold_required, "items": hold_items,
    "$ref": hold_reference, "anyOf": hold_any, "oneOf": hold_one, "allOf": hold_all, "not": hold_not,
    "enum": holds("any", lambda v, r: v in r, "is none of"),
    "const": holds("any", lambda v, r: v == r, "is not"),
    "minimum": holds("number", lambda v, r: v >= r, "is below"),
    "maximum": holds("number", lambda v, r: v <= r, "is above"),
    "minLength": holds("string", lambda v, r: len(v) >= r, "is shorter than"),
    "maxLength": holds("string", lambda v, r: len(v) <= r, "is longer than"),
    "pattern": holds("string", lambda v, r: re.search(r, v) is not None, "does not match"),
    "minItems": holds("array", lambda v, r: len(v) >= r, "has fewer items than"),
    "maxItems": holds("array", lambda v, r: len(v) <= r, "has more items than"),
    "minProperties": holds("object", lambda v, r: len(v) >= r, "has fewer keys than"),
    "uniqueItems": holds("array", lambda v, r: not r or are_unique(v), "has an item twice, but uniqueItems is"),
}
