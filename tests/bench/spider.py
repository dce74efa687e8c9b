"""The crawl of tests/bench/crawl.py as Scrapy users write it: title and paragraphs by lxml's XPath, JSON lines out.
spider.py FRONTS OUTPUT; FRONTS: a file with an address a line."""
import re
import sys

import scrapy
from scrapy.crawler import CrawlerProcess

ARTICLE, LIST = re.compile(r"/news/"), re.compile(r"/(list/\d+/|world/|life/)?$")


class Portal(scrapy.Spider):
    name = "portal"

    def __init__(self, fronts):
        super().__init__()
        with open(fronts, encoding="ascii") as file:
            self.start_urls = file.read().split()

    def parse(self, response):
        if ARTICLE.search(response.url):
            yield {"url": response.url, "title": response.xpath("string(//h1)").get(),
                   "body": "\n\n".join(p.xpath("string()").get() for p in response.xpath("//article//p | //div//p"))}
        for href in response.xpath("//a/@href").getall():
            url = response.urljoin(href)
            if url.startswith("http://127.") and (ARTICLE.search(url) or LIST.search(url)):
                yield response.follow(url)


process = CrawlerProcess({
    "LOG_LEVEL": "ERROR", "TELNETCONSOLE_ENABLED": False, "ROBOTSTXT_OBEY": True, "DOWNLOAD_DELAY": 0,
    "CONCURRENT_REQUESTS": 64, "CONCURRENT_REQUESTS_PER_DOMAIN": 8, "REQUEST_FINGERPRINTER_IMPLEMENTATION": "2.7",
    "FEEDS": {sys.argv[2]: {"format": "jsonlines", "encoding": "utf-8"}}})
process.crawl(Portal, sys.argv[1])
process.start()
