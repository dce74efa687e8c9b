"""The manual: clean mdoc that tells of each option, directive and function, and of no other."""
import glob
import os
import re
import subprocess
import unittest

from support import ROOT, newsclip

MANUAL = os.path.join(ROOT, "src", "cli", "man")
PAGELESS = {"schema", "completion"}  # newsclip(1) tells all of them


def read(*path):
    with open(os.path.join(ROOT, *path), encoding="utf-8") as file:
        return file.read()


def page(name):
    return read("src", "cli", "man", name)


def subcommands():
    listed = newsclip("--help").out.partition("Subcommands")[2].partition("Options:")[0]
    return re.findall(r"^  ([a-z]+) ", listed, re.M)


def options_of_help(command):
    """--name and -n, as the lines of the help begin."""
    found = set()
    for letter, name in re.findall(r"^ +(?:(-.), )?(--[a-z-]+)", newsclip(command, "--help").out.partition("Options:")[2], re.M):
        found |= {letter, name} - {""}
    return found


def options_of_list(text):
    """Those that a list of the page explains."""
    heads = "\n".join(re.findall(r"^\.It (Fl .*)", text, re.M))
    return {"-" + name for name in re.findall(r"\bFl (-?[A-Za-z][a-z-]*)", heads)}


class Manual(unittest.TestCase):
    def test_pages_are_clean_mdoc(self):
        pages = sorted(glob.glob(os.path.join(MANUAL, "*.[1-8]")))
        self.assertGreater(len(pages), 10)
        lint = subprocess.run(["mandoc", "-Tlint", *pages], capture_output=True, text=True, timeout=60)
        # a page of another package may be missing on this machine, and its index be old
        found = [line for line in (lint.stdout + lint.stderr).splitlines()
                 if "referenced manual not found" not in line and "outdated mandoc.db" not in line]
        self.assertEqual(found, [])

    def test_lines_of_text_are_short(self):
        for path in glob.glob(os.path.join(MANUAL, "*.[1-8]")):
            for line in page(os.path.basename(path)).splitlines():
                self.assertTrue(line.startswith(".") or len(line) <= 78, "%s: %s" % (path, line))

    def test_each_subcommand_has_its_page(self):
        listed = re.findall(r"^\.It Cm (\w+)", page("newsclip.1"), re.M)
        self.assertEqual(sorted(listed), sorted(subcommands()))
        for command in set(listed) - PAGELESS:
            text = page("newsclip-%s.1" % command)
            self.assertIn("\n.Xr newsclip-%s 1" % command, page("newsclip.1"))
            for section in ("NAME", "SYNOPSIS", "DESCRIPTION", "FILES", "EXIT STATUS", "EXAMPLES", "SEE ALSO"):
                self.assertIn("\n.Sh %s\n" % section, text, command)

    def test_options_are_those_of_the_help(self):
        for command in set(subcommands()) - PAGELESS:
            self.assertEqual(options_of_list(page("newsclip-%s.1" % command)), options_of_help(command), command)

    def test_options_that_are_mentioned_exist(self):
        known = set().union(*map(options_of_help, subcommands()))
        for path in glob.glob(os.path.join(MANUAL, "*.1")):
            text = page(os.path.basename(path))
            mentioned = {"--" + name for name in re.findall(r"\bFl -([a-z][a-z-]+)", text)}
            mentioned |= set(re.findall(r"[\s\[](--[a-z][a-z-]+)", text))
            self.assertEqual(mentioned - known, set(), path)

    def test_cross_references_lead_somewhere(self):
        for path in glob.glob(os.path.join(MANUAL, "*.[1-8]")):
            for name, section in re.findall(r"^\.Xr ((?:lib)?newsclip\S*) (\d)", page(os.path.basename(path)), re.M):
                self.assertTrue(os.path.isfile(os.path.join(MANUAL, "%s.%s" % (name, section))), (path, name))

    def test_each_directive_is_explained(self):
        source = read("src", "select", "directives.c").partition("select_directives[]")[2]
        directives = set(re.findall(r'^ +[A-Z_]+\("(\w+)"', source, re.M))
        self.assertGreater(len(directives), 40)
        explained = set(re.findall(r"\bIc (\w+)", page("newsclip-selectors.5")))
        self.assertEqual(directives - explained, set())
        self.assertEqual(explained - directives, set())

    def test_each_key_is_explained(self):
        source = read("src", "crawl", "portals.c").partition("} keys[] = {")[2].partition("};")[0]
        keys = re.findall(r'^ +\{"([a-z-]+)"', source, re.M)
        self.assertGreater(len(keys), 10)
        heads = "\n".join(re.findall(r"^\.It (Ic .*)", page("portals.conf.5"), re.M))
        self.assertEqual(sorted(re.findall(r"\bIc ([a-z-]+)", heads)), sorted(keys))

    def test_each_function_is_explained(self):
        declared = set(re.findall(r"^NC_API [^(]*?\b(nc_\w+)\(", read("include", "newsclip.h"), re.M))
        self.assertGreater(len(declared), 5)
        text = page("libnewsclip.3")
        self.assertEqual(set(re.findall(r"^\.Nm (nc_\w+)", text, re.M)), declared)
        synopsis = text.partition(".Sh SYNOPSIS")[2].partition(".Sh DESCRIPTION")[0]
        self.assertEqual(set(re.findall(r"^\.F[no] (nc_\w+)", synopsis, re.M)), declared)


if __name__ == "__main__":
    unittest.main()
