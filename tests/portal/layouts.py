"""Portals of one template each, for what is learned from pages: any number of articles made of the sample portal's
paragraphs, in three more templates, and what a redesign does to a page without moving the text.
"""
import random
import re

import sample
import templates
from templates import text

NAMES = {
    "en": (("Ada", "Ben", "Clara", "Dermot", "Edith", "Felix", "Greta", "Hugh", "Ines", "Jonah"),
           ("Abbott", "Brandt", "Castell", "Drummond", "Ellery", "Farrow", "Gilmour", "Hartley", "Ivens", "Jessop")),
    "zh": (("王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴"),
           ("建国", "晓明", "丽华", "志强", "文静", "国庆", "海燕", "永红", "雪梅", "立新")),
}
TITLES = {
    "en": (("Harbour", "Library", "Railway", "Bakery", "Lighthouse", "Orchard", "Theatre", "Reservoir"),
           ("reopens after a long winter", "wins a prize nobody had heard of", "asks for a second clock",
            "counts its visitors by hand", "moves one street to the north", "keeps the old door and paints it green")),
    "zh": (("老城区", "海港", "图书馆", "火车站", "果园", "剧院", "水库", "灯塔"),
           ("冬季过后重新开放", "获得一项少有人知的奖项", "计划再添一座大钟", "靠人工统计来访人数", "向北搬迁一条街",
            "保留旧门并漆成绿色")),
}
SOURCES = ("海港日报", "北方新闻社", "城市晚报")


def paragraphs(lang):
    pool = []
    for article in sample.load_articles():
        if article.lang == lang and article.template not in ("live", "gallery"):
            pool += [b for b in article.blocks if b[0] not in "#->|1" and "\n" not in b and len(b) > (30 if lang == "zh" else 80)]
    return list(dict.fromkeys(pool))


def make_articles(lang, count, seed=7):
    chance = random.Random(seed)
    pool, firsts, lasts = paragraphs(lang), *NAMES[lang]
    articles = []
    for n in range(count):
        a = sample.Article("/news/2024/%02d/%02d/story-%d.html" % (n % 12 + 1, n % 28 + 1, 4000 + 37 * n))
        heads, tails = TITLES[lang]
        a.lang, a.where = lang, "meta"
        a.title = a.headline = heads[n % len(heads)] + (" " if lang == "en" else "") + tails[n // len(heads) % len(tails)]
        joint = " " if lang == "en" else ""
        people = [(firsts[(n * 3 + k) % 10] + joint + lasts[(n * 7 + k * 3) % 10]) for k in range(2)]
        a.by = people[:2 if n % 4 == 1 else 1] if lang == "en" else people[:1]
        a.date = "2024-%02d-%02dT%02d:%02d:00+00:00" % (n % 12 + 1, n % 28 + 1, n % 10 + 8, (n * 13) % 60)
        a.printed = a.date[:16].replace("T", " ")
        closing = " That makes number %d in the town's long book." if lang == "en" else "这是镇志里的第%d条记录。"
        a.blocks = [block + closing % (10 * n + k) for k, block in enumerate(chance.sample(pool, chance.randint(4, 7)))]
        if n % 3 == 0:
            a.blocks.insert(2, "## " + ("What comes next" if lang == "en" else "下一步"))
        if n % 5 == 2 and lang == "en":
            a.blocks.insert(3, "- Doors open at nine on weekdays\n- The tower stays shut until the spring")
        if lang == "zh":
            a.date = a.printed.replace(" ", "T")
            a.editor, a.source = ["郑" + lasts[n % 10]], SOURCES[n % 3]
        articles.append(a)
    for n, a in enumerate(articles):
        others = [articles[(n * 5 + k) % count] for k in (1, 3, 4) if (n * 5 + k) % count != n]
        a.related = [(other.title, other.path) for other in others]
    return articles


# ---- Templates ----

def hashed(a, second=False):
    """An application's markup: classes made by a program, few of them speaking; boxes of the portal within the text."""
    data = templates.json_ld(a)
    names = ", ".join('<a class="css-8k2mq1" href="/people/%d">%s</a>' % (len(n), text(n)) for n in a.by)
    related = "".join('<li class="css-19zzq"><a class="css-77hdu2" href="%s">%s</a></li>' % (href, text(title))
                      for title, href in a.related)
    letter = '<div class="sc-bdVaJa newsletter-signup"><h4>Morning letter</h4><p>The stories of the day in your inbox, ' \
             'each morning before seven. Sign up, it is free.</p></div>'
    half = len(a.blocks) // 2
    return templates.head(a, data) + '<body class="css-0">\n<div id="root"><div class="css-1x2y3z app-shell">' + \
        templates.nav(a) + '<main class="css-k29sl3"><article class="css-4xk1pz">\n<header class="css-h2d8f1">' \
        '<h1 class="css-1q2w3e story-headline">%s</h1><div class="css-9d8s7a story-byline">By %s</div>' \
        '<time class="css-5t6y7u" datetime="%s">%s</time></header>\n<section class="css-3e4r5t" itemprop="articleBody">' \
        '%s\n%s\n%s</section>\n</article>\n<section class="css-zz91ka read-next"><h3>Read next</h3><ul>%s</ul></section>' \
        '</main>\n%s</div></div></body>\n</html>\n' % (
            text(a.title), names, a.date, text(a.printed), templates.body_html(a.blocks[:half]), letter,
            templates.body_html(a.blocks[half:]), related, templates.footer(a))


def blog(a, second=False):
    """A blog system's theme: the number of the post in its classes, buttons and a disclaimer at the end of the text."""
    number = re.search(r"(\d+)\.html", a.path).group(1)
    more = templates.meta("og:title", a.title) + templates.meta("og:type", "article")
    names = ", ".join('<span class="author vcard"><a class="url fn n" href="/author/%s/" rel="author">%s</a></span>' % (
        n.split()[0].lower(), text(n)) for n in a.by)
    related = "".join('<li><a href="%s">%s</a></li>' % (href, text(title)) for title, href in a.related)
    return templates.head(a, more) + '<body class="post-template-default single single-post postid-%s">\n' \
        '<div id="page" class="site"><header class="site-header">%s</header>\n<div id="primary" class="content-area">' \
        '<article id="post-%s" class="post-%s post type-post status-publish hentry">\n<h1 class="entry-title">%s</h1>\n' \
        '<div class="entry-meta"><span class="posted-on"><time class="entry-date published" datetime="%s">%s</time></span>' \
        ' <span class="byline">by %s</span></div>\n<div class="entry-content">\n%s\n<p>This article may be shared for ' \
        'purposes that earn no money, if the name of this paper is printed with it.</p>\n<div class="sharedaddy"><h3>Share ' \
        'this:</h3><ul><li><a href="https://social.example/share">Press to share with friends</a></li></ul></div>\n</div>' \
        '\n<div class="related-posts"><h3>Related</h3><ul>%s</ul></div></article></div>\n%s%s</div></body>\n</html>\n' % (
            number, templates.nav(a), number, number, text(a.title), a.date, text(a.printed), names,
            templates.body_html(a.blocks), related, templates.popular_box(a), templates.footer(a))


def column(a, second=False):
    """A Chinese portal: one line of date, source and author; the editor's line within the text's box."""
    related = "".join('<li><a href="%s">%s</a></li>' % (href, text(title)) for title, href in a.related)
    body = templates.body_html(a.blocks)
    return templates.head(a) + '<body>\n<div class="top">%s</div>\n<div class="w1000"><div class="zuo">\n' \
        '<h1 class="biaoti">%s</h1>\n<div class="xinxi"><span class="riqi">%s</span> <span class="laiyuan">来源：%s</span> ' \
        '<span class="zuozhe">作者：%s</span></div>\n<div id="zhengwen">\n%s\n<p class="bianji">责任编辑：%s</p>\n' \
        '<div class="shengming">本网站所刊登的文章版权归原作者所有，未经书面授权不得转载或镜像。</div></div>\n' \
        '<div class="xiangguan"><h3>相关阅读</h3><ul>%s</ul></div>\n</div><div class="you">%s</div></div>\n%s</body>\n' \
        '</html>\n' % (templates.nav(a), text(a.title), text(a.printed), text(a.source), text(a.by[0]), body,
                       text(a.editor[0]), related, templates.popular_box(a), templates.footer(a))


LAYOUTS = {"hashed": (hashed, "en"), "blog": (blog, "en"), "column": (column, "zh")}


def page(layout, article, base):
    """An article's page that states its address."""
    link = '<link rel="canonical" href="%s%s">\n</head>' % (base, article.path)
    return LAYOUTS[layout][0](article).replace("</head>", link, 1)


# ---- Small changes of a template ----

def wrapped(html):
    """One more div around everything, and one around the headline."""
    html = re.sub(r"(<body[^>]*>)", r'\1<div class="outer-2">', html, count=1).replace("</body>", "</div></body>")
    return re.sub(r"(<h1.*?</h1>)", r'<div class="head-box">\1</div>', html, count=1)


def renamed(html):
    """Other classes on the boxes around the article."""
    for old in ("app-shell", "content-area", "w1000", "zuo", "site", "css-4xk1pz", "hentry"):
        html = re.sub(r'(class="[^"]*)\b%s\b(?!-)' % old, r"\1layout-v2", html)
    return html


def with_ads(html):
    """A box of an advertisement above the article and one between two paragraphs."""
    box = '<div class="ad-slot ad"><span>Advertisement</span><p>The new kettle boils twice as fast as the old one. ' \
          'Order it today and pay in spring.</p></div>'
    parts = html.split("</p>\n<p>")
    at = len(parts) // 2
    html = "</p>\n<p>".join(parts[:at]) + "</p>\n" + box + "\n<p>" + "</p>\n<p>".join(parts[at:])
    return html.replace("<h1", box + "<h1", 1)


CHANGES = {"as it was": lambda html: html, "wrapped": wrapped, "renamed": renamed, "with ads": with_ads}
