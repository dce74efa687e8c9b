"""A PostgreSQL server of a test's own: in a folder of its own, on loopback, as a user without rights, gone afterwards."""
import glob
import os
import pwd
import shutil
import socket
import subprocess
import tempfile

SETTINGS = {"listen_addresses": "127.0.0.1", "max_connections": "60", "shared_buffers": "64MB", "log_min_messages": "fatal"}


def programs():
    """Where the distribution keeps initdb and pg_ctl."""
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb") + glob.glob("/usr/pgsql-*/bin/initdb"),
                   key=lambda path: int("".join(filter(str.isdigit, path.split("/")[-3])) or 0))
    path = found[-1] if found else shutil.which("initdb")
    if not path:
        raise RuntimeError("no initdb: sh src/deps.sh scale installs PostgreSQL")
    return os.path.dirname(path)


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Postgres:
    """`with Postgres() as server:`; server.url is a database that nobody else uses."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="newsclip-postgres-", dir="/tmp")
        self.data = os.path.join(self.folder, "data")
        self.port = free_port()
        self.url = "postgresql://newsclip@127.0.0.1:%d/postgres" % self.port
        self.user = None
        if os.getuid() == 0:  # which PostgreSQL refuses
            names = {entry.pw_name for entry in pwd.getpwall()}
            self.user = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
            os.chown(self.folder, self.user.pw_uid, self.user.pw_gid)

    def run(self, program, *arguments):
        how = {"user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": []} if self.user else {}
        with open(os.path.join(self.folder, "output"), "ab") as output:
            process = subprocess.run([os.path.join(programs(), program), *arguments], stdin=subprocess.DEVNULL, stdout=output,
                                     stderr=output, cwd="/", timeout=120, check=False, **how)
        if process.returncode:
            with open(os.path.join(self.folder, "output"), encoding="utf-8", errors="replace") as output:
                raise RuntimeError("%s: %s" % (program, output.read()[-2000:]))

    def control(self, action, *more):
        self.run("pg_ctl", action, "-D", self.data, "-w", "-t", "60", *more)

    def start(self):
        settings = dict(SETTINGS, port=str(self.port), unix_socket_directories=self.folder)
        self.control("start", "-l", os.path.join(self.folder, "log"),
                     "-o", " ".join("-c %s=%s" % item for item in settings.items()))

    def stop(self, mode="fast"):
        self.control("stop", "-m", mode)

    def __enter__(self):
        try:
            self.run("initdb", "-D", self.data, "-A", "trust", "-U", "newsclip", "-E", "UTF8", "--locale", "C.UTF-8", "--no-sync")
            self.start()
        except BaseException:
            shutil.rmtree(self.folder, ignore_errors=True)
            raise
        return self

    def __exit__(self, *unused):
        try:
            self.stop("immediate")
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)

    def query(self, sql):
        """Rows of text."""
        command = [os.path.join(programs(), "psql"), "-qXAt", "-F", "\t", "-d", self.url, "-c", sql]
        out = subprocess.run(command, stdout=subprocess.PIPE, timeout=60, check=True).stdout.decode("utf-8")
        return [line.split("\t") for line in out.splitlines()]

    def empty(self):
        """As it was at first."""
        self.query("SET client_min_messages = warning; DROP SCHEMA public CASCADE; CREATE SCHEMA public")
