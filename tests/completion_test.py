"""Completion scripts of the shells offer what the parser takes."""
import re
import shutil
import subprocess
import tempfile
import unittest

import support
from support import newsclip


def script(shell):
    return newsclip("completion", shell).out


def bash_offers(*words):
    """What bash would offer for the last of WORDS."""
    line = " ".join("'%s'" % word for word in words)
    code = "%s\nCOMP_WORDS=(%s); COMP_CWORD=%d; _newsclip; printf '%%s\\n' \"${COMPREPLY[@]}\"" % (
        script("bash"), line, len(words) - 1)
    with tempfile.TemporaryDirectory() as empty:
        return subprocess.run(["bash", "-c", code], cwd=empty, capture_output=True, text=True, check=True).stdout.split()


class Completion(unittest.TestCase):
    def test_subcommands_are_offered_first(self):
        self.assertEqual(bash_offers("newsclip", "cr"), ["crawl"])
        self.assertEqual(bash_offers("newsclip", "di"), ["discover"])

    def test_each_subcommand_offers_the_options_of_its_help(self):
        commands = re.findall(r"^  ([a-z]+) ", newsclip("--help").out.split("Subcommands")[1].split("Options:")[0], re.M)
        self.assertGreater(len(commands), 5)
        for command in commands:
            offered = set(bash_offers("newsclip", command, "--"))
            # a line of the help begins with its option; others may be named in it
            told = newsclip(command, "--help").out.split("Options:")[1]
            listed = set(re.findall(r"^ +(?:-., )?(--[a-z-]+)", told, re.M))
            self.assertEqual(offered, listed, command)

    def test_without_a_subcommand_those_of_extract_are_offered(self):
        self.assertEqual(bash_offers("newsclip", "--form"), ["--format"])

    def test_other_shells_read_their_scripts(self):
        for shell in ("zsh", "fish"):
            text = script(shell)
            self.assertIn("crawl", text)
            self.assertIn("respect-noarchive", text)
            if shutil.which(shell):
                with tempfile.NamedTemporaryFile("w", suffix="." + shell) as file:
                    file.write(text)
                    file.flush()
                    subprocess.run([shell, "-n", file.name], check=True)

    def test_another_word_is_wrong_usage(self):
        self.assertEqual(newsclip("completion", "tcsh").status, support.USAGE)
        self.assertEqual(newsclip("completion").status, support.USAGE)


if __name__ == "__main__":
    unittest.main()
