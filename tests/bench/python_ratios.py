#!/usr/bin/env python3
"""How fast the Python package is, next to SQLAlchemy and the sqlite3 module at the same work.

    build/release/bindings/python/env/bin/python tests/bench/python_ratios.py [--customers N] [--rounds R]

Looks callers up on the same file, in short turns, and reads every field of every record found. Prints one line for each
requirement: the measured ratio (the median of all turns), the required one, `ok` or `short`. Exits with 1 when one falls
short. The required ratios are meant for 100,000 customers on 2 idle cores.
"""
import argparse
import os
import pathlib
import statistics
import subprocess
import sys
import threading
import time

import crm

# For all sides: they share one SQLite. It comes before `import sqlite3`, which makes SQLite ready.
if not crm.disable_sqlite_memory_statistics():
    sys.exit("python_ratios.py: SQLite is in use already")

import sqlite3  # noqa: E402

import sqlalchemy  # noqa: E402
from sqlalchemy import orm  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
MAP_BYTES = 4 << 30  # for both sides; SQLite itself stops at 2 GiB
CALLS = 400  # of each side, in a turn
ROUNDS_OF_THREADS = 20  # long enough that starting them does not count
INTERACTIONS = 5


def made_database(crmctl, cache, customers):
    """The made-up customers, kept from run to run; another schema makes another file."""
    edition = "-".join(str(file.stat().st_size) for file in sorted((ROOT / "src/storage/sqlite/migrations").iterdir()))
    path = cache / f"python-{customers}-{edition}" / "crm.db"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name("unfinished.db")
        print(f"Making {customers} customers up, in {path.parent}", file=sys.stderr)
        for command in (["init"], ["seed", "--customers", str(customers)]):
            subprocess.run([crmctl, "--database", f"sqlite:///{unfinished}", *command], check=True, stdout=subprocess.DEVNULL)
        for file in path.parent.glob("unfinished.db*"):
            file.rename(path.parent / file.name.replace("unfinished", "crm"))
    return path


def columns_of(connection, table):
    return [row[1] for row in connection.execute(f"PRAGMA table_info({table})") if not row[1].startswith("ssn_")]


class Columns:
    """What both other sides read: the columns that the library reads."""

    def __init__(self, path):
        with sqlite3.connect(path) as connection:
            self.customer, self.customer_phone, self.loan, self.interaction = (
                columns_of(connection, table) for table in ("customer", "customer_phone", "loan", "interaction")
            )
            self.numbers = [row[0] for row in connection.execute("SELECT number FROM phone_directory ORDER BY random()")]


def with_sqlite3(path, columns):
    """The standard module doing the same three queries into dicts."""
    connection = sqlite3.connect(path, check_same_thread=False)
    connection.execute(f"PRAGMA mmap_size = {MAP_BYTES}")
    connection.row_factory = sqlite3.Row
    who = ", ".join([f"customer.{name}" for name in columns.customer]
                    + [f"customer_phone.{name} AS phone_{name}" for name in columns.customer_phone])
    select_who = (f"SELECT {who} FROM phone_directory JOIN customer ON customer.id = phone_directory.customer_id "
                  "JOIN customer_phone ON customer_phone.customer_id = customer.id "
                  "AND customer_phone.number = phone_directory.number WHERE phone_directory.number = ?")
    select_loans = f"SELECT {', '.join(columns.loan)} FROM loan WHERE customer_id = ? ORDER BY customer_id, id"
    select_interactions = (f"SELECT {', '.join(columns.interaction)} FROM interaction WHERE customer_id = ? "
                           f"ORDER BY creation_date DESC, id DESC LIMIT {INTERACTIONS}")

    def look_up(number):
        found = []
        for row in connection.execute(select_who, (number,)).fetchall():
            customer = dict(row)
            customer["loans"] = [dict(row) for row in connection.execute(select_loans, (customer["id"],))]
            customer["interactions"] = [dict(row) for row in connection.execute(select_interactions, (customer["id"],))]
            found.append(customer)
        return found

    return look_up


def reader_of(names):
    """A function that reads these attributes, as a program does that names each."""
    lines = "".join(f"    record.{name}\n" for name in names)
    scope = {}
    exec(f"def read(record):\n{lines}", scope)
    return scope["read"]


def mapped(name, columns, keys):
    """A class as SQLAlchemy's users declare it."""
    fields = {column: orm.mapped_column(sqlalchemy.String, primary_key=column in keys) for column in columns}
    return type(name, (Base,), {"__tablename__": name, **fields})


class Base(orm.DeclarativeBase):
    pass


class PhoneDirectory(Base):
    __tablename__ = "phone_directory"
    number = orm.mapped_column(sqlalchemy.String, primary_key=True)
    customer_id = orm.mapped_column(sqlalchemy.Integer, primary_key=True)


def with_sqlalchemy(path, columns):
    """ORM objects, by the same three queries."""
    Customer, Loan = mapped("customer", columns.customer, ["id"]), mapped("loan", columns.loan, ["id"])
    Phone = mapped("customer_phone", columns.customer_phone, ["id"])
    Interaction = mapped("interaction", columns.interaction, ["id"])
    engine = sqlalchemy.create_engine(f"sqlite:///{path}")
    readers = [reader_of(names) for names in (columns.customer, columns.customer_phone, columns.loan, columns.interaction)]
    read_customer, read_phone, read_loan, read_interaction = readers

    def look_up(number):
        with orm.Session(engine) as session:
            rows = session.execute(
                sqlalchemy.select(Customer, Phone)
                .join(PhoneDirectory, PhoneDirectory.customer_id == Customer.id)
                .join(Phone, (Phone.customer_id == Customer.id) & (Phone.number == PhoneDirectory.number))
                .where(PhoneDirectory.number == number)
            ).all()
            for customer, phone in rows:
                read_customer(customer)
                read_phone(phone)
                for loan in session.scalars(sqlalchemy.select(Loan).where(Loan.customer_id == customer.id).order_by(Loan.id)):
                    read_loan(loan)
                for interaction in session.scalars(
                    sqlalchemy.select(Interaction)
                    .where(Interaction.customer_id == customer.id)
                    .order_by(Interaction.creation_date.desc(), Interaction.id.desc())
                    .limit(INTERACTIONS)
                ):
                    read_interaction(interaction)
            return rows

    return look_up


def fields_of(kind):
    return [name for name in vars(kind) if not name.startswith("_") and name != "to_dict"]


def with_crm(session):
    read_customer, read_phone, read_loan, read_interaction, read_decision = (
        reader_of(fields_of(kind)) for kind in (crm.Customer, crm.CustomerPhone, crm.Loan, crm.Interaction, crm.Decision)
    )

    def look_up(number):
        candidates = session.pre_call(number).candidates
        for who in candidates:
            read_customer(who.customer)
            read_phone(who.phone)
            for loan in who.loans:
                read_loan(loan)
            for interaction in who.interactions:
                read_interaction(interaction)
            for due in who.total_due:
                due.amount, due.currency
            read_decision(who.decision)
        return candidates

    return look_up


def as_a_dialer(session):
    """Reads what a call needs: who it is, what they owe, and whether they may be called."""

    def look_up(number):
        for who in session.pre_call(number).candidates:
            who.customer.id, who.customer.first_name, who.decision.allowed
            for due in who.total_due:
                due.amount, due.currency

    return look_up


def require_agreement(look_ups, numbers):
    """All sides find as many people behind each number."""
    for number in numbers:
        found = {len(look_up(number)) for look_up in look_ups}
        if len(found) != 1:
            sys.exit("python_ratios.py: the sides do not agree on who has a number")


def seconds_of(look_up, numbers):
    started = time.perf_counter()
    for number in numbers:
        look_up(number)
    return time.perf_counter() - started


def seconds_of_threads(look_up, numbers, count):
    """The same calls, shared by several threads."""
    threads = [threading.Thread(target=seconds_of, args=(look_up, numbers[i::count])) for i in range(count)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - started


class Turns:
    """Seconds of each side, turn by turn."""

    def __init__(self):
        self.seconds = {}

    def add(self, side, seconds):
        self.seconds.setdefault(side, []).append(seconds)

    def ratio(self, ours, theirs):
        """How many times as fast ours is as theirs."""
        return statistics.median(b / a for a, b in zip(self.seconds[ours], self.seconds[theirs]))

    def print_times(self):
        for side, seconds in self.seconds.items():
            print(f"{side}: {statistics.median(seconds) / CALLS * 1e6:.1f} us a call")


def measure(sides, dialer, numbers, rounds):
    turns = Turns()
    for turn in range(rounds):
        chosen = [numbers[(turn * CALLS + i) % len(numbers)] for i in range(CALLS)]
        for side, look_up in sides.items():
            seconds_of(look_up, chosen)  # its pages are in memory now, whoever comes first
            turns.add(side, seconds_of(look_up, chosen))
        for kind, look_up in (("all fields", sides["crm"]), ("as a dialer", dialer)):
            for threads in (1, 4):
                seconds = seconds_of_threads(look_up, chosen * ROUNDS_OF_THREADS, threads)
                turns.add(f"crm, {kind}, threads: {threads}", seconds / ROUNDS_OF_THREADS)
    return turns


def line(name, measured, required):
    print(f"{name:<76} {measured:6.2f}  >= {required:5.2f}  {'ok' if measured >= required else 'short'}")
    return measured >= required


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--customers", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--bin", type=pathlib.Path, default=ROOT / "build/release/bin")
    parser.add_argument("--cache", type=pathlib.Path,
                        default=pathlib.Path(os.environ.get("XDG_CACHE_HOME", pathlib.Path.home() / ".cache")) / "libcrm-bench")
    arguments = parser.parse_args()
    path = made_database(arguments.bin / "crmctl", arguments.cache, arguments.customers)
    columns = Columns(path)
    with crm.open(f"sqlite:///{path}", mmap_bytes=MAP_BYTES, pre_call_timeout=60) as db:
        session = db.session("python_ratios")
        sides = {"crm": with_crm(session), "sqlite3": with_sqlite3(path, columns), "SQLAlchemy": with_sqlalchemy(path, columns)}
        require_agreement(sides.values(), columns.numbers[:500])
        turns = measure(sides, as_a_dialer(session), columns.numbers, arguments.rounds)
    turns.print_times()
    ok = [line("pre-call, all fields read: crm / SQLAlchemy ORM objects", turns.ratio("crm", "SQLAlchemy"), 12),
          line("pre-call, all fields read: crm / sqlite3 into dicts", turns.ratio("crm", "sqlite3"), 1.2),
          line("pre-call, read as a dialer does: 4 threads / 1 thread",
               turns.ratio("crm, as a dialer, threads: 4", "crm, as a dialer, threads: 1"), 1.5)]
    # Making a value in Python needs the interpreter's lock, so who reads all 200 fields of every answer gains less.
    everything = turns.ratio("crm, all fields, threads: 4", "crm, all fields, threads: 1")
    print(f"{'pre-call, all fields read: 4 threads / 1 thread':<76} {everything:6.2f}  not judged")
    sys.exit(0 if all(ok) else 1)


if __name__ == "__main__":
    main()
