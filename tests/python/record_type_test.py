"""What every record is: typed, immutable, comparable, picklable, and silent about personal data."""

import copy
import datetime
import pickle

import pytest

import crm


def test_a_record_cannot_be_changed_or_made_by_hand(john):
    with pytest.raises(AttributeError):
        john.city = "Boston"
    with pytest.raises(AttributeError):
        john.nickname = "Jo"
    with pytest.raises(AttributeError):
        del john.city
    with pytest.raises(TypeError):
        crm.Customer()
    with pytest.raises(TypeError):
        crm.Customer.city = "Boston"


def test_repr_hides_personal_data(session, john, loan):
    session.post_call(
        call_id="C",
        customer_id=john.id,
        note="She said she is ill",
        disposition_trace=["Asked for Mary"],
        dialing_details="555-9999 rang",
    )
    text = repr(session.pre_call("5551234567"))
    for personal in ("John", "Doe", "1980", "6789", "4567", "1234567890", "vip", "She said", "Mary", "9999"):
        assert personal not in text
    assert text.startswith("PreCall(number=***, as_of=datetime.datetime(")
    assert "state='NY'" in text and "due_amount=Decimal('1250.00')" in text
    assert "city" not in text  # what is absent is left out


def test_repr_hides_what_identifies_somebody(session, john, loan):
    customer = session.customers.update(
        john.id, external_id="EXT-7", customer_number=4711, transfer_phone_number="5559876543", transfer_ip_address="10.1.2.3"
    )
    vehicle = session.vehicles.create(john.id, vin="1HGCM82633A004352", make="Honda", model="Accord", year=2003)
    payment = session.payments.record(john.id, loan_id=loan.id, amount=10, reference="CHK 17", note="paid by Mary")
    text = repr((customer, vehicle, payment))
    for personal in ("EXT-7", "4711", "9876543", "10.1.2.3", "1HGCM", "CHK", "Mary"):
        assert personal not in text
    assert "make='Honda'" in text and "amount=Decimal('10.00')" in text


def test_records_are_equal_when_all_their_fields_are(session, john, loan):
    again = session.customers.get(john.id)
    assert again == john and hash(again) == hash(john) and len({john, again}) == 1
    changed = session.customers.update(john.id, city="Boston")
    assert changed != john
    assert john != loan and not (john == "John") and john != None  # noqa: E711
    with pytest.raises(TypeError):
        john < changed


def test_records_are_pickled_and_copied_by_value(session, john, loan):
    session.post_call(call_id="C", customer_id=john.id)
    for record in (john, loan, session.pre_call("5551234567"), session.dashboard(), session.loans.get(john.id, loan.id)):
        for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
            assert pickle.loads(pickle.dumps(record, protocol)) == record
        assert copy.copy(record) == copy.deepcopy(record) == record


def test_a_pickle_of_another_shape_is_refused(john):
    restore, (kind, values) = john.__reduce__()
    with pytest.raises(TypeError):
        restore(kind, values[1:])
    with pytest.raises(TypeError):
        restore(int, values)


def test_handles_are_not_pickled(db, session):
    for handle in (db, session, session.loans, session.loans.list()):
        with pytest.raises(TypeError):
            pickle.dumps(handle)


def test_attributes_are_a_new_dict_each_time(john):
    john.attributes["tags"].append("changed")
    assert john.attributes == {"tags": ["vip"]}


def test_to_dict_has_the_names_of_the_contract(session, john, loan):
    fields = john.to_dict()
    assert fields["attributes"] == {"tags": ["vip"]} and fields["dob"] == datetime.date(1980, 2, 29)
    candidate = session.pre_call("5551234567").to_dict()["candidates"][0]
    assert candidate["loans"][0]["product_name"] == "Auto Loan"
    assert candidate["decision"]["allowed"] is True


def test_every_field_has_a_description():
    kinds = [kind for kind in vars(crm).values() if isinstance(kind, type) and hasattr(kind, "to_dict")]
    assert len(kinds) > 15
    for kind in kinds:
        assert kind.__doc__ and kind.__module__ == "crm"
        for name, member in vars(kind).items():
            assert name.startswith("__") or member.__doc__, (kind, name)
