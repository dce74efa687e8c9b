"""The plan of the house holds: names at the top, rooms that include only the rooms before them."""
import os
import re
import subprocess
import unittest

import support
from support import ROOT

TOP_LEVEL = {"src", "include", "selectors", "tests", "Makefile", "README.md", "LICENSE"}
# In the order of the data's way: a room includes those before it.
ROOMS = ("base", "fetch", "decode", "page", "select", "extract", "record", "write", "discover", "state", "work",
         "crawl", "cli")
ALONE = {"base", "fetch", "decode", "state"}  # include nothing but base/
# Who may include a library's headers; cli names its version, base parses addresses with libcurl's parser.
LIBRARIES = {"libxml": {"page", "select", "cli"}, "curl": {"base", "fetch", "cli"}, "sqlite3": {"state", "cli"},
             "uchardet": {"decode", "cli"}, "iconv": {"decode", "cli"}}
SOURCE_SUFFIXES = (".c", ".h", ".inc")


def tracked_files():
    """What belongs to the tree: by git, or, in a copy without it, all but what make leaves."""
    if os.path.isdir(os.path.join(ROOT, ".git")):
        command = ["git", "-c", "safe.directory=*", "ls-files", "--cached", "--others", "--exclude-standard"]
        listed = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True)
        return [name for name in listed.stdout.decode().splitlines() if os.path.exists(os.path.join(ROOT, name))]
    found = []
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [name for name in folders if name not in (".git", "build", "__pycache__")]
        found += [os.path.relpath(os.path.join(folder, name), ROOT) for name in names]
    return [name for name in found if name != "newsclip"]


def sources():
    """(room, path, text) of each file of a room."""
    for room in sorted(os.listdir(os.path.join(ROOT, "src"))):
        folder = os.path.join(ROOT, "src", room)
        for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else []:
            if name.endswith(SOURCE_SUFFIXES):
                path = os.path.join("src", room, name)
                with open(os.path.join(ROOT, path), encoding="utf-8") as file:
                    yield room, path, file.read()


def may_include(room, other):
    if other == room or other == "base":
        return True
    return room not in ALONE and other in ROOMS[:ROOMS.index(room)]


class Layout(unittest.TestCase):
    def test_top_level_holds_nothing_else(self):
        top = {name.split("/")[0] for name in tracked_files()}
        self.assertEqual(sorted(name for name in top - TOP_LEVEL if not name.startswith(".")), [])
        self.assertEqual(sorted(TOP_LEVEL - top), [])

    def test_installed_headers(self):
        self.assertEqual(os.listdir(os.path.join(ROOT, "include")), ["newsclip.h"])

    def test_each_folder_is_a_room_with_its_header(self):
        for room in sorted({room for room, _, _ in sources()}):
            with self.subTest(room):
                self.assertIn(room, ROOMS)
                self.assertTrue(os.path.isfile(os.path.join(ROOT, "src", room, room + ".h")))

    def test_rooms_include_only_the_rooms_before_them(self):
        faults, seen = [], 0
        for room, path, text in sources():
            for other, header in re.findall(r'^\s*#\s*include\s+"(\w+)/([\w./]+)"', text, re.M):
                seen += 1
                if not may_include(room, other):
                    faults.append("%s includes %s/" % (path, other))
                elif other != room and header != other + ".h" and (other, header) != ("base", "limits.h"):
                    faults.append("%s includes %s/%s, which is private" % (path, other, header))
        self.assertEqual(faults, [])
        self.assertGreater(seen, 50)

    def test_includes_are_from_the_top_of_src(self):
        faults = []
        for _, path, text in sources():
            for header in re.findall(r'^\s*#\s*include\s+"([^"]+)"', text, re.M):
                if "/" not in header and header != "newsclip.h":
                    faults.append("%s: %s" % (path, header))
        self.assertEqual(faults, [])

    def test_libraries_stay_in_their_rooms(self):
        faults = []
        for room, path, text in sources():
            for header in re.findall(r"^\s*#\s*include\s+<(\w+)", text, re.M):
                if room not in LIBRARIES.get(header, ROOMS):
                    faults.append("%s includes %s" % (path, header))
        self.assertEqual(faults, [])

    def test_library_neither_prints_nor_exits(self):
        calls = re.compile(r"(?<![\w.>])(printf|puts|putchar|perror|exit|abort|_exit|fprintf|vprintf)\s*\(")
        faults = []
        for room, path, text in sources():
            if room in ("cli", "work"):  # work/ ends its child processes
                continue
            bare = re.sub(r"/\*.*?\*/|\"(?:\\.|[^\"\\])*\"", "", text, flags=re.S)
            faults += ["%s calls %s" % (path, name) for name in calls.findall(bare)]
        self.assertEqual(faults, [])


if __name__ == "__main__":
    unittest.main()
