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
  add_view<Loan>(module, "Loans", "The loans, as session.loans.")
      .def("find", find_loan, "record"_a, py::pos_only(), py::kw_only(), "timeout"_a = py::none(),
           "find(self, id, /, *, timeout=None)\n--\n\nThe loan with this id, whose ever it is, or None.")
      .def("list", list_loans, "customer_id"_a = py::none(), py::kw_only(),
           "min_days_past_due"_a = py::none(), "status"_a = py::none(), "timeout"_a = py::none(),
           "list(self, customer_id=None, *, min_days_past_due=None, status=None, timeout=None)\n--\n\n"
           "Of a customer, in order of id; or the most overdue first; or of one status. Filters are "
           "combined.");
}

void add_interactions(py::module_& module) {
  add_view<Interaction>(module, "Interactions", "The interactions, as session.interactions.")
      .def("list", list_interactions, "customer_id"_a = py::none(), py::kw_only(),
           "follow_up_due"_a = py::none(), "timeout"_a = py::none(),
           "list(self, customer_id=None, *, follow_up_due=None, timeout=None)\n--\n\n"
           "Of a customer, the latest first; or those to follow up until an instant, the longest due first.");
}

}  // namespace

void add_owned_records(py::module_& module) {
  add_listed_view<CustomerPhone>(module, "Phones", "The customers' phones, as session.phones.");
  add_loans(module);
  add_listed_view<Vehicle>(module, "Vehicles", "The vehicles, as session.vehicles.")
      .def("find_vin", find_vin, "vin"_a, py::pos_only(), py::kw_only(), "timeout"_a = py::none(),
           "find_vin(self, vin, /, *, timeout=None)\n--\n\nThe vehicle, or None.");
  add_interactions(module);
  add_listed_view<CustomerNote>(module, "CustomerNotes",
                                "The notes about customers, as session.customer_notes.");
  add_listed_view<LoanNote>(module, "LoanNotes", "The notes about loans, as session.loan_notes.");
}

}  // namespace crm::python
