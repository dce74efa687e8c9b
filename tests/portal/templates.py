"""The markup of the sample portal: templates of articles as portals of many countries write them, each with
its boxes around the text, and the pages that are no articles. {{base}} is the portal's address.
"""
import json
from html import escape

SITE = "World Courier"

# Words around the text, by language.
WORDS = {
    "en": dict(site="World Courier", by="By ", related="Read more", home="Home", world="World", life="Life",
               cookie="We use cookies to measure how our site is used. You may accept or refuse them.",
               letter="Our newsletter brings you the stories of the day each morning. Sign up now.",
               popular="Most read", rights="All rights reserved."),
    "de": dict(site="Weltkurier", by="Von ", related="Mehr zum Thema", home="Startseite", world="Welt", life="Leben",
               cookie="Wir verwenden Cookies, um die Nutzung unserer Seiten zu messen.",
               letter="Unser Newsletter bringt Ihnen jeden Morgen die Themen des Tages. Jetzt anmelden.",
               popular="Meistgelesen", rights="Alle Rechte vorbehalten."),
    "fr": dict(site="Le Courrier", by="Par ", related="À lire aussi", home="Accueil", world="Monde", life="Société",
               cookie="Nous utilisons des cookies pour mesurer notre audience.",
               letter="Recevez chaque matin notre lettre d'information. Inscrivez-vous.",
               popular="Les plus lus", rights="Tous droits réservés."),
    "es": dict(site="El Correo del Mundo", by="Por ", related="Más información", home="Portada", world="Mundo",
               life="Sociedad", cookie="Utilizamos cookies para medir el uso de nuestra web.",
               letter="Reciba cada mañana nuestro boletín. Suscríbase ahora.",
               popular="Lo más leído", rights="Todos los derechos reservados."),
    "pt": dict(site="Correio do Mundo", by="Por ", related="Leia também", home="Início", world="Mundo", life="Vida",
               cookie="Utilizamos cookies para medir o uso do nosso site.",
               letter="Receba a nossa newsletter todas as manhãs. Inscreva-se.",
               popular="Mais lidas", rights="Todos os direitos reservados."),
    "ru": dict(site="Мировой курьер", by="Автор: ", related="Читайте также", home="Главная", world="Мир",
               life="Общество", cookie="Мы используем файлы cookie для сбора статистики.",
               letter="Подпишитесь на нашу утреннюю рассылку.", popular="Популярное", rights="Все права защищены."),
    "ja": dict(site="世界通信", by="文＝", related="関連記事", home="ホーム", world="国際", life="くらし",
               cookie="当サイトではクッキーを使用しています。", letter="毎朝のニュースメールに登録する",
               popular="アクセスランキング", rights="無断転載を禁じます。"),
    "ko": dict(site="세계통신", by="", role=" 기자", related="관련기사", home="홈", world="국제", life="생활",
               cookie="이 사이트는 쿠키를 사용합니다.", letter="매일 아침 뉴스레터를 받아 보세요.",
               popular="많이 본 뉴스", rights="무단 전재 및 재배포 금지"),
    "zh": dict(site="信息快讯网", by="作者:", related="相关阅读", home="首页", world="国际", life="生活",
               cookie="本网站使用Cookie。", letter="订阅每日要闻邮件", popular="热门文章", rights="版权所有"),
    "zh-TW": dict(site="世界快報", by="記者", related="延伸閱讀", home="首頁", world="國際", life="生活",
                  cookie="本網站使用Cookie。", letter="訂閱每日電子報", popular="熱門新聞", rights="版權所有"),
    "ar": dict(site="بريد العالم", by="بقلم: ", related="اقرأ أيضا", home="الرئيسية", world="العالم", life="مجتمع",
               cookie="نستخدم ملفات تعريف الارتباط لقياس استخدام الموقع.", letter="اشترك في نشرتنا الصباحية",
               popular="الأكثر قراءة", rights="جميع الحقوق محفوظة"),
    "el": dict(site="Ο Ταχυδρόμος του Κόσμου", by="Συντάκτης: ", related="Διαβάστε επίσης", home="Αρχική",
               world="Κόσμος", life="Ζωή", cookie="Χρησιμοποιούμε cookies για στατιστικούς λόγους.",
               letter="Εγγραφείτε στο πρωινό μας ενημερωτικό δελτίο.", popular="Δημοφιλή",
               rights="Με επιφύλαξη παντός δικαιώματος."),
    "pl": dict(site="Kurier Światowy", by="Autor: ", related="Czytaj także", home="Strona główna", world="Świat",
               life="Życie", cookie="Używamy plików cookie do pomiaru ruchu na stronie.",
               letter="Zapisz się na nasz poranny newsletter.", popular="Najczęściej czytane",
               rights="Wszelkie prawa zastrzeżone."),
    "tr": dict(site="Dünya Postası", by="Yazan: ", related="İlgili haberler", home="Ana sayfa", world="Dünya",
               life="Yaşam", cookie="Sitemizin kullanımını ölçmek için çerez kullanıyoruz.",
               letter="Sabah bültenimize abone olun.", popular="En çok okunanlar", rights="Tüm hakları saklıdır."),
}


# ---- Parts ----

def text(value):
    return escape(value, quote=False)


def words(a):
    return WORDS[a.lang]


def charset_meta(a):
    if a.where in ("meta", "late"):
        return '<meta charset="%s">' % a.label
    if a.where == "http-equiv":
        return '<META http-equiv="Content-Type" content="text/html; charset=%s">' % a.label
    return ""


def head(a, more="", title=None):
    """From the doctype to </head>; a late charset comes behind a kilobyte of style."""
    w = words(a)
    padding = ""
    if a.where == "late":
        rules = ["  .box-%02d { margin: %dpx; padding: 4px; border: 1px solid #ccc; }" % (n, n) for n in range(24)]
        padding = "<style>\n%s\n</style>\n" % "\n".join(rules)
    title = title or "%s - %s" % (a.headline, w["site"])
    return '<!DOCTYPE html>\n<html lang="%s">\n<head>\n%s%s\n<title>%s</title>\n%s</head>\n' % (
        a.lang, padding, charset_meta(a), text(title), more)


def nav(a):
    w = words(a)
    return '<nav class="menu"><a href="/">%s</a> <a href="/world/">%s</a> <a href="/life/">%s</a></nav>\n' % (
        text(w["home"]), text(w["world"]), text(w["life"]))


def footer(a):
    w = words(a)
    return '<footer class="site-footer"><p>&copy; 2024 %s. %s</p></footer>\n' % (text(w["site"]), text(w["rights"]))


def cookie_box(a):
    return '<div class="cookie-notice"><p>%s</p><button>OK</button></div>\n' % text(words(a)["cookie"])


def newsletter_box(a):
    form = '<form action="/subscribe"><input type="email" name="mail"></form>'
    return '<div class="newsletter"><p>%s</p>%s</div>\n' % (text(words(a)["letter"]), form)


def popular_box(a):
    w = words(a)
    return '<aside class="sidebar"><h3>%s</h3><ul><li><a href="/world/">%s</a></li><li><a href="/life/">%s</a></li>' \
           '</ul></aside>\n' % (text(w["popular"]), text(w["world"]), text(w["life"]))


def related_box(a, wrap='<section class="related-stories">%s</section>\n', heading="h3"):
    if not a.related:
        return ""
    items = "".join('<li><a href="%s">%s</a></li>\n' % (href, text(title)) for title, href in a.related)
    return wrap % ("<%s>%s</%s>\n<ul>\n%s</ul>" % (heading, text(words(a)["related"]), heading, items))


def authors(a, joint=", "):
    w = words(a)
    return text(w["by"] + joint.join(a.by) + w.get("role", "")) if a.by else ""


def list_html(lines):
    if lines[0].startswith("- "):
        return "<ul>\n%s\n</ul>" % "\n".join("<li>%s</li>" % text(line[2:]) for line in lines)
    return "<ol>\n%s\n</ol>" % "\n".join("<li>%s</li>" % text(line.split(". ", 1)[1]) for line in lines)


def table_html(lines):
    rows = [line[2:].split(" | ") for line in lines]
    cells = ["<tr>%s</tr>" % "".join("<td>%s</td>" % text(cell.strip()) for cell in row) for row in rows]
    return '<table class="data">\n%s\n</table>' % "\n".join(cells)


def block_html(block):
    lines = block.split("\n")
    if block.startswith("## "):
        return "<h2>%s</h2>" % text(block[3:])
    if block.startswith("> "):
        return "<blockquote><p>%s</p></blockquote>" % text(block[2:])
    if block.startswith("| "):
        return table_html(lines)
    if block.startswith("- ") or block.startswith("1. "):
        return list_html(lines)
    return "<p>%s</p>" % text(block).replace("\n", "<br>\n")


def body_html(blocks):
    return "\n".join(block_html(block) for block in blocks)


def json_ld(a):
    data = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": a.title,
            "datePublished": a.date, "dateModified": a.modified, "inLanguage": a.lang, "description": a.desc,
            "author": [{"@type": "Person", "name": name} for name in a.by],
            "publisher": {"@type": "Organization", "name": words(a)["site"]}}
    data = {key: value for key, value in data.items() if value}
    return '<script type="application/ld+json">\n%s\n</script>\n' % json.dumps(data, ensure_ascii=False, indent=1)


def meta(name, value, key="property"):
    return '<meta %s="%s" content="%s">\n' % (key, name, escape(value)) if value else ""


# ---- Articles ----

def dbsqp(a, second=False):
    """The page that this project began with."""
    w = words(a)
    info = '<div class="info">%s%s</div>\n' % (a.date, w["site"]) if a.date else ""
    author = ""
    if a.by:
        behind = " &nbsp;" + text(a.institution) if a.institution else ""
        author = '<p class="author">作者:%s%s</p>\n' % (text(" ".join(a.by)), behind)
    credits = "".join('<p class="credit">%s:%s</p>\n' % (label, text(value)) for label, value in (
        ("作者", " ".join(a.by)), ("编辑", " ".join(a.editor)), ("来源", a.source or "")))
    related = "".join('<li><a href="%s">%s</a></li>\n' % (href, text(title)) for title, href in a.related)
    related = '<ul class="related">\n%s</ul>\n' % related if related else ""
    title = "%s-%s" % (text(a.headline), w["site"])
    menu = "".join('<li><a href="%s">%s</a></li>' % link for link in (
        ("/", "首页"), ("/world/", "国际"), ("/life/", "生活"), ("/video/", "视频"), ("/contact.html", "联系我们")))
    return '<html>\n<head>\n%s\n<title>%s</title>\n<meta name="keywords" content="%s">\n</head>\n<body>\n' \
           '<div class="nav"><ul>%s</ul></div>\n<div class="article">\n<h1>%s</h1>\n%s<p class="headline">%s</p>\n%s' \
           '<div class="content">\n%s\n</div>\n%s<p class="credit">*独家稿件,转载请注明出处。</p>\n%s</div>\n' \
           '<div class="footer">&copy;2014-2024 dbsqp.com</div>\n</body>\n</html>\n' % (
               charset_meta(a), title, text(a.title), menu, text(a.title), info, title, author,
               body_html(a.blocks), credits, related)


def jsonld(a, second=False):
    """HTML5 with structured data, an aside and a newsletter box in the middle of the text."""
    half = max(1, len(a.blocks) // 2)
    more = json_ld(a) + meta("og:title", a.title) + meta("og:site_name", words(a)["site"]) \
        + meta("description", a.desc, "name")
    when = '<time datetime="%s">%s</time>' % (a.date, text(a.printed or a.date)) if a.date else ""
    return head(a, more) + '<body>\n' + cookie_box(a) + nav(a) + \
        '<main>\n<article>\n<header><h1>%s</h1>\n<p class="byline">%s</p>\n%s</header>\n<div class="story-body">\n' \
        '%s\n%s%s\n</div>\n</article>\n%s</main>\n%s%s</body>\n</html>\n' % (
            text(a.title), authors(a), when, body_html(a.blocks[:half]), newsletter_box(a), body_html(a.blocks[half:]),
            related_box(a, '<aside class="more">%s</aside>\n'), popular_box(a), footer(a))


def microdata(a, second=False):
    people = ", ".join('<span itemprop="author" itemscope itemtype="http://schema.org/Person">'
                       '<span itemprop="name">%s</span></span>' % text(name) for name in a.by)
    people = '<p class="autor">%s%s</p>\n' % (text(words(a)["by"]), people) if people else ""
    when = ""
    if a.date:
        when = '<p class="datum"><meta itemprop="datePublished" content="%s">%s</p>\n' % (
            a.date, text(a.printed or a.date))
    return head(a) + '<body>\n' + nav(a) + cookie_box(a) + \
        '<div id="inhalt" itemscope itemtype="http://schema.org/NewsArticle">\n<h1 itemprop="headline">%s</h1>\n%s%s' \
        '<div itemprop="articleBody">\n%s\n</div>\n</div>\n%s%s%s</body>\n</html>\n' % (
            text(a.title), people, when, body_html(a.blocks), related_box(a), popular_box(a), footer(a))


def table(a, second=False):
    """Layout by tables, upper-case tags, few of them closed: a portal that nobody touched since 2001."""
    w = words(a)
    when = "<TR><TD><FONT size=1 color=gray>%s</FONT></TD></TR>\n" % text(a.printed) if a.printed else ""
    who = "<TR><TD><I>%s</I></TD></TR>\n" % authors(a) if a.by else ""
    body = "\n".join("<P align=justify>%s" % text(block) for block in a.blocks)
    return '<HTML>\n<HEAD>\n%s\n<TITLE>%s - %s</TITLE>\n</HEAD>\n<BODY bgcolor="#ffffff">\n' \
           '<TABLE width="760" border=0><TR><TD colspan=2><A href="/">%s</A> | <A href="/world/">%s</A> | ' \
           '<A href="/life/">%s</A></TD></TR>\n<TR><TD width=160 valign=top><A href="/world/">%s</A><BR>' \
           '<A href="/life/">%s</A><BR><A href="/contact.html">E-mail</A></TD>\n<TD valign=top>' \
           '<TABLE width="100%%">\n<TR><TD><H1>%s</H1></TD></TR>\n%s%s<TR><TD>\n%s\n</TD></TR></TABLE>\n</TD></TR>\n' \
           '<TR><TD colspan=2><HR><FONT size=1>&copy; 2024 %s. %s</FONT></TD></TR></TABLE>\n</BODY>\n</HTML>\n' % (
               charset_meta(a), text(a.title), text(w["site"]), text(w["home"]), text(w["world"]), text(w["life"]),
               text(w["world"]), text(w["life"]), text(a.title), when, who, body, text(w["site"]), text(w["rights"]))


def breaks(a, second=False):
    """Paragraphs parted by <br><br> in one div."""
    body = "<br><br>\n".join(text(block) for block in a.blocks)
    who = '<div class="writer">%s</div>\n' % authors(a, "、" if a.lang == "ja" else ", ") if a.by else ""
    when = '<div class="date">%s</div>\n' % text(a.printed) if a.printed else ""
    return head(a) + '<body>\n<div id="header">' + nav(a) + '</div>\n<div id="main">\n<h1 class="midashi">' + \
        text(a.title) + '</h1>\n' + when + who + '<div class="honbun">\n' + body + '\n</div>\n' + \
        related_box(a, '<div class="kanren">%s</div>\n', "h4") + '</div>\n' + popular_box(a) + footer(a) + \
        '</body>\n</html>\n'


def og(a, second=False):
    """Nothing but Open Graph says what is what; the body is a soup of divs."""
    more = meta("og:type", "article") + meta("og:title", a.title) + meta("og:site_name", words(a)["site"]) + \
        meta("og:description", a.desc) + meta("article:published_time", a.date) + \
        meta("article:modified_time", a.modified) + "".join(meta("author", name, "name") for name in a.by)
    return head(a, more) + '<body>\n<div class="wrap"><div class="top">' + nav(a) + '</div>\n' \
        '<div class="col-main"><div class="head"><h1>%s</h1></div>\n<div class="txt">\n%s\n</div>\n%s</div>\n' \
        '<div class="col-side">%s%s</div></div>\n%s%s</body>\n</html>\n' % (
            text(a.title), body_html(a.blocks), related_box(a, '<div class="liens">%s</div>\n'), popular_box(a),
            newsletter_box(a), cookie_box(a), footer(a))


def plain(a, second=False):
    """Visible text alone: a headline, a line with name and date, paragraphs."""
    line = " | ".join(part for part in (authors(a), text(a.printed or "")) if part)
    line = '<p class="meta">%s</p>\n' % line if line else ""
    direction = ' dir="rtl"' if a.lang == "ar" else ""
    return head(a) + '<body%s>\n' % direction + nav(a) + \
        '<div class="view"><h1 class="view-title">%s</h1>\n%s<div class="view-content">\n%s\n</div></div>\n%s%s%s%s' \
        '</body>\n</html>\n' % (text(a.title), line, body_html(a.blocks), related_box(a), newsletter_box(a),
                                cookie_box(a), footer(a))


def xhtml(a, second=False):
    """XHTML 1.0 with an XML declaration; the date stands in a Dublin Core element."""
    w = words(a)
    declaration = '<?xml version="1.0" encoding="%s"?>\n' % a.label if a.where == "xml" else ""
    when = '<p class="data">%s</p>\n' % text(a.printed) if a.printed else ""
    who = '<p class="autor">%s</p>\n' % authors(a) if a.by else ""
    return declaration + '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" ' \
        '"http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">\n' \
        '<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="%s" lang="%s">\n<head>\n<title>%s | %s</title>\n' \
        '%s</head>\n<body>\n<div id="menu"><a href="/">%s</a> <a href="/world/">%s</a> ' \
        '<a href="/life/">%s</a></div>\n' \
        '<div id="tresc">\n<h1>%s</h1>\n%s%s%s\n</div>\n%s<div id="stopka"><p>&#169; 2024 %s. %s</p></div>\n</body>\n' \
        '</html>\n' % (a.lang, a.lang, text(a.title), text(w["site"]), dublin_core(a), text(w["home"]),
                       text(w["world"]), text(w["life"]), text(a.title), when, who, body_html(a.blocks),
                       related_box(a, '<div id="powiazane">%s</div>\n'), text(w["site"]), text(w["rights"]))


def dublin_core(a):
    return '<meta name="DC.date.issued" content="%s" />\n' % a.date if a.date else ""


def live(a, second=False):
    """A live blog: an introduction, then entries with their times, the newest first."""
    entries = "".join(
        '<article class="live-entry" id="e%d"><time datetime="%s">%s</time><h2>%s</h2>\n%s</article>\n' % (
            number, stamp, stamp[11:16], text(title), body_html(entry.split("\n")))
        for number, (stamp, title, entry) in enumerate(a.entries, 1))
    data = {"@context": "https://schema.org", "@type": "LiveBlogPosting", "headline": a.title,
            "datePublished": a.date, "dateModified": a.modified,
            "author": [{"@type": "Person", "name": name} for name in a.by]}
    script = '<script type="application/ld+json">%s</script>\n' % json.dumps(data, ensure_ascii=False)
    return head(a, script) + '<body>\n' + nav(a) + '<main><h1>%s</h1>\n<p class="byline">%s</p>\n' \
        '<div class="intro">\n%s\n</div>\n<div class="live-blog">\n%s</div></main>\n%s</body>\n</html>\n' % (
            text(a.title), authors(a), body_html(a.blocks), entries, footer(a))


def gallery(a, second=False):
    figures = "".join('<figure><img src="%s" alt="%s"><figcaption>%s <span class="credit">%s</span></figcaption>'
                      '</figure>\n' % (source, escape(caption), text(caption), text(credit))
                      for source, caption, credit in a.images)
    data = {"@context": "https://schema.org", "@type": "ImageGallery", "headline": a.title, "datePublished": a.date}
    more = '<script type="application/ld+json">%s</script>\n' % json.dumps(data, ensure_ascii=False) + \
        meta("og:title", a.title)
    return head(a, more) + '<body>\n' + nav(a) + '<main class="gallery"><h1>%s</h1>\n<p class="byline">%s</p>\n' \
        '<div class="lead">\n%s\n</div>\n<div class="photos">\n%s</div></main>\n%s</body>\n</html>\n' % (
            text(a.title), authors(a), body_html(a.blocks), figures, footer(a))


def pages(a, second=False):
    """A text over two pages."""
    first = a.path.rsplit("/", 1)[1]
    next_name = a.second_path.rsplit("/", 1)[1]
    relation = '<link rel="%s" href="%s">\n' % (("prev", first) if second else ("next", next_name))
    links = '<div class="pagination"><a href="%s">1</a> <a href="%s">2</a></div>\n' % (first, next_name)
    when = '<time datetime="%s">%s</time>' % (a.date, text(a.printed or a.date)) if a.date else ""
    return head(a, relation + meta("og:title", a.title) + meta("og:type", "article")) + '<body>\n' + nav(a) + \
        '<article><h1>%s</h1>\n<p class="byline">%s</p>\n%s\n<div class="text">\n%s\n</div>\n%s</article>\n' \
        '%s%s</body>\n</html>\n' % (text(a.title), authors(a), when,
                                    body_html(a.second_page if second else a.blocks), links, popular_box(a), footer(a))


TEMPLATES = {"dbsqp": dbsqp, "jsonld": jsonld, "microdata": microdata, "table": table, "breaks": breaks, "og": og,
             "plain": plain, "xhtml": xhtml, "live": live, "gallery": gallery, "pages": pages}
SHOWS_RELATED = {"jsonld", "microdata", "breaks", "og", "plain", "xhtml"}
STATES_NO_LANGUAGE = {"dbsqp", "table"}


def render(article, second=False):
    return TEMPLATES[article.template](article, second)


# ---- Pages that are no articles ----

def shell(title, content, more=""):
    return '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>%s</title>\n%s</head>\n<body>\n' \
           '<nav><a href="/">Home</a> <a href="/world/">World</a> <a href="/life/">Life</a> ' \
           '<a href="/video/">Video</a> <a href="/login">Log in</a> <a href="/contact.html">Contact</a></nav>\n%s\n' \
           '<footer><p>&copy; 2024 %s. All rights reserved.</p></footer>\n</body>\n</html>\n' % (
               text(title), more, content, SITE)


def teaser(article, address=None):
    desc = '<p>%s</p>' % text(article.desc) if article.desc else ""
    return '<div class="teaser"><h3><a href="%s">%s</a></h3>%s</div>' % (
        address or article.moved_from or article.path, text(article.title), desc)


def front_page(articles, sections):
    feeds = '<link rel="alternate" type="application/rss+xml" title="%s" href="/feed.xml">\n' % SITE
    teasers = "\n".join(teaser(article) for article in articles)
    more = "".join('<h2><a href="/%s/">%s</a></h2>\n' % (section, section.capitalize()) for section in sections)
    old = '<p><a href="/archive/2009/07/21/page-that-went-away.html">From the archive: the page that went away</a></p>'
    return shell(SITE, '<h1>%s</h1>\n<div class="teasers">\n%s\n</div>\n%s%s' % (SITE, teasers, more, old), feeds)


def list_page(section, number, count, articles):
    items = "\n".join('<li><a href="%s">%s</a> <span class="day">%s</span></li>' % (
        a.path, text(a.title), (a.date or "")[:10]) for a in articles)
    names = ["/%s/" % section] + ["/%s/list_%d.html" % (section, n) for n in range(2, count + 1)]
    pager = " ".join('<a href="%s">%d</a>' % (name, n) for n, name in enumerate(names, 1))
    title = "%s - %s" % (section.capitalize(), SITE)
    return shell(title, '<h1>%s</h1>\n<ul class="list">\n%s\n</ul>\n<div class="pager">%s</div>' % (
        section.capitalize(), items, pager))


def feed(articles):
    items = "".join("<item><title>%s</title><link>{{base}}%s</link><guid>{{base}}%s</guid>%s</item>\n" % (
        text(a.title), a.path, a.path, "<description>%s</description>" % text(a.desc) if a.desc else "")
        for a in articles)
    return '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel><title>%s</title>' \
           '<link>{{base}}/</link><description>News</description>\n%s</channel></rss>\n' % (SITE, items)


def sitemap(articles):
    items = "".join("<url><loc>{{base}}%s</loc>%s</url>\n" % (
        a.path, "<lastmod>%s</lastmod>" % (a.modified or a.date)[:10] if a.date else "") for a in articles)
    return '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n' \
           '%s</urlset>\n' % items


ROBOTS = """# The sample portal
User-agent: *
Disallow: /private/
Disallow: /login
Allow: /

User-agent: badbot
Disallow: /

Sitemap: {{base}}/sitemap.xml
"""


def non_articles():
    """Pages that no record may come of, by path."""
    videos = "".join('<div class="video"><a href="/video/%d.html"><img src="/img/v%d.jpg" alt=""> %s</a> <span>%d:%02d'
                     '</span></div>\n' % (n, n, title, n, 7 * n % 60) for n, title in enumerate((
                         "Harbour at dawn", "How bread is made", "Inside the clock tower", "The last tram"), 1))
    login = '<h1>Log in</h1><form method="post" action="/login"><label>Name <input name="user"></label>' \
            '<label>Password <input type="password" name="password"></label><button>Log in</button></form>' \
            '<p><a href="/contact.html">Forgot your password?</a></p>'
    contact = '<h1>Contact</h1><p>World Courier, Harbour Street 12</p><p>Telephone 555 0100</p>' \
              '<form action="/contact.html"><textarea name="message"></textarea><button>Send</button></form>'
    gone = '<h1>Page not found</h1><p>The page you asked for does not exist or has been moved.</p>' \
           '<p><a href="/">Go to the front page</a></p>'
    pages = {"/login": shell("Log in - " + SITE, login), "/contact.html": shell("Contact - " + SITE, contact),
             "/video/": shell("Video - " + SITE, "<h1>Video</h1>\n" + videos),
             "/archive/2009/07/21/page-that-went-away.html": shell("Page not found - " + SITE, gone)}
    return pages


def not_found():
    return shell("404 - " + SITE, "<h1>404 Not Found</h1><p>There is no such page.</p>")
