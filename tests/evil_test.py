"""A portal that tries it all: the crawl ends in time and memory, good pages are clipped, bad ones say why."""
import glob
import os
import re
import shlex
import sqlite3
import subprocess
import sys
import tempfile
import time
import unittest

import support
from support import ROOT, TESTS

sys.path.insert(0, os.path.join(TESTS, "evil"))
import pages  # noqa: E402
from evil_server import EvilServer, answer, redirect  # noqa: E402

BUILD = os.environ.get("NEWSCLIP_BUILD", os.path.join(ROOT, "build"))
EVIL = os.path.join(BUILD, "tests", "newsclip-evil")
CONFINED = "filter (seccomp)" in support.newsclip("--version").out
SECONDS = 240  # of the whole crawl, on a machine that is busy with other tests
MEGABYTES = 700  # of the largest process


def setUpModule():
    support.enter_own_network()


def run_and_measure(command, timeout):
    """Status, standard error, seconds, and the largest process's memory in MB."""
    started = time.monotonic()
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=errors, cwd=ROOT,
                                   env=support.environment())
        try:
            while True:
                pid, status, usage = os.wait4(process.pid, os.WNOHANG)
                if pid:
                    break
                if time.monotonic() - started > timeout:
                    process.kill()
                time.sleep(0.1)
        finally:
            process.returncode = 0
        errors.seek(0)
        return os.waitstatus_to_exitcode(status), errors.read(), time.monotonic() - started, usage.ru_maxrss / 1024


class Crawl(support.Case):
    """One crawl over all of it."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="newsclip-evil-")
        cls.table = dict(pages.documents(), **pages.transfers(), **pages.takeovers(CONFINED), **pages.good())
        for name in pages.HEAVY if not CONFINED else ():
            del cls.table[name]
        cls.data = os.path.join(cls.folder, "data")
        with EvilServer(cls.answers(cls.table)) as server, EvilServer(cls.answers(pages.slow()), "127.0.0.2") as slow:
            server.answers.update(pages.sources(server.url))
            cls.url, cls.slow_url = server.url, slow.url
            cls.status, errors, cls.seconds, cls.megabytes = run_and_measure(
                [EVIL, "crawl", "--data", cls.data, "--allow-private", "--delay", "0", "--selectors", "none", "--jobs", "2",
                 server.url + "/", slow.url + "/"], SECONDS)
            cls.errors = errors.decode("utf-8")
            cls.asked = list(server.asked)
        cls.records = support.archive_records(cls.data)
        with sqlite3.connect(os.path.join(cls.data, "state.db")) as state:
            cls.rows = {url: error for url, error in state.execute("SELECT url, error FROM page")}
        state.close()

    @staticmethod
    def answers(table):
        names = list(table)
        answers = {pages.path(name): what for name, (what, _) in table.items()}
        answers["/"] = answer(pages.front(names[::2] + names[1::2]).encode())  # good ones between the others
        return answers

    @classmethod
    def tearDownClass(cls):
        support.shutil.rmtree(cls.folder, True)

    def test_it_ends_in_time_and_memory(self):
        self.assertEqual(self.status, support.OK, self.errors[-2000:])
        self.assertLess(self.seconds, SECONDS)
        if CONFINED:
            self.assertLess(self.megabytes, MEGABYTES)

    def test_every_page_was_asked_for(self):
        self.assertEqual([name for name in self.table if pages.path(name) not in self.asked], [])

    def test_stories_are_clipped(self):
        bodies = {record["url"]: record["body"] for record in self.records}
        names = [name for name, (_, end) in self.table.items() if end is pages.CLIPPED] + list(pages.FED)
        lost = [(name, self.rows.get(self.url + pages.path(name))) for name in names
                if "very bright green" not in bodies.get(self.url + pages.path(name), "")]
        self.assertEqual(lost, [])
        self.assertGreater(len(names), pages.GOOD + 10)

    def test_a_slow_portal_holds_up_itself_alone(self):
        self.assertIn("too slow", self.rows[self.slow_url + pages.path("drip")])
        self.assertIn(self.slow_url + pages.path("beside-drip"), [record["url"] for record in self.records])

    def test_nothing_else_is_clipped(self):
        known = {self.url + pages.path(name) for name, (_, end) in self.table.items() if end is pages.CLIPPED}
        known |= {self.url + pages.path(name) for name in pages.FED}
        known.add(self.slow_url + pages.path("beside-drip"))
        self.assertEqual([record["url"] for record in self.records if record["url"] not in known], [])

    def test_each_failure_has_its_reason(self):
        faults = []
        for name, (_, end) in self.table.items():
            error = self.rows.get(self.url + pages.path(name))
            if isinstance(end, str) and (not error or end not in error):
                faults.append((name, end, error))
            elif end is pages.LEFT and error:
                faults.append((name, "left", error))
        self.assertEqual(faults, [])

    def test_each_failure_is_one_clean_line(self):
        lines = self.errors.splitlines()
        for name, (_, end) in self.table.items():
            if isinstance(end, str):
                named = [line for line in lines if self.url + pages.path(name) + ":" in line]
                self.assertEqual(len(named), 1, name)
        self.assertIsNone(re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069]", self.errors))

    def test_records_hold_no_control_characters(self):
        for path in support.archive_files(self.data):
            with open(path, encoding="utf-8") as file:
                text = file.read()
            self.assertIsNone(re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069]", text))
            self.assertNotIn("\\u001b", text)

    def test_charsets_let_no_markup_in(self):
        for record in self.records:
            self.assertNotIn("<script", record["body"] + (record["title"] or ""))

    def test_quarantined_pages_can_be_read_again(self):
        notes = glob.glob(os.path.join(self.data, "quarantine", "*.txt"))
        self.assertGreater(len(notes), pages.CRASHES if CONFINED else 5)
        for note in notes[:3]:
            with open(note, encoding="utf-8") as file:
                fields = dict(line.split(": ", 1) for line in file.read().splitlines())
            words = shlex.split(fields["again"])
            self.assertEqual(words[:3], ["newsclip", "extract", "--url"])
            result = support.newsclip(*words[1:])
            self.expect(result, support.OK)  # the program itself holds no hook: the page is a story
            self.assertEqual(result.records[0]["url"], fields["url"])
            self.assertEqual(result.records[0]["fetched"], fields["fetched"])


class Selectors(support.Case):
    def test_a_bomb_of_an_expression_costs_itself(self):
        """Paths that multiply, patterns that backtrack: the rule is named, the story is there."""
        bombs = ("//*[count(//*[count(//*[count(//*) > 1]) > 1]) > 1]", "//*//*//*//*//*//*//*//*//*",
                 "//p[re:test(., '(a+)+$')]", "//p[" * 200 + "1" + "]" * 200)
        page = self.write("page.html", pages.story("bomb", after="<p>%s!</p>" % ("a" * 5000) + "<div>" * 400))
        for i, bomb in enumerate(bombs):
            with self.subTest(bomb[:40]):
                folder = os.path.join(self.tmp, "selectors-%d" % i)
                os.mkdir(folder)
                self.write("selectors-%d/portal.example.txt" % i, "title: //h1\nauthor: %s\n" % bomb)
                result = support.newsclip("extract", "--url", "https://portal.example/a.html", "--selectors", folder, page)
                self.assertLess(result.seconds, 30)
                self.assertIn("tower bomb", result.records[0]["body"] if result.out else result.err)
                if i != CHEAP:
                    self.expect_one_complaint(result, "portal.example.txt:2")


CHEAP = 1  # of the bombs: it is evaluated so that it ends

ADDRESSES = ("127.0.0.1", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "224.0.0.1",
             "255.255.255.255", "2130706433", "0x7f000001", "0177.0.0.1", "017700000001", "127.1", "0x7f.1", "2852039166",
             "0xA9FEA9FE", "0251.0376.0251.0376", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]",
             "[64:ff9b::7f00:1]", "[64:ff9b::a9fe:a9fe]", "[2002:7f00:1::]", "[fe80::1]", "[fd00::1]", "[ff02::1]",
             "localhost", "a.localhost")


class Guard(support.Case):
    """In a network of its own, that nothing could leave: its public address is a portal's, its names are ours."""

    PORTAL = "93.184.215.14"
    HOSTS = {"inside.example": "127.0.0.1", "meta.example": "169.254.169.254", "mapped.example": "::ffff:127.0.0.1",
             "two.example": "10.1.2.3"}

    def run_inside(self, script):
        """Runs a Python SCRIPT in namespaces of its own."""
        hosts = self.write("hosts", "".join("%s %s\n" % (ip, name) for name, ip in self.HOSTS.items()))
        setup = ("ip link set lo up && ip addr add %s/32 dev lo && ip addr add 169.254.169.254/32 dev lo && "
                 "mount --bind %s /etc/hosts && exec %s -B -c \"$0\"" % (self.PORTAL, shlex.quote(hosts), sys.executable))
        return subprocess.run(["unshare", "-Urnm", "sh", "-c", setup, script], stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=200, cwd=TESTS, env=support.environment(NEWSCLIP=support.PROGRAM))

    def can_unshare(self):
        try:
            return self.run_inside("print('ready')").stdout == b"ready\n"
        except OSError:
            return False

    def test_no_address_that_is_not_public_is_asked(self):
        """Given on the command line; refused before a connection is made, so that this may run anywhere."""
        for address in ADDRESSES:
            with self.subTest(address):
                result = support.newsclip("extract", "http://%s:9/" % address)
                self.expect(result, support.NO_INPUT)
                self.expect_one_complaint(result, address.split(":")[0] if "[" not in address else "")

    def test_neither_redirects_nor_names_lead_inside(self):
        if not self.can_unshare():
            print("no namespaces here: redirects and names that lead inside were not tried")
            return
        result = self.run_inside(INSIDE)
        self.assertEqual(result.stdout.decode("utf-8", "replace"), "")
        self.assertEqual(result.returncode, 0)


INSIDE = """
import sys
sys.path.insert(0, "evil"); sys.path.insert(0, ".")
import evil_test
evil_test.try_all()
"""


def try_all():
    """In the namespace: a public portal whose redirects lead inside, and a server there that must not be asked."""
    targets = ["http://%s:%d/secret" % (address, 8099) for address in ADDRESSES + tuple(Guard.HOSTS)]
    answers = {"/%d" % i: redirect(target) for i, target in enumerate(targets)}
    answers["/open"] = answer(pages.story("open").encode())
    secret = {"/secret": answer(pages.story("secret").encode())}
    with EvilServer(answers, Guard.PORTAL) as portal, EvilServer(secret, "0.0.0.0", 8099) as inside:
        result = support.newsclip("extract", portal.url + "/open")
        if result.status != support.OK:
            print("the portal is not reached:", result.err)
        for i, target in enumerate(targets):
            result = support.newsclip("extract", portal.url + "/%d" % i)
            if result.status == support.OK or result.out or len(result.errors) != 1:
                print(target, result.status, result.out[:80], result.err)
        for name in Guard.HOSTS:
            result = support.newsclip("extract", "http://%s:8099/secret" % name, env={"http_proxy": "http://127.0.0.1:8099"})
            if result.status != support.NO_INPUT or len(result.errors) != 1:
                print(name, result.status, result.err)
        if inside.asked:
            print("asked inside:", inside.asked)


if __name__ == "__main__":
    unittest.main()
