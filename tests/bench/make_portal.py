"""A portal of generated articles over many hosts, as tests/bench/portal.c serves it: make_portal.py FILE ARTICLES HOSTS PORT

Each host is 127.0.0.N, with a front page, two sections, list pages of 50 articles each, and articles in one of the three
layouts of tests/portal/layouts.py that link to one another. make_pad() gives what makes a page of a real one's weight."""
import os
import re
import sys

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "portal"))

import layouts  # noqa: E402
from templates import text  # noqa: E402

LISTED = 50  # articles of a list page


def list_page(title, links):
    rows = "".join('<h2><a href="%s">%s</a></h2>\n' % (href, text(words)) for href, words in links)
    return '<!DOCTYPE html>\n<title>%s</title>\n<body><main>\n%s</main></body>\n' % (title, rows)


def host_pages(number, count, port):
    """Path and HTML of each page of one host."""
    layout = sorted(layouts.LAYOUTS)[number % len(layouts.LAYOUTS)]
    base = "http://127.0.0.%d:%d" % (number, port)
    articles = layouts.make_articles(layouts.LAYOUTS[layout][1], count, seed=number)
    parts = ["/list/%d/" % at for at in range(0, count, LISTED)]
    yield "/robots.txt", "User-agent: *\nDisallow: /private/\n"
    for path in ("/", "/world/", "/life/"):
        yield path, list_page("Portal", [(part, "Part " + part) for part in parts])
    for at, part in zip(range(0, count, LISTED), parts):
        yield part, list_page("Part", [(a.path, a.title) for a in articles[at:at + LISTED]])
    for article in articles:
        # pages of authors are none of ours
        yield article.path, re.sub(r'href="/(people|author)/[^"]*"', 'href="/life/"', layouts.page(layout, article, base))


def make(path, articles, hosts, port):
    """Writes the portal; gives the addresses of its front pages and of its articles."""
    fronts, addresses = [], []
    with open(path, "wb") as file:
        for number in range(1, hosts + 1):
            host = "127.0.0.%d" % number
            for page, html in host_pages(number, articles // hosts, port):
                body, at = html.encode(), html.find("</body>")
                kind = "text/plain" if page == "/robots.txt" else "text/html;charset=utf-8"
                if page.startswith("/news/"):
                    addresses.append("http://%s:%d%s" % (host, port, page))
                    at = len(html[:at].encode())
                else:
                    at = -1
                file.write(b"%s %s %s %d %d\n%s" % (host.encode(), page.encode(), kind.encode(), len(body), at, body))
            fronts.append("http://%s:%d/" % (host, port))
    return fronts, addresses


def make_pad(size):
    """What stands around a real page's text, SIZE bytes: two fifths script, one style and SVG, two markup."""
    script = "<script>window.dataLayer=window.dataLayer||[];(function(w,d){var s=d.createElement('script');s.async=1;" \
             "s.src='/static/app.js?v=%d';d.head.appendChild(s)})(window,document);</script>\n"
    style = "<style>.card-%d{display:flex;margin:0 auto;padding:4px 8px;border:1px solid #ccc}</style>\n" \
            "<svg viewBox='0 0 24 24'><path d='M12 2L2 7v10l10 5 10-5V7z M%d 4h16v2H4z'/></svg>\n"
    markup = "<div class='teaser teaser--small' data-id='%d'><div class='teaser__box'><span class='label'>Live</span>" \
             "<figure class='picture'><img src='/static/%d.jpg' alt='' loading='lazy'></figure></div></div>\n"
    parts, n = ["", "", ""], 0
    for at, (share, piece) in enumerate(((.4, script), (.2, style), (.4, markup))):
        while len(parts[at]) < size * share:
            parts[at] += piece % ((n,) * piece.count("%d"))
            n += 1
    return "".join(parts).encode()


if __name__ == "__main__":
    make(sys.argv[1], *map(int, sys.argv[2:5]))
