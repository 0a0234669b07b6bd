"""What the tests of the Python package share."""

import datetime
import sqlite3
from decimal import Decimal

import pytest

import crm

ALWAYS = (datetime.time(0), datetime.time(0))  # calling hours that no test can miss


@pytest.fixture
def url(tmp_path):
    """A database that does not exist yet."""
    return f"sqlite:///{tmp_path}/crm.db"


@pytest.fixture
def db(url):
    # A busy machine must not turn a test of behaviour into one of speed.
    with crm.open(url, migrate=True, timeout=60, pre_call_timeout=60, calling_hours=ALWAYS) as database:
        yield database


@pytest.fixture
def session(db):
    return db.session("tester")


@pytest.fixture
def john(session):
    return session.customers.create(
        account_number="1234567890",
        first_name="John",
        last_name="Doe",
        dob=datetime.date(1980, 2, 29),
        ssn="123-45-6789",
        primary_phone_number="(555) 123-4567",
        state="NY",
        attributes={"tags": ["vip"]},
    )


@pytest.fixture
def loan(session, john):
    return session.loans.create(john.id, **LOAN)


@pytest.fixture
def lock(db, url):
    """The write lock of the database, in the hands of somebody else."""
    db.migrate()
    other = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    yield other
    other.close()


LOAN = {
    "product_name": "Auto Loan",
    "due_amount": Decimal("1250.00"),
    "contractual_installment_amount": Decimal("425.50"),
    "interest_late_fee": 25,
    "minimum_amount": "50",
    "due_date": datetime.date(2026, 1, 31),
}
