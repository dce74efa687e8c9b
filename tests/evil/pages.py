"""What a hostile portal serves: answers by path, and what must become of each.

An entry of the table is the page's answer and its end: CLIPPED (the story stands in the archive in spite of all),
LEFT (no article, no failure: the page had none to give), or words of the reason that the state must hold.
"""
import gzip
import zlib

from evil_server import answer, redirect

CLIPPED, LEFT = object(), object()
CRASHES, GOOD = 200, 60

PARAGRAPHS = (
    "The keeper of tower %s lit the lamp on Monday, nine years after he had carried it home in a wheelbarrow because "
    "nobody else in the village seemed to want it any longer.",
    "He had cleaned the glass of tower %s, soldered the frame and written to the council every spring. The council "
    "answered for the first time in March, with a bill for the missing lamp.",
    "Both sides agreed to forget the letters about tower %s. The lamp now burns from dusk to dawn, and the children of "
    "the harbour school have painted the door a very bright green.",
)


def story(name, before="", inside="", after="", title=None):
    """A page with an article of its own, and mischief around it."""
    title = title or "The lamp of tower %s burns again" % name
    text = "\n".join("<p>%s</p>" % (p % name) for p in PARAGRAPHS)
    return ("<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>%s</title>%s</head><body>"
            "<article><h1>%s</h1>%s%s</article>%s</body></html>" % (title, before, title, inside, text, after))


def bare(name, encoding="utf-8", **more):
    """The same as bytes, without a charset of its own."""
    return story(name, **more).replace("<meta charset=utf-8>", "").encode(encoding)


def evil(kind, name):
    return story(name, after="<!--evil:%s-->" % kind).encode()


def feed(before, items):
    entries = "".join("<item><title>%s</title><link>%s</link></item>" % item for item in items)
    return ('<?xml version="1.0"?>%s<rss version="2.0"><channel><title>Lamps</title>%s</channel></rss>' % (before, entries))


def laughs():
    """Ten to the ninth ha; expanded, a feed of gigabytes."""
    lines = ['<!ENTITY a0 "ha">'] + ['<!ENTITY a%d "%s">' % (i, ("&a%d;" % (i - 1)) * 10) for i in range(1, 10)]
    return "<!DOCTYPE rss [%s]>" % "".join(lines)


def quadratic():
    return '<!DOCTYPE rss [<!ENTITY a "%s">]>' % ("x" * 3000)


def bomb(coding):
    zeros = b"\0" * (1 << 20)
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    data = b"".join(packer.compress(zeros) for _ in range(1024)) + packer.flush()
    return answer(data, headers=["Content-Encoding: " + coding])


def zstd_bomb():
    """A gigabyte of blocks that each repeat one byte (RFC 8878, 3.1.1.2)."""
    block = (1 << 1 | 1 << 17 << 3).to_bytes(3, "little") + b"x"
    return answer(b"\x28\xb5\x2f\xfd\x00\x38" + block * 8191 + (1 | 1 << 1 | 1 << 3).to_bytes(3, "little") + b"x",
                  headers=["Content-Encoding: zstd"])


def layers(body, count):
    for _ in range(count):
        body = gzip.compress(body)
    return answer(body, headers=["Content-Encoding: " + ", ".join(["gzip"] * count)])


def drip(server):
    yield b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 100000\r\n\r\n"
    while not server.done.wait(0.5):
        yield b"<p>"


def endless(server):
    yield b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<h1>On and on</h1>"
    while not server.done.is_set():
        yield b"<p>and on</p>\n" * 8192


def header_flood(server):
    yield b"HTTP/1.1 200 OK\r\n"
    while not server.done.is_set():
        yield b"X-Flood: all work and no play makes a dull page\r\n" * 256


def one_long_header(server):
    yield b"HTTP/1.1 200 OK\r\nX-Long: "
    while not server.done.is_set():
        yield b"a" * 65536


def short_body(server):
    yield b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 50000\r\n\r\n<h1>Half a page"


def informational_flood(server):
    while not server.done.is_set():
        yield b"HTTP/1.1 100 Continue\r\n\r\n" * 512


FOUR_BYTES = (b"\x81\x30\x81\x30", b"\x81\x35\xf4\x36", b"\x81\x35\xf4\x37", b"\x84\x31\xa4\x39", b"\x84\x31\xa5\x30",
              b"\x8f\xff\xff\xff", b"\x90\x30\x81\x30", b"\xe3\x32\x9a\x35", b"\xe3\x32\x9a\x36", b"\xfe\x39\xfe\x39",
              b"\x81\x30\x81", b"\x81\x30", b"\x81")


def documents():
    """Pages that are hostile by what they hold."""
    deep_json = '<script type="application/ld+json">%s1%s</script>' % ('{"a":[' * 10000, "]}" * 10000)
    return {
        "nested-tables": (answer(story("nested-tables", after="<table><tr><td>" * 100000).encode()), CLIPPED),
        "nested-inside": (answer(story("nested-inside", inside="<div><b>" * 50000).encode()), CLIPPED),
        "nested-lists": (answer(story("nested-lists", after="<ul><li>" * 100000).encode()), CLIPPED),
        "open-formatting": (answer(story("open-formatting", after="<a><b><i><font>" * 20000 + "x").encode()), CLIPPED),
        "attributes": (answer(story("attributes", after="<p %s>" % " ".join(
            "a%d=b" % i for i in range(1000000))).encode()), CLIPPED),
        "one-attribute": (answer(story("one-attribute", after="<p title='%s'>" % ("x" * 10000000)).encode()), CLIPPED),
        "long-name": (answer(story("long-name", after="<%s>" % ("x" * 5000000)).encode()), CLIPPED),
        "comments": (answer(story("comments", after="<!--" * 1000000).encode()), CLIPPED),
        "scripts": (answer(story("scripts", after="<script>" * 500000).encode()), CLIPPED),
        "text-50mb": (answer(b"<h1>Long</h1>" + b"word " * (10 << 20)), "body is larger than"),
        "text-20mb": (answer(story("text-20mb", after="<pre>" + "x" * (20 << 20)).encode()), CLIPPED),
        "entities": (answer(story("entities", after="&amp;&#x41;&notit;&" * 500000).encode()), CLIPPED),
        "links": (answer(story("links", after="".join("<a href='?%d'>x</a>" % i for i in range(100000))).encode()), CLIPPED),
        "spans": (answer(story("spans", after="<table>" + "<td colspan=1000 rowspan=65534>x<tr>" * 2000).encode()), CLIPPED),
        "nul-bytes": (answer(story("nul-bytes", after="\0" * 1000 + "<p\0>\0").encode()), CLIPPED),
        "overlong": (answer(bare("overlong", after="@@").replace(b"@@", b"\xc0\xbcscript\xc0\xbe\xe0\x80\xbc\xf0\x80\x80\xbc"
                                                                        b"\xed\xa0\x80\xf4\x90\x80\x80\xf8\x88\x80\x80\x80")),
                     CLIPPED),
        "gb18030": (answer(bare("gb18030", "gb18030", after="@@").replace(b"@@", b" ".join(FOUR_BYTES)),
                           "text/html; charset=gb18030"), CLIPPED),
        "utf-7": (answer(bare("utf-7", after="+ADw-script+AD4-alert(1)+ADw-/script+AD4-"), "text/html; charset=utf-7"), CLIPPED),
        "cut-utf-8": (answer(bare("cut-utf-8") + b"\xe4\xb8"), CLIPPED),
        "cut-gbk": (answer(bare("cut-gbk") + b"\xd6", "text/html; charset=gbk"), CLIPPED),
        "cut-euc-jp": (answer(bare("cut-euc-jp") + b"\x8f\xa1", "text/html; charset=euc-jp"), CLIPPED),
        "cut-2022": (answer(bare("cut-2022") + b"\x1b$B!\x1b$", "text/html; charset=iso-2022-jp"), CLIPPED),
        "rtl-title": (answer(story("rtl-title", title="The lamp \u202e\u2066of tower rtl\u202c burns\u200b\u200f again").encode()),
                      CLIPPED),
        "escape-title": (answer(story("escape-title", title="The lamp\x1b]0;owned\x07 of \x1b[31mtower\u009b2J esc burns "
                                                            "again&#27;[2J&#155;1m&#x9b;H").encode()), CLIPPED),
        "deep-json": (answer(story("deep-json", before=deep_json).encode()), CLIPPED),
        "many-json": (answer(story("many-json", before='<script type="application/ld+json">{"@graph":[%s]}</script>' %
                                   ",".join(['{"@type":"NewsArticle"}'] * 100000)).encode()), CLIPPED),
        "a-picture": (answer(b"\x89PNG\r\n\x1a\n" + b"\0" * 1000), "PNG"),
        "noise": (answer(bytes((i * 7919 >> 3) & 255 or 1 for i in range(200000))), "binary data"),
        "nothing": (answer(b""), LEFT),
    }


def transfers():
    """Answers that are hostile by how they come."""
    return {
        "gzip-bomb": (bomb("gzip"), "gzip data that grows"),
        "zstd-bomb": (zstd_bomb(), "zstd data that grows"),
        "gzip-layers": (layers(b"x" * 100, 8), ""),
        "gzip-broken": (answer(b"\x1f\x8b\x08\0\0\0\0\0\0\3" + b"\xff" * 1000, headers=["Content-Encoding: gzip"]), ""),
        "endless": (endless, "body is larger than"),
        "header-flood": (header_flood, "headers are larger than"),
        "long-header": (one_long_header, ""),
        "informational-flood": (informational_flood, ""),
        "short-body": (short_body, ""),
        "length-lie": (answer(b"x").replace(b": 1\r", b": -5\r"), ""),
        "no-http": (b"SSH-2.0-OpenSSH_9.2\r\n", ""),
        "silence": (b"", ""),
        "to-file": (redirect("file:///etc/passwd"), ""),
        "to-gopher": (redirect("gopher://127.0.0.1:70/_x"), ""),
        "to-data": (redirect("data:text/html,<h1>x</h1>"), ""),
        "to-script": (redirect("javascript:alert(1)"), ""),
        "to-itself": (redirect("/2024/05/story-to-itself.html"), ""),
        "to-nowhere": (redirect("http://[::1"), ""),
    }


# What takes a worker under sanitizers longer than its time.
HEAVY = ("attributes", "comments", "entities", "links", "long-name", "many-json", "nested-lists", "one-attribute", "scripts",
         "text-20mb")


def slow():
    """A portal of its own: 20 s are given to an answer that drips, and it is asked three times."""
    return {"drip": (drip, "too slow"), "beside-drip": (answer(story("beside-drip").encode()), CLIPPED)}


def takeovers(confined):
    """Pages that take their worker over (breakout.c). Without its lock nothing stops some of them."""
    table = {"crash-%d" % i: (answer(evil("crash", "crash %d" % i)), "the worker ") for i in range(CRASHES if confined else 5)}
    table.update({
        "leave": (answer(evil("leave", "leave")), "ended with status 3"),
        "babble": (answer(evil("babble", "babble")), "malformed"),
        "announce": (answer(evil("announce", "announce")), "malformed"),
        "ask": (answer(evil("ask", "ask")), "ended with status 7"),
        "lie": (answer(evil("lie", "lie")), "another page"),
        "hang": (answer(evil("hang", "hang")), "longer than 10 s"),
    })
    if confined:
        table.update({
            "connect": (answer(evil("connect", "connect")), "may not call"),
            "read": (answer(evil("read", "read")), CLIPPED),  # nothing was read: it goes on as a page
            "grow": (answer(evil("grow", "grow")), "512 MB"),
        })
    return table


def good():
    return {"good-%d" % i: (answer(story("good %d" % i).encode()), CLIPPED) for i in range(GOOD)}


def path(name):
    return "/2024/05/story-%s.html" % name


def front(names):
    links = "\n".join('<li><a href="%s">The story of the lamp on tower %s</a></li>' % (path(name), name) for name in names)
    return ('<!DOCTYPE html><title>The Evil Times</title><link rel=alternate type="application/rss+xml" href="/laughs.xml">'
            '<link rel=alternate type="application/rss+xml" href="/quadratic.xml"><h1>The Evil Times</h1><ul>%s</ul>' % links)


FED = ("fed-laughs", "fed-quadratic", "mapped")  # stories that only feeds and sitemaps name


def sources(url):
    """Feeds and sitemaps: bombs that also offer a story."""
    laughing = feed(laughs(), [("&a9;", url + path("fed-laughs")), ("The lamp", url + path("fed-laughs"))])
    growing = feed(quadratic(), [("&a;" * 20000, url + path("fed-quadratic")), ("The lamp", url + path("fed-quadratic"))])
    sitemap = ('<?xml version="1.0"?>%s<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>%s</loc>'
               "<lastmod>&a9;</lastmod></url></urlset>" % (laughs().replace("DOCTYPE rss", "DOCTYPE urlset"),
                                                          url + path("mapped")))
    return {
        "/laughs.xml": answer(laughing.encode(), "application/rss+xml"),
        "/quadratic.xml": answer(growing.encode(), "application/rss+xml"),
        "/sitemap.xml": answer(sitemap.encode(), "application/xml"),
        "/robots.txt": answer(("User-agent: *\nDisallow:\nSitemap: %s/sitemap.xml\n" % url).encode(), "text/plain"),
        **{path(name): answer(story(name).encode()) for name in FED},
    }
