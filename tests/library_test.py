"""The installed library: README's program compiled against it, its exported names, its removal."""
import glob
import json
import os
import re
import shlex
import shutil
import subprocess
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

    def test_uninstall_leaves_no_file(self):
        self.make("uninstall")
        left = [os.path.join(folder, name) for folder, _, names in os.walk(self.destination) for name in names]
        self.assertEqual(left, [])


if __name__ == "__main__":
    unittest.main()
