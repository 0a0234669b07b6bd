"""Lists as columns: __arrow_c_stream__ as polars reads it, and pandas data frames."""

import datetime
from decimal import Decimal
import json
import threading

import polars
import pytest

import crm
from conftest import LOAN


@pytest.fixture
def loans(session, john):
    yen = LOAN | {"currency": "JPY", "due_amount": 1250, "contractual_installment_amount": 425}
    session.loans.create(john.id, **LOAN | {"interest_rate": Decimal("7.125"), "days_past_due": 40})
    session.loans.create(john.id, **yen | {"next_payment_date": datetime.date(2026, 2, 28)})
    return session.loans.list(john.id)


def test_every_kind_of_value_arrives_as_it_is(loans):
    frame = polars.DataFrame(loans)
    assert frame.height == 2 and frame.columns[0] == "id"
    assert frame["due_amount"].to_list() == [Decimal("1250.0000"), Decimal("1250.0000")]
    assert frame["currency"].to_list() == ["USD", "JPY"]
    assert frame["interest_rate"].to_list() == [Decimal("7.125"), None]
    assert frame["due_date"].to_list() == [datetime.date(2026, 1, 31)] * 2
    assert frame["next_payment_date"].to_list() == [None, datetime.date(2026, 2, 28)]
    assert frame["created_at"].to_list() == [loan.created_at for loan in loans]
    assert frame.schema["created_at"] == polars.Datetime("us", "UTC")
    assert frame.schema["days_past_due"] == polars.Int64


def test_it_says_the_same_as_the_records_do(session, john):
    session.customers.update(john.id, first_name="Zoë 🚗", monthly_income=Decimal("4100.50"))
    for i in range(1100):
        session.customers.create(account_number=f"A{i}", do_not_call=i % 3 == 0, last_name="Doe" if i % 2 else None)
    records = list(session.customers.list())
    frame = polars.DataFrame(session.customers.list())
    assert frame.height == 1101
    for name in frame.columns:
        if name != "attributes":
            assert frame[name].to_list() == [getattr(record, name) for record in records], name
    assert json.loads(frame["attributes"][0]) == {"tags": ["vip"]}


def test_the_columns_are_the_names_of_the_records(loans):
    assert polars.DataFrame(loans).columns == list(next(iter(loans)).to_dict())
    assert list(loans.to_pandas().columns) == polars.DataFrame(loans).columns
    assert polars.DataFrame(loans)["is_open"].to_list() == [True, True]
    assert str(loans.to_pandas()["is_open"].dtype) == "bool"


def test_lists_in_a_record(session, john):
    session.post_call(call_id="1", customer_id=john.id, disposition_trace=["Connected", "Verified"])
    session.post_call(call_id="2", customer_id=john.id)
    frame = polars.DataFrame(session.interactions.list(john.id)).sort("call_id")
    assert frame["disposition_trace"].to_list() == [["Connected", "Verified"], []]


@pytest.mark.parametrize("noun", ["phones", "vehicles", "payments", "customer_notes", "loan_notes", "interactions"])
def test_every_list_has_its_columns_even_when_it_is_empty(session, noun):
    customer = session.customers.create()
    frame = polars.DataFrame(getattr(session, noun).list(customer.id))
    assert frame.height == 0 and "customer_id" in frame.columns


def test_the_audit_trail_too(session, john):
    assert polars.DataFrame(session.audit(john.id))["action"].to_list() == ["create"]


def test_a_stream_that_nobody_reads_is_released(loans):
    for _ in range(100):
        loans.__arrow_c_stream__()


def test_an_error_in_the_middle_reaches_the_reader(url):
    with crm.open(url, migrate=True) as db:
        everybody = db.session("x").customers.list()
    with pytest.raises(Exception, match="closed"):
        polars.DataFrame(everybody)


def test_several_threads_read_at_once(session, john, loans):
    heights = []
    threads = [
        threading.Thread(target=lambda: heights.append(polars.DataFrame(session.loans.list(john.id)).height))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert heights == [2] * 8


def test_pandas(session, john, loans):
    frame = loans.to_pandas()
    assert list(frame["due_amount"]) == [Decimal("1250.00"), Decimal("1250")]
    assert str(frame["created_at"].dtype) == "datetime64[us, UTC]"
    assert str(frame["due_date"].dtype) == "datetime64[us]"
    assert frame["next_payment_date"].isna().to_list() == [True, False]
    assert str(frame["days_past_due"].dtype) == "int64" and str(frame["term_months"].dtype) == "Int64"
    assert frame.groupby("currency")["days_past_due"].sum().to_dict() == {"JPY": 0, "USD": 40}
    people = session.customers.list().to_pandas()
    assert people.loc[0, "attributes"] == {"tags": ["vip"]} and people.loc[0, "first_name"] == "John"
    assert list(session.vehicles.list(john.id).to_pandas().columns)[:2] == ["id", "customer_id"]
