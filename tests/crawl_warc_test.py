"""crawl --warc: what was fetched is kept as WARC files beside the records, with committed lengths like theirs."""
import glob
import gzip
import os
import unittest
import zlib

import support
from support import OK, Page, Portal, Site, newsclip


def members(path):
    """(offset, record) of each gzip member of a WARC file."""
    with open(path, "rb") as file:
        data = file.read()
    found, at = [], 0
    while at < len(data):
        member = zlib.decompressobj(31)
        record = member.decompress(data[at:])
        assert member.eof, "a member is torn at %d" % at
        found.append((at, record))
        at = len(data) - len(member.unused_data)
    return found


def head_of(record):
    lines = record.split(b"\r\n\r\n")[0].decode().split("\r\n")
    assert lines[0] == "WARC/1.1"
    return dict(line.split(": ", 1) for line in lines[1:])


def block_of(record):
    return record.split(b"\r\n\r\n", 1)[1][:-4]


class Warc(support.Case):
    def setUp(self):
        super().setUp()
        self.data = os.path.join(self.tmp, "archive")
        story = support.small_page("A story that moves")
        packed = gzip.compress(support.small_page("A story that is packed", [p + " Packed." for p in support.STORY]).encode())
        self.site = Site({
            "/": Page('<title>Portal</title><h1>Portal</h1><ul>'
                      '<li><a href="/2024/05/06/old-story.html">A story that moves</a>'
                      '<li><a href="/2024/05/06/packed-story.html">A story that is packed</a></ul>', conditional=False),
            "/2024/05/06/old-story.html": Page("", status=301, location="/2024/05/06/new-story.html"),
            "/2024/05/06/new-story.html": Page(story),
            "/2024/05/06/packed-story.html": Page(packed, headers={"Content-Encoding": "gzip"}),
        })

    def crawl(self, portal, *options):
        result = newsclip("crawl", "--warc", "--data", self.data, "--delay", "0", "--allow-private", *options, portal.url)
        self.expect(result, OK)
        return result

    def warc_file(self):
        files = glob.glob(os.path.join(self.data, "*", "*", "*", "*.warc.gz"))
        self.assertEqual(len(files), 1)
        return files[0]

    def records(self):
        return [(offset, head_of(record), block_of(record)) for offset, record in members(self.warc_file())]

    def test_each_exchange_is_kept_with_its_request(self):
        with Portal(self.site) as portal:
            self.crawl(portal)
            asked = [entry for entry in portal.take_log() if entry["path"] != "/robots.txt" and entry["status"] != 404]
            records = self.records()
        self.assertEqual(records[0][1]["WARC-Type"], "warcinfo")
        responses = [(head, block) for _, head, block in records if head["WARC-Type"] == "response"]
        self.assertEqual(sorted(head["WARC-Target-URI"] for head, _ in responses),
                         sorted(portal.base + entry["path"] for entry in asked))
        requests = {head["WARC-Concurrent-To"]: block for _, head, block in records if head["WARC-Type"] == "request"}
        for head, block in responses:
            path = head["WARC-Target-URI"][len(portal.base):]
            self.assertTrue(requests[head["WARC-Record-ID"]].startswith(b"GET %s HTTP/1.1\r\nHost: " % path.encode()))
            self.assertEqual(head["WARC-IP-Address"], "127.0.0.1")
            self.assertEqual(block.split(b"\r\n\r\n", 1)[1], self.site.find(path).body(portal.base))

    def test_a_record_says_where_its_page_is_kept_and_the_file_gives_it_again(self):
        with Portal(self.site) as portal:
            self.crawl(portal)
        places = {offset: head for offset, head, _ in self.records()}
        lines = support.archive_records(self.data)
        self.assertEqual(len(lines), 2)
        for line in lines:
            self.assertEqual(os.path.join(self.data, line["warc"]["file"]), self.warc_file())
            head = places[line["warc"]["offset"]]
            self.assertEqual((head["WARC-Type"], head["WARC-Target-URI"], head["WARC-Record-ID"]),
                             ("response", line["url"], "<%s>" % line["warc"]["id"]))
        anew = {record["url"]: record.get("hash") for record in newsclip(self.warc_file()).records}
        for line in lines:
            self.assertEqual(anew[line["url"]], line["hash"])

    def test_what_came_again_is_a_revisit(self):
        with Portal(self.site) as portal:
            self.crawl(portal)
            before = self.records()
            self.crawl(portal)
        more = [(head, block) for _, head, block in self.records()[len(before):]]
        self.assertEqual([head["WARC-Type"] for head, _ in more], ["warcinfo", "revisit", "request"])
        first = [head for _, head, _ in before if head.get("WARC-Target-URI") == portal.url][0]
        self.assertEqual(more[1][0]["WARC-Refers-To"], first["WARC-Record-ID"])
        self.assertEqual(more[1][0]["WARC-Refers-To-Date"], first["WARC-Date"])
        self.assertEqual(more[1][0]["WARC-Refers-To-Target-URI"], portal.url)
        self.assertEqual(block_after_head(more[1][1]), b"")

    def test_a_torn_tail_is_set_aside(self):
        with Portal(self.site) as portal:
            self.crawl(portal)
            length = os.path.getsize(self.warc_file())
            with open(self.warc_file(), "ab") as file:
                file.write(b"\x1f\x8b torn")
            self.crawl(portal)
        self.assertGreater(len(self.records()), 4)  # all whole
        kept = [name for name in os.listdir(os.path.join(self.data, "quarantine")) if name.endswith(".warc.gz.%d" % length)]
        self.assertEqual(len(kept), 1)

    def test_what_asks_not_to_be_archived_is_not_kept_where_that_counts(self):
        marked = support.small_page("A story that moves").replace("<head>", '<head><meta name="robots" content="noarchive">')
        self.site.pages["/2024/05/06/new-story.html"] = Page(marked)
        self.site.pages["/2024/05/06/packed-story.html"].headers["X-Robots-Tag"] = "otherbot: nofollow, newsclip: noarchive"
        with Portal(self.site) as portal:
            self.crawl(portal, "--respect-noarchive")
        self.assertEqual({head.get("WARC-Target-URI", portal.url) for _, head, _ in self.records()}, {portal.url})
        self.assertEqual(support.archive_records(self.data), [])

    def test_nothing_is_kept_unless_asked_for(self):
        with Portal(self.site) as portal:
            result = newsclip("crawl", "--data", self.data, "--delay", "0", "--allow-private", portal.url)
        self.expect(result, OK)
        self.assertEqual(glob.glob(os.path.join(self.data, "*", "*", "*", "*.warc.gz")), [])
        self.assertEqual([record for record in support.archive_records(self.data) if "warc" in record], [])


def block_after_head(block):
    return block.split(b"\r\n\r\n", 1)[1] if b"\r\n\r\n" in block else b""


if __name__ == "__main__":
    unittest.main()
