"""Every getter of a record gives what the JSON answer has under the same name."""
import ctypes
import datetime
import decimal
import json
import re
import unittest

from header import LIBRARY, declared

NTS = ctypes.c_size_t(-1).value
TYPES = {"int32_t": ctypes.c_int32, "crm_status": ctypes.c_int32, "int64_t": ctypes.c_int64, "size_t": ctypes.c_size_t,
         "const char*": ctypes.c_char_p, "void": None}

CUSTOMER = {
    "account_number": "A-1", "external_id": "X-1", "customer_number": 77, "record_type": "co_signer", "first_name": "Zoë",
    "last_name": "Doe", "borrower_first_name": "Max", "borrower_last_name": "Roe", "dob": "1980-02-29", "ssn": "987654321",
    "email_address": "z@example.com", "primary_phone_number": "5551234567", "transfer_phone_number": "5550001111",
    "transfer_ip_address": "10.0.0.1", "address_line_1": "1 Main St", "address_line_2": "2B", "city": "Boston", "state": "MA",
    "postal_code": "02139", "country": "US", "language": "en", "time_zone": "America/New_York", "is_eligible_to_call": False,
    "do_not_call": True, "credit_score": 700, "currency": "USD", "monthly_income": 4321.09, "employment_status": "employed",
    "attributes": {"a": [1, None]}}
LOAN = {
    "product_name": "Auto", "status": "past_due", "currency": "USD", "due_amount": 1250.01, "no_of_missed_installments": 2,
    "contractual_installment_amount": 425.5, "interest_late_fee": 25, "minimum_amount": 50, "due_date": "2026-01-31",
    "acceptable_pay_later_date": "2026-02-01", "acceptable_already_paid_date": "2026-01-02", "grace_period_date": "2026-02-03",
    "days_past_due": 12, "loan_amount": 20000, "interest_rate": 7.25, "term_months": 60, "monthly_payment": 425.5,
    "balance_remaining": 9999.99, "next_payment_date": "2026-02-28", "origination_date": "2022-03-04"}
INTERACTION = {
    "creation_date": "2026-01-01T10:00:00.000001Z", "last_updated_date": "2026-01-02", "source": "Email", "status": "Open",
    "notes": "n", "follow_up_at": "2026-02-01T00:00:00Z", "call_id": "C", "agent": "a", "direction": "INBOUND",
    "disposition": "d", "disposition_trace": ["x", "y"], "duration_seconds": 9, "currency": "USD", "agreed_amount": 1.5,
    "agreed_date": "2026-03-15", "end_status": "e", "dialing_status": "s", "dialing_code": "c", "dialing_details": "t"}


def load():
    library = ctypes.CDLL(str(LIBRARY))
    for function in declared():
        entry = getattr(library, function.name)
        entry.restype = TYPES.get(function.result, ctypes.c_void_p)
        entry.argtypes = [TYPES.get(kind, ctypes.c_void_p) for kind, _ in function.parameters]
    return library


CRM = load()


def made(function, *arguments):
    """What a function gives through out."""
    out = ctypes.c_void_p()
    status = function(*arguments, ctypes.byref(out), None)
    assert status == 0, (function.__name__, CRM.crm_status_name(status))
    return out


def text_of(function, *arguments):
    return json.loads(CRM.crm_text_data(made(function, *arguments), None), parse_float=decimal.Decimal)


def create(function, *arguments):
    return text_of(function, *arguments[:-1], json.dumps(arguments[-1]).encode(), NTS)["id"]


def answers():
    """The typed answer, which keeps what its parts point to, and the JSON one, about the same customer."""
    options = made(CRM.crm_options_new)
    CRM.crm_options_set_url(options, b"sqlite://", NTS, None)
    session = made(CRM.crm_session_new, made(CRM.crm_open, options), b"test", NTS)
    customer = create(CRM.crm_customer_create, session, CUSTOMER)
    vehicle = create(CRM.crm_vehicle_create, session, customer, {"vin": "1HGCM82633A004352", "make": "a", "model": "b", "year": 2003})
    loan = create(CRM.crm_loan_create, session, customer, LOAN | {"vehicle_id": vehicle})
    create(CRM.crm_interaction_create, session, customer, INTERACTION | {"loan_id": loan})
    create(CRM.crm_interaction_create, session, customer, {"source": "Empty", "status": "Open", "creation_date": "2020-01-01"})
    typed = made(CRM.crm_pre_call, session, b"5551234567", NTS)
    return CRM.crm_pre_call_answer_candidate(typed, 0), text_of(CRM.crm_pre_call_json, session, b"5551234567", NTS)["candidates"][0]


def number_of_instant(text):
    instant = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    since = instant - datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
    return since // datetime.timedelta(microseconds=1)


def number_of(name, value, is_amount):
    """A JSON value as the number that C has for it."""
    if value is None:
        return 0
    if isinstance(value, str) and "T" in value:
        return number_of_instant(value)
    if isinstance(value, str):
        return int(value.replace("-", ""))
    if name == "interest_rate":
        return int(value * 10**9)
    return int(value * 100) if is_amount else int(value)


def seen(function, handle, value, record):
    """What the getter says, and what it should say of this value."""
    kinds = [kind for kind, _ in function.parameters]
    field = re.sub(r"^crm_" + record + "_", "", function.name)
    is_amount = function.parameters[-1][1] == "amount" or isinstance(value, decimal.Decimal)
    if function.result == "const char*":
        said = getattr(CRM, function.name)(handle, None)
        return said and said.decode(), value
    if kinds[-1] == "int64_t*":
        out = ctypes.c_int64()
        there = getattr(CRM, function.name)(handle, ctypes.byref(out))
        return (there, out.value), (int(value is not None), number_of(field, value, is_amount))
    return getattr(CRM, function.name)(handle), number_of(field, value, is_amount)


class Getters(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.candidate, cls.json = answers()

    def compare(self, record, handle, values):
        compared = 0
        for function in declared():
            field = re.sub(rf"^crm_{record}_", "", function.name)
            if function.parameters[:1] and function.parameters[0][0] == f"const crm_{record}*" and field in values:
                if isinstance(values[field], (list, dict)):
                    continue
                said, wanted = seen(function, handle, values[field], record)
                self.assertEqual(said, wanted, function.name)
                compared += 1
        return compared

    def test_agree_with_the_json_of_a_customer(self):
        handle = CRM.crm_candidate_customer(self.candidate)
        self.assertEqual(self.compare("customer", handle, self.json["customer"]), 31)  # all but the SSN and the attributes
        self.assertEqual(CRM.crm_customer_ssn_last4(handle, None), b"4321")
        self.assertEqual(json.loads(CRM.crm_customer_attributes(handle, None)), CUSTOMER["attributes"])

    def test_agree_with_the_json_of_a_phone(self):
        handle = CRM.crm_candidate_phone(self.candidate)
        self.assertEqual(self.compare("customer_phone", handle, self.json["phone"]), 10)

    def test_agree_with_the_json_of_a_loan(self):
        self.assertEqual(self.compare("loan", CRM.crm_candidate_loan(self.candidate, 0), self.json["loans"][0]), 27)

    def test_agree_with_the_json_of_interactions_that_have_everything_and_nothing(self):
        for index, values in enumerate(self.json["interactions"]):
            handle = CRM.crm_candidate_interaction(self.candidate, index)
            self.assertEqual(self.compare("interaction", handle, values), 24)  # all but the trace
            trace = [CRM.crm_interaction_disposition_trace(handle, i, None).decode()
                     for i in range(CRM.crm_interaction_disposition_trace_count(handle))]
            self.assertEqual(trace, values["disposition_trace"])


if __name__ == "__main__":
    unittest.main()
