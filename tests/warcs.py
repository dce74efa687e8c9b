"""WARC files for tests and measurements, made record by record."""
import gzip
import hashlib
import uuid

DATE = "2024-05-06T07:08:09Z"


def record(kind, block, target=None, content_type=None, date=DATE, version="1.0", **headers):
    """One record. Its id is that of its bytes, so that the same call gives the same file."""
    lines = ["WARC/" + version, "WARC-Type: " + kind,
             "WARC-Record-ID: <urn:uuid:%s>" % uuid.UUID(hashlib.md5(block + str(target).encode() + kind.encode()).hexdigest()),
             "WARC-Date: " + date]
    if target:
        lines.append("WARC-Target-URI: " + target)
    if content_type:
        lines.append("Content-Type: " + content_type)
    lines += ["%s: %s" % (name.replace("_", "-"), value) for name, value in headers.items()]
    lines.append("Content-Length: %d" % len(block))
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"


def http(body, status="200 OK", content_type="text/html; charset=utf-8", **headers):
    lines = ["HTTP/1.1 " + status]
    if content_type:
        lines.append("Content-Type: " + content_type)
    lines += ["%s: %s" % (name.replace("_", "-"), value) for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + (body if isinstance(body, bytes) else body.encode())


def response(target, body, date=DATE, version="1.0", **message):
    return record("response", http(body, **message), target, "application/http; msgtype=response", date, version)


def info():
    return record("warcinfo", b"software: a test\r\nformat: WARC File Format 1.0\r\n", content_type="application/warc-fields")


def request(target):
    return record("request", b"GET / HTTP/1.1\r\nHost: portal.example\r\n\r\n", target, "application/http; msgtype=request")


def packed(records):
    """A gzip member a record."""
    return b"".join(gzip.compress(r, 6, mtime=0) for r in records)


def offsets(records):
    """Where the member of each record begins in packed(records)."""
    at, found = 0, []
    for r in records:
        found.append(at)
        at += len(gzip.compress(r, 6, mtime=0))
    return found


def chunked(body, size=1000):
    parts = [body[i:i + size] for i in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"
