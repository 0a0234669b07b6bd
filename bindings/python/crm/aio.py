"""The same for asyncio: each call runs on a thread of the database's own small pool, so that the event loop never waits.

>>> import asyncio, crm.aio
>>> async def main():
...     async with crm.aio.open("sqlite://") as db:
...         session = db.session("agent-7")
...         await session.customers.create(first_name="John", primary_phone_number="(555) 123-4567", state="NY")
...         answer = await session.pre_call("+1 555 123 4567")
...         return answer.candidates[0].customer.first_name
>>> asyncio.run(main())
'John'

A task that is cancelled ends its call too: a question stops, and a change that is being written is finished.
"""

import asyncio
import inspect
import os
import time
from concurrent.futures import ThreadPoolExecutor

import crm
from crm import _core

__all__ = ["Database", "RecordList", "Session", "open"]


class _Runner:
    """Runs the calls of one database, at most `threads` at once."""

    def __init__(self, database, threads):
        self.database = database
        self._threads = threads
        self._pool = None
        self._process = None

    def pool(self):
        if self._process != os.getpid():  # the threads of a parent process do not come along into its child
            self._pool = ThreadPoolExecutor(self._threads, thread_name_prefix="crm")
            self._process = os.getpid()
        return self._pool

    async def ask(self, actor, limit, work):
        """Runs work(session, timeout); the wait for a thread counts. limit: seconds.

        The session is its own, so that cancelling the task ends this call and no other.
        """
        session = self.database.session(actor)
        until = time.monotonic() + limit
        call = self.pool().submit(lambda: work(session, max(until - time.monotonic(), 0.001)))
        answer = asyncio.wrap_future(call)
        try:
            await asyncio.wait([answer], timeout=limit)
            if call.cancel():  # no thread has begun it
                raise crm.TimeoutError(_NO_THREAD, crm.ErrorCode.TIMEOUT)
            return await answer
        except asyncio.CancelledError:
            answer.cancel()
            session.cancel()
            raise

    async def close(self):
        await asyncio.to_thread(self.database.close)  # a thread of its own: those of the pool may be busy
        self.pool().shutdown(wait=False)


_NO_THREAD = "All threads for calls were busy until the deadline: try again, or open the database with a larger pool_size."


class RecordList:
    """The records that a question finds; `async for` reads them page by page, each time anew."""

    def __init__(self, ask, limit, question):
        self._ask = ask
        self._limit = limit
        self._question = question

    async def __aiter__(self):
        after = ""
        while after is not None:
            at = after
            page, after = await self._ask(self._limit, lambda *asked: self._question(*asked)._page(at))
            for record in page:
                yield record


class _Mirror:
    """What mirrors a class of crm: its methods, awaited."""

    def __init__(self, runner, actor):
        self._runner = runner
        self._actor = actor

    async def _ask(self, limit, work):
        return await self._runner.ask(self._actor, limit, work)


# What has the shorter of the database's two deadlines.
_BEFORE_CALL = {"pre_call", "pre_call_json", "pre_call_account", "pre_call_customer"}


def _limit_of(sync, runner, timeout):
    database = runner.database
    return database._pre_call_limit(timeout) if sync.__name__ in _BEFORE_CALL else database._limit(timeout)


def _like(method, sync):
    method.__name__, method.__signature__ = sync.__name__, inspect.signature(sync)
    method.__doc__ = sync.__doc__.split("\n\n>>>")[0]  # its examples do not await
    return method


def _awaited(sync, find):
    async def method(self, *arguments, timeout=None, **named):
        def work(session, left):
            return sync(find(session), *arguments, timeout=left, **named)

        return await self._ask(_limit_of(sync, self._runner, timeout), work)

    return _like(method, sync)


def _listed(sync, find):
    def method(self, *arguments, timeout=None, **named):
        def question(session, left):
            return sync(find(session), *arguments, timeout=left, **named)

        return RecordList(self._ask, _limit_of(sync, self._runner, timeout), question)

    return _like(method, sync)


_LISTS = {"list", "audit"}


def _methods(core, find, without=()):
    """The methods of a class of crm; find gives its object from a session."""
    return {
        name: (_listed if name in _LISTS else _awaited)(member, find)
        for name, member in vars(core).items()
        if callable(member) and not name.startswith("_") and name not in without
    }


def _mirrored(core, noun):
    """A class of crm whose object a session has as `noun`."""
    members = _methods(core, lambda session: getattr(session, noun))
    return type(core.__name__, (_Mirror,), members | {"__doc__": core.__doc__, "__module__": __name__})


Customers = _mirrored(_core.Customers, "customers")
Phones = _mirrored(_core.Phones, "phones")
Loans = _mirrored(_core.Loans, "loans")
Vehicles = _mirrored(_core.Vehicles, "vehicles")
Payments = _mirrored(_core.Payments, "payments")
Interactions = _mirrored(_core.Interactions, "interactions")
CustomerNotes = _mirrored(_core.CustomerNotes, "customer_notes")
LoanNotes = _mirrored(_core.LoanNotes, "loan_notes")


class Session(_Mirror):
    """Who asks. Light: it holds no connection. May be used by many tasks at once."""

    locals().update(_methods(_core.Session, lambda session: session, without={"cancel"}))

    actor = property(lambda self: self._actor, doc="Who acts, for the audit trail.")
    customers = property(lambda self: Customers(self._runner, self._actor), doc="The customers.")
    phones = property(lambda self: Phones(self._runner, self._actor), doc="Their phones.")
    loans = property(lambda self: Loans(self._runner, self._actor), doc="Their loans.")
    vehicles = property(lambda self: Vehicles(self._runner, self._actor), doc="The loans' collateral.")
    payments = property(lambda self: Payments(self._runner, self._actor), doc="The payments.")
    interactions = property(lambda self: Interactions(self._runner, self._actor), doc="The contacts with them.")
    customer_notes = property(lambda self: CustomerNotes(self._runner, self._actor), doc="Notes about customers.")
    loan_notes = property(lambda self: LoanNotes(self._runner, self._actor), doc="Notes about loans.")

    def __repr__(self):
        return f"Session({self._actor!r})"


class Database:
    """An open database. Tasks share it, of any event loop."""

    def __init__(self, database, threads):
        self._runner = _Runner(database, threads)

    def session(self, actor, /):
        """A session of whoever acts: an agent's or a program's name, for the audit trail."""
        self._runner.database.session(actor)  # refuses what is no actor, and a closed database
        return Session(self._runner, actor)

    async def _ask(self, timeout, work):
        return await self._runner.ask("crm.aio", self._runner.database._limit(timeout), work)

    async def migrate(self, *, timeout=None):
        """Makes the database if it is missing and brings its schema up to date; says how many migrations it ran.
        A migration that has begun may take longer than the timeout."""
        return await self._ask(timeout, lambda session, left: session._migrate(timeout=left))

    async def warm_up(self, *, timeout=None):
        """Connects, so that the first call is as fast as the next. Optional."""
        await self._ask(timeout, lambda session, left: session._warm_up(timeout=left))

    async def health(self, *, timeout=None):
        """Asks the database something small; raises when it cannot work."""
        return await self._ask(timeout, lambda session, left: session._health(timeout=left))

    def statistics(self):
        """What was done in this process since it was opened."""
        return self._runner.database.statistics()

    async def close(self):
        """Later calls raise crm.Misuse; those that run are finished, and the last of them closes the connections.
        Does not wait for them. Again is fine."""
        if not self.closed:
            await self._runner.close()

    @property
    def closed(self):
        """Whether it was closed."""
        return self._runner.database.closed

    async def __aenter__(self):
        self._runner.database.__enter__()  # refuses a closed database
        return self

    async def __aexit__(self, kind, error, traceback, /):
        await self.close()

    def __repr__(self):
        return repr(self._runner.database)


def open(url, *, pool_size=8, **options):
    """Opens a database, as crm.open does; pool_size is also how many calls may run at once."""
    return Database(crm.open(url, pool_size=pool_size, **options), pool_size)
