// The payments, as session.payments: a ledger.
#include "module.hpp"
#include "owned.hpp"

namespace crm::python {

namespace {

using namespace py::literals;
using Payments = View<Payment>;

// An amount is in the loan's currency when none is named.
PaymentFields payment_from(const Payments& view, std::int64_t owner, const Timeout& timeout,
                           const py::dict& named) {
  Currency currency;
  if (!named.contains("currency") && named.contains("loan_id")) {
    LoanId id;
    naming("loan_id", [&] { from_python(named["loan_id"], {}, id); });
    const std::optional<Loan> loan = call(view.session, timeout, [&](Session& session) {
      return session.loans().get({{owner}, id});
    });
    if (loan) currency = loan->currency;
  }
  return fields_from<Payment>(named, view.session.country(), currency);
}

py::object record(const Payments& view, std::int64_t owner, const Timeout& timeout, const py::kwargs& named) {
  const PaymentFields fields = payment_from(view, owner, timeout, named);
  return object_of(call(view.session, timeout,
                        [&](Session& session) { return session.payments().record({owner}, fields); }));
}

py::object reverse(const Payments& view, std::int64_t owner, std::int64_t id, std::string_view reason,
                   const IdempotencyKey& idempotency_key, const Timeout& timeout) {
  return object_of(call(view.session, timeout, [&](Session& session) {
    return session.payments().reverse({{owner}, {id}}, reason, idempotency_key);
  }));
}

py::object get(const Payments& view, std::int64_t owner, std::int64_t id, const Timeout& timeout) {
  return object_of(call(view.session, timeout, [&](Session& session) {
    return session.payments().get({{owner}, {id}});
  }));
}

std::shared_ptr<List> list(const Payments& view, std::int64_t owner, const Timeout& timeout) {
  return list_of<Payment>(view.session, timeout, [owner](Session& session, const PageRequest& page) {
    return session.payments().list({owner}, page);
  });
}

}  // namespace

void add_payments(py::module_& module) {
  const auto none = py::none();
  py::class_<Payments>(module, "Payments",
                       "The payments, as session.payments: recorded and reversed, never changed."
                       "\n\n"
                       ">>> paid = session.payments.record(john.id, loan_id=loan.id, amount=\"250.00\", "
                       "idempotency_key=\"CHK-17\")\n"
                       ">>> session.loans.get(john.id, loan.id).due_amount\n"
                       "Decimal('1000.00')\n"
                       ">>> session.payments.record(john.id, loan_id=loan.id, amount=\"250.00\", "
                       "idempotency_key=\"CHK-17\") == paid\n"
                       "True\n"
                       ">>> session.payments.reverse(john.id, paid.id, \"bounced\").amount\n"
                       "Decimal('-250.00')\n"
                       ">>> [payment.amount for payment in session.payments.list(john.id)]\n"
                       "[Decimal('250.00'), Decimal('-250.00')]\n"
                       ">>> session.payments.get(john.id, paid.id) == paid\n"
                       "True")
      .def("record", record, "owner"_a, py::pos_only(), py::kw_only(), "timeout"_a = none,
           "record(self, customer_id, /, *, timeout=None, **fields)\n--\n\n"
           "Records a payment and lowers what the loan owes. The same idempotency_key again gives the first "
           "one back.")
      .def(
          "reverse", reverse, "owner"_a, "record"_a, py::pos_only(), "reason"_a, py::kw_only(),
          "idempotency_key"_a = none, "timeout"_a = none,
          "reverse(self, customer_id, id, /, reason, *, idempotency_key=None, timeout=None)\n--\n\n"
          "Gives the loan back what the payment took; a row of its own. The same idempotency_key again gives "
          "the first reversal back.")
      .def("get", get, "owner"_a, "record"_a, py::pos_only(), py::kw_only(), "timeout"_a = none,
           "get(self, customer_id, id, /, *, timeout=None)\n--\n\nThe payment, or None.")
      .def("list", list, "customer_id"_a, py::kw_only(), "timeout"_a = none,
           "list(self, customer_id, *, timeout=None)\n--\n\nThe customer's, in order of id.");
}

}  // namespace crm::python
