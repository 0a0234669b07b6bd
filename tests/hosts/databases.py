"""The databases that Kamailio's workers share: seeded with crmctl, and read with the database's own tools."""
import contextlib
import os
import pathlib
import sqlite3
import subprocess
import sys

CRMCTL = pathlib.Path(os.environ["CRM_BIN_DIR"]) / "crmctl"
POSTGRES_SERVER = pathlib.Path(__file__).resolve().parents[1] / "support/postgres_server.py"
CUSTOMERS = 50


class Database:
    """A subclass has `url` and `ask(sql)`, which gives rows of texts."""

    def fill(self):
        for command in (["init"], ["seed", "--customers", str(CUSTOMERS)]):
            subprocess.run([CRMCTL, "--database", self.url, *command], check=True, stdout=subprocess.DEVNULL)

    def owners(self):
        """Of each number the customers who have it."""
        owners = {}
        for number, customer in self.ask("SELECT number, customer_id FROM customer_phone ORDER BY number, customer_id"):
            owners.setdefault(number, set()).add(customer)
        return owners

    def not_to_be_called(self):
        return {row[0] for row in self.ask("SELECT id FROM customer WHERE CAST(do_not_call AS INTEGER) = 1")}

    def missed_calls(self):
        """How often each Call-ID stands in the customers' files."""
        rows = self.ask("SELECT call_id, COUNT(*) FROM interaction WHERE status = 'Missed_Call' GROUP BY call_id")
        return {call_id: int(count) for call_id, count in rows}


class File(Database):
    def __init__(self, folder):
        self.path = folder / "crm.db"
        self.url = f"sqlite:///{self.path}"
        self.fill()

    def ask(self, sql):
        with contextlib.closing(sqlite3.connect(self.path)) as connection:
            return [tuple(map(str, row)) for row in connection.execute(sql)]


class Server(Database):
    """A PostgreSQL server of its own, which may be stopped."""

    def __init__(self):
        self.process = subprocess.Popen([sys.executable, "-B", POSTGRES_SERVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        text=True)
        self.url = self.process.stdout.readline().split()[0]
        self.fill()

    def do(self, words):
        """pause, resume, stop immediate, start"""
        print(words, file=self.process.stdin, flush=True)
        if self.process.stdout.readline() != "done\n":
            raise RuntimeError(f"The server does not do: {words}")

    def ask(self, sql):
        command = ["psql", "-X", "-q", "-A", "-t", "-F", "\t", "-v", "ON_ERROR_STOP=1", "-c", sql, self.url]
        rows = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
        return [tuple(row.split("\t")) for row in rows]

    def clean_up(self):
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()
