"""Exceptions: one class for each kind of failure, each also the builtin that fits."""

import builtins
import datetime
import pickle

import pytest

import crm


def test_every_code_has_a_class_and_every_class_its_builtin():
    assert issubclass(crm.NotFound, KeyError) and issubclass(crm.InvalidArgument, ValueError)
    assert issubclass(crm.TimeoutError, builtins.TimeoutError) and issubclass(crm.Unavailable, ConnectionError)
    assert issubclass(crm.Misuse, RuntimeError) and issubclass(crm.OutOfMemory, MemoryError)
    for code in crm.ErrorCode:
        error = crm._errors._make(code.value, "A sentence.", "city", "40001")
        assert isinstance(error, crm.Error) and str(error) == "A sentence."
        assert (error.code, error.field, error.sqlstate) == (code, "city", "40001")


def test_an_error_has_code_field_and_a_sentence(session):
    with pytest.raises(crm.NotFound) as caught:
        session.customers.update(99, city="Boston")
    assert caught.value.code is crm.ErrorCode.NOT_FOUND and not caught.value.retryable
    assert str(caught.value).endswith(".") and caught.value.sqlstate is None


def test_errors_are_pickled(session):
    with pytest.raises(crm.InvalidArgument) as caught:
        session.pre_call("abc")
    again = pickle.loads(pickle.dumps(caught.value))
    assert (type(again), str(again), again.code, again.field) == (
        crm.InvalidArgument,
        str(caught.value),
        caught.value.code,
        "number",
    )


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ({"pool_size": 0}, "pool_size"),
        ({"pool_size": -1}, "pool_size"),
        ({"interactions": 101}, "interactions"),
        ({"timeout": 0}, "timeout"),
        ({"timeout": float("nan")}, "timeout"),
        ({"key": b"short"}, "key"),
        ({"unknown_location": "guess"}, "unknown_location"),
        ({"default_country": "USA"}, "default_country"),
        ({"calling_hours": (datetime.time(9), datetime.time(8))}, "calling_hours"),
    ],
)
def test_a_wrong_option_is_named(options, field):
    with pytest.raises(crm.InvalidArgument) as caught:
        crm.open("sqlite://", **options)
    assert caught.value.field == field


def test_a_missing_database_is_not_found(tmp_path):
    with crm.open(f"sqlite:///{tmp_path}/none.db") as db, pytest.raises(crm.NotFound):
        db.health()


def test_the_key_may_come_from_the_program(url):
    with crm.open(url, migrate=True, key=b"k" * 32) as db:
        customer = db.session("x").customers.create(ssn="123456789")
        assert db.session("x").customers.reveal_ssn(customer.id, "test") == "123456789"
    with crm.open(url, key=b"l" * 32) as db, pytest.raises(crm.KeyMissing):
        db.session("x").customers.find_ssn("123456789")


@pytest.mark.parametrize("timeout", [0, -1, float("inf"), float("nan"), 86401])
def test_a_timeout_is_more_than_nothing_and_at_most_a_day(session, timeout):
    with pytest.raises(crm.InvalidArgument, match="timeout"):
        session.dashboard(timeout=timeout)


def test_an_actor_is_needed(db):
    with pytest.raises(crm.InvalidArgument):
        db.session("")


def test_a_masked_number_is_no_question(session):
    with pytest.raises(crm.InvalidArgument):
        session.customers.find_ssn("12")


@pytest.mark.parametrize(
    "call",
    [
        lambda session: session.pre_call(5551234567),
        lambda session: session.pre_call("5551234567", "5551234567"),
        lambda session: session.customers.create("5551234567"),
        lambda session: session.customers.find_account(5551234567),
        lambda session: crm._core.Database("5551234567"),
    ],
)
def test_a_wrong_argument_is_not_repeated(session, call):
    with pytest.raises(TypeError) as caught:
        call(session)
    assert "arguments" in str(caught.value) and "5551234567" not in str(caught.value)
