"""Before and after a call."""

from decimal import Decimal
import datetime

import pytest

import crm


def test_pre_call_tells_who_is_behind_a_number_and_what_they_owe(session, john, loan):
    answer = session.pre_call("555-123-4567")
    assert answer.number == "+15551234567"
    assert answer.as_of.tzinfo is datetime.timezone.utc
    (who,) = answer.candidates
    assert who.customer == john
    assert who.phone.number == "+15551234567" and who.primary
    assert who.loans == (loan,)
    assert who.loans[0].due_amount == Decimal("1250.00") and who.loans[0].currency == "USD"
    assert [(sum.amount, sum.currency) for sum in who.total_due] == [(Decimal("1250.00"), "USD")]
    assert who.interactions == ()
    assert who.decision.allowed and who.decision.reasons == ()


def test_the_decision_says_which_rules_are_against_it(session, john):
    session.customers.update(john.id, do_not_call=True)
    decision = session.pre_call("5551234567").candidates[0].decision
    assert not decision.allowed
    assert [(reason.rule, reason.code) for reason in decision.reasons] == [
        (crm.Rule.DO_NOT_CALL, crm.ReasonCode.DO_NOT_CALL)
    ]
    assert list(decision.rules) == list(crm.Rule)


def test_nobody_behind_a_number_is_an_answer(session):
    assert session.pre_call("+15550000000").candidates == ()


def test_many_numbers_at_once_and_other_ways_in(session, john):
    answers = session.pre_call_many(["5550000000", "5551234567"])
    assert [len(answer.candidates) for answer in answers] == [0, 1]
    assert session.pre_call_account("1234567890").customer == john
    assert session.pre_call_customer(john.id).customer == john
    assert session.pre_call_account("nobody") is None
    assert session.pre_call_customer(99) is None


def test_the_answer_as_json_says_the_same(session, john, loan):
    json = __import__("json").loads(session.pre_call_json("5551234567"))
    typed = session.pre_call("5551234567").to_dict()
    assert json.keys() == typed.keys()
    assert json["candidates"][0].keys() == typed["candidates"][0].keys()
    assert json["candidates"][0]["loans"][0].keys() == typed["candidates"][0]["loans"][0].keys()
    assert json["candidates"][0]["customer"]["attributes"] == {"tags": ["vip"]}


def test_an_outcome_is_recorded_once(session, john, loan):
    def report():
        return session.post_call(
            call_id="CALL-1",
            customer_id=john.id,
            disposition="Promise_to_Pay",
            disposition_trace=["Connected", "Verified"],
            agreed_amount=Decimal("500"),
            agreed_date=datetime.date(2026, 3, 15),
            ended_at=datetime.datetime(2026, 3, 1, 12, tzinfo=datetime.timezone(datetime.timedelta(hours=-5))),
            customer={"city": "Boston"},
        )

    first, again = report(), report()
    assert (first.replayed, again.replayed) == (False, True)
    assert first.interaction_id == again.interaction_id and first.loan_id == loan.id
    who = session.pre_call_customer(john.id)
    assert who.customer.city == "Boston"
    assert who.loans[0].due_amount == Decimal("500.00")
    (interaction,) = who.interactions
    assert interaction.disposition_trace == ("Connected", "Verified")
    assert interaction.creation_date == datetime.datetime(2026, 3, 1, 17, tzinfo=datetime.timezone.utc)


def test_the_same_call_with_other_content_is_a_conflict(session, john):
    session.post_call(call_id="C", customer_id=john.id, disposition="Busy")
    with pytest.raises(crm.Conflict) as caught:
        session.post_call(call_id="C", customer_id=john.id, disposition="Paid")
    assert caught.value.code is crm.ErrorCode.CONFLICT and not caught.value.retryable


def test_many_outcomes_are_all_or_none(session, john):
    outcomes = [{"call_id": str(i), "customer_id": john.id} for i in range(3)]
    assert [result.replayed for result in session.post_call_many(outcomes)] == [False] * 3
    with pytest.raises(crm.NotFound):
        session.post_call_many([{"call_id": "4", "customer_id": john.id}, {"call_id": "5", "customer_id": 99}])
    assert len(list(session.interactions.list(john.id))) == 3
