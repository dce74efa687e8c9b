"""The installed library: README's program compiled against it, its exported names, its removal."""
import glob
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import unittest

import support
from support import ROOT

PREFIX = "/usr/local"  # make's default: another one would build all anew under the other tests


def make_arguments():
    """What was given to the outer make, unless that was a sanitizer's build."""
    overrides = os.environ.get("MAKEFLAGS", "").partition("-- ")[2]
    return [] if "SANITIZE=" in overrides else [
        word for word in shlex.split(overrides) if not word.startswith(("T=", "PREFIX=", "DESTDIR="))]


def compiler():
    """The one that the library was made with, else the system's."""
    for name in (os.environ.get("CC"), "cc", "gcc", "clang"):
        if name and shutil.which(name.split()[0]):
            return name.split() + sanitizers()
    return ["cc"] + sanitizers()


def sanitizers():
    """A library made with sanitizers wants programs that are: make hands its variable down."""
    return ["-fsanitize=" + os.environ["SANITIZE"]] if os.environ.get("SANITIZE") else []


def readme_program():
    """The first C block of README that uses the library."""
    with open(os.path.join(ROOT, "README.md"), encoding="utf-8") as file:
        blocks = re.findall(r"^```c\n(.*?)^```", file.read(), re.M | re.S)
    return next(block for block in blocks if "<newsclip.h>" in block)


def python_programs():
    """Those by ctypes in the manual and in README."""
    found = []
    for name, block in (("src/cli/man/libnewsclip.3", r"^\.Bd -literal\n(.*?)^\.Ed"), ("README.md", r"^```python\n(.*?)^```")):
        with open(os.path.join(ROOT, name), encoding="utf-8") as file:
            found += [text for text in re.findall(block, file.read(), re.M | re.S) if "ctypes.CDLL" in text]
    return found


class Library(support.Case):
    def run_command(self, command, **more):
        process = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=280, **more)
        output = process.stdout.decode("utf-8", "replace")
        self.assertEqual(process.returncode, 0, "%s\n%s" % (" ".join(command), output))
        return output

    def make(self, target):
        clean = {key: value for key, value in os.environ.items() if key not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL",
                                                                                "MAKEOVERRIDES", "GNUMAKEFLAGS")}
        command = [os.environ.get("MAKE", "make"), "--no-print-directory", target, "DESTDIR=" + self.destination]
        return self.run_command(command + make_arguments(), cwd=ROOT, env=clean)

    def setUp(self):
        super().setUp()
        self.destination = os.path.join(self.tmp, "root")
        self.make("install")
        self.libraries = self.destination + PREFIX + "/lib"

    def flags(self, *options):
        wanted = dict(os.environ, PKG_CONFIG_SYSROOT_DIR=self.destination,
                      PKG_CONFIG_PATH=self.libraries + "/pkgconfig")
        return shlex.split(self.run_command(["pkg-config", *options, "newsclip"], env=wanted))

    def test_program_of_the_readme(self):
        source = self.write("clip.c", readme_program())
        program = os.path.join(self.tmp, "clip")
        self.run_command(compiler() + ["-Wall", "-Werror", "-o", program, source] + self.flags("--cflags", "--libs"))
        where = dict(os.environ, LD_LIBRARY_PATH=self.libraries, DYLD_LIBRARY_PATH=self.libraries)
        record = json.loads(self.run_command([program], cwd=self.tmp, env=where))
        page = re.sub(r'"\s*\n\s*"', "", readme_program())  # adjacent string literals are one
        self.assertIn("<h1>%s</h1>" % record["title"], page)
        self.assertEqual(record["byline"], ["Ann Lee"])
        paragraphs = record["body"].split("\n\n")
        self.assertEqual(len(paragraphs), 2)
        for paragraph in paragraphs:
            self.assertIn("<p>%s</p>" % paragraph, page)

    def test_header_is_c_and_cxx(self):
        source = self.write("all.c", "#include <newsclip.h>\nint main(void) { return nc_version() == 0; }\n")
        flags = self.flags("--cflags")
        self.run_command(compiler() + ["-std=c17", "-pedantic", "-Wall", "-Werror", "-fsyntax-only", source] + flags)
        self.run_command(compiler() + ["-x", "c++", "-Wall", "-Werror", "-fsyntax-only", source] + flags)

    def test_program_in_cxx(self):
        source = self.write("clip.cc", re.sub(r"^.*<stdio.h>$", "#include <cstdio>", readme_program(), flags=re.M))
        program = os.path.join(self.tmp, "clip-cxx")
        compile_it = [{"gcc": "g++", "clang": "clang++"}.get(os.path.basename(word), "c++" if word == "cc" else word)
                      for word in compiler()]
        self.run_command(compile_it + ["-Wall", "-Werror", "-o", program, source] + self.flags("--cflags", "--libs"))
        where = dict(os.environ, LD_LIBRARY_PATH=self.libraries)
        self.assertEqual(json.loads(self.run_command([program], env=where))["byline"], ["Ann Lee"])

    def sanitizer_for_python(self):
        """Python is made without one: its library comes first by hand, and what Python itself leaves at exit is its own."""
        if not sanitizers():
            return {}
        library = self.run_command(compiler() + ["-print-file-name=libasan.so"]).strip()
        if not os.path.isabs(library):
            self.skipTest("this compiler's sanitizer cannot be loaded before Python")
        return {"LD_PRELOAD": library, "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":detect_leaks=0"}

    def test_programs_in_python(self):
        page = self.write("page.html", support.small_page("The lamp over the harbour door"))
        where = dict(os.environ, LD_LIBRARY_PATH=self.libraries, **self.sanitizer_for_python())
        programs = python_programs()
        self.assertGreater(len(programs), 0)
        for text in programs:
            self.assertLessEqual(len(text.splitlines()), 10)
            program = self.write("clip.py", text)
            out = self.run_command([sys.executable, program, page, "https://portal.example/lamp"], env=where)
            self.assertEqual(out, "The lamp over the harbour door\n")

    def test_exports_are_the_header(self):
        with open(os.path.join(ROOT, "include", "newsclip.h"), encoding="utf-8") as file:
            declared = set(re.findall(r"^NC_API [^(]*?\b(nc_\w+)\(", file.read(), re.M))
        self.assertGreater(len(declared), 5)
        library = next(os.path.join(self.libraries, name) for name in sorted(os.listdir(self.libraries))
                       if re.fullmatch(r"libnewsclip(\.so\.\d+|\.\d+\.dylib)", name))
        listed = self.run_command(["nm", "-D", "--defined-only", library])
        exported = {line.split()[-1].partition("@")[0] for line in listed.splitlines()}
        self.assertEqual(exported, declared)

    def test_installed_command_finds_the_installed_selectors(self):
        installed = os.listdir(self.destination + PREFIX + "/share/newsclip/selectors")
        self.assertEqual(sorted(installed), sorted(os.listdir(os.path.join(ROOT, "selectors"))))
        self.run_command([self.destination + PREFIX + "/bin/newsclip", "--version"])

    def test_manual_is_installed(self):
        sources = glob.glob(os.path.join(ROOT, "src", "cli", "man", "*.[1-8]"))
        wanted = sorted("man%s/%s" % (path[-1], os.path.basename(path)) for path in sources)
        manual = self.destination + PREFIX + "/share/man"
        self.assertEqual(sorted(os.path.relpath(path, manual) for path in glob.glob(manual + "/*/*")), wanted)

    def files(self):
        return sorted(os.path.relpath(os.path.join(folder, name), self.destination)
                      for folder, _, names in os.walk(self.destination) for name in names)

    def test_uninstall_leaves_what_others_installed(self):
        for folder in ("bin", "lib", "lib/pkgconfig", "include", "share/man/man1", "share/bash-completion/completions"):
            with open(os.path.join(self.destination + PREFIX, folder, "other"), "w", encoding="utf-8"):
                pass
        others = [path for path in self.files() if os.path.basename(path) == "other"]
        self.assertEqual(len(others), 6)
        self.make("uninstall")
        self.assertEqual(self.files(), others)
        self.assertFalse(os.path.exists(self.destination + PREFIX + "/share/newsclip"))


if __name__ == "__main__":
    unittest.main()
