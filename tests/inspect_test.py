"""newsclip inspect: a page with what was taken of it marked on it, safe to open whatever the page holds."""
import html.parser
import os
import re
import tempfile
import unittest

import support
from support import newsclip

PARAGRAPHS = ["The old bridge reopened on Monday, two years after the flood that had closed it, and hundreds came to see it.",
              "The city paid four million for the work, a third more than it had planned, and it will cost more next year.",
              "Nobody was hurt in the flood, but two houses had to be given up, and the mill never opened again, it says."]
PAGE = """<!doctype html><html lang=en><title>Bridge reopens | Gazette</title><body>
<nav><a href=/>Home</a> <a href=/city/>City</a></nav><main><h1>Bridge reopens</h1>
<p class=byline>By <span class=author>Ann Lee</span></p><time datetime=2024-03-05>5 March 2024</time>
<div class=text><p>%s</p><p>%s</p><p>%s</p></div>
<h2>Read more</h2><ul class=related><li><a href=/mill.html>The mill that never opened again after the flood</a></ul></main>
<footer>Copyright Gazette &lt;script&gt;alert(1)&lt;/script&gt; \u202eevil \x1b[31m</footer></body>""" % tuple(PARAGRAPHS)


class Blocks(html.parser.HTMLParser):
    """Tags, and the class of the block that each text stands in."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.blocks, self.within = [], {}, None
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        if tag == "li" and "tabindex" in dict(attributes):
            self.within = dict(attributes)["class"]
        elif tag == "div":
            self.within = None

    def handle_data(self, data):
        if self.within and data.strip():
            self.blocks[data.strip()] = self.within


class Inspect(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="newsclip-")
        cls.addClassCleanup(cls.folder.cleanup)
        cls.page = os.path.join(cls.folder.name, "page.html")
        with open(cls.page, "w", encoding="utf-8") as file:
            file.write(PAGE)
        cls.result = newsclip("inspect", "--selectors", "none", "--url", "https://portal.example/bridge.html", cls.page)
        cls.html = Blocks(cls.result.out)

    def test_each_block_is_marked_with_what_it_became(self):
        self.assertEqual(self.result.status, support.OK, self.result.err)
        for paragraph in PARAGRAPHS:
            self.assertEqual(self.html.blocks[paragraph], "body")
        self.assertEqual(self.html.blocks["Bridge reopens"], "title")
        self.assertEqual(self.html.blocks["By Ann Lee"], "byline")
        self.assertEqual(self.html.blocks["5 March 2024"], "date")
        self.assertEqual(self.html.blocks["The mill that never opened again after the flood"], "related")
        self.assertEqual(self.html.blocks["Home City"], "none")

    def test_reasons_stand_beside_the_blocks(self):
        why = re.findall(r"<li>(?:for|against), \d+\.\d: [a-z0-9 ]+</li>", self.result.out)
        self.assertGreater(len(why), 5)
        self.assertIn("main &gt; div.text &gt; p", self.result.out)

    def test_nothing_of_the_page_is_markup(self):
        self.assertNotIn("script", self.html.tags)
        self.assertEqual(set(self.html.tags) & {"a", "img", "iframe", "link", "form", "object"}, set())
        self.assertIn("default-src 'none'", self.result.out)
        for sign in "\x1b\u202e":
            self.assertNotIn(sign, self.result.out)
        self.assertNotRegex(self.result.out, r"(?i)<[^>]*\s(?:src|href|on[a-z]+)\s*=")

    def test_the_record_and_its_origins_are_shown(self):
        self.assertIn("&quot;title&quot;: &quot;Bridge reopens&quot;", self.result.out)
        self.assertIn("UTF-8", self.result.out)

    def test_rules_that_miss_are_named(self):
        with open(os.path.join(self.folder.name, "portal.example.txt"), "w", encoding="utf-8") as file:
            file.write("title: //h1\nauthor: //p[@class='nobody']\n")
        out = newsclip("inspect", "--selectors", self.folder.name, "--url", "https://portal.example/a", self.page).out
        self.assertIn("selector:portal.example.txt:1", out)
        self.assertRegex(out, r">author</th><td[^>]*>the site's selector file has rules for it, and none found anything")

    def test_one_input_and_no_more(self):
        self.assertEqual(newsclip("inspect").status, support.USAGE)
        self.assertEqual(newsclip("inspect", self.page, self.page).status, support.USAGE)
        missing = newsclip("inspect", self.page + ".missing")
        self.assertEqual(missing.status, support.NO_INPUT)
        self.assertIn("page.html.missing", missing.err)

    def browse(self, text):
        path = os.path.join(self.folder.name, "inspect.html")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return support.Browsed(path)

    @unittest.skipUnless(support.BROWSER, "needs Chromium")
    def test_a_browser_has_nothing_to_complain_of(self):
        browsed = self.browse(self.result.out)
        self.assertIn("Bridge reopens", browsed.document)
        self.assertNotIn("CONSOLE", browsed.said)

    @unittest.skipUnless(support.BROWSER, "needs Chromium")
    def test_a_browser_asks_no_host_for_anything(self):
        named = support.hosts_named_in(self.result.out)
        self.assertIn("portal.example", named)
        self.assertEqual(self.browse(self.result.out).hosts & named, set())
        fetching = '<!doctype html><title>x</title><img src="https://portal.example/x.png">'
        self.assertIn("portal.example", self.browse(fetching).hosts)


if __name__ == "__main__":
    unittest.main()
