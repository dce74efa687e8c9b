"""The files of selectors/: clean, agreeing with their test lines, each better than the generic extractor.

The saved pages are those of the evaluation sets, which are not in this repository. `selectors_files_test.py --table`
prints what each file wins there, as Markdown.
"""
import ast
import concurrent.futures
import gzip
import json
import os
import sys
import types
import unittest
from urllib.parse import urlsplit

import support
from support import NO_INPUT, OK, SELECTORS, newsclip

SETS = ("zh", "fundus")
MARGIN = 0.002  # a body's F1 moves by less with a word or two
SEED_FILE = "dbsqp.com.txt"  # its page is that of tests/portal
ABSENT = "no evaluation sets at %s: the pages of these files are not here" % support.EVALUATION


def scoring():
    """score.py of the evaluation sets as a module: without the call at its end, which runs it."""
    path = os.path.join(support.EVALUATION, "score.py")
    with open(path, encoding="utf-8") as file:
        tree = ast.parse(file.read(), path)
    tree.body = [node for node in tree.body if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call))]
    module = types.ModuleType("score")
    module.__file__ = path
    exec(compile(tree, path, "exec"), module.__dict__)
    return module


def host_of(url):
    host = urlsplit(url or "").hostname or ""
    return host[4:] if host.startswith("www.") else host


def serves(name, host):
    """Whether the selector file NAME is for HOST; .example.com.txt is for subdomains, as example.com.txt is not."""
    site = name[:-len(".txt")].split("@")[0]
    return host.endswith(site) if site.startswith(".") else host == site


class Saved:
    """A page of an evaluation set: its truth, and where it lies."""

    def __init__(self, name, truth):
        self.set, self.truth, self.url = name, truth, truth.get("url") or ""
        self.id = truth["id"]
        self.path = os.path.join(support.EVALUATION, name, "pages", self.id + ".html.gz")
        self.country = "CN" if name == "zh" else self.id[:2].upper()


def saved_pages():
    """The pages of each selector file, {file: [Saved]}; None where the evaluation sets are not there."""
    names = sorted(name for name in os.listdir(SELECTORS) if name.endswith(".txt"))
    pages = {name: [] for name in names}
    for evaluation in SETS:
        manifest = os.path.join(support.EVALUATION, evaluation, "truth.jsonl")
        if not os.path.isfile(manifest):
            return None
        with open(manifest, encoding="utf-8") as file:
            truths = [json.loads(line) for line in file]
        for page in (Saved(evaluation, truth) for truth in truths):
            for name in names:
                if serves(name, host_of(page.url)):
                    pages[name].append(page)
    return pages


def scores(score, page, selectors):
    """The measures of score.py for one page, {field: value}."""
    result = newsclip("extract", "--selectors", selectors, "--url", page.url, page.path)
    total = score.Score(page.set)
    total.add(page.truth, result.records[0] if result.out else None)
    found = {field: values[0] for field, values in total.fields.items() if values}
    if total.pages:
        found["body"] = total.pages[0][0]
    return found


def compare(pages):
    """{file: [(page, generic scores, scores with selectors)]}"""
    score = scoring()
    flat = [(name, page) for name, found in pages.items() for page in found]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        generic = pool.map(lambda item: scores(score, item[1], "none"), flat)
        selected = pool.map(lambda item: scores(score, item[1], SELECTORS), flat)
        rows = list(zip(flat, generic, selected))
    return {name: [(page, a, b) for (owner, page), a, b in rows if owner == name] for name in pages}


def means(rows):
    """[(field, generic, selected)], the means over a file's pages."""
    fields = {field for _, generic, _ in rows for field in generic}
    result = []
    for field in sorted(fields):
        pairs = [(generic[field], selected[field]) for _, generic, selected in rows if field in generic]
        result.append((field, sum(a for a, _ in pairs) / len(pairs), sum(b for _, b in pairs) / len(pairs)))
    return result


class Clean(support.Case):
    def test_check_finds_nothing(self):
        result = newsclip("selectors", "check", SELECTORS)
        self.assertEqual(result.out, "")
        self.expect(result, OK)


class OnSavedPages(support.Case):
    def setUp(self):
        super().setUp()
        self.pages = saved_pages()
        if self.pages is None:
            self.skipTest(ABSENT)

    def folder(self):
        """The saved pages as `selectors test --pages` wants them."""
        lines = ["%s\tseed.html" % support.SEED_URL]
        self.write("seed.html", support.seed_page())
        for page in (page for found in self.pages.values() for page in found):
            os.symlink(page.path, os.path.join(self.tmp, page.id + ".html.gz"))
            lines.append("%s\t%s.html.gz" % (page.url, page.id))
        self.write("index.tsv", "\n".join(lines) + "\n")
        return self.tmp

    def test_each_file_agrees_with_its_test_lines(self):
        result = newsclip("selectors", "test", "--pages", self.folder(), SELECTORS)
        failed = [line for line in result.out.splitlines() if line.endswith(("FAILED", "NO", "no test_url"))]
        self.assertEqual((failed, result.err), ([], ""))
        self.expect(result, OK)

    def test_each_file_is_better_in_a_field_and_worse_in_none(self):
        faults = []
        for name, rows in compare(self.pages).items():
            changes = means(rows)
            if rows and not any(selected > generic + MARGIN for _, generic, selected in changes):
                faults.append("%s: the generic extractor finds all that it finds" % name)
            faults += ["%s: %s %.3f, generic %.3f" % (name, field, selected, generic)
                       for field, generic, selected in changes if selected < generic - MARGIN]
        self.assertEqual(faults, [])

    def test_each_file_has_a_page_of_its_own(self):
        without = [name for name, found in self.pages.items() if not found]
        self.assertEqual(without, [SEED_FILE])


def print_table():
    pages = saved_pages()
    if pages is None:
        print(ABSENT, file=sys.stderr)
        return NO_INPUT
    print("| selector file | country | pages | generic → with selectors |\n| --- | --- | --- | --- |")
    for name, rows in compare(pages).items():
        if not rows:
            continue
        won = ", ".join("%s %.3f → %.3f" % row for row in means(rows) if row[2] > row[1] + MARGIN)
        countries = ", ".join(sorted({page.country for page, _, _ in rows}))
        print("| %s | %s | %d | %s |" % (name, countries, len(rows), won))
    return OK


if __name__ == "__main__":
    if sys.argv[1:] == ["--table"]:
        sys.exit(print_table())
    unittest.main()
