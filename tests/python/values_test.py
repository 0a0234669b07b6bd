"""Values on their way in: what is taken, what is refused, and how clearly."""

from decimal import Decimal
import datetime

import pytest

import crm
from conftest import LOAN


@pytest.fixture
def refuse(session, john):
    """Says how an update of this field is refused."""

    def refusal(**field):
        with pytest.raises(crm.InvalidArgument) as caught:
            session.customers.update(john.id, **field)
        assert isinstance(caught.value, ValueError)
        assert caught.value.field == next(iter(field))
        return str(caught.value)

    return refusal


def test_a_float_is_no_amount(session, john, refuse):
    assert "not exact" in refuse(monthly_income=1250.0)
    with pytest.raises(crm.InvalidArgument, match="not exact"):
        session.loans.create(john.id, **LOAN | {"due_amount": 0.1})


@pytest.mark.parametrize("amount", [Decimal("1250"), 1250, "1250.0", Decimal("1.25e3")])
def test_an_amount_may_be_a_decimal_an_int_or_a_str(session, john, amount):
    income = session.customers.update(john.id, monthly_income=amount).monthly_income
    assert isinstance(income, Decimal) and str(income) == "1250.00"


def test_a_naive_datetime_names_no_instant(session, john):
    with pytest.raises(crm.InvalidArgument, match="no time zone"):
        session.interactions.create(john.id, source="x", status="y", follow_up_at=datetime.datetime(2026, 1, 1))


@pytest.mark.parametrize("text", ["2026-01-31T10:30:00.123456", "2026-01-31 10:30", "2026-01-31"])
def test_a_text_without_a_time_zone_names_no_instant_either(session, john, text):
    with pytest.raises(crm.InvalidArgument, match="no time zone") as caught:
        session.post_call(call_id="C", customer_id=john.id, ended_at=text)
    assert caught.value.field == "ended_at"
    for zone, hour in (("Z", 10), ("+05:30", 5), ("-05", 15)):
        moment = f"2026-01-31T10:30:00{zone}"
        stored = session.interactions.create(john.id, source="x", status="y", creation_date=moment)
        assert (stored.creation_date.hour, stored.creation_date.tzinfo) == (hour, datetime.timezone.utc)


def test_a_datetime_keeps_its_instant_to_the_microsecond(session, john):
    zone = datetime.timezone(datetime.timedelta(hours=5, minutes=30))
    moment = datetime.datetime(2026, 1, 31, 23, 59, 59, 999999, tzinfo=zone)
    stored = session.interactions.create(john.id, source="x", status="y", creation_date=moment)
    assert stored.creation_date == moment and stored.creation_date.utcoffset() == datetime.timedelta(0)


def test_what_is_of_another_type_is_refused(refuse):
    assert "True or False" in refuse(do_not_call=1)
    assert "int" in refuse(credit_score=True)
    assert "int" in refuse(credit_score="700")
    assert "too large" in refuse(credit_score=2**70)
    assert "str" in refuse(city=7)
    assert "datetime.date" in refuse(dob=datetime.datetime.now())
    assert "str" in refuse(primary_phone_number=5551234567)
    assert "dict" in refuse(attributes=["a"])
    assert "JSON" in refuse(attributes={"a": object()})
    assert "Unicode" in refuse(city="\ud800")


def test_unknown_and_read_only_fields_are_refused(refuse):
    assert "no field" in refuse(nickname="Jo")
    assert "set by the library" in refuse(id=7)


def test_refusals_do_not_repeat_what_they_refuse(refuse):
    assert "John" not in refuse(primary_phone_number="John")
    assert "1980" not in refuse(dob="29.02.1980")


def test_unicode_and_long_texts_come_back_as_they_were(session, john):
    name = "Zoë 🚗 \u202e한국"
    assert session.customers.update(john.id, first_name=name).first_name == name
    note = "é" * 8192
    assert session.customer_notes.create(john.id, note=note).note == note


def test_nothing_is_stored_by_a_refused_change(session, john, refuse):
    refuse(credit_score=5000)
    assert session.customers.get(john.id) == john
