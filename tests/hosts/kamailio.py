"""Runs Debian's Kamailio on examples/kamailio, in a folder of its own and on a free port."""
import contextlib
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess

from patience import wait_until

RECIPE = pathlib.Path(__file__).resolve().parents[2] / "examples/kamailio"
WORKERS = 4  # as kamailio.cfg says
TIMERS = 3  # processes that it starts after them
# What Kamailio says when all is well: where it listens, and log lines below a warning.
USUAL = re.compile(r" *\d+\(\d+\) (NOTICE|INFO|DEBUG): .*|Listening on ?|Aliases: ?| *udp: .*|")


def free_port():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def children_of(process):
    return set(map(int, pathlib.Path(f"/proc/{process}/task/{process}/children").read_text().split()))


def open_files(process):
    folder = pathlib.Path(f"/proc/{process}/fd")
    return {os.readlink(folder / number) for number in os.listdir(folder)}


def runs(process):
    """One that has ended, and whose parent has not asked how, does not."""
    try:
        return pathlib.Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


class Kamailio:
    """changes: for each file of the recipe, texts to replace: so that a test sees what a mistake does."""

    def __init__(self, folder, url, *arguments, changes=()):
        self.folder = folder / "kamailio"
        shutil.copytree(RECIPE, self.folder)
        for name, old, new in changes:
            self.change(self.folder / name, old, new)
        self.port = free_port()
        self.output = self.folder / "output"
        with open(self.output, "wb") as output:
            self.process = subprocess.Popen(
                [os.environ["CRM_KAMAILIO"], "-f", self.folder / "kamailio.cfg", "-w", self.folder, "-Y", self.folder, "-DD", "-E",
                 "-l", f"udp:127.0.0.1:{self.port}", *arguments],
                stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=os.environ | {"DATABASE_URL": url},
                start_new_session=True)
        try:
            wait_until(self.is_complete, "Kamailio is ready", otherwise=self.said)
        except BaseException:
            self.clean_up()
            raise
        self.children = children_of(self.process.pid)

    @staticmethod
    def change(file, old, new):
        text = file.read_text(encoding="utf-8")
        if old not in text:
            raise ValueError(f"{file.name} does not hold {old}")
        file.write_text(text.replace(old, new), encoding="utf-8")

    def is_complete(self):
        if self.process.poll() is not None:
            raise RuntimeError("Kamailio has ended: " + self.said())
        return len(children_of(self.process.pid)) == WORKERS + TIMERS and self.answers()

    def answers(self):
        question = (f"OPTIONS sip:service@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1;rport;branch=z9hG4bK-{os.getpid()}\r\n"
                    "From: <sip:test@127.0.0.1>;tag=1\r\nTo: <sip:service@127.0.0.1>\r\nCall-ID: ready\r\nCSeq: 1 OPTIONS\r\n"
                    "Max-Forwards: 1\r\nContent-Length: 0\r\n\r\n")
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
            client.settimeout(0.1)
            client.connect(("127.0.0.1", self.port))
            try:
                client.send(question.encode())
                return client.recv(4096).startswith(b"SIP/2.0 405")
            except (TimeoutError, ConnectionRefusedError):
                return False

    def said(self):
        return self.output.read_text(encoding="utf-8", errors="replace")

    def complaints(self):
        """On stderr; what its processes write to stdout Kamailio throws away itself."""
        return [line for line in self.said().splitlines() if not USUAL.fullmatch(line)]

    def is_whole(self):
        """It runs, and so does each process that it began with."""
        return self.process.poll() is None and children_of(self.process.pid) == self.children and all(map(runs, self.children))

    def has_loaded(self, library):
        """The process that forks the workers has, and it forks them once."""
        return library in pathlib.Path(f"/proc/{self.process.pid}/maps").read_text()

    def workers_with(self, file):
        return sum(str(file) in open_files(child) for child in self.children)

    def end(self):
        """As the system ends a service. Its exit code; no process of it is left."""
        self.process.terminate()
        code = self.process.wait(20)
        wait_until(lambda: not any(map(runs, self.children)), "its workers end")
        return code

    def clean_up(self):
        """Nothing of it is left, whatever has happened."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
