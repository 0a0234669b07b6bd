"""Create, read, change, delete and list, for every record."""

from decimal import Decimal
import datetime

import pytest

import crm
from conftest import LOAN


def test_customers(session, john):
    assert session.customers.get(john.id) == john
    assert session.customers.find_account("1234567890") == john
    assert session.customers.find_external("nobody") is None
    assert session.customers.get(99) is None
    changed = session.customers.update(john.id, city="Boston", email_address=None, version=john.version)
    assert (changed.city, changed.version) == ("Boston", john.version + 1)
    with pytest.raises(crm.Conflict):
        session.customers.update(john.id, city="Salem", version=john.version)
    session.customers.delete(john.id)
    assert session.customers.get(john.id) is None
    with pytest.raises(KeyError):
        session.customers.delete(john.id)


def test_social_security_numbers_are_masked_searched_and_revealed_with_a_reason(session, john):
    assert john.ssn == "***-**-6789"
    assert session.customers.find_ssn("123456789") == [john]
    assert session.customers.reveal_ssn(john.id, "the customer asked") == "123456789"
    assert "reveal_ssn" in [entry.action for entry in session.audit(john.id)]


def test_erase_leaves_one_audit_row(session, john, loan):
    session.customers.erase(john.id, "law")
    assert [entry.action for entry in session.audit(john.id)] == ["erase"]
    assert session.pre_call("5551234567").candidates == ()


def test_phones(session, john):
    phone = session.phones.create(john.id, number="+442079460958", kind=crm.PhoneKind.WORK)
    assert phone.kind is crm.PhoneKind.WORK and phone.status is crm.PhoneStatus.ACTIVE
    changed = session.phones.update(john.id, phone.id, status="wrong_number")
    assert changed.status is crm.PhoneStatus.WRONG_NUMBER
    assert changed in list(session.phones.list(john.id))
    session.phones.delete(john.id, phone.id)
    assert session.phones.get(john.id, phone.id) is None


def test_loans(session, john, loan):
    assert session.loans.get(john.id, loan.id) == loan == session.loans.find(loan.id)
    assert session.loans.find(99) is None
    changed = session.loans.update(john.id, loan.id, days_past_due=40, interest_rate=Decimal("7.25"))
    assert changed.interest_rate == Decimal("7.25")
    assert list(session.loans.list(min_days_past_due=1)) == [changed]
    assert list(session.loans.list(status="paid_off")) == []
    session.loans.delete(john.id, loan.id)
    assert list(session.loans.list(john.id)) == []


def test_an_amount_is_in_the_currency_that_is_named_else_in_the_records(session, john):
    yen = session.loans.create(john.id, **LOAN | {"currency": "JPY", "due_amount": 1250,
                                                  "contractual_installment_amount": 425})
    assert (yen.due_amount, yen.currency) == (Decimal("1250"), "JPY")
    assert str(session.loans.update(john.id, yen.id, due_amount=900).due_amount) == "900"
    with pytest.raises(crm.InvalidArgument):
        session.loans.update(john.id, yen.id, due_amount="900.50")


def test_vehicles(session, john):
    car = session.vehicles.create(john.id, vin="1HGCM82633A004352", make="Honda", model="Accord", year=2003,
                                  market_value=Decimal("4100"))
    assert session.vehicles.find_vin("1HGCM82633A004352") == car
    assert session.vehicles.update(john.id, car.id, market_value=4000).market_value == Decimal("4000.00")
    assert len(list(session.vehicles.list(john.id))) == 1
    session.vehicles.delete(john.id, car.id)
    assert session.vehicles.get(john.id, car.id) is None


def test_payments_lower_what_is_owed_once_and_are_reversed(session, john, loan):
    def pay():
        return session.payments.record(john.id, loan_id=loan.id, amount="250", method="card", idempotency_key="P1")

    paid = pay()
    assert pay() == paid
    assert session.loans.get(john.id, loan.id).due_amount == Decimal("1000.00")
    reversal = session.payments.reverse(john.id, paid.id, "bounced", idempotency_key="R1")
    assert session.payments.reverse(john.id, paid.id, "bounced", idempotency_key="R1") == reversal
    with pytest.raises(crm.Conflict):
        session.payments.reverse(john.id, paid.id, "bounced")
    assert reversal.reverses_id == paid.id and reversal.amount == Decimal("-250.00")
    assert session.payments.get(john.id, paid.id) == paid
    assert list(session.payments.list(john.id)) == [paid, reversal]


def test_a_record_is_made_once_under_a_key(session, john):
    def note(text):
        return session.customer_notes.create(john.id, note=text, idempotency_key="K1")

    first = note("Speaks Spanish.")
    assert note("Speaks Spanish.") == first
    with pytest.raises(crm.Conflict) as refused:
        note("Speaks English.")
    assert refused.value.field == "idempotency_key"
    assert list(session.customer_notes.list(john.id)) == [first]
    ada = session.customers.create(first_name="Ada", idempotency_key="K2")
    assert session.customers.create(first_name="Ada", idempotency_key="K2") == ada
    assert session.customers.create(first_name="Ada").id != ada.id


def test_interactions(session, john):
    noon = datetime.datetime(2026, 3, 1, 12, tzinfo=datetime.timezone.utc)
    call = session.interactions.create(john.id, source="Phone Call", status="Completed", follow_up_at=noon)
    assert list(session.interactions.list(john.id)) == [call]
    assert list(session.interactions.list(follow_up_due=noon)) == [call]
    assert list(session.interactions.list(follow_up_due=noon - datetime.timedelta(seconds=1))) == []
    assert session.interactions.update(john.id, call.id, status="Closed").status == "Closed"
    session.interactions.delete(john.id, call.id)
    assert session.interactions.get(john.id, call.id) is None


def test_notes(session, john, loan):
    note = session.customer_notes.create(john.id, note="Prefers evenings")
    assert note.created_by == "tester"
    assert list(session.customer_notes.list(john.id)) == [note]
    session.customer_notes.delete(john.id, note.id)
    note = session.loan_notes.create(john.id, loan_id=loan.id, note="Title is with the bank")
    assert session.loan_notes.update(john.id, note.id, note="Title is here").note == "Title is here"
    assert session.loan_notes.get(john.id, note.id).version == 2


def test_a_list_is_read_page_by_page_and_again(session):
    for i in range(1203):
        session.customers.create(account_number=f"A{i:05}", last_name="Doe")
    everybody = session.customers.list(account_prefix="A")
    assert [customer.account_number for customer in everybody] == [f"A{i:05}" for i in range(1203)]
    first = iter(everybody)
    assert next(first).account_number == "A00000"
    assert next(iter(everybody)).account_number == "A00000"
    assert next(first).account_number == "A00001"
    assert sum(1 for _ in session.customers.list(name_prefix="doe", first_name_prefix="x")) == 0


def test_a_list_of_customers_with_one_number(session, john):
    assert list(session.customers.list(phone="(555) 123-4567")) == [john]


def test_the_dashboard_counts(session, john, loan):
    dashboard = session.dashboard()
    assert (dashboard.total_customers, dashboard.total_loans, dashboard.active_loans) == (1, 1, 1)
    (group,) = dashboard.by_status
    assert (group.key, group.loans, group.currency, group.due_amount) == ("active", 1, "USD", Decimal("1250.00"))


def test_the_audit_trail_says_what_changed(session, john):
    session.customers.update(john.id, city="Boston")
    latest = next(iter(session.audit(john.id)))
    assert (latest.actor, latest.action, latest.record, latest.record_id) == ("tester", "update", "customer", john.id)
    assert latest.changes == {"city": [None, "Boston"]}
