"""crawl by portals.conf: each setting does what it says; a run that is cut short goes on where it ended."""
import contextlib
import os
import signal
import sqlite3
import subprocess
import time
import unittest

import support
from support import NO_INPUT, OK, USAGE, Page, Portal, Site, newsclip


def front(paths):
    rows = "".join('<div><h2><a href="%s">A story that is told at some length %s</a></h2></div>' % (p, p) for p in paths)
    return Page('<!DOCTYPE html><html lang="en"><head><title>Portal</title></head><body><main>%s</main></body></html>' % rows)


class Conf(support.Case):
    def setUp(self):
        super().setUp()
        self.data, self.conf = os.path.join(self.tmp, "archive"), os.path.join(self.tmp, "portals.conf")
        self.site = Site({})
        stack = contextlib.ExitStack()
        self.addCleanup(stack.close)
        self.portal = stack.enter_context(Portal(self.site))
        self.publish(12)

    def publish(self, count, folder="2026"):
        paths = ["/%s/story-%d.html" % (folder, i) for i in range(count)]
        for i, path in enumerate(paths):
            self.site.pages[path] = Page(support.small_page("Story number %d of the day" % i,
                                                            ["%d. %s" % (i, p) for p in support.STORY]))
        self.site.pages["/"] = front(paths)

    def write(self, *lines, defaults=("delay = 0",)):
        with open(self.conf, "w", encoding="utf-8") as file:
            file.write("\n".join(["[defaults]", *defaults, "[local]", "start = " + self.portal.url, *lines]) + "\n")

    def command(self, *more):
        return ["crawl", "--data", self.data, "-c", self.conf, "--allow-private", "--selectors", "none", *more]

    def crawl(self, *more, status=OK):
        result = newsclip(*self.command(*more))
        self.expect(result, status)
        return result

    def paths(self):
        return sorted(record["url"][len(self.portal.base):] for record in support.archive_records(self.data))

    def asked(self):
        return [entry["path"] for entry in self.portal.take_log()]

    def test_the_portals_of_a_file_are_crawled(self):
        self.write("output = city")
        self.assertEqual(self.crawl().err, "")
        self.assertEqual(len(self.paths()), 12)
        self.assertEqual(sorted(os.listdir(self.data))[0], "city")

    def test_max_pages_ends_a_portal_and_the_next_run_goes_on(self):
        self.write("max-pages = 6", "revisit = off")
        self.crawl()
        first = len(self.paths())
        self.assertEqual(first, 5)  # the front page is the sixth
        self.crawl()
        self.crawl()
        self.assertEqual(len(self.paths()), 12)

    def test_include_and_exclude_leave_addresses_out(self):
        self.publish(3, "2026")
        self.site.pages["/"] = front(["/2026/story-%d.html" % i for i in range(3)])
        self.write(r"include = story-[0-1]\.html$", "exclude = story-1")
        self.crawl()
        self.assertEqual(self.paths(), ["/2026/story-0.html"])
        self.assertNotIn("/2026/story-2.html", self.asked())

    def test_a_feed_of_the_file_is_read_and_old_entries_are_left_out(self):
        self.site.pages["/"] = front([])
        self.site.pages["/hidden.xml"] = Page(
            "<rss><channel><item><link>%s/2026/story-1.html</link><pubDate>Mon, 02 Jan 2006 15:04:05 GMT</pubDate></item>"
            "<item><link>%s/2026/story-2.html</link></item></channel></rss>" % (self.portal.base, self.portal.base),
            content_type="application/rss+xml")
        self.write("feed = /hidden.xml", "max-age = 30d")
        self.crawl()
        self.assertEqual(self.paths(), ["/2026/story-2.html"])

    def test_depth_is_how_far_links_are_followed(self):
        self.write("depth = 0")
        self.crawl()
        self.assertEqual(self.paths(), [])

    def test_a_user_agent_of_its_own(self):
        self.write("user-agent = citybot/1.0 (+mailto:city@example.org)")
        self.crawl()
        agents = {entry["headers"].get("User-Agent") for entry in self.portal.take_log() if entry["path"] != "/robots.txt"}
        self.assertEqual(agents, {"citybot/1.0 (+mailto:city@example.org)"})

    def test_a_portal_that_is_not_due_is_not_asked_unless_it_is_named(self):
        self.write("interval = 1h")
        self.crawl()
        self.asked()
        self.crawl()
        self.assertEqual(self.asked(), [])
        self.crawl("local")
        self.assertIn("/", self.asked())

    def test_a_disabled_portal_is_crawled_only_by_name(self):
        self.write("enabled = no")
        self.crawl()
        self.assertEqual(self.asked(), [])
        self.crawl("local")
        self.assertEqual(len(self.paths()), 12)

    def test_a_faulty_file_is_named_line_by_line_and_nothing_is_asked(self):
        self.write("deley = 3")
        for result in (self.crawl(status=USAGE), newsclip("crawl", "--check", "-c", self.conf)):
            self.assertIn("portals.conf:5: 'deley': no such key; did you mean 'delay'?", result.err)
            self.assertEqual(result.status, USAGE)
        self.assertEqual(self.asked(), [])
        self.write("delay = 1")
        self.assertEqual(newsclip("crawl", "--check", "-c", self.conf).status, OK)
        self.assertEqual(newsclip("crawl", "--check").status, USAGE)
        missing = newsclip("crawl", "--data", self.data, "-c", self.conf + ".missing")
        self.assertEqual(missing.status, USAGE)
        self.assertIn("portals.conf.missing", missing.err)

    def test_a_portal_that_cannot_be_read_costs_itself_alone(self):
        self.write()
        with open(self.conf, "a", encoding="utf-8") as file:
            file.write("[dead]\nstart = http://127.0.0.1:9/\n")
        result = self.crawl(status=support.SOME_FAILED)
        self.assertIn("127.0.0.1:9", result.err)
        self.assertEqual(len(self.paths()), 12)

    def test_max_time_ends_a_run_in_good_order_and_the_next_goes_on(self):
        self.write(defaults=["delay = 0.3", "revisit = off"])
        began = time.monotonic()
        self.crawl("--max-time", "1")
        self.assertLess(time.monotonic() - began, 8)
        self.assertLess(len(self.paths()), 12)
        self.write(defaults=["delay = 0", "revisit = off"])
        self.crawl()
        self.assertEqual(len(self.paths()), 12)
        self.assertEqual(len(set(self.paths())), 12)

    def test_sigterm_ends_a_run_within_two_seconds(self):
        self.write(defaults=["delay = 0.5"])
        child = subprocess.Popen([support.PROGRAM, *self.command()], stderr=subprocess.DEVNULL, env=support.environment())
        self.addCleanup(child.kill)
        time.sleep(1.5)
        began = time.monotonic()
        child.send_signal(signal.SIGTERM)
        self.assertEqual(child.wait(timeout=30), OK)
        self.assertLess(time.monotonic() - began, 6)  # two seconds on a machine with nothing else to do
        self.write()
        self.crawl()
        self.assertEqual(len(self.paths()), 12)

    def test_what_does_not_fit_into_memory_waits_in_the_state(self):
        self.crawl_with_waiting(6000)

    def crawl_with_waiting(self, count):
        """COUNT addresses stand in the state; the window holds fewer; each is asked once."""
        self.write("max-pages = 1", "revisit = off")
        self.crawl()
        with contextlib.closing(sqlite3.connect(os.path.join(self.data, "state.db"))) as db, db:
            name, = db.execute("SELECT name FROM portal").fetchone()
            db.executemany("INSERT INTO page (url, portal, status, kind, first_seen, failures, depth, revision, body_bytes,"
                           " changes, missing) VALUES (?, ?, 0, 'article', 1, 0, 1, 0, 0, 0, 0)",
                           [("%s/2020/gone-%d.html" % (self.portal.base, i), name) for i in range(count)])
        self.asked()
        self.write("max-pages = 100000", "revisit = off")
        self.crawl()
        gone = [path for path in self.asked() if path.startswith("/2020/")]
        self.assertEqual(len(gone), count)
        self.assertEqual(len(set(gone)), count)


if __name__ == "__main__":
    unittest.main()
