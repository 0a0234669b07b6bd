#!/usr/bin/env python3
"""How fast `crmctl copy` moves a database from a file to PostgreSQL, next to psql's COPY of the same rows.

    tests/bench/copy_ratios.py [--customers N] [--rounds R] [--bin DIR] [--cache DIR]

Starts a server on this machine's disk, measures both sides in turn, R times, and prints one line for each requirement, as
cli_ratios.py does. psql fills the same tables, with their keys, indexes and references, from files in COPY's own format;
crmctl reads the SQLite file instead, and compares the two databases in the end.
"""
import argparse
import os
import pathlib
import shutil
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests/support"), str(ROOT / "tests/bench")]
from cli_ratios import Figures, Table, run  # noqa: E402
from postgres_server import Server  # noqa: E402

FIRST = ["customer", "vehicle", "loan"]  # the others refer to these


class Postgres:
    """A server of our own, and programs that work on it."""

    def __init__(self, server):
        self.server = server

    def url(self, database):
        return self.server.url().replace("/postgres?", f"/{database}?")

    def psql(self, database, script, output=None):
        command = ["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", self.url(database)]
        with tempfile.TemporaryFile() as answer:
            ended = run(command, script, output=output or answer)
            answer.seek(0)
            return ended, answer.read().decode()

    def new_database(self, name):
        self.psql("postgres", f"DROP DATABASE IF EXISTS {name} WITH (FORCE);\nCREATE DATABASE {name};\n")
        return self.url(name)

    def tables(self, database):
        _, names = self.psql(database, "SELECT tablename FROM pg_tables WHERE schemaname = 'public' "
                                       "AND tablename <> 'schema_migration' ORDER BY 1;")
        return FIRST + [name for name in names.split() if name not in FIRST]


def make_source(crmctl, cache, customers):
    file = cache / f"copy-{customers}.db"
    if not file.exists():
        print(f"Making {customers} customers up, in {file}", file=sys.stderr)
        making = file.with_suffix(".making")
        for old in cache.glob(making.name + "*"):
            old.unlink()
        for words in (["init"], ["seed", "--customers", customers]):
            run([crmctl, "--database", f"sqlite:///{making}", *words])
        making.rename(file)
    return f"sqlite:///{file}"


def write_files(postgres, database, folder):
    script = "".join(f"\\copy {table} TO '{folder / table}'\n" for table in postgres.tables(database))
    postgres.psql(database, script)


def copy_with_psql(postgres, crmctl, folder):
    url = postgres.new_database("theirs")
    run([crmctl, "--database", url, "init"])
    script = "".join(f"\\copy {table} FROM '{folder / table}'\n" for table in postgres.tables("theirs"))
    return [postgres.psql("theirs", script)[0]]


def copy_with_crmctl(postgres, crmctl, source):
    return [run([crmctl, "copy", "--from", source, "--to", postgres.new_database("ours")])]


def measure(postgres, crmctl, source, rounds, folder):
    copies = Figures()
    copy_with_crmctl(postgres, crmctl, source)
    write_files(postgres, "ours", folder)
    for turn in range(rounds):
        print(f"Round {turn + 1} of {rounds}", file=sys.stderr)
        copies.add(theirs=copy_with_psql(postgres, crmctl, folder), ours=copy_with_crmctl(postgres, crmctl, source))
    return copies


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--bin", type=pathlib.Path, default=ROOT / "build/release/bin")
    parser.add_argument("--cache", type=pathlib.Path,
                        default=pathlib.Path(os.environ.get("XDG_CACHE_HOME", pathlib.Path.home() / ".cache")) / "libcrm-bench")
    arguments = parser.parse_args()
    os.environ.setdefault("TMPDIR", "/var/tmp")  # a server that waits for the disk
    arguments.cache.mkdir(parents=True, exist_ok=True)
    crmctl = arguments.bin.resolve() / "crmctl"
    source = make_source(crmctl, arguments.cache.resolve(), arguments.customers)
    folder = pathlib.Path(tempfile.mkdtemp(dir=arguments.cache))
    server = Server(shared_buffers="512MB", max_wal_size="8GB")
    try:
        copies = measure(Postgres(server), crmctl, source, arguments.rounds, folder)
    finally:
        server.remove()
        shutil.rmtree(folder)
    count = f"{arguments.customers} customers"
    copies.print_times(f"copy of {count}", "psql")
    table = Table()
    table.line(f"copy of {count}, SQLite to PostgreSQL: crmctl / psql's COPY", copies.ratio(), ">=", 0.5)
    table.line("the same: peak memory of crmctl, MB", max(copies.peak_mb), "<=", 100)
    sys.exit(0 if table.all_ok else 1)


if __name__ == "__main__":
    main()
