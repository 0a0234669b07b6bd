"""Runs a PostgreSQL server of the tests' own, in a temporary folder and on a free port of 127.0.0.1, with PgBouncer in
transaction mode before it.

usage: postgres_server.py [standby_of=URL] [tls=NAME] [NAME=VALUE]...
                                        settings of the server; standby_of: it begins as a copy of that server and
                                        follows it, until it is promoted; tls: it takes connections to its port with TLS
                                        alone and shows a certificate for that name, made by itself: server.crt in its
                                        folder, beside it other.crt, another one's;
                                        prints the server's URL and PgBouncer's, then does what each line of its standard
                                        input says and prints "done": restart fast, restart immediate, stop fast,
                                        start, pause, resume; stops when standard input ends
       postgres_server.py --start FILE  leaves the server running, its URL in FILE, until --stop, or until the process
                                        that called this one (ctest) has ended
       postgres_server.py --stop FILE

FILE holds three lines: the server's URL, PgBouncer's, the number of the process that watches.

The server listens on a socket in its folder (no password) and on 127.0.0.1 (scram-sha-256). As root it runs as the user
postgres, because PostgreSQL refuses root. It writes safely (fsync), as libcrm demands.
"""
import contextlib
import os
import pathlib
import secrets
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

SETTINGS = {"max_connections": "200", "shared_buffers": "64MB", "wal_level": "minimal", "max_wal_senders": "0",
            "logging_collector": "off", "listen_addresses": "127.0.0.1", "max_prepared_transactions": "0",
            "password_encryption": "scram-sha-256"}
SHUTDOWNS = {"fast": signal.SIGINT, "immediate": signal.SIGQUIT}
MEMORY_NEEDED = 4 << 30
ATTEMPTS = 5  # somebody else may take the port that was free


def programs():
    """The folder of initdb and postgres; Debian keeps them out of PATH."""
    found = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[4]))
    if found:
        return found[-1].parent
    initdb = shutil.which("initdb")
    if initdb is None:
        sys.exit("PostgreSQL's server is not installed: see cmake/install-packages.sh")
    return pathlib.Path(initdb).resolve().parent


def identity():
    """As whom the server runs."""
    if os.geteuid() != 0:
        return {}
    return {"user": "postgres", "group": "postgres", "extra_groups": []}


def place():
    """Where its data lies: where TMPDIR says, or else in memory where there is room, because making and dropping
    databases waits for the disk hundreds of times."""
    if "TMPDIR" in os.environ:
        return None
    memory = pathlib.Path("/dev/shm")
    if memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > MEMORY_NEEDED:
        return memory
    return None


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


BOUNCER = """[databases]
* = host={folder} port={port}
[pgbouncer]
unix_socket_dir = {folder}/bouncer
listen_port = {port}
listen_addr =
auth_type = trust
auth_file = {folder}/users
pool_mode = transaction
default_pool_size = 20
max_client_conn = 1000
max_db_connections = 50
logfile = {folder}/bouncer.log
"""


class Server:
    def __init__(self, standby_of=None, tls=None, **settings):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="crm_pg_", dir=place()))
        self.password = secrets.token_hex(16)
        self.settings = {**SETTINGS, **settings}
        self.process = None
        self.bouncer = None
        self.port = 0
        try:
            self.own_folder()
            if standby_of is None:
                self.make()
            else:
                self.copy(standby_of)
            if tls is not None:
                self.demand_tls(tls)
            self.start()
            self.start_bouncer()
        except BaseException:
            self.remove()
            raise

    def run(self, *command):
        done = subprocess.run([str(part) for part in command], cwd=self.folder, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, **identity())
        if done.returncode != 0:
            raise RuntimeError(f"{command[0]} failed: {done.stdout.decode(errors='replace')}")

    def own_folder(self):
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")

    def copy(self, url):
        self.run(programs() / "pg_basebackup", f"--dbname={url}", "--pgdata=data", "--write-recovery-conf",
                 "--checkpoint=fast", "--no-sync")

    def make(self):
        password = self.folder / "password"
        password.write_text(self.password, encoding="ascii")
        password.chmod(0o644)  # the folder is closed to others
        self.run(programs() / "initdb", "--pgdata=data", "--username=crm", "--pwfile=password", "--auth-local=trust",
                 "--auth-host=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")

    def demand_tls(self, name):
        for certificate in ("server", "other"):
            self.run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                     "-days", "2", "-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}",
                     "-keyout", f"{certificate}.key", "-out", f"{certificate}.crt")
        (self.folder / "data/pg_hba.conf").write_text(
            "local all all trust\nhostssl all all 127.0.0.1/32 scram-sha-256\n", encoding="ascii")
        self.settings.update(ssl="on", ssl_cert_file=f"{self.folder}/server.crt",
                             ssl_key_file=f"{self.folder}/server.key")

    def start(self):
        for _ in range(ATTEMPTS):
            self.port = free_port()
            if self.try_port():
                return
        raise RuntimeError("the server does not start:\n" + (self.folder / "log").read_text(errors="replace")[-2000:])

    def try_port(self):
        options = [part for name, value in self.settings.items() for part in ("-c", f"{name}={value}")]
        with open(self.folder / "log", "ab") as log:
            self.process = subprocess.Popen(
                [str(programs() / "postgres"), "-D", "data", "-k", str(self.folder), "-p", str(self.port), *options],
                cwd=self.folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, **identity())
        until = time.monotonic() + 30
        while self.process.poll() is None and time.monotonic() < until:
            if self.is_ready():
                return True
            time.sleep(0.02)
        self.stop()
        return False

    def start_bouncer(self):
        """On a socket of its own; its clients are let in as the server's are."""
        program = shutil.which("pgbouncer", path=os.environ.get("PATH", "") + ":/usr/sbin")
        if program is None:
            sys.exit("PgBouncer is not installed: see cmake/install-packages.sh")
        (self.folder / "users").write_text('"crm" ""\n', encoding="ascii")
        (self.folder / "bouncer.ini").write_text(BOUNCER.format(folder=self.folder, port=self.port), encoding="ascii")
        (self.folder / "bouncer").mkdir()
        if os.geteuid() == 0:
            shutil.chown(self.folder / "bouncer", "postgres", "postgres")
        self.bouncer = subprocess.Popen([program, "-q", "bouncer.ini"], cwd=self.folder, stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
                                        **identity())
        until = time.monotonic() + 30
        while not (self.folder / f"bouncer/.s.PGSQL.{self.port}").exists():
            if self.bouncer.poll() is not None or time.monotonic() > until:
                raise RuntimeError("PgBouncer does not start")
            time.sleep(0.02)

    def is_ready(self):
        """The last line of the server's pid file says whether it takes connections."""
        try:
            return (self.folder / "data/postmaster.pid").read_text().splitlines()[7].strip() in ("ready", "standby")
        except (OSError, IndexError):
            return False

    def url(self):
        return f"postgresql://crm@/postgres?host={self.folder}&port={self.port}"

    def bouncer_url(self):
        return f"postgresql://crm@/postgres?host={self.folder}/bouncer&port={self.port}"

    def stop(self):
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)  # "fast"
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.send_signal(signal.SIGQUIT)  # "immediate"
                self.process.wait()
        self.process = None

    def do(self, words):
        """What a test asks for; the port stays the same."""
        if words[0] in ("stop", "restart"):
            self.process.send_signal(SHUTDOWNS[words[1]])
            self.process.wait()
        if words[0] in ("start", "restart") and not self.try_port():
            raise RuntimeError("the server does not start again")
        if words[0] == "pause":
            self.signal_all(signal.SIGSTOP)
        if words[0] == "resume":
            self.signal_all(signal.SIGCONT)

    def signal_all(self, number):
        """To the server and all its processes, which are in a session of their own."""
        if self.process is not None and self.process.poll() is None:
            children = pathlib.Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
            for process in [self.process.pid, *map(int, children)]:
                with contextlib.suppress(ProcessLookupError):  # a connection that has just ended
                    os.kill(process, number)

    def remove(self):
        if self.bouncer is not None:
            self.bouncer.kill()
            self.bouncer.wait()
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


def serve_until_input_ends(settings):
    server = Server(**settings)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    try:
        print(server.url(), server.bouncer_url(), flush=True)
        for line in sys.stdin:
            server.do(line.split())
            print("done", flush=True)
    finally:
        server.signal_all(signal.SIGCONT)
        server.remove()


def watch(file, process):
    server = Server()
    stopped = []
    signal.signal(signal.SIGTERM, lambda *_: stopped.append(True))
    try:
        partial = pathlib.Path(f"{file}.partial")
        partial.write_text(f"{server.url()}\n{server.bouncer_url()}\n{os.getpid()}\n", encoding="ascii")
        partial.rename(file)
        while not stopped and not select.select([process], [], [], 0.2)[0]:
            pass
    finally:
        server.remove()
        pathlib.Path(file).unlink(missing_ok=True)


def start(file):
    pathlib.Path(file).unlink(missing_ok=True)
    watched = os.pidfd_open(os.getppid())  # ctest starts its tests itself
    if os.fork() != 0:
        until = time.monotonic() + 60
        while not pathlib.Path(file).exists() and time.monotonic() < until:
            time.sleep(0.02)
        sys.exit(0 if pathlib.Path(file).exists() else "PostgreSQL did not start")
    os.setsid()
    with open(os.devnull, "r+b") as null:  # ctest waits until nobody holds its pipe
        for stream in (0, 1, 2):
            os.dup2(null.fileno(), stream)
    watch(file, watched)


def stop(file):
    try:
        daemon = int(pathlib.Path(file).read_text().splitlines()[2])
        os.kill(daemon, signal.SIGTERM)
    except (OSError, IndexError, ValueError):
        return
    until = time.monotonic() + 60
    while pathlib.Path(file).exists() and time.monotonic() < until:
        time.sleep(0.02)


def main(arguments):
    if not arguments or "=" in arguments[0]:
        serve_until_input_ends(dict(argument.split("=", 1) for argument in arguments))
    elif arguments[0] == "--start":
        start(arguments[1])
    elif arguments[0] == "--stop":
        stop(arguments[1])
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
