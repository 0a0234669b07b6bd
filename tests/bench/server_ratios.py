#!/usr/bin/env python3
"""How fast crm_server is, next to a bare server and to the library itself; needs wrk and crm_bench.

    tests/bench/server_ratios.py [--customers N] [--rounds R] [--seconds S] [--bin DIR] [--cache DIR]

Measures all sides in turn, R times, and prints one line for each requirement: the measured ratio (the median), the
required one, `ok` or `short`. Exits with 1 when one falls short. The required ratios are meant for 100,000 customers.
"""
import argparse
import hashlib
import json
import os
import pathlib
import re
import resource
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]

# wrk asks for the customers' numbers one after the other, and says what happened as one line of JSON.
PRE_CALL = """
local numbers = {}
for line in io.lines(os.getenv("NUMBERS")) do numbers[#numbers + 1] = line end
local at = 0
request = function()
  at = at % #numbers + 1
  return wrk.format("GET", "/api/fetch_user_profile_pre_call/?caller_number=" .. numbers[at], {["X-API-Key"] = os.getenv("KEY")})
end
"""
POST_CALL = """
local accounts = {}
for line in io.lines(os.getenv("ACCOUNTS")) do accounts[#accounts + 1] = line end
local at, run = 0, tostring({}) .. os.time()
request = function()
  at = at + 1
  local body = '{"user_info":{"account_number":"' .. accounts[at % #accounts + 1] .. '"},"outcome_details":{"call_identifier":"' ..
    run .. at .. '","final_disposition":"Promise_to_Pay","call_duration":"00:01:00","contact_type":"Phone"}}'
  return wrk.format("POST", "/api/post_call_outcomes/", {["X-API-Key"] = os.getenv("KEY"), ["Content-Type"] = "application/json"}, body)
end
"""
DONE = """
done = function(summary, latency, requests)
  local errors = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.status + summary.errors.timeout
  print(string.format('DONE {"per_second": %f, "p99_us": %f, "errors": %d}',
    summary.requests / summary.duration * 1e6, latency:percentile(99), errors))
end
"""


class Server:
    """A program that prints its port."""

    def __init__(self, command, folder, environment=None):
        self.start = time.monotonic()
        self.process = subprocess.Popen([str(part) for part in command], cwd=folder, stdout=subprocess.PIPE,
                                        env=os.environ | (environment or {}), text=True)
        for line in self.process.stdout:
            found = re.search(r"(\d+)/?$", line.strip())
            if found and (line.startswith("Listening") or line.strip().isdigit()):
                self.port = int(found[1])
                return
        sys.exit(f"server_ratios.py: {command[0]} did not start")

    def memory_mb(self):
        """Of its own: the pages of the database that are mapped into it are the system's cache."""
        for line in pathlib.Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("RssAnon:"):
                return int(line.split()[1]) / 1000
        return 0

    def stop(self):
        self.process.terminate()
        self.process.wait(30)


class Bench:
    def __init__(self, options):
        self.options = options
        self.bin = pathlib.Path(options.bin)
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="server_ratios_"))
        self.figures = {}

    def make_data(self):
        schema = hashlib.sha256(b"".join(path.read_bytes() for path in sorted(ROOT.glob("src/storage/sqlite/migrations/*.sql"))))
        cached = pathlib.Path(self.options.cache) / f"server-{self.options.customers}-{schema.hexdigest()[:16]}.db"
        cached.parent.mkdir(parents=True, exist_ok=True)
        if not cached.exists():
            self.crmctl(cached, "init")
            self.crmctl(cached, "seed", "--customers", self.options.customers)
        self.database = self.folder / "crm.db"
        shutil.copy(cached, self.database)
        if cached.with_suffix(".db.key").exists():
            shutil.copy(cached.with_suffix(".db.key"), self.folder / "crm.db.key")
        self.key = json.loads(self.crmctl(self.database, "api-key", "add", "bench", "--rights", "read,call,write", "--json"))["key"]
        for name, column in (("numbers", "primary_phone_number"), ("accounts", "account_number")):
            sql = f"SELECT {column} FROM customer WHERE {column} IS NOT NULL ORDER BY id * 7919 % 100003 LIMIT 50000"
            rows = self.crmctl(self.database, "query", sql, "--csv", "--limit", "50000").splitlines()[1:]
            (self.folder / name).write_text("".join(row.strip("'\"").removeprefix("+1") + "\n" for row in rows))
        (self.folder / "pre_call.lua").write_text(PRE_CALL + DONE)
        (self.folder / "post_call.lua").write_text(POST_CALL + DONE)

    def crmctl(self, database, *arguments):
        return subprocess.run([self.bin / "crmctl", "--database", f"sqlite:///{database}", *map(str, arguments)],
                              check=True, stdout=subprocess.PIPE, text=True).stdout

    def server(self, program="crm_server", environment=None):
        command = [self.bin / program, "--port", "0", "--log", "errors", "--token-key-file", self.folder / "token-key"]
        return Server(command, self.folder, {"DATABASE_URL": f"sqlite:///{self.database}"} | (environment or {}))

    def wrk(self, server, script, connections):
        command = ["wrk", "-t1", f"-c{connections}", f"-d{self.options.seconds}s", "-s", self.folder / f"{script}.lua",
                   f"http://127.0.0.1:{server.port}/"]
        answer = subprocess.run([str(part) for part in command], check=True, stdout=subprocess.PIPE, text=True,
                                env=os.environ | {"NUMBERS": str(self.folder / "numbers"), "ACCOUNTS": str(self.folder / "accounts"),
                                                  "KEY": self.key}).stdout
        return json.loads(answer[answer.index("DONE ") + 5:].splitlines()[0])

    def note(self, name, value):
        self.figures.setdefault(name, []).append(value)

    def measure(self, name, server, script, connections):
        figures = self.wrk(server, script, connections)
        self.note(f"{name} per second", figures["per_second"])
        self.note(f"{name} p99", figures["p99_us"])
        self.note(f"{name} errors", figures["errors"])

    def measure_library(self):
        """The library's own 16-thread rate of the same work, on a copy of such a database."""
        out = self.folder / "post_call.json"
        subprocess.run([self.bin / "crm_bench", "--customers", str(self.options.customers), "--cache", self.options.cache,
                        "--benchmark_filter=post_call_on_16/library", f"--benchmark_min_time={self.options.seconds}",
                        f"--benchmark_out={out}", "--benchmark_out_format=json"], check=True, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)
        self.note("library post-call per second", json.loads(out.read_text())["benchmarks"][0]["items_per_second"])

    def answer_size(self, server):
        number = (self.folder / "numbers").read_text().split()[0]
        request = urllib.request.Request(f"http://127.0.0.1:{server.port}/api/fetch_user_profile_pre_call/?caller_number={number}",
                                         headers={"X-API-Key": self.key})
        return len(urllib.request.urlopen(request).read())

    def start_to_first_answer(self):
        server = self.server()
        urllib.request.urlopen(f"http://127.0.0.1:{server.port}/health").read()
        self.note("start ms", (time.monotonic() - server.start) * 1000)
        server.stop()

    def dribble(self, port, count):
        """Connections that send a byte a second; gives back how many are still open after the server's limit."""
        slow = []
        for _ in range(count):
            client = socket.create_connection(("127.0.0.1", port))
            client.setblocking(False)
            slow.append(client)
        request, end = b"GET /health HTTP/1.1\r\nHost: localhost\r\nX-Slow: 1\r\n\r\n", time.monotonic() + 9
        at, closed = 0, set()
        while time.monotonic() < end:
            for client in slow:
                try:
                    if client not in closed:
                        client.send(request[at:at + 1])
                        if client.recv(4096) == b"":
                            closed.add(client)
                except BlockingIOError:
                    pass
                except OSError:
                    closed.add(client)
            at += 1
            time.sleep(1)
        for client in slow:
            client.close()
        return count - len(closed)

    def run_round(self):
        self.start_to_first_answer()
        ours = self.server()
        bare = Server([self.bin / "crm_bare_server", self.database], self.folder)
        constant = self.server("crm_constant_server", {"CONSTANT_BYTES": str(self.answer_size(ours))})
        for name, server in (("constant", constant), ("bare", bare), ("ours", ours)):
            self.measure(f"{name} 64", server, "pre_call", 64)
        for name, server in (("bare", bare), ("ours", ours)):
            self.measure(f"{name} 1000", server, "pre_call", 1000)
        self.note("memory MB", ours.memory_mb())
        self.measure("post-call", ours, "post_call", 64)
        self.measure_library()
        if not self.figures.get("slow left"):
            self.note("slow left", self.dribble(ours.port, 200))
        for server in (ours, bare, constant):
            server.stop()

    def median(self, name):
        return statistics.median(self.figures[name])

    def report(self):
        short = False

        def line(what, value, limit, at_least, unit=""):
            nonlocal short
            good = value >= limit if at_least else value <= limit
            short |= not good
            print(f"{what:<58} {value:8.2f}{unit}  {'>=' if at_least else '<='} {limit}{unit}  {'ok' if good else 'short'}")

        ours = self.median("ours 64 per second")
        line("pre-call, 64 connections / the same server, a constant", ours / self.median("constant 64 per second"), 0.6, True)
        line("pre-call, 64 connections / bare server, raw SQLite", ours / self.median("bare 64 per second"), 0.68, True)
        line("post-call, 64 connections / the library on 16 threads",
             self.median("post-call per second") / self.median("library post-call per second"), 0.6, True)
        line("pre-call p99, 1000 connections / bare server", self.median("ours 1000 p99") / self.median("bare 1000 p99"), 1.2, False)
        line("errors", sum(sum(v) for k, v in self.figures.items() if k.startswith(("ours", "post")) and k.endswith("errors")), 0, False)
        line("dribbling connections not cut", self.median("slow left"), 0, False)
        line("memory of its own at 1000 connections", self.median("memory MB"), 100, False, " MB")
        line("start to first answer, existing database", self.median("start ms"), 50, False, " ms")
        print("\nfigures (median [lowest .. highest]):")
        for name, values in sorted(self.figures.items()):
            print(f"  {name:<28} {statistics.median(values):12.1f} [{min(values):.1f} .. {max(values):.1f}]")
        return short


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--customers", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--bin", default=ROOT / "build/release/bin")
    parser.add_argument("--cache", default=ROOT / "build/bench-cache")
    options = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    bench = Bench(options)
    try:
        bench.make_data()
        bench.server().stop()  # so that nobody measures the first start on a new file
        for _ in range(options.rounds):
            bench.run_round()
        sys.exit(1 if bench.report() else 0)
    finally:
        shutil.rmtree(bench.folder)


if __name__ == "__main__":
    main()
