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

    def with_database(main, **options):
        async def whole():
            async with crm.aio.open(url, migrate=True, pre_call_timeout=60, **options) as db:
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
