"""crm.aio: the event loop never waits, and a cancelled task ends its call."""

import asyncio
import os
import sqlite3
import time

import pytest

import crm
import crm.aio


@pytest.fixture
def run(url):
    """Runs a coroutine with an open database."""

    def with_database(main, **given):
        async def whole():
            options = {"pre_call_timeout": 60, "timeout": 60} | given
            async with crm.aio.open(url, migrate=True, **options) as db:
                return await main(db)

        return asyncio.run(whole())

    return with_database


def test_the_same_calls_awaited(run):
    async def main(db):
        session = db.session("agent-7")
        john = await session.customers.create(first_name="John", primary_phone_number="5551234567", state="NY")
        result = await session.post_call(call_id="C", customer_id=john.id, disposition="Paid")
        answer = await session.pre_call("5551234567")
        assert answer.candidates[0].customer == john and not result.replayed
        assert (await session.dashboard()).total_interactions == 1
        assert (await db.health()).customers == 1
        assert db.statistics().pre_call.calls == 1
        with pytest.raises(crm.NotFound):
            await session.customers.update(99, city="Boston")
        return [entry.actor async for entry in session.audit(john.id)]

    assert set(run(main)) == {"agent-7"}


def test_everything_that_crm_has_is_there():
    for sync, mirrored in ((crm.Session, crm.aio.Session), (crm._core.Loans, crm.aio.Loans)):
        names = {name for name in vars(sync) if not name.startswith("_")} - {"cancel"}
        assert names <= set(dir(mirrored))
        assert all(getattr(mirrored, name).__doc__ for name in names)


def test_lists_are_read_page_by_page(run):
    async def main(db):
        session = db.session("x")
        for i in range(501):
            await session.customers.create(account_number=f"A{i:04}")
        everybody = session.customers.list(account_prefix="A")
        assert [customer.account_number async for customer in everybody] == [f"A{i:04}" for i in range(501)]
        return len([customer async for customer in everybody])

    assert run(main) == 501


def test_many_tasks_at_once(run):
    async def main(db):
        session = db.session("x")
        await asyncio.gather(*(session.customers.create(account_number=str(i)) for i in range(100)))
        return (await session.dashboard()).total_customers

    assert run(main) == 100


async def _locked(db, url):
    await db.migrate()
    other = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    return other


def test_the_loop_runs_on_during_a_blocked_call_and_cancelling_ends_it(run, url):
    async def main(db):
        other = await _locked(db, url)
        blocked = asyncio.create_task(db.session("x").customers.create(last_name="Doe", timeout=60))
        ticks = 0
        until = time.monotonic() + 0.5
        while time.monotonic() < until:
            await asyncio.sleep(0.01)
            ticks += 1
        assert ticks >= 10 and not blocked.done()
        blocked.cancel()
        started = time.monotonic()
        with pytest.raises(asyncio.CancelledError):
            await blocked
        # Its thread is free again soon: a pool of one can go on.
        await db.health()
        assert time.monotonic() - started < 10
        other.close()
        return (await db.session("x").dashboard()).total_customers

    assert run(main, pool_size=1) == 0


def test_wait_for_ends_the_call(run, url):
    async def main(db):
        other = await _locked(db, url)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(db.session("x").customers.create(last_name="Doe", timeout=60), 0.2)
        other.close()

    run(main)


@pytest.mark.parametrize("call", ["pre_call", "pre_call_json", "pre_call_account", "health", "audit"])
def test_the_wait_for_a_thread_counts(run, url, call):
    async def main(db):
        other = await _locked(db, url)
        session = db.session("x")
        blocked = asyncio.create_task(session.customers.create(timeout=60))
        await asyncio.sleep(0.1)
        started = time.monotonic()
        with pytest.raises(crm.TimeoutError, match="threads"):
            await ask(session if call != "health" else db)
        assert time.monotonic() - started < 10
        other.close()
        await blocked

    async def ask(where):
        if call == "audit":
            return [entry async for entry in where.audit(1, timeout=0.1)]
        return await (where.health(timeout=0.1) if call == "health" else getattr(where, call)("5551234567"))

    run(main, pool_size=1, pre_call_timeout=0.1)


def test_what_is_left_after_the_wait_for_a_thread_is_the_calls(run, url):
    async def main(db):
        other = await _locked(db, url)
        session = db.session("x")
        started = time.monotonic()
        failures = await asyncio.gather(*(session.customers.create(timeout=0.5) for _ in range(4)), return_exceptions=True)
        assert {type(failure) for failure in failures} == {crm.TimeoutError}
        assert time.monotonic() - started < 1.5  # one after the other they would take 2 seconds
        other.close()

    run(main, pool_size=1)


@pytest.mark.parametrize("timeout", [0, -1, float("nan"), 1e9])
def test_a_timeout_that_is_none_is_refused(run, timeout):
    async def main(db):
        for refused in (db.health, db.session("x").dashboard):
            with pytest.raises(crm.InvalidArgument) as caught:
                await refused(timeout=timeout)
            assert caught.value.field == "timeout"

    run(main)


@pytest.mark.parametrize("call", ["migrate", "warm_up", "health"])
def test_cancelling_ends_a_call_for_the_whole_database_too(url, call):
    path = url.removeprefix("sqlite:///")

    async def main():
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        db = crm.aio.open(url, migrate=True, timeout=60, pool_size=1)
        for _ in range(2):  # its thread is free again
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(getattr(db, call)(), 0.2)
        with pytest.raises(crm.TimeoutError) as caught:
            await getattr(db, call)(timeout=2)
        assert "threads" not in str(caught.value)
        other.close()
        await getattr(db, call)()
        await db.close()

    started = time.monotonic()
    asyncio.run(main())
    assert time.monotonic() - started < 20


def test_closing_does_not_wait_and_what_runs_is_finished(run, url):
    async def main(db):
        other = await _locked(db, url)
        running = asyncio.create_task(db.session("x").customers.create(timeout=60))
        await asyncio.sleep(0.1)
        await asyncio.wait_for(db.close(), 30)
        assert not running.done()
        other.close()
        assert (await running).id == 1
        with pytest.raises(crm.Misuse):
            async with db:
                pass

    run(main, pool_size=1)


def test_closing_twice_and_using_it_afterwards(run):
    async def main(db):
        session = db.session("x")
        await session.dashboard()
        await db.close()
        await db.close()
        assert db.closed
        with pytest.raises(crm.Misuse):
            await session.dashboard()

    run(main)


def test_a_forked_child_goes_on_with_it(url):
    db = crm.aio.open(url, migrate=True)

    async def add(name):
        await db.session(name).customers.create(account_number=name)

    asyncio.run(add("parent"))
    child = os.fork()
    if child == 0:
        try:
            asyncio.run(add("child"))
            os._exit(0)
        finally:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    asyncio.run(add("parent again"))
    with crm.open(url) as same:
        assert same.health().customers == 3
