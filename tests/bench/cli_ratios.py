#!/usr/bin/env python3
"""How fast crmctl is as a whole program, next to the sqlite3 shell at the same work.

    tests/bench/cli_ratios.py [--customers N] [--rounds R] [--bin DIR] [--cache DIR]

Measures both sides in turn, R times, and prints one line for each requirement: the measured ratio (the median), the
required one, `ok` or `short`. Exits with 1 when one falls short. The required ratios are meant for 1,000,000 customers.
"""
import argparse
import csv
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
PRE_CALLS = 60  # of each side, in a round

# The shell's tables have the columns of the files, and indexes for the questions that libcrm's own answer.
INDEXES = """
CREATE UNIQUE INDEX customer_by_account ON customer (account_number);
CREATE INDEX customer_by_external_id ON customer (external_id);
CREATE INDEX customer_by_name ON customer (last_name, first_name);
CREATE INDEX customer_by_phone ON customer (primary_phone_number);
CREATE UNIQUE INDEX loan_by_id ON loan (id);
CREATE INDEX loan_by_customer ON loan (account_number, id);
CREATE INDEX loan_by_status ON loan (status, account_number, id);
CREATE INDEX loan_by_days_past_due ON loan (days_past_due, account_number, id) WHERE days_past_due > 0;
"""


class Ended:
    """What a process took, its children not counted."""

    def __init__(self, seconds, usage):
        self.seconds = seconds
        self.cpu = usage.ru_utime + usage.ru_stime
        self.peak_mb = usage.ru_maxrss * 1024 / 1e6


def run(command, text=None, output=subprocess.DEVNULL):
    """Runs a program to its end, with `text` as its standard input."""
    with tempfile.TemporaryFile() as source:
        source.write((text or "").encode())
        source.seek(0)
        start = time.monotonic()
        process = subprocess.Popen([str(part) for part in command], stdin=source, stdout=output)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"cli_ratios.py: {' '.join(map(str, command))} failed with {process.returncode}")
    return Ended(time.monotonic() - start, usage)


class Data:
    """A made-up database and its customers and loans as CSV, kept from run to run."""

    def __init__(self, crmctl, cache, customers):
        folder = cache / f"cli-{customers}"
        self.crmctl, self.customers = crmctl, customers
        self.database, self.customer_csv, self.loan_csv = (folder / name for name in ("crm.db", "customer.csv", "loan.csv"))
        if self.loan_csv.exists():
            return
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        print(f"Making {customers} customers up, in {folder}", file=sys.stderr)
        self.command("init")
        self.command("seed", "--customers", customers)
        self.command("export", self.customer_csv)
        self.command("export", self.loan_csv, "--record", "loan")

    def command(self, *arguments, output=subprocess.DEVNULL):
        return run([self.crmctl, "--database", f"sqlite:///{self.database}", *arguments], output=output)

    def numbers(self, count):
        with self.customer_csv.open(newline="") as file:
            step = max(1, self.customers // count)
            return [row["primary_phone_number"] for i, row in enumerate(csv.DictReader(file)) if i % step == step // 2][:count]


def columns_of(path):
    with path.open(newline="") as file:
        return ", ".join(next(csv.reader(file)))


def import_with_shell(data, folder):
    database = folder / "shell.db"
    script = f"CREATE TABLE customer ({columns_of(data.customer_csv)});\nCREATE TABLE loan ({columns_of(data.loan_csv)});\n"
    script += INDEXES
    for path, table in ((data.customer_csv, "customer"), (data.loan_csv, "loan")):
        script += f".import --csv --skip 1 '{path}' {table}\n"
    ended = run(["sqlite3", database], script)
    database.unlink()
    return [ended]


def import_with_crmctl(data, folder):
    database = folder / "crm.db"
    command = [data.crmctl, "--database", f"sqlite:///{database}"]
    run(command + ["init"])
    ended = [run(command + ["import", data.customer_csv]), run(command + ["import", data.loan_csv, "--record", "loan"])]
    for path in folder.glob("crm.db*"):
        path.unlink()
    return ended


def export_with_shell(data, folder):
    path = folder / "shell.csv"
    with path.open("wb") as output:
        ended = run(["sqlite3", "-csv", "-header", data.database, "SELECT * FROM customer ORDER BY id"], output=output)
    path.unlink()
    return [ended]


def export_with_crmctl(data, folder):
    path = folder / "crm.csv"
    ended = data.command("export", path)
    path.unlink()
    return [ended]


def pre_call_with_shell(data, number):
    customers = f"(SELECT customer_id FROM phone_directory WHERE number = '{number}')"
    return run(["sqlite3", data.database,
                f"SELECT * FROM customer WHERE id IN {customers};"
                f"SELECT * FROM loan WHERE customer_id IN {customers};"
                f"SELECT * FROM interaction WHERE customer_id IN {customers} ORDER BY creation_date DESC, id DESC LIMIT 5"])


class Figures:
    """Seconds of both sides, round by round."""

    def __init__(self):
        self.ours, self.theirs, self.peak_mb, self.cpu = [], [], [], [[], []]

    def add(self, ours, theirs):
        self.ours.append(sum(ended.seconds for ended in ours))
        self.theirs.append(sum(ended.seconds for ended in theirs))
        self.peak_mb += [ended.peak_mb for ended in ours]
        for side, ended in zip(self.cpu, (ours, theirs)):
            side.append(sum(one.cpu for one in ended))

    def ratio(self):
        """How many times as fast ours is as theirs."""
        return statistics.median(theirs / ours for ours, theirs in zip(self.ours, self.theirs))

    def print_times(self, name, other="sqlite3"):
        ours, theirs = statistics.median(self.ours), statistics.median(self.theirs)
        print(f"{name}: crmctl {ours:.4g} s (CPU {statistics.median(self.cpu[0]):.4g} s), "
              f"{other} {theirs:.4g} s (CPU {statistics.median(self.cpu[1]):.4g} s)")


class Table:
    """One line for each requirement, as `crm_bench --ratios` prints them."""

    all_ok = True

    def line(self, name, measured, sign, required):
        ok = measured >= required if sign == ">=" else measured <= required
        print(f"{name:<76} {measured:6.2f}  {sign} {required:5.2f}  {'ok' if ok else 'short'}")
        self.all_ok = self.all_ok and ok


def measure(data, rounds, folder):
    imports, exports, pre_calls = Figures(), Figures(), Figures()
    numbers = data.numbers(PRE_CALLS)
    for turn in range(rounds):
        print(f"Round {turn + 1} of {rounds}", file=sys.stderr)
        imports.add(theirs=import_with_shell(data, folder), ours=import_with_crmctl(data, folder))
        exports.add(theirs=export_with_shell(data, folder), ours=export_with_crmctl(data, folder))
        for number in numbers:
            pre_calls.add(theirs=[pre_call_with_shell(data, number)], ours=[data.command("pre-call", number)])
    return imports, exports, pre_calls


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--bin", type=pathlib.Path, default=ROOT / "build/release/bin")
    parser.add_argument("--cache", type=pathlib.Path,
                        default=pathlib.Path(os.environ.get("XDG_CACHE_HOME", pathlib.Path.home() / ".cache")) / "libcrm-bench")
    arguments = parser.parse_args()
    data = Data(arguments.bin.resolve() / "crmctl", arguments.cache.resolve(), arguments.customers)
    with tempfile.TemporaryDirectory(dir=arguments.cache) as folder:
        imports, exports, pre_calls = measure(data, arguments.rounds, pathlib.Path(folder))
    count = f"{arguments.customers} customers"
    imports.print_times(f"import of {count} and their loans")
    exports.print_times(f"export of {count}")
    pre_calls.print_times("pre-call")
    table = Table()
    table.line(f"import of {count} and their loans: crmctl / sqlite3 .import", imports.ratio(), ">=", 0.4)
    table.line("the same: peak memory of crmctl, MB", max(imports.peak_mb), "<=", 100)
    table.line(f"export of {count}: crmctl / sqlite3 -csv", exports.ratio(), ">=", 0.5)
    table.line("pre-call as a whole process: time of crmctl / sqlite3 with three queries", 1 / pre_calls.ratio(), "<=", 3)
    sys.exit(0 if table.all_ok else 1)


if __name__ == "__main__":
    main()
