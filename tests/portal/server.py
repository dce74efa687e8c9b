#!/usr/bin/env python3
"""Serves the sample portal on loopback, with validators, and logs each request.

    server.py [--port N] [--log FILE]                  serve until interrupted; prints the address
    server.py [--log FILE] -- COMMAND [ARGUMENT...]    serve while COMMAND runs, with the address in $PORTAL

In a test: `with Portal(sample.build()) as portal:`; then portal.url, portal.log and portal.site, whose
pages may be changed between two crawls.
"""
import argparse
import email.utils
import hashlib
import json
import os
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

sys.dont_write_bytecode = True  # a test run leaves nothing in the tree

HEADERS_OF_INTEREST = ("User-Agent", "If-None-Match", "If-Modified-Since", "Accept-Encoding", "Referer")


class Page:
    """What is served at one path. TEXT may hold {{base}}, which becomes the portal's address."""

    def __init__(self, text, codec="utf-8", content_type="text/html", status=200, modified=None, location=None,
                 conditional=True, headers=None):
        self.text = text
        self.codec = codec
        self.content_type = content_type
        self.status = status
        self.modified = modified  # seconds since the epoch, for Last-Modified
        self.location = location  # of a redirect
        self.conditional = conditional  # sends validators and answers 304
        self.headers = headers or {}

    def body(self, base):
        if isinstance(self.text, bytes):
            return self.text
        return self.text.replace("{{base}}", base).encode(self.codec)


class Site:
    """A portal as data: pages by path; a path with a query is looked up as a whole, then without it."""

    def __init__(self, pages=None, not_found=None):
        self.pages = pages or {}
        self.not_found = not_found or Page("<!DOCTYPE html><title>404</title><h1>404 Not Found</h1>", status=404)

    def find(self, path):
        return self.pages.get(path) or self.pages.get(path.partition("?")[0]) or self.not_found


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self):
        portal = self.server.portal
        page = portal.site.find(self.path)
        body = page.body(portal.base)
        etag = '"%s"' % hashlib.sha256(body).hexdigest()[:16]
        status = page.status
        if status == 200 and page.conditional and self.is_unchanged(page, etag):
            status, body = 304, b""
        self.send_response(status)
        if page.location:
            self.send_header("Location", page.location.replace("{{base}}", portal.base))
        if page.conditional and page.status == 200:
            self.send_header("ETag", etag)
            if page.modified is not None:
                self.send_header("Last-Modified", email.utils.formatdate(page.modified, usegmt=True))
        for name, value in page.headers.items():
            self.send_header(name, value)
        if status != 304:
            if page.content_type:
                self.send_header("Content-Type", page.content_type)
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
        portal.note(self.path, status, len(body), self.headers)

    do_HEAD = do_GET

    def is_unchanged(self, page, etag):
        match = self.headers.get("If-None-Match")
        if match is not None:
            return etag in (value.strip() for value in match.split(","))
        since = self.headers.get("If-Modified-Since")
        if since is None or page.modified is None:
            return False
        try:
            return email.utils.parsedate_to_datetime(since).timestamp() >= page.modified
        except (TypeError, ValueError):
            return False

    def log_message(self, *arguments):
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request, client_address):
        pass  # a client that went away is no news


class Portal:
    """A site being served. HOST and PORT: where; LOG_FILE: requests as JSON Lines, beside self.log."""

    def __init__(self, site, host="127.0.0.1", port=0, log_file=None):
        self.site = site
        self.log = []
        self.lock = threading.Lock()
        self.log_file = open(log_file, "a", encoding="utf-8") if log_file else None
        self.server = Server((host, port), Handler)
        self.server.portal = self
        self.host, self.port = host, self.server.server_address[1]
        self.base = "http://%s:%d" % (self.host, self.port)
        self.url = self.base + "/"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *unused):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()
        if self.log_file:
            self.log_file.close()

    def note(self, path, status, size, headers):
        entry = {"time": round(time.time(), 3), "path": path, "status": status, "bytes": size,
                 "headers": {name: headers[name] for name in HEADERS_OF_INTEREST if headers.get(name)}}
        with self.lock:
            self.log.append(entry)
            if self.log_file:
                self.log_file.write(json.dumps(entry) + "\n")
                self.log_file.flush()

    def take_log(self):
        """The requests since the last call."""
        with self.lock:
            taken, self.log = self.log, []
        return taken


def main():
    parser = argparse.ArgumentParser(description="serve the sample portal on loopback")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--log", help="append each request to this file as a JSON line")
    parser.add_argument("command", nargs=argparse.REMAINDER, help="-- COMMAND: serve while it runs")
    options = parser.parse_args()
    command = options.command[1:] if options.command[:1] == ["--"] else options.command
    import sample
    with Portal(sample.build(), port=options.port, log_file=options.log) as portal:
        if command:
            return subprocess.call(command, env=dict(os.environ, PORTAL=portal.url))
        print(portal.url, flush=True)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            return 0


if __name__ == "__main__":
    sys.exit(main())
