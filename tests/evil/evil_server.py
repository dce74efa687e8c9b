"""Serves hostile answers on loopback, byte by byte as they are stated: headers need not make sense, bodies may drip.

    with EvilServer({"/path": b"HTTP/1.1 200 OK\\r\\n..."}) as server: server.url
"""
import socketserver
import threading


def answer(body, content_type="text/html; charset=utf-8", status="200 OK", headers=()):
    """A whole response. BODY: bytes."""
    head = ["HTTP/1.1 " + status, "Content-Length: %d" % len(body), "Connection: close"]
    if content_type:
        head.append("Content-Type: " + content_type)
    return "\r\n".join(head + list(headers)).encode("latin-1") + b"\r\n\r\n" + body


def redirect(target):
    return answer(b"", status="302 Found", headers=["Location: " + target])


class Handler(socketserver.StreamRequestHandler):
    timeout = 20

    def handle(self):
        request = self.rfile.readline(65536).decode("latin-1")
        while self.rfile.readline(65536) not in (b"\r\n", b"\n", b""):
            pass
        path = request.split(" ")[1] if request.count(" ") >= 2 else "/"
        server = self.server.evil
        with server.lock:
            server.asked.append(path)
        what = server.answers.get(path, answer(b"<h1>Not found</h1>", status="404 Not Found"))
        try:
            for part in (what(server) if callable(what) else [what]):
                self.wfile.write(part)
        except OSError:
            pass  # the client had enough


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128

    def handle_error(self, request, client_address):
        pass


class EvilServer:
    """ANSWERS: by path, bytes or a function of the server that yields parts of bytes."""

    def __init__(self, answers, host="127.0.0.1", port=0):
        self.answers = answers
        self.asked = []
        self.lock = threading.Lock()
        self.done = threading.Event()
        self.server = Server((host, port), Handler)
        self.server.evil = self
        self.url = "http://%s:%d" % self.server.server_address[:2]

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *unused):
        self.done.set()
        self.server.shutdown()
        self.server.server_close()
