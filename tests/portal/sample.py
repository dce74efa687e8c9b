"""The sample portal as data: which pages there are, where each is offered, and the truth of each article.

The texts stand in articles/*.txt (UTF-8), the markup in templates.py. An article's file entry is

    @ /path/of/the/page.html
    key: value                      see FIELDS
    (blank line)
    Blocks parted by blank lines: a paragraph; "## heading"; "- item" or "1. item" lines; "> quote";
    "cell | cell" lines that begin with "| ".
    == related / == entries / == images / == page 2        sections of their own, see parse_section

All is deterministic: the same source gives the same bytes, whatever the time and the port.
"""
import calendar
import os
import re
import time

import templates
from server import Page, Site

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "articles")
SECTIONS = ("world", "life")
PER_LIST = 9
SEED = "/news/2018/1112/286743.html"
FIELDS = {
    "lang", "charset", "template", "section", "title", "headline", "by", "institution", "date", "modified",
    "printed", "editor", "source", "desc", "kind", "offered", "moved-from",
}


class Article:
    """The truth of one page. date: as precise as the page states it, or None; blocks: the body's."""

    def __init__(self, path):
        self.path = path
        self.lang = "en"
        self.codec, self.label, self.where = "utf-8", "utf-8", "header"
        self.template = "og"
        self.section = "world"
        self.title = self.headline = None
        self.by, self.editor = [], []
        self.institution = self.date = self.modified = self.printed = self.source = self.desc = None
        self.kind = "article"
        self.offered = {"list"}  # of: front, list, feed, sitemap, private (front page, but denied by robots.txt)
        self.moved_from = None
        self.blocks, self.related, self.entries, self.images, self.second_page = [], [], [], [], []

    @property
    def body(self):
        """The body of the (first) page as the record must have it."""
        return "\n\n".join(block_text(block) for block in self.blocks)

    @property
    def whole_body(self):
        """The same with the second page joined to it."""
        return "\n\n".join(block_text(block) for block in self.blocks + self.second_page)

    @property
    def modified_seconds(self):
        day = (self.modified or self.date or "2024-01-01")[:10]
        return calendar.timegm(time.strptime(day, "%Y-%m-%d")) + 6 * 3600

    @property
    def second_path(self):
        return self.path.replace(".html", "_2.html")


def block_text(block):
    """What a reader sees of a block: markers of headings and quotes go, those of items stay."""
    lines = block.split("\n")
    if lines[0].startswith("## ") or lines[0].startswith("> "):
        return block.split(" ", 1)[1]
    if lines[0].startswith("| "):
        return "\n".join("\t".join(cell.strip() for cell in line[2:].split(" | ")) for line in lines)
    return block


def parse_charset(article, value):
    """CODEC [as LABEL] [in PLACE]: PLACE is header, meta, http-equiv, xml, late (meta behind 1,024 bytes) or none."""
    match = re.fullmatch(r"(\S+)(?: as (\S+))?(?: in (\S+))?", value)
    article.codec = match.group(1)
    article.label = match.group(2) or match.group(1)
    article.where = match.group(3) or "header"


def parse_field(article, key, value):
    if key not in FIELDS:
        raise ValueError("%s: unknown field %s" % (article.path, key))
    if key == "charset":
        parse_charset(article, value)
    elif key in ("by", "editor"):
        setattr(article, key, value.split("; "))
    elif key == "offered":
        article.offered = set(value.split(", "))
    else:
        setattr(article, key.replace("-", "_"), value)


def parse_section(article, name, blocks):
    if name == "related":  # "title <href>" lines
        article.related = [re.fullmatch(r"(.*) <(.*)>", line).groups() for line in "\n".join(blocks).split("\n")]
    elif name == "entries":  # "time | title", then the text
        for block in blocks:
            head, text = block.split("\n", 1)
            stamp, title = head.split(" | ")
            article.entries.append((stamp, title, text))
    elif name == "images":  # "address | caption | credit" lines
        article.images = [tuple(line.split(" | ")) for line in "\n".join(blocks).split("\n")]
    elif name == "page 2":
        article.second_page = blocks
    else:
        raise ValueError("%s: unknown section %s" % (article.path, name))


def parse_article(text):
    head, _, rest = text.partition("\n\n")
    lines = head.strip().split("\n")
    article = Article(lines[0].strip())
    for line in lines[1:]:
        key, value = line.split(": ", 1)
        parse_field(article, key, value.strip())
    parts = re.split(r"^== (.*)\n", rest, flags=re.M)
    article.blocks = [block.strip() for block in parts[0].split("\n\n") if block.strip()]
    for name, section in zip(parts[1::2], parts[2::2]):
        parse_section(article, name, [block.strip() for block in section.split("\n\n") if block.strip()])
    article.headline = article.headline or article.title
    return article


def relate(articles):
    """Who has no related links of his own gets the next three of his language, so far as his template shows any."""
    by_language = {}
    for article in articles:
        by_language.setdefault(article.lang, []).append(article)
    for article in articles:
        family = [a for a in by_language[article.lang] if "private" not in a.offered]
        if article.related or article.template not in templates.SHOWS_RELATED:
            continue
        at = family.index(article) if article in family else 0
        ring = [other for other in family[at:] + family[:at] if other is not article]
        article.related = [(other.title, other.path) for other in ring[:3]]


def load_articles():
    articles = []
    for name in sorted(os.listdir(FOLDER)):
        with open(os.path.join(FOLDER, name), encoding="utf-8") as file:
            articles += [parse_article(text) for text in re.split(r"^@ ", file.read(), flags=re.M)[1:]]
    relate(articles)
    return articles


def article_page(article, text):
    content_type = "text/html"
    if article.where == "header":
        content_type += "; charset=" + article.label
    return Page(text, article.codec, content_type, modified=article.modified_seconds)


def newest_first(articles):
    return sorted(articles, key=lambda a: (a.date or "0", a.path), reverse=True)


def utf8(text, status=200, **more):
    return Page(text, "utf-8", "text/html; charset=utf-8", status, **more)


def list_pages(articles):
    """The list pages of each section: index.html, list_2.html, list_3.html ..."""
    pages = {}
    for section in SECTIONS:
        own = newest_first(a for a in articles if a.section == section and "list" in a.offered)
        count = -(-len(own) // PER_LIST)
        for number in range(1, count + 1):
            shown = own[(number - 1) * PER_LIST:number * PER_LIST]
            path = "/%s/" % section if number == 1 else "/%s/list_%d.html" % (section, number)
            pages[path] = utf8(templates.list_page(section, number, count, shown))
    return pages


def build(articles=None):
    """The whole site."""
    articles = load_articles() if articles is None else articles
    open_ones = [a for a in articles if "private" not in a.offered]
    pages = {"/": utf8(templates.front_page(
        newest_first(a for a in articles if a.offered & {"front", "private"}), SECTIONS))}
    pages.update(list_pages(open_ones))
    for article in articles:
        pages[article.path] = article_page(article, templates.render(article))
        if article.second_page:
            pages[article.second_path] = article_page(article, templates.render(article, second=True))
        if article.moved_from:
            pages[article.moved_from] = Page("", status=301, location=article.path)
    feed = newest_first(a for a in open_ones if "feed" in a.offered)
    sitemap = [a for a in open_ones if "sitemap" in a.offered]
    pages["/feed.xml"] = Page(templates.feed(feed), "utf-8", "application/rss+xml")
    pages["/sitemap.xml"] = Page(templates.sitemap(sitemap), "utf-8", "application/xml")
    pages["/robots.txt"] = Page(templates.ROBOTS, "utf-8", "text/plain")
    for path, text in templates.non_articles().items():
        pages[path] = utf8(text)
    return Site(pages, utf8(templates.not_found(), status=404))


NON_ARTICLES = tuple(templates.non_articles())
