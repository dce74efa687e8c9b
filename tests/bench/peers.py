"""What another tool takes for the same pages: peers.py TOOL PAGES, in a Python that has it (`make bench-peers`).

Prints JSON: seconds of libxml2's bare parse (through lxml) and of the tool, in one process, in turn, the best of some rounds; the
largest memory in MB, and versions. PAGES: FOLDER or FOLDER:N. Without arguments: the tools that are there."""
import gzip
import importlib.util
import json
import os
import resource
import sys
import time
from importlib import metadata

import lxml.etree

ROUNDS = 2


def of_trafilatura(fast):
    import trafilatura
    return lambda page: trafilatura.bare_extraction(page, with_metadata=True, fast=fast)


def of_readability():
    from readability import Document

    def take(page):
        document = Document(page.decode("utf-8", "replace"))
        return document.summary(), document.short_title()
    return take


def of_resiliparse():
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.encoding import detect_encoding
    from resiliparse.parse.html import HTMLTree

    def take(page):
        tree = HTMLTree.parse_from_bytes(page, detect_encoding(page))
        return extract_plain_text(tree, main_content=True), tree.title
    return take


# Name, package, what makes the function of a page's bytes, what it gives.
TOOLS = {
    "trafilatura": ("trafilatura", lambda: of_trafilatura(False), "body, metadata"),
    "trafilatura fast": ("trafilatura", lambda: of_trafilatura(True), "body, metadata"),
    "readability-lxml": ("readability", of_readability, "body as HTML, title"),
    "resiliparse": ("resiliparse", of_resiliparse, "body, <title>"),
}


def load(name):
    folder, _, most = name.partition(":")
    names = sorted(n for n in os.listdir(folder) if ".html" in n)[:int(most or 4000)]
    pages = []
    for one in names:
        with open(os.path.join(folder, one), "rb") as file:
            data = file.read()
        pages.append(gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data)
    return pages


def seconds_of(take, pages):
    start, failed = time.process_time(), 0
    for page in pages:
        try:
            take(page)
        except Exception:  # pylint: disable=broad-except
            failed += 1  # a page that it can't read costs what it costs
    return time.process_time() - start, failed


def versions(package):
    names = {"readability": "readability-lxml"}
    return metadata.version(names.get(package, package)), ".".join(map(str, lxml.etree.LIBXML_VERSION))


def main(tool, name):
    package, make, gives = TOOLS[tool]
    take, pages = make(), load(name)
    parse = lambda page: lxml.etree.fromstring(page, lxml.etree.HTMLParser())  # noqa: E731
    rounds = [(seconds_of(parse, pages)[0], *seconds_of(take, pages)) for _ in range(ROUNDS)]
    version, libxml = versions(package)
    print(json.dumps({"tool": tool, "version": version, "libxml2": libxml, "gives": gives, "pages": len(pages),
                      "failed": rounds[0][2], "parse": min(r[0] for r in rounds), "take": min(r[1] for r in rounds),
                      "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))


def there(package):
    try:
        return importlib.util.find_spec(package) is not None
    except ImportError:
        return False


if __name__ == "__main__":
    if len(sys.argv) == 3:
        main(*sys.argv[1:])
    else:
        print(json.dumps([tool for tool, (package, _, _) in TOOLS.items() if there(package)]))
