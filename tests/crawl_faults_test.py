"""Servers that fail, lie or never end: each costs its page or host one clear line, nothing else; and the delay to a host,
measured at the server."""
import os
import socket
import socketserver
import ssl
import struct
import subprocess
import threading
import time
import unittest
import zlib

import support
from support import NO_INPUT, OK, Page, Portal, Site, newsclip

# 64 MB of zeros by brotli's encoder.
BROTLI_BOMB = bytes.fromhex("cfffff7ff82700e2b14020f7fe9ffffffff04f00c4610180eefd3fffffff"
                            "e19f0088c32200ddfb7ffeffffc33f0110870500baf7ff03")


def setUpModule():
    support.enter_own_network()


def gzip_bomb():
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b"".join(packer.compress(bytes(1 << 20)) for _ in range(64)) + packer.flush()


def answer(body, *headers, status="200 OK"):
    body = body.encode() if isinstance(body, str) else body
    lines = ["HTTP/1.1 " + status, "Connection: close", "Content-Length: %d" % len(body), *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def head(*headers, status="200 OK"):
    return "\r\n".join(["HTTP/1.1 " + status, "Connection: close", *headers]).encode() + b"\r\n\r\n"


def endless(first, block, most=256 << 20):
    """FIRST, then BLOCK over and over, at most MOST bytes, until the client has enough."""
    def send(connection):
        connection.sendall(first)
        for _ in range(most // len(block)):
            connection.sendall(block)
    return send


def cut(first):
    """FIRST, then a reset."""
    def send(connection):
        connection.sendall(first)
        time.sleep(0.05)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.close()
    return send


class Server(socketserver.ThreadingTCPServer):
    """Raw answers by path, on every loopback address; each connection is one request. VISITS: (host, path, began, ended)."""
    allow_reuse_address = daemon_threads = True
    request_queue_size = 128

    def __init__(self, answers, context=None):
        super().__init__(("0.0.0.0", 0), None)
        self.answers, self.context = answers, context
        self.visits, self.lock = [], threading.Lock()
        self.port = self.server_address[1]
        self.thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *unused):
        self.shutdown()
        self.server_close()
        self.thread.join()

    def handle_error(self, request, client_address):
        pass

    def finish_request(self, request, client_address):
        request.settimeout(30)
        if self.context:
            try:
                request = self.context.wrap_socket(request, server_side=True)
            except OSError:
                return  # the client refused
        data = b""
        while b"\r\n\r\n" not in data:
            more = request.recv(65536)
            if more[:1] == b"\x16" and not data:  # TLS, which is not spoken here
                request.sendall(answer("no", status="400 Bad Request"))
            if not more or more[:1] == b"\x16":
                return
            data += more
        began = time.monotonic()
        path = data.split(b" ")[1].decode()
        host = data.partition(b"Host: ")[2].partition(b":")[0].decode()
        said = self.answers(path) if callable(self.answers) else self.answers.get(path, answer("none", status="404 None"))
        ended = time.monotonic()  # the client may see the end as soon as it is sent
        try:
            if callable(said):
                said(request)
            else:
                request.sendall(said)
        except OSError:
            pass  # the client has seen enough
        with self.lock:
            self.visits.append((host, path, began, ended))
        if self.context:
            request.close()

    def url(self, path="/", host="127.0.0.1"):
        return "http://%s:%d%s" % (host, self.port, path)


BAD = {
    "/2024/05/06/short-body.html": (head("Content-Length: 5000") + b"<p>This ends early", "body ended early"),
    "/2024/05/06/reset-body.html": (cut(head("Content-Length: 5000") + b"<p>This is cut"), "connection broke off"),
    "/2024/05/06/reset-head.html": (cut(b"HTTP/1.1 200 OK\r\nContent-Ty"), "connection broke off"),
    "/2024/05/06/closed-head.html": (b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n", "connection closed within the headers"),
    "/2024/05/06/no-answer.html": (b"", "connection closed without an answer"),
    "/2024/05/06/no-http.html": (b"SSH-2.0-OpenSSH_9.2\r\n", "no-http.html: "),
    "/2024/05/06/endless-body.html": (endless(head("Content-Type: text/html"), b"<p>and so on</p>" * 4096),
                                      "body is larger than 33554432 bytes"),
    "/2024/05/06/endless-head.html": (endless(b"HTTP/1.1 200 OK\r\n", b"X-More: and so on\r\n" * 64),
                                      "headers are larger than 262144 bytes"),
    "/2024/05/06/gzip-bomb.html": (answer(gzip_bomb(), "Content-Encoding: gzip"), "grows to more than 200 times its size"),
    "/2024/05/06/brotli-bomb.html": (answer(BROTLI_BOMB, "Content-Encoding: br"), "grows to more than 200 times its size"),
    "/2024/05/06/not-gzip.html": (answer("<p>plain", "Content-Encoding: gzip"), "body does not unpack: damaged gzip data"),
    "/2024/05/06/loop-story.html": (head("Location: /2024/05/06/loop-again.html", status="302 Found"), "redirect loop"),
    "/2024/05/06/to-a-file.html": (head("Location: file:///etc/passwd", status="302 Found"), "is no http or https address"),
}
GOOD = {"/2024/05/06/good-story-%d.html" % n: "A good story of number %d" % n for n in range(1, 4)}


# They are asked for three times, with pauses between: enough of them in one crawl is enough.
ONLY_BY_NAME = ("/2024/05/06/reset-body.html", "/2024/05/06/reset-head.html")


def bad_portal():
    """Every good and bad page is linked from the front page."""
    answers = {path: said for path, (said, _) in BAD.items()}
    answers["/2024/05/06/loop-again.html"] = head("Location: /2024/05/06/loop-story.html", status="302 Found")
    for path, title in GOOD.items():
        answers[path] = answer(support.small_page(title, [p + " " + title + "." for p in support.STORY]))
    links = "".join('<li><a href="%s">A headline of some words for %s</a>' % (path, path[12:-5].replace("-", " "))
                    for path in [*BAD, *GOOD] if path not in ONLY_BY_NAME)
    answers["/"] = answer("<title>Portal</title><h1>Portal</h1><ul>%s</ul>" % links)
    return answers


class Faults(support.Case):
    def crawl(self, *arguments, timeout=120):
        self.data = os.path.join(self.tmp, "archive")
        return newsclip("crawl", "--data", self.data, "--delay", "0", *arguments, timeout=timeout)

    def test_each_bad_page_costs_one_line_and_the_good_ones_are_clipped(self):
        with Server(bad_portal()) as server:
            result = self.crawl("--allow-private", server.url())
        self.expect(result, OK)
        self.assertEqual(sorted(record["title"] for record in support.archive_records(self.data)), sorted(GOOD.values()))
        for path, (_, words) in BAD.items():
            with self.subTest(path):
                lines = [line for line in result.errors if path in line.split(" ")[1]]
                self.assertEqual([words in line for line in lines], [] if path in ONLY_BY_NAME else [True], result.err)
        self.assertEqual(len(result.errors), len(BAD) - len(ONLY_BY_NAME), result.err)

    def test_each_bad_page_named_by_itself_gives_its_reason(self):
        with Server(bad_portal()) as server:
            urls = {server.url(path, "127.0.3.%d" % n): words for n, (path, (_, words)) in enumerate(BAD.items(), 1)}
            result = newsclip("--allow-private", *urls)
        self.expect(result, NO_INPUT)
        self.assertEqual(len(result.errors), len(urls), result.err)
        for url, words in urls.items():
            with self.subTest(url):
                lines = [line for line in result.errors if line.startswith("newsclip: %s: " % url)]
                self.assertEqual([words in line for line in lines], [True], result.err)

    def test_a_host_that_does_not_resolve_costs_one_line(self):
        result = self.crawl("--allow-private", "http://no-such-host.invalid/")
        self.expect(result, NO_INPUT)
        self.expect_one_complaint(result, "http://no-such-host.invalid/: ", "could not resolve host no-such-host.invalid")

    def test_a_robots_of_a_hundred_megabytes_is_read_up_to_its_cap(self):
        answers = bad_portal()
        answers["/robots.txt"] = endless(head("Content-Type: text/plain") + b"User-agent: *\nDisallow: /2024/05/06/good-story-1\n",
                                         b"# and so on, and so on, and so on\n" * 1024, most=100 << 20)
        for path in BAD:
            answers[path] = answer("")
        with Server(answers) as server:
            result = self.crawl("--allow-private", server.url())
        self.expect(result, OK)
        self.assertEqual(sorted(record["title"] for record in support.archive_records(self.data)),
                         ["A good story of number 2", "A good story of number 3"])

    def test_a_page_cannot_lift_the_guard(self):
        """Of a portal that may be asked: what it links to, redirects to or names is guarded without the option."""
        result = self.crawl("http://127.0.0.1:1/")
        self.expect(result, NO_INPUT)
        self.expect_one_complaint(result, "127.0.0.1 is not a public address (--allow-private lifts this)")
        for address in ("http://[::ffff:127.0.0.1]/", "http://2130706433/", "http://0177.1/", "http://169.254.169.254/",
                        "http://[64:ff9b::7f00:1]/", "http://[2002:7f00:1::]/", "http://localhost/"):
            with self.subTest(address):
                result = newsclip(address)
                self.expect(result, NO_INPUT)
                self.expect_one_complaint(result, "is not a public address (--allow-private lifts this)")

    def test_a_proxy_of_the_environment_is_asked_and_lifts_no_guard(self):
        page = answer(support.small_page())
        with Server(lambda path: page) as server:
            proxy = {"http_proxy": server.url()}
            result = newsclip("http://8.8.8.8/story.html", env=proxy)
            self.expect(result, OK)
            self.assertEqual([path for _, path, _, _ in server.visits], ["http://8.8.8.8/story.html"])
            for arguments in (["http://127.0.0.1:1/"], ["--proxy", server.url(), "http://localhost:1/"]):
                result = newsclip(*arguments, env=proxy)
                self.expect(result, NO_INPUT)
                self.expect_one_complaint(result, "is not a public address (--allow-private lifts this)")
            result = newsclip("http://no-such-host.invalid/", env=proxy)
            self.expect_one_complaint(result, "does not resolve here", "--allow-private")
            self.expect(newsclip("--allow-private", "http://no-such-host.invalid/a.html", env=proxy), OK)
            result = newsclip("--allow-private", "http://no-such-host.invalid/a.html", env={**proxy, "no_proxy": ".invalid"})
            self.expect_one_complaint(result, "could not resolve host no-such-host.invalid")
            result = newsclip("--proxy", "none", "--allow-private", "http://no-such-host.invalid/a.html", env=proxy)
            self.expect_one_complaint(result, "could not resolve host no-such-host.invalid")

    def test_the_name_of_requests_is_the_users(self):
        answers = {"/robots.txt": answer("User-agent: mybot\nDisallow: /2024/05/06/good-story-1\nUser-agent: *\nDisallow: /\n"),
                   **{path: said for path, said in bad_portal().items() if path not in BAD}}
        with Server(answers) as server:
            result = self.crawl("--allow-private", "--user-agent", "mybot/1.0 (+mailto:me@portal.example)", server.url())
        self.expect(result, OK)
        self.assertEqual(len(support.archive_records(self.data)), 2)


class Delay(support.Case):
    HOSTS, PAGES, DELAY = 12, 5, 0.3

    def portal(self, path):
        if path == "/":
            return answer("<title>Portal</title><h1>Portal</h1><ul>%s</ul>" % "".join(
                '<li><a href="/2024/05/06/story-number-%d.html">A headline of some words, number %d</a>' % (n, n)
                for n in range(self.PAGES)))
        if path.startswith("/2024"):
            return answer(support.small_page("A headline of some words, number %s" % path[-6]))
        return answer("", status="404 None")

    def test_the_delay_to_a_host_holds_whatever_the_parallelism(self):
        hosts = ["127.0.2.%d" % n for n in range(1, self.HOSTS + 1)]
        with Server(self.portal) as server:
            began = time.monotonic()
            result = newsclip("crawl", "--data", os.path.join(self.tmp, "archive"), "--delay", self.DELAY, "--allow-private",
                              *[server.url(host=host) for host in hosts])
            took = time.monotonic() - began
        self.expect(result, OK)
        gaps = 0
        for host in hosts:
            visits = sorted(visit[2:] for visit in server.visits if visit[0] == host)
            self.assertGreater(len(visits), self.PAGES)
            for (_, ended), (next_began, _) in zip(visits, visits[1:]):
                self.assertGreaterEqual(next_began - ended, self.DELAY - 0.005, host)
                gaps += 1
        self.assertLess(took, gaps * self.DELAY / 3)  # hosts did not wait for each other


class Robots(support.Case):
    def test_a_second_run_asks_for_robots_with_its_validators_and_obeys_what_was_kept(self):
        site = Site({"/robots.txt": Page("User-agent: *\nDisallow: /2024/05/06/good-story-1.html\nDisallow: /*.xml\n", content_type="text/plain"),
                     "/": Page('<title>Portal</title><h1>Portal</h1><ul><li><a href="/2024/05/06/good-story-1.html">A headline '
                               'of some words that is not for us</a></ul>')})
        with Portal(site) as portal:
            for status in (200, 304):
                self.expect(newsclip("crawl", "--data", os.path.join(self.tmp, "archive"), "--delay", "0", "--allow-private",
                                     portal.url), OK)
                self.assertEqual([(entry["path"], entry["status"]) for entry in portal.take_log()],
                                 [("/robots.txt", status), ("/", status)])


class Tls(support.Case):
    """Certificates made anew: by an authority that --ca-file names, and by nobody."""

    def setUp(self):
        super().setUp()
        self.openssl("req", "-x509", *self.KEY, "-days", "2", "-subj", "/CN=A test authority", "-keyout", "ca.key",
                     "-out", "ca.pem")

    KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")

    def openssl(self, *arguments):
        subprocess.run(["openssl", *arguments], cwd=self.tmp, check=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def server(self, name, address, *dates):
        """A server with a certificate for ADDRESS that the authority has signed."""
        self.openssl("req", *self.KEY, "-subj", "/CN=" + name, "-keyout", name + ".key", "-out", name + ".csr")
        self.write(name + ".ext", "subjectAltName=" + address)
        self.openssl("x509", "-req", "-in", name + ".csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-extfile",
                     name + ".ext", "-out", name + ".pem", *(dates or ("-days", "1")))
        return self.serve(name)

    def serve(self, name):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(os.path.join(self.tmp, name + ".pem"), os.path.join(self.tmp, name + ".key"))
        return Server(lambda path: answer(support.small_page()), context)

    def ask(self, server, *options):
        with server:
            return newsclip("--allow-private", *options, "https://127.0.0.1:%d/a.html" % server.port)

    def expect_refused(self, result, words):
        self.expect(result, NO_INPUT)
        self.expect_one_complaint(result, "/a.html: TLS: ", words)

    def trusted(self):
        return "--ca-file", os.path.join(self.tmp, "ca.pem")

    def test_a_certificate_of_the_named_authority_is_good(self):
        self.expect(self.ask(self.server("good", "IP:127.0.0.1"), *self.trusted()), OK)

    def test_nobody_else_is_trusted(self):
        self.expect_refused(self.ask(self.server("good", "IP:127.0.0.1")), "unable to get local issuer certificate")

    def test_a_certificate_of_another_host_is_refused(self):
        result = self.ask(self.server("other", "DNS:other.example"), *self.trusted())
        self.expect_refused(result, "no alternative certificate subject name matches target host name '127.0.0.1'")

    def test_an_expired_certificate_is_refused(self):
        result = self.ask(self.server("old", "IP:127.0.0.1", "-days", "-1"), *self.trusted())
        self.expect_refused(result, "certificate has expired")

    def test_a_certificate_that_signed_itself_is_refused(self):
        self.openssl("req", "-x509", *self.KEY, "-days", "1", "-subj", "/CN=127.0.0.1", "-addext",
                     "subjectAltName=IP:127.0.0.1", "-keyout", "self.key", "-out", "self.pem")
        self.expect_refused(self.ask(self.serve("self")), "self-signed certificate")

    def test_a_server_that_speaks_no_tls_is_refused(self):
        self.expect_refused(self.ask(Server(lambda path: answer(support.small_page()))), "wrong version number")


if __name__ == "__main__":
    unittest.main()
