"""A fleet of crawlers that share a state on a real PostgreSQL server: some are killed, one is paused for longer than its lease, the
server is restarted; and the tests of state/ over PostgreSQL. Only with `make check-scale`."""
import collections
import contextlib
import json
import os
import random
import re
import signal
import subprocess
import threading
import time
import unittest
from http.server import BaseHTTPRequestHandler

import support
from kill_test import children
from postgres import Postgres
from server import Server
from support import LOCKED, OK, newsclip

CRAWLERS, PORTALS, STORIES, DELAY, LEASE = 8, 200, 4, 0.3, 4
MAX_TIME = 420
STATE_TESTS = ("state_test", "state_due_test", "state_kept_test", "state_watch_test", "state_fleet_test")


class Network:
    """Portals, two on each host: 127.1.0.N, each at a port of its own. Every fifth host's second portal also links to the first
    one's stories. Notes who asked what, and when, before the answer goes out."""

    def __init__(self, portals=PORTALS):
        self.log, self.lock = [], threading.Lock()
        self.moved = {}  # path to where it redirects
        self.hosts = ["127.1.0.%d" % (n + 1) for n in range(portals // 2)]
        self.servers = [Server(("0.0.0.0", 0), self.handler()) for _ in range(2)]
        self.ports = [server.server_address[1] for server in self.servers]
        self.portals = ["http://%s:%d/" % (host, port) for host in self.hosts for port in self.ports]
        self.stories = ["%s2026/story-%d.html" % (portal, 10000 + i) for portal in self.portals for i in range(STORIES)]
        self.threads = [threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
                        for server in self.servers]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *unused):
        for server in self.servers:
            server.shutdown()
            server.server_close()

    def page(self, host, port, path):
        at = self.hosts.index(host) * 2 + self.ports.index(port) if host in self.hosts else 0
        if path == "/":
            links = ["/2026/story-%d.html" % (10000 + i) for i in range(STORIES)]
            if at % 10 == 1:
                links += [self.stories[(at - 1) * STORIES + i] for i in range(STORIES)]
            return "<title>Portal</title><body><main>%s</main></body>" % "".join(
                '<h2><a href="%s">Story number %d is told at some length</a></h2>' % (link, i) for i, link in enumerate(links))
        found = re.fullmatch(r"/2026/story-(\d+)\.html(?:\?x*)?", path)
        if not found:
            return None
        number = at * 100 + int(found.group(1)) + 10000
        return support.small_page("Story number %d of the year" % number,
                                  ["%d. %s" % (number * 7919 + k, p) for k, p in enumerate(support.STORY)])

    def handler(network):
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_GET(self):
                host, _, port = self.headers["Host"].partition(":")
                entry = (time.monotonic(), host, int(port), self.headers["User-Agent"].partition("/")[0], self.path)
                with network.lock:
                    network.log.append(entry)
                text = network.page(host, int(port), self.path)
                body = (text or "none").encode("utf-8")
                self.send_response(302 if self.path in network.moved else 200 if text else 404)
                if self.path in network.moved:
                    self.send_header("Location", network.moved[self.path])
                self.send_header("Content-Type", "text/html")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *unused):
                pass
        return Handler

    def asked(self):
        with self.lock:
            return list(self.log)


class Fleet(support.Case):
    def setUp(self):
        super().setUp()
        self.stack = contextlib.ExitStack()
        self.addCleanup(self.stack.close)
        self.server = self.stack.enter_context(Postgres())
        self.seed = random.randrange(1 << 30)
        self.dice = random.Random(self.seed)
        self.crawlers = {}

    def network(self, portals):
        self.net = self.stack.enter_context(Network(portals))
        self.conf = self.write("portals.conf", "[defaults]\ninterval = 1d\n" + "".join(
            "[portal-%d]\nstart = %s\n" % item for item in enumerate(self.net.portals)))

    def data(self, name):
        return os.path.join(self.tmp, name)

    def command(self, name, *more):
        return ["crawl", "--data", self.data(name), "--state", self.server.url, "--config", self.conf, "--lease", str(LEASE),
                "--delay", str(DELAY), "--allow-private", "--selectors", "none", "--no-revisit", "--jobs", "1",
                "--user-agent", "%s/1" % name, *more]

    def start(self, name, *more):
        log = open(os.path.join(self.tmp, name + ".log"), "ab")
        self.addCleanup(log.close)
        child = subprocess.Popen([support.PROGRAM, *self.command(name, *more)], stdout=subprocess.DEVNULL, stderr=log,
                                 env=support.environment())
        self.addCleanup(self.end, child)
        self.crawlers[name] = child
        return child

    @staticmethod
    def end(child):
        if child.poll() is None:
            child.send_signal(signal.SIGCONT)
            child.kill()
        child.wait()

    def said(self, name):
        with open(os.path.join(self.tmp, name + ".log"), encoding="utf-8") as file:
            return file.read()

    def wait_for_requests(self, share):
        """Until so much of what there is to ask was asked."""
        end = time.monotonic() + MAX_TIME
        while len(self.net.asked()) < share * len(self.net.portals) * (STORIES + 2):
            self.assertLess(time.monotonic(), end, "seed %d: %r" % (self.seed, {n: self.said(n)[-300:] for n in self.crawlers}))
            time.sleep(0.05)

    def wait_for_words(self, name, words):
        end = time.monotonic() + 30
        while words not in self.said(name):
            self.assertLess(time.monotonic(), end, "seed %d: %s said %s" % (self.seed, name, self.said(name)))
            time.sleep(0.05)

    # ---- What must hold ----

    def lines(self):
        """Archive and record of each whole line that stands in a file."""
        return [(name, record) for name in sorted(self.crawlers) for record in support.archive_records(self.data(name))]

    def check_each_article_once(self):
        counts = collections.Counter(record["url"] for _, record in self.lines())
        wrong = {url: counts[url] for url in set(self.net.stories) | set(counts) if counts[url] != 1 or url not in self.net.stories}
        where = [(name, record["url"]) for name, record in self.lines() if record["url"] in wrong]
        self.assertEqual(wrong, {}, "seed %d: not there once: %r" % (self.seed, where))

    def check_delays(self, paused=None, went_on=()):
        """But for what the paused crawler had on its way when it was stopped: that leaves as soon as it goes on."""
        by_host = collections.defaultdict(list)
        for at, host, port, who, path in self.net.asked():
            if not (who == paused and any(0 <= at - since < 0.5 for since in went_on)):
                by_host[host].append((at, who, path))
        for host, requests in by_host.items():
            requests.sort()
            for one, two in zip(requests, requests[1:]):
                self.assertGreaterEqual(two[0] - one[0], DELAY - 0.003, "seed %d: %s: %r, %r" % (self.seed, host, one, two))
        self.assertTrue(any(len({who for _, who, _ in requests}) > 1 for requests in by_host.values()), "no host was shared")

    def check_one_crawler_a_portal(self, lost, restarts):
        """Who has been followed by another does not come back, unless that one was lost, or all had to begin anew."""
        by_portal = collections.defaultdict(list)
        for at, host, port, who, path in sorted(self.net.asked()):
            if path != "/robots.txt":  # is a host's; and stories that two portals share are either's
                by_portal[host, port].append((at, who))
        shared = {(host, self.net.ports[0]) for host in self.net.hosts[::5]}
        for portal, requests in by_portal.items():
            for i, (_, first) in enumerate(requests):
                for j in range(i + 1, len(requests)):
                    at, other = requests[j]
                    back = [t for t, who in requests[j + 1:] if who == first]
                    if portal in shared or other == first or other in lost or not back:
                        continue
                    self.assertTrue(any(began < back[0] and at < ended for began, ended in restarts),
                                    "seed %d: %s: %r" % (self.seed, portal, requests))

    def check_archives(self):
        for name in self.crawlers:
            result = newsclip("verify", "--data", self.data(name))
            self.assertEqual((result.out, result.status), ("", OK), "seed %d, %s" % (self.seed, name))

    def check_workers_see_no_connection(self, child):
        """No descriptor of a process below the crawler is a socket of the server's port."""
        sockets = set()
        with open("/proc/net/tcp", encoding="ascii") as file:
            for line in list(file)[1:]:
                fields = line.split()
                if int(fields[2].partition(":")[2], 16) == self.server.port:
                    sockets.add("socket:[%s]" % fields[9])

        def held(pid):
            with contextlib.suppress(OSError):
                folder = "/proc/%d/fd" % pid
                return {os.readlink(os.path.join(folder, name)) for name in os.listdir(folder)}
            return set()
        self.assertTrue(sockets & held(child.pid), "the crawler itself has none of %r: %r" % (sockets, held(child.pid)))
        below = children(child.pid)
        self.assertGreater(len(below), 0)
        for pid in below:
            self.assertEqual(sockets & held(pid), set())

    def clean_up_after(self, names):
        """A run over one portal: what the lost ones left is set aside."""
        for name in names:
            result = newsclip(*self.command(name, "portal-0"))
            self.assertEqual(result.status, OK, "seed %d: %s" % (self.seed, result.err))

    # ---- Tests ----

    def test_crawlers_are_killed_and_paused_and_the_server_restarted(self):
        self.network(PORTALS)
        names = ["crawler%d" % i for i in range(CRAWLERS)]
        for name in names:
            self.start(name, "--max-time", str(MAX_TIME))
        lost = self.dice.sample(names, 4)
        paused = lost.pop()
        restarts, went_on, pause = [], [], None

        def go_on():
            went_on.append(time.monotonic())
            self.crawlers[paused].send_signal(signal.SIGCONT)
        for share, event in ((0.1, paused), (0.15, lost[0]), (0.3, lost[1]), (0.5, None), (0.6, lost[2])):
            self.wait_for_requests(share)
            time.sleep(self.dice.uniform(0, 0.5))
            if event is None:
                pause.join()
                self.wait_for_words(paused, "lease ended")
                began = time.monotonic()
                self.server.stop()
                time.sleep(self.dice.uniform(0, 2))
                self.server.start()
                restarts.append((began, time.monotonic()))
            elif event == paused:
                self.check_workers_see_no_connection(self.crawlers[paused])
                self.crawlers[paused].send_signal(signal.SIGSTOP)
                pause = threading.Timer(1.5 * LEASE, go_on)
                pause.start()
                self.addCleanup(pause.join)
            else:
                self.crawlers[event].kill()
                self.crawlers[event].wait()
        for name in names:
            status = self.crawlers[name].wait(timeout=MAX_TIME + 60)
            self.assertEqual(status, -signal.SIGKILL if name in lost else OK, "seed %d: %s" % (self.seed, self.said(name)))
        self.check_delays(paused, went_on)
        self.check_one_crawler_a_portal(lost + [paused], restarts)
        self.clean_up_after(lost)
        self.check_each_article_once()
        self.check_archives()
        self.assertEqual(self.server.query("SELECT count(*) FROM crawler"), [["0"]])

    def test_a_crawler_without_its_server_ends_in_good_order(self):
        self.network(10)
        child = self.start("crawler", "--max-time", "6")
        self.wait_for_requests(0.3)
        self.server.stop("immediate")
        began = time.monotonic()
        self.assertEqual(child.wait(timeout=60), support.SOME_FAILED)
        self.assertLess(time.monotonic() - began, 30)
        self.assertIn("set aside and done anew", self.said("crawler"))
        self.server.start()
        result = newsclip(*self.command("crawler"))
        self.assertEqual(result.status, OK, result.err)
        self.check_each_article_once()
        self.check_archives()

    def test_a_state_that_has_lost_the_archive_takes_it_anew(self):
        self.network(6)
        self.crawlers["crawler"] = None
        self.assertEqual(newsclip(*self.command("crawler")).status, OK)
        self.server.empty()
        result = newsclip(*self.command("crawler"))
        self.assertEqual(result.status, support.SOME_FAILED)
        self.expect_one_complaint(result, "knows nothing of", "verify --rebuild")
        result = newsclip("verify", "--rebuild", "--data", self.data("crawler"))
        self.assertEqual(result.status, OK, result.err)
        result = newsclip(*self.command("crawler"))
        self.assertEqual(result.status, OK, result.err)
        self.check_each_article_once()
        self.check_archives()

    def test_an_address_that_no_index_holds_costs_itself_alone(self):
        self.network(2)
        self.net.moved["/2026/story-10001.html"] = "/2026/story-10001.html?" + "x" * 4000
        self.crawlers["crawler"] = None
        result = newsclip(*self.command("crawler", "--warc", "--verbose"))
        self.assertEqual(result.status, OK, result.err)
        self.assertEqual(sorted(record["url"] for _, record in self.lines()),
                         sorted(url for url in self.net.stories if "10001" not in url))

    def test_a_copied_archive_is_not_written_by_two(self):
        self.network(10)
        self.start("crawler", "--max-time", "30")
        self.wait_for_requests(0.1)
        self.server.query("UPDATE crawler SET machine = 'another'")
        os.mkdir(self.data("copy"))
        with open(os.path.join(self.data("crawler"), "state.conf"), encoding="utf-8") as file:
            self.write("copy/state.conf", file.read())
        result = newsclip(*self.command("copy"))
        self.assertEqual(result.status, LOCKED)
        self.expect_one_complaint(result, "is being written on another")

    def test_a_server_that_is_not_there_is_said_at_once(self):
        self.network(10)
        self.server.stop("immediate")
        began = time.monotonic()
        result = newsclip(*self.command("crawler"))
        self.server.start()
        self.assertEqual(result.status, support.SOME_FAILED)
        self.expect_one_complaint(result, "Connection refused")
        self.assertLess(time.monotonic() - began, 15)


class State(unittest.TestCase):
    def test_the_tests_of_state_over_postgresql(self):
        build = os.environ.get("NEWSCLIP_BUILD", os.path.join(support.ROOT, "build"))
        with Postgres() as server:
            for name in STATE_TESTS:
                result = subprocess.run([os.path.join(build, "tests", name)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                        env=dict(os.environ, NEWSCLIP_TEST_STATE=server.url), timeout=200, check=False)
                text = result.stdout.decode("utf-8", "replace")
                with self.subTest(name):
                    self.assertEqual(result.returncode, 0, text)
                    self.assertRegex(text, r"PASSED.* \d+ test")


if __name__ == "__main__":
    unittest.main()
