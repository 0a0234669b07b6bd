"""A caller whom nobody can answer now is told so, and the customer's file says that they called.

Kamailio reads this file before it forks its workers. Opening the database connects to nothing, so they may share it.
"""

import os

import crm
import KSR

DEADLINE = 0.15  # for each of two questions: shorter together than the 0.5 s after which SIP repeats itself
database = crm.open(os.environ["DATABASE_URL"], timeout=DEADLINE, pre_call_timeout=DEADLINE)


def answer(status, reason, *words):
    KSR.hdr.append_to_reply(f"X-CRM: {' '.join(words)}\r\n")
    KSR.sl.sl_send_reply(status, reason)


class Route:
    def child_init(self, rank):
        self.session = database.session("kamailio")  # a worker's own
        return 0

    def missed_call(self, call_id, number):
        candidates = self.session.pre_call(number).candidates
        if not candidates:
            return answer(486, "Busy Here", "nobody")
        who = candidates[0]
        self.session.post_call(
            call_id=call_id, customer_id=who.customer.id, direction="INBOUND", disposition="Missed_Call"
        )
        found = "allowed" if who.decision.allowed else who.decision.reasons[0].code
        answer(486, "Busy Here", "recorded", str(who.customer.id), found)

    def ksr_request_route(self, msg):
        if KSR.is_method_in("A"):  # the ACK of an answer
            return 1
        if not KSR.is_method_in("I"):
            KSR.sl.sl_send_reply(405, "Method Not Allowed")
            return 1
        try:
            self.missed_call(KSR.pv.get("$ci"), KSR.pv.gete("$fU"))
        except crm.InvalidArgument:  # a withheld number
            answer(486, "Busy Here", "nobody")
        except crm.Error as failure:  # crm.TimeoutError, crm.Unavailable: the gateway tries again
            answer(503, "Service Unavailable", failure.code)
        return 1


def mod_init():
    return Route()
