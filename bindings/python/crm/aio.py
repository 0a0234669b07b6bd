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

    async def run(self, work, *arguments):
        return await asyncio.get_running_loop().run_in_executor(self.pool(), work, *arguments)

    async def ask(self, actor, work):
        """Runs work with a session of its own, so that cancelling the task ends this call and no other."""
        session = self.database.session(actor)
        try:
            return await self.run(work, session)
        except asyncio.CancelledError:
            session.cancel()
            raise

    async def close(self):
        await self.run(self.database.close)
        self.pool().shutdown(wait=False)


class RecordList:
    """The records that a question finds; `async for` reads them page by page, each time anew."""

    def __init__(self, ask, question):
        self._ask = ask
        self._question = question

    async def __aiter__(self):
        after = ""
        while after is not None:
            at = after
            page, after = await self._ask(lambda session: self._question(session)._page(at))
            for record in page:
                yield record


class _Mirror:
    """What mirrors a class of crm: its methods, awaited."""

    def __init__(self, runner, actor):
        self._runner = runner
        self._actor = actor

    async def _ask(self, work):
        return await self._runner.ask(self._actor, work)


def _like(method, sync):
    method.__name__, method.__signature__ = sync.__name__, inspect.signature(sync)
    method.__doc__ = sync.__doc__.split("\n\n>>>")[0]  # its examples do not await
    return method


def _awaited(sync, find):
    async def method(self, *arguments, **named):
        return await self._ask(lambda session: sync(find(session), *arguments, **named))

    return _like(method, sync)


def _listed(sync, find):
    def method(self, *arguments, **named):
        return RecordList(self._ask, lambda session: sync(find(session), *arguments, **named))

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

    async def migrate(self):
        """Makes the database if it is missing and brings its schema up to date; says how many migrations it ran."""
        return await self._runner.run(self._runner.database.migrate)

    async def warm_up(self):
        """Connects, so that the first call is as fast as the next. Optional."""
        await self._runner.run(self._runner.database.warm_up)

    async def health(self):
        """Asks the database something small; raises when it cannot work."""
        return await self._runner.run(self._runner.database.health)

    def statistics(self):
        """What was done in this process since it was opened."""
        return self._runner.database.statistics()

    async def close(self):
        """Closes it when the running calls have ended; later ones raise crm.Misuse. Again is fine."""
        if not self.closed:
            await self._runner.close()

    @property
    def closed(self):
        """Whether it was closed."""
        return self._runner.database.closed

    async def __aenter__(self):
        return self

    async def __aexit__(self, kind, error, traceback, /):
        await self.close()

    def __repr__(self):
        return repr(self._runner.database)


def open(url, *, pool_size=8, **options):
    """Opens a database, as crm.open does; pool_size is also how many calls may run at once."""
    return Database(crm.open(url, pool_size=pool_size, **options), pool_size)
