// What came of a call, from keyword arguments.
#include "records.hpp"

namespace crm::python {

namespace {

void take(Outcome& outcome, std::string_view name, py::handle value, const Reading& how) {
  bool known = false;
#define CRM_FIELD(type, field, initial, rule, access, doc)         \
  if (name == #field) {                                            \
    known = true;                                                  \
    naming(name, [&] { from_python(value, how, outcome.field); }); \
  }
#include <crm/fields/outcome.def>
#undef CRM_FIELD
  if (!known) refuse_field(name, "is no field of an outcome.");
}

// The fields of a customer or a loan in an outcome.
template <class R>
typename R::Fields nested(std::string_view name, py::handle value, const Reading& how) {
  if (!PyDict_Check(value.ptr())) refuse_field(name, "must be a dict of fields.");
  return fields_from<R>(py::reinterpret_borrow<py::dict>(value), how.default_country, how.currency);
}

}  // namespace

Outcome outcome_from(const py::dict& named, std::string_view default_country) {
  Outcome outcome;
  const Reading how{default_country, currency_among(named, {})};
  for (const auto& [key, value] : named) {
    const auto name = py::cast<std::string_view>(key);
    if (name == "customer") {
      outcome.customer = nested<Customer>(name, value, how);
    } else if (name == "loan") {
      outcome.loan = nested<Loan>(name, value, how);
    } else {
      take(outcome, name, value, how);
    }
  }
  return outcome;
}

}  // namespace crm::python
