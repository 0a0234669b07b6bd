"""Kamailio, as Debian has it, asks libcrm who is calling: its workers share a database, from Lua and from Python, and no
caller waits for a PostgreSQL server that stands still or is gone.

usage: kamailio_test.py [Lua | Python | TheHarness]  with the environment that tests/hosts/CMakeLists.txt sets
"""
import os
import pathlib
import tempfile
import unittest

import databases
import sipp
from kamailio import WORKERS, Kamailio

LIMIT_MS = 2 * 150 + 100  # the recipe's two deadlines, and what the library may take beyond
NOBODY = ["anonymous", "+12125550199"]


class Calling(unittest.TestCase):
    """What every test here has: a folder, a Kamailio, callers; and what must hold of their calls."""

    arguments = ()

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def start(self, database, changes=()):
        self.database = database
        self.owners = database.owners()
        self.callers = NOBODY + sorted(self.owners)
        kamailio = Kamailio(self.folder, database.url, *self.arguments, changes=changes)
        self.addCleanup(kamailio.clean_up)
        return kamailio

    def call(self, kamailio, name, count, rate):
        calls = sipp.Calls(kamailio, self.callers, name, count, rate)
        self.addCleanup(calls.give_up)
        return calls

    def known(self, calls):
        """The Call-IDs of those who are somebody's."""
        return {call_id for call_id in calls.call_ids() if calls.caller_of(call_id) in self.owners}

    def try_again(self, kamailio, calls):
        """The caller's side does, until every call is on record."""
        for _ in range(10):
            again = self.call(kamailio, calls.name, calls.count, rate=200).finish()
            if {answer.call_id for answer in again.answers() if answer.recorded} == self.known(again):
                return
        self.fail("Calls are not recorded even now.")

    def check_in_time(self, calls):
        self.assertLessEqual(calls.slowest_ms(), LIMIT_MS)

    def check_answers(self, calls):
        """Each is about the customer who called; who cannot be known is nobody."""
        not_to_be_called = self.database.not_to_be_called()
        for answer in calls.answers():
            owners = self.owners.get(calls.caller_of(answer.call_id), set())
            if answer.recorded:
                self.assertIn(answer.words[1], owners)
                self.assertEqual(answer.words[2] == "do_not_call", answer.words[1] in not_to_be_called, answer)
            elif answer.status == 486:
                self.assertEqual((answer.words, owners), (["nobody"], set()))

    def check_recorded(self, *all_calls):
        """What was said to be recorded is there once; nothing is there twice."""
        said = {answer.call_id for calls in all_calls for answer in calls.answers() if answer.recorded}
        there = self.database.missed_calls()
        self.assertEqual(said - set(there), set(), "said to be recorded, and is not there")
        self.assertEqual({call_id for call_id, count in there.items() if count != 1}, set(), "there twice")

    def check_whole(self, kamailio):
        self.assertTrue(kamailio.is_whole(), "A process of Kamailio has ended: " + kamailio.said())
        self.assertEqual(kamailio.complaints(), [])


class Host:
    """Tests for each language."""

    def test_the_workers_share_a_file_that_was_opened_before_the_fork(self):
        database = databases.File(self.folder)
        kamailio = self.start(database)
        self.assertTrue(kamailio.has_loaded(self.library))
        calls = self.call(kamailio, "file", 200, rate=1000).finish()  # faster than one worker answers
        self.check_answers(calls)
        self.check_recorded(calls)
        self.try_again(kamailio, calls)
        self.assertEqual(kamailio.workers_with(database.path), WORKERS)
        self.assertEqual(set(database.missed_calls()), self.known(calls))
        self.check_recorded(calls)
        self.check_whole(kamailio)
        self.assertEqual(kamailio.end(), 0)
        self.assertEqual(kamailio.complaints(), [])
        self.assertEqual(database.ask("PRAGMA integrity_check"), [("ok",)])

    def test_nobody_waits_for_a_server_that_stands_still_or_is_gone(self):
        server = databases.Server()
        self.addCleanup(server.clean_up)
        kamailio = self.start(server)
        runs = [self.while_all_is_well(kamailio), self.while_it_stands_still(kamailio, server),
                self.while_it_is_gone(kamailio, server)]
        for calls in runs:
            self.check_in_time(calls)
            self.check_answers(calls)
        self.check_recorded(*runs)
        for calls in runs:
            self.try_again(kamailio, calls)
        self.assertEqual(set(server.missed_calls()), set().union(*map(self.known, runs)))
        self.check_recorded(*runs)
        self.check_whole(kamailio)
        self.end_while_workers_wait(kamailio, server)

    def while_all_is_well(self, kamailio):
        return self.call(kamailio, "well", 100, rate=100).finish()

    def while_it_stands_still(self, kamailio, server):
        """Slow enough for four workers of which each waits for its deadline."""
        calls = self.call(kamailio, "still", 40, rate=8).wait_for(8)
        server.do("pause")
        calls.wait_for(24)
        server.do("resume")
        self.assertIn("timeout", {answer.words[0] for answer in calls.finish().answers()})
        return calls

    def while_it_is_gone(self, kamailio, server):
        calls = self.call(kamailio, "gone", 400, rate=100).wait_for(60)
        server.do("stop immediate")
        calls.wait_for(180)
        server.do("start")
        self.assertIn("unavailable", {answer.words[0] for answer in calls.finish().answers()})
        return calls

    def end_while_workers_wait(self, kamailio, server):
        server.do("pause")
        calls = self.call(kamailio, "end", 40, rate=20).wait_for(4)
        self.assertEqual(kamailio.end(), 0)
        calls.give_up()
        server.do("resume")
        self.assertEqual(kamailio.complaints(), [])


class Lua(Host, Calling):
    library = "/libcrm.so.0"

    def test_a_question_before_the_fork_is_refused_after_it(self):
        session = "crm_lua.session(DEADLINE_MS))"
        change = ("crm_route.lua", session, session + "; session:pre_call('5551234567')")
        kamailio = self.start(databases.File(self.folder), [change])
        calls = self.call(kamailio, "early", 8, rate=50).finish()
        for answer in calls.answers():
            if answer.call_id in self.known(calls):
                self.assertEqual((answer.status, answer.words), (503, ["misuse"]))
        self.check_whole(kamailio)


class Python(Host, Calling):
    library = "/crm/_core."
    arguments = ("-A", "WITH_PYTHON")


class TheHarness(Calling):
    """Each test makes a mistake in the recipe, and sees that the checks above find it."""

    at_each_call = "local function missed_call(call_id, number)"

    def test_an_outcome_that_is_not_recorded_is_found(self):
        change = ("crm_route.lua", 'session:post_call(call_id, customer, "Missed_Call")', "true")
        kamailio = self.start(databases.File(self.folder), [change])
        calls = self.call(kamailio, "forgotten", 20, rate=50).finish()
        with self.assertRaisesRegex(AssertionError, "said to be recorded, and is not there"):
            self.check_recorded(calls)

    def test_a_deadline_that_is_too_long_is_found(self):
        server = databases.Server()
        self.addCleanup(server.clean_up)
        kamailio = self.start(server, [("crm_route.lua", "DEADLINE_MS = 150", "DEADLINE_MS = 3000")])
        server.do("pause")
        calls = self.call(kamailio, "slow", 4, rate=10).finish()
        server.do("resume")
        with self.assertRaises(AssertionError):
            self.check_in_time(calls)

    def test_a_library_that_prints_is_found(self):
        change = ("crm_route.lua", self.at_each_call, self.at_each_call + r' io.stderr:write("connecting\n")')
        kamailio = self.start(databases.File(self.folder), [change])
        self.call(kamailio, "loud", 4, rate=50).finish()
        self.assertEqual(kamailio.end(), 0)
        self.assertIn("connecting", kamailio.complaints())

    def test_a_worker_that_dies_is_found(self):
        change = ("crm_route.lua", self.at_each_call, self.at_each_call + " os.exit(3)")
        kamailio = self.start(databases.File(self.folder), [change])
        self.call(kamailio, "dead", 1, rate=50)
        kamailio.process.wait(20)
        with self.assertRaises(AssertionError):
            self.check_whole(kamailio)


if __name__ == "__main__":
    unittest.main()
