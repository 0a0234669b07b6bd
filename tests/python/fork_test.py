"""A fork always works: parent and children go on with their databases, also when other threads are busy."""

import contextlib
import ctypes
import multiprocessing
import os
import signal
import sys
import threading
import time

import pytest

import crm


def add_customer(db, name):
    return db.session(name).customers.create(account_number=name)


def names_in(db):
    return {customer.account_number for customer in db.session("x").customers.list(account_prefix="")}


def in_child(fork, work):
    """Forks, runs work() in the child, and says what was raised there; an empty text: nothing."""
    reading, writing = os.pipe()
    child = fork()
    if child == 0:
        signal.alarm(10)  # a child that hangs is none that works
        said = ""
        try:
            work()
        except BaseException as failure:
            said = repr(failure)
        os.write(writing, said.encode())
        os._exit(0)
    os.close(writing)
    with open(reading, encoding="utf-8") as answer:
        said = answer.read()
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return said if code == 0 else f"it ended with {code}"


def fork_as_a_c_library_does():
    """Python's hooks do not run."""
    return ctypes.PyDLL(None).fork()


@pytest.fixture
def nothing_is_printed(monkeypatch):
    unraisable = []
    monkeypatch.setattr(sys, "unraisablehook", unraisable.append)
    yield
    assert unraisable == []


def test_a_database_that_was_used_goes_on_in_parent_and_children(db):
    add_customer(db, "parent before")
    context = multiprocessing.get_context("fork")
    children = [context.Process(target=add_customer, args=(db, f"child {i}")) for i in range(3)]
    for child in children:
        child.start()
        add_customer(db, f"parent meanwhile {child.pid}")
    for child in children:
        child.join()
    assert [child.exitcode for child in children] == [0, 0, 0]
    assert len(names_in(db)) == 7


@contextlib.contextmanager
def busy(db, work, threads=3):
    """Threads that write, read or ask without a pause; gives the names of what they were told is written."""
    written, failures = set(), []
    stop = threading.Event()

    def run(thread):
        try:
            for i in range(1_000_000):
                if stop.is_set():
                    return
                work(db, f"{thread} {i}", written)
        except Exception as failure:
            failures.append(failure)

    workers = [threading.Thread(target=run, args=(f"thread {i}",)) for i in range(threads)]
    for worker in workers:
        worker.start()
    yield written
    stop.set()
    for worker in workers:
        worker.join()
    assert failures == []


def write(db, name, written):
    add_customer(db, name)
    written.add(name)


def read(db, name, written):
    db.session(name).customers.get(1)


def ask(db, name, written):
    db.session(name).pre_call("5551234567")


def forked_amid(db, work, fork, children=5):
    """What each of a few children says that were forked while threads are busy; they read and write."""
    said, written = [], {"first"}
    add_customer(db, "first")

    def use(name):
        assert db.session(name).customers.find_account("first") is not None
        add_customer(db, name)
        add_customer(db, f"{name} again")

    with busy(db, work) as by_threads:
        for i in range(children):
            time.sleep(0.03)
            said.append(in_child(fork, lambda: use(f"child {i}")))
            if not said[-1]:
                written |= {f"child {i}", f"child {i} again"}
    assert names_in(db) >= written | by_threads
    return said


@pytest.mark.parametrize("work", [write, read, ask])
def test_a_fork_works_while_threads_are_busy(db, john, work, nothing_is_printed):
    assert forked_amid(db, work, os.fork) == [""] * 5


def fork_that_holds_nobody_back():
    crm._core._before_fork()
    crm._core._after_fork_in_parent()
    time.sleep(0.003)  # other threads run on
    return fork_as_a_c_library_does()


def test_a_fork_that_held_nobody_back_would_be_noticed(db, john):
    assert any(forked_amid(db, read, fork_that_holds_nobody_back, children=2))


def test_without_the_fork_hook_the_child_is_told_so(db):
    add_customer(db, "parent")
    assert "before_fork" in in_child(fork_as_a_c_library_does, lambda: add_customer(db, "child"))


def test_threads_fork_at_once(db, nothing_is_printed):
    said = []
    threads = [
        threading.Thread(target=lambda i=i: said.append(in_child(os.fork, lambda: add_customer(db, f"child {i}"))))
        for i in range(5)
    ]
    add_customer(db, "parent")
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert said == [""] * 5 and len(names_in(db)) == 6


def test_a_fork_waits_for_a_running_call_until_its_deadline_only(db, lock, nothing_is_printed):
    told = []

    def blocked():
        with pytest.raises(crm.TimeoutError):
            db.session("x").customers.create(last_name="Doe", timeout=0.5)
        told.append(time.monotonic())

    thread = threading.Thread(target=blocked)
    thread.start()
    time.sleep(0.1)
    started = time.monotonic()
    assert in_child(os.fork, lambda: None) == ""
    assert 0.2 < time.monotonic() - started < 10
    thread.join()
    assert told


@pytest.fixture
def forking(db):
    """The process is about to fork, for as long as the test takes."""
    db.migrate()
    closed, done = threading.Event(), threading.Event()

    def fork():
        crm._core._before_fork()
        closed.set()
        done.wait()
        crm._core._after_fork_in_parent()

    thread = threading.Thread(target=fork)
    thread.start()
    closed.wait()
    yield
    done.set()
    thread.join()


def test_a_call_that_begins_during_a_fork_ends_within_its_deadline(db, forking):
    started = time.monotonic()
    with pytest.raises(crm.TimeoutError) as caught:
        db.session("x").pre_call("5551234567", timeout=0.2)
    assert 0.15 < time.monotonic() - started < 10 and caught.value.retryable


def test_ctrl_c_ends_a_call_that_waits_for_a_fork(db, forking):
    timer = threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        db.session("x").customers.create(timeout=60)
    timer.join()


def test_what_the_forking_thread_calls_itself_does_not_wait(db):
    crm._core._before_fork()
    add_customer(db, "a hook of the program's own")
    crm._core._after_fork_in_parent()


def test_a_signal_handler_forks_in_the_middle_of_a_call(db, lock, nothing_is_printed):
    said = []

    def handler(*_):
        said.append(in_child(os.fork, lambda: None))
        said.append(db.session("handler").dashboard().total_customers)

    before = signal.signal(signal.SIGUSR1, handler)
    timer = threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGUSR1))
    timer.start()
    with pytest.raises(crm.TimeoutError):
        db.session("x").customers.create(last_name="Doe", timeout=1)
    timer.join()
    signal.signal(signal.SIGUSR1, before)
    assert said == ["", 0]


def test_a_database_in_memory_survives_a_fork_in_the_parent():
    with crm.open("sqlite://") as db:
        add_customer(db, "before")
        assert in_child(os.fork, lambda: None) == ""
        assert names_in(db) == {"before"}


def test_a_database_that_is_closed_or_gone_is_no_hindrance(url, nothing_is_printed):
    for _ in range(3):
        db = crm.open(url, migrate=True, timeout=60)
        db.migrate()
        with crm.open(url) as closed:
            closed.health()
        assert in_child(os.fork, lambda: add_customer(db, str(os.getpid()))) == ""
    assert len(names_in(db)) == 3
