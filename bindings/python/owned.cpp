// Phones, loans, vehicles, interactions and notes: what a customer owns.
#include "owned.hpp"

#include "module.hpp"

namespace crm::python {

namespace {

using namespace py::literals;

template <class T>
std::optional<T> taken(const char* field, const py::object& value) {
  std::optional<T> read;
  naming(field, [&] { from_python(value, {}, read); });
  return read;
}

// Two transactions: a loan that is deleted in between is none.
py::object find_loan(const View<Loan>& view, std::int64_t id, const Timeout& timeout) {
  return object_of(call(view.session, timeout, [&](Session& session) -> std::optional<Loan> {
    const std::optional<Key<Loan>> key = session.loans().find({id});
    return key ? session.loans().get(*key) : std::nullopt;
  }));
}

std::shared_ptr<List> list_loans(const View<Loan>& view, const std::optional<std::int64_t>& customer,
                                 const std::optional<std::int64_t>& min_days_past_due,
                                 const std::optional<std::string>& status, const Timeout& timeout) {
  LoanFilter filter;
  if (customer) filter.customer_id = CustomerId{*customer};
  filter.min_days_past_due = min_days_past_due;
  filter.status = status;
  return list_of<Loan>(view.session, timeout, [filter](Session& session, const PageRequest& page) {
    return session.loans().list(filter, page);
  });
}

std::shared_ptr<List> list_interactions(const View<Interaction>& view,
                                        const std::optional<std::int64_t>& customer,
                                        const py::object& follow_up_due, const Timeout& timeout) {
  InteractionFilter filter;
  if (customer) filter.customer_id = CustomerId{*customer};
  filter.follow_up_due = taken<Instant>("follow_up_due", follow_up_due);
  return list_of<Interaction>(view.session, timeout, [filter](Session& session, const PageRequest& page) {
    return session.interactions().list(filter, page);
  });
}

py::object find_vin(const View<Vehicle>& view, std::string_view vin, const Timeout& timeout) {
  return object_of(
      call(view.session, timeout, [&](Session& session) { return session.vehicles().find_vin(vin); }));
}

void add_loans(py::module_& module) {
  add_view<Loan>(
      module, "Loans",
      "The loans, as session.loans."
      "\n\n"
      ">>> loan = session.loans.create(\n"
      "...     john.id,\n"
      "...     product_name=\"Personal Loan\",\n"
      "...     due_amount=\"875.00\",\n"
      "...     contractual_installment_amount=350,\n"
      "...     interest_late_fee=0,\n"
      "...     minimum_amount=50,\n"
      "...     due_date=\"2026-01-25\",\n"
      "... )\n"
      ">>> session.loans.update(john.id, loan.id, days_past_due=12, version=loan.version).version\n"
      "2\n"
      ">>> [(loan.product_name, loan.due_amount) for loan in session.loans.list(min_days_past_due=1)]\n"
      "[('Personal Loan', Decimal('875.00'))]\n"
      ">>> session.loans.find(loan.id) == session.loans.get(john.id, loan.id)\n"
      "True\n"
      ">>> session.loans.delete(john.id, loan.id)")
      .def("find", find_loan, "record"_a, py::pos_only(), py::kw_only(), "timeout"_a = py::none(),
           "find(self, id, /, *, timeout=None)\n--\n\nThe loan with this id, whose ever it is, or None.")
      .def("list", list_loans, "customer_id"_a = py::none(), py::kw_only(),
           "min_days_past_due"_a = py::none(), "status"_a = py::none(), "timeout"_a = py::none(),
           "list(self, customer_id=None, *, min_days_past_due=None, status=None, timeout=None)\n--\n\n"
           "Of a customer, in order of id; or the most overdue first; or of one status. Filters are "
           "combined.");
}

void add_interactions(py::module_& module) {
  add_view<Interaction>(
      module, "Interactions",
      "The interactions, as session.interactions."
      "\n\n"
      ">>> contact = session.interactions.create(\n"
      "...     john.id, source=\"Email\", status=\"Sent\", follow_up_at=\"2026-02-01T09:00:00-05:00\"\n"
      "... )\n"
      ">>> contact.follow_up_at.isoformat()\n"
      "'2026-02-01T14:00:00+00:00'\n"
      ">>> [due.source for due in session.interactions.list(follow_up_due=\"2026-02-02T00:00:00Z\")]\n"
      "['Email']\n"
      ">>> session.interactions.update(john.id, contact.id, status=\"Answered\", follow_up_at=None).version\n"
      "2\n"
      ">>> session.interactions.get(john.id, contact.id).status\n"
      "'Answered'\n"
      ">>> session.interactions.delete(john.id, contact.id)")
      .def("list", list_interactions, "customer_id"_a = py::none(), py::kw_only(),
           "follow_up_due"_a = py::none(), "timeout"_a = py::none(),
           "list(self, customer_id=None, *, follow_up_due=None, timeout=None)\n--\n\n"
           "Of a customer, the latest first; or those to follow up until an instant, the longest due first.");
}

void add_phones(py::module_& module) {
  add_listed_view<CustomerPhone>(
      module, "Phones",
      "The customers' phones, as session.phones."
      "\n\n"
      ">>> phone = session.phones.create(john.id, number=\"(555) 765-4321\", kind=crm.PhoneKind.MOBILE, "
      "rank=2)\n"
      ">>> phone.number\n"
      "'+15557654321'\n"
      ">>> session.phones.update(john.id, phone.id, status=crm.PhoneStatus.WRONG_NUMBER).version\n"
      "2\n"
      ">>> [(phone.rank, phone.status.value) for phone in session.phones.list(john.id)]\n"
      "[(1, 'active'), (2, 'wrong_number')]\n"
      ">>> session.phones.delete(john.id, phone.id)\n"
      ">>> session.phones.get(john.id, phone.id) is None\n"
      "True");
}

void add_vehicles(py::module_& module) {
  add_listed_view<Vehicle>(
      module, "Vehicles",
      "The vehicles, as session.vehicles."
      "\n\n"
      ">>> car = session.vehicles.create(john.id, vin=\"1HGCM82633A004352\", make=\"Honda\", "
      "model=\"Accord\", year=2003)\n"
      ">>> session.loans.update(john.id, loan.id, vehicle_id=car.id).vehicle_id == car.id\n"
      "True\n"
      ">>> session.vehicles.update(john.id, car.id, mileage=120_000).mileage\n"
      "120000\n"
      ">>> session.vehicles.find_vin(\"1HGCM82633A004352\") == session.vehicles.get(john.id, car.id)\n"
      "True\n"
      ">>> [car.model for car in session.vehicles.list(john.id)]\n"
      "['Accord']\n"
      ">>> session.loans.update(john.id, loan.id, vehicle_id=None).vehicle_id is None\n"
      "True\n"
      ">>> session.vehicles.delete(john.id, car.id)")
      .def("find_vin", find_vin, "vin"_a, py::pos_only(), py::kw_only(), "timeout"_a = py::none(),
           "find_vin(self, vin, /, *, timeout=None)\n--\n\nThe vehicle, or None.");
}

void add_notes(py::module_& module) {
  add_listed_view<CustomerNote>(
      module, "CustomerNotes",
      "The notes about customers, as session.customer_notes."
      "\n\n"
      ">>> note = session.customer_notes.create(john.id, note=\"Prefers to be called in the evening.\")\n"
      ">>> note.created_by\n"
      "'tester'\n"
      ">>> session.customer_notes.update(john.id, note.id, note=\"Prefers e-mail.\").version\n"
      "2\n"
      ">>> [note.note for note in session.customer_notes.list(john.id)]\n"
      "['Prefers e-mail.']\n"
      ">>> session.customer_notes.get(john.id, note.id).id == note.id\n"
      "True\n"
      ">>> session.customer_notes.delete(john.id, note.id)");
  add_listed_view<LoanNote>(
      module, "LoanNotes",
      "The notes about loans, as session.loan_notes."
      "\n\n"
      ">>> note = session.loan_notes.create(john.id, loan_id=loan.id, note=\"The title is at the "
      "dealer's.\")\n"
      ">>> session.loan_notes.update(john.id, note.id, note=\"The title has arrived.\").version\n"
      "2\n"
      ">>> [note.note for note in session.loan_notes.list(john.id)]\n"
      "['The title has arrived.']\n"
      ">>> session.loan_notes.get(john.id, note.id).loan_id == loan.id\n"
      "True\n"
      ">>> session.loan_notes.delete(john.id, note.id)");
}

}  // namespace

void add_owned_records(py::module_& module) {
  add_phones(module);
  add_loans(module);
  add_vehicles(module);
  add_interactions(module);
  add_notes(module);
}

}  // namespace crm::python
