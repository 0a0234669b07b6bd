"""A good guest in a Python program: the GIL, Ctrl-C, deadlines, logging, threads, with."""

import ctypes
import logging
import os
import pathlib
import signal
import sqlite3
import subprocess
import sys
import threading
import time

import pytest

import crm


@pytest.fixture
def locked(db, lock):
    """The database, while somebody else holds the write lock."""
    return db


def test_a_call_ends_within_its_timeout(locked):
    started = time.monotonic()
    with pytest.raises(crm.Error) as caught:
        locked.session("tester").customers.create(last_name="Doe", timeout=0.2)
    assert caught.value.code in (crm.ErrorCode.TIMEOUT, crm.ErrorCode.BUSY) and caught.value.retryable
    assert 0.15 < time.monotonic() - started < 2


def ticks_during(work):
    """The moments at which another thread got to run, about 50 a second when nothing keeps it from that."""
    ticks = [time.monotonic()]
    stop = threading.Event()

    def tick():
        while not stop.wait(0.02):
            ticks.append(time.monotonic())

    ticker = threading.Thread(target=tick)
    ticker.start()
    work()
    stop.set()
    ticker.join()
    return ticks


def test_other_threads_run_during_a_blocked_call(locked):
    def blocked():
        with pytest.raises(crm.Error):
            locked.session("tester").customers.create(last_name="Doe", timeout=2)

    assert len(ticks_during(blocked)) >= 20  # in 2 seconds


def test_a_call_that_kept_the_interpreters_lock_would_be_noticed():
    assert len(ticks_during(lambda: ctypes.PyDLL(None).usleep(1_500_000))) < 10


def test_ctrl_c_ends_a_blocked_call(locked):
    timer = threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    started = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        locked.session("tester").customers.create(last_name="Doe", timeout=30)
    assert time.monotonic() - started < 10
    timer.join()


def test_a_signal_handler_that_raises_nothing_does_not_end_it(locked):
    seen = []
    before = signal.signal(signal.SIGUSR1, lambda *_: seen.append(1))
    timer = threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGUSR1))
    timer.start()
    with pytest.raises(crm.Error) as caught:
        locked.session("tester").customers.create(last_name="Doe", timeout=0.5)
    assert seen == [1] and caught.value.code is not crm.ErrorCode.CANCELLED
    timer.join()
    signal.signal(signal.SIGUSR1, before)


def test_another_thread_cancels_a_session(locked):
    session = locked.session("tester")
    timer = threading.Timer(0.2, session.cancel)
    timer.start()
    with pytest.raises(crm.Cancelled):
        session.customers.create(last_name="Doe", timeout=30)
    timer.join()
    with pytest.raises(crm.Cancelled):
        session.dashboard()
    assert locked.session("another").dashboard().total_customers == 0


def test_threads_share_a_database_and_a_session(session):
    failures = []

    def work(name):
        try:
            for i in range(20):
                customer = session.customers.create(account_number=f"{name}-{i}")
                session.post_call(call_id=str(i), customer_id=customer.id)
                assert session.customers.get(customer.id) is not None
        except Exception as failure:
            failures.append(failure)

    threads = [threading.Thread(target=work, args=(name,)) for name in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert session.dashboard().total_interactions == 160


def test_log_lines_come_through_logging_when_the_call_has_returned(url, caplog):
    caplog.set_level(logging.INFO, logger="crm")
    with crm.open(url, migrate=True, slow_call=0.001, timeout=60) as db:
        db.migrate()
        db.session("tester").customers.create(last_name="Doe")
    assert caplog.records
    assert {record.name for record in caplog.records} == {"crm"}
    assert "Doe" not in caplog.text


def test_it_is_silent_when_nobody_set_up_logging(url):
    program = f"""
import crm
db = crm.open({url!r}, migrate=True, slow_call=0.001)
db.session("x").customers.create(last_name="Doe")
try: db.session("x").customers.update(99, city="x")
except crm.NotFound: pass
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_a_handler_that_calls_the_library_again_works(db, session):
    class Counting(logging.Handler):
        def emit(self, record):
            counts.append(db.session("log").dashboard().total_customers)

    counts = []
    logger = logging.getLogger("crm")
    handler = Counting()
    logger.addHandler(handler)
    try:
        with crm.open("sqlite://", slow_call=0.001) as slow:
            slow.health()
            for _ in range(50):
                slow.session("x").customers.create(last_name="Doe")
    finally:
        logger.removeHandler(handler)


def test_with_closes_and_a_closed_database_says_so(url):
    with crm.open(url, migrate=True) as db:
        session = db.session("tester")
        session.customers.create(last_name="Doe")
        everybody = session.customers.list(name_prefix="d")
    assert db.closed and repr(db).endswith("closed)")
    db.close()
    for use in (session.dashboard, db.health, lambda: db.session("x"), lambda: list(everybody), db.statistics):
        with pytest.raises(crm.Misuse, match="closed"):
            use()


def test_a_closed_database_is_not_entered_again(db):
    db.close()
    with pytest.raises(crm.Misuse, match="closed"), db:
        pass


def test_closing_does_not_wait_and_what_runs_is_finished(db, lock):
    created = []

    def create():
        created.append(db.session("x").customers.create(last_name="Doe", timeout=60))

    thread = threading.Thread(target=create)
    thread.start()
    time.sleep(0.1)
    started = time.monotonic()
    db.close()
    assert time.monotonic() - started < 10 and thread.is_alive()
    lock.close()
    thread.join()
    assert created[0].id == 1


@pytest.mark.parametrize("call", ["migrate", "warm_up", "health"])
def test_calls_for_the_whole_database_end_within_their_timeout_and_with_ctrl_c(url, call):
    other = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    db = crm.open(url, migrate=True, timeout=60)
    started = time.monotonic()
    with pytest.raises(crm.TimeoutError):
        getattr(db, call)(timeout=0.2)
    timer = threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        getattr(db, call)()
    assert time.monotonic() - started < 20
    timer.join()
    other.close()
    getattr(db, call)()


DAEMONS = """
import sys, threading, time
import crm
db = crm.open(sys.argv[1], migrate=True, timeout=60)
session = db.session("x")
work = {"write": session.customers.create, "read": session.dashboard}[sys.argv[2]]
def run():
    while True:
        work()
for _ in range(3):
    threading.Thread(target=run, daemon=True).start()
time.sleep(0.1)
"""


def run_daemons(url, work):
    done = subprocess.run([sys.executable, "-c", DAEMONS, url, work], capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("work", ["write", "read"])
def test_a_program_ends_while_its_daemon_threads_are_busy(db, url, work):
    db.migrate()
    assert run_daemons(url, work) == (0, "")


def test_a_program_ends_while_its_daemon_threads_wait(locked, url):
    started = time.monotonic()
    assert run_daemons(url, "write") == (0, "")
    assert time.monotonic() - started < 30  # half the deadline


def test_a_list_keeps_its_database(url):
    def names():
        db = crm.open(url, migrate=True)
        db.session("x").customers.create(last_name="Doe")
        return db.session("x").customers.list(name_prefix="d")

    assert [customer.last_name for customer in names()] == ["Doe"]


def test_loading_is_inert(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", "import crm; db = crm.open('sqlite:///crm.db', migrate=True)"], cwd=tmp_path
    )
    assert done.returncode == 0 and list(pathlib.Path(tmp_path).iterdir()) == []


def test_sqlites_memory_statistics_are_switched_off_before_anything_uses_it():
    for first, switched in (("", True), ("import sqlite3", False)):
        program = f"{first}\nimport crm\nprint(crm.disable_sqlite_memory_statistics())"
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
        assert done.stdout == f"{switched}\n", done.stderr


def test_a_password_is_not_shown():
    db = crm.open("postgresql://user:secret@127.0.0.1:1/crm", timeout=0.5)
    assert "secret" not in repr(db)
    with pytest.raises(crm.Unavailable) as caught:
        db.health()
    assert isinstance(caught.value, ConnectionError) and "secret" not in str(caught.value)
