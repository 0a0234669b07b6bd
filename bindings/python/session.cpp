// The session: who asks. Before a call, after a call, and the doors to the records.
#include "database_calls.hpp"
#include "module.hpp"
#include "owned.hpp"

namespace crm::python {

namespace {

using namespace py::literals;

PhoneNumber number_from(const SessionHandle& handle, std::string_view text, const char* field) {
  PhoneNumber number;
  naming(field, [&] { number = PhoneNumber::parse(text, handle.country()); });
  return number;
}

py::object pre_call(const SessionHandle& handle, std::string_view text, const Timeout& timeout) {
  const PhoneNumber number = number_from(handle, text, "number");
  return object_of(before_call(handle, timeout, [&](Session& session) { return session.pre_call(number); }));
}

std::string pre_call_json(const SessionHandle& handle, std::string_view text, const Timeout& timeout) {
  const PhoneNumber number = number_from(handle, text, "number");
  return before_call(handle, timeout, [&](Session& session) {
    std::string json;
    session.pre_call_json(number.e164(), json);
    return json;
  });
}

py::list pre_call_many(const SessionHandle& handle, const std::vector<std::string>& texts,
                       const Timeout& timeout) {
  std::vector<PhoneNumber> numbers;
  for (const std::string& text : texts) numbers.push_back(number_from(handle, text, "numbers"));
  py::list answers;
  for (const PreCall& answer :
       call(handle, timeout, [&](Session& session) { return session.pre_call_many(numbers); }))
    answers.append(object_of(answer));
  return answers;
}

py::object pre_call_account(const SessionHandle& handle, std::string_view account, const Timeout& timeout) {
  return object_of(
      before_call(handle, timeout, [&](Session& session) { return session.pre_call_account(account); }));
}

py::object pre_call_customer(const SessionHandle& handle, std::int64_t id, const Timeout& timeout) {
  return object_of(
      before_call(handle, timeout, [&](Session& session) { return session.pre_call_customer({id}); }));
}

py::object post_call(const SessionHandle& handle, const Timeout& timeout, const py::kwargs& named) {
  const Outcome outcome = outcome_from(named, handle.country());
  return object_of(call(handle, timeout, [&](Session& session) { return session.post_call(outcome); }));
}

py::list post_call_many(const SessionHandle& handle, const std::vector<py::dict>& dicts,
                        const Timeout& timeout) {
  std::vector<Outcome> outcomes;
  for (const py::dict& named : dicts) outcomes.push_back(outcome_from(named, handle.country()));
  py::list results;
  for (const OutcomeResult& result :
       call(handle, timeout, [&](Session& session) { return session.post_call_many(outcomes); }))
    results.append(object_of(result));
  return results;
}

py::object dashboard(const SessionHandle& handle, const Timeout& timeout) {
  return object_of(call(handle, timeout, [&](Session& session) { return session.dashboard(); }));
}

std::shared_ptr<List> audit(const SessionHandle& handle, std::int64_t customer, const Timeout& timeout) {
  return list_of<AuditEntry>(handle, timeout, [customer](Session& session, const PageRequest& page) {
    return session.audit({customer}, page);
  });
}

template <class R>
View<R> view(const SessionHandle& handle) {
  return {handle};
}

using SessionClass = py::class_<SessionHandle>;

void add_before_call(SessionClass& session) {
  const auto none = py::none();
  session
      .def("pre_call", pre_call, "number"_a, py::pos_only(), py::kw_only(), "timeout"_a = none,
           "pre_call(self, number, /, *, timeout=None)\n--\n\n"
           "Who is behind this number, what do they owe, may I call them now? E.164, or national in the "
           "default country.\n\n"
           ">>> answer = session.pre_call(\"(555) 123-4567\")\n"
           ">>> [(who.customer.first_name, who.primary, len(who.loans)) for who in answer.candidates]\n"
           "[('John', True, 1)]\n"
           ">>> session.pre_call(\"+15550000000\").candidates\n"
           "()")
      .def("pre_call_many", pre_call_many, "numbers"_a, py::pos_only(), py::kw_only(), "timeout"_a = none,
           "pre_call_many(self, numbers, /, *, timeout=None)\n--\n\n"
           "The same for up to 1000 numbers, in one snapshot; the answers in the order of the numbers."
           "\n\n"
           ">>> [len(answer.candidates) for answer in session.pre_call_many([\"5551234567\", "
           "\"5550000000\"])]\n"
           "[1, 0]")
      .def("pre_call_account", pre_call_account, "account_number"_a, py::pos_only(), py::kw_only(),
           "timeout"_a = none,
           "pre_call_account(self, account_number, /, *, timeout=None)\n--\n\n"
           "The customer with this account number, or None; the decision is about their primary number."
           "\n\n"
           ">>> session.pre_call_account(\"1234567890\").decision.allowed\n"
           "True")
      .def("pre_call_customer", pre_call_customer, "customer_id"_a, py::pos_only(), py::kw_only(),
           "timeout"_a = none,
           "pre_call_customer(self, customer_id, /, *, timeout=None)\n--\n\nThe same by id."
           "\n\n"
           ">>> [loan.due_amount for loan in session.pre_call_customer(john.id).loans]\n"
           "[Decimal('1250.00')]")
      .def("pre_call_json", pre_call_json, "number"_a, py::pos_only(), py::kw_only(), "timeout"_a = none,
           "pre_call_json(self, number, /, *, timeout=None)\n--\n\n"
           "The answer as JSON text: quicker than making it from the typed one."
           "\n\n"
           ">>> import json\n"
           ">>> "
           "json.loads(session.pre_call_json(\"5551234567\"))[\"candidates\"][0][\"customer\"][\"first_"
           "name\"]\n"
           "'John'");
}

void add_after_call(SessionClass& session) {
  const auto none = py::none();
  session
      .def("post_call", post_call, py::kw_only(), "timeout"_a = none,
           "post_call(self, *, timeout=None, **outcome)\n--\n\n"
           "Records what came of a call; it is on disk when it returns. The same call_id again gives the "
           "first answer.\n\n"
           ">>> def report():\n"
           "...     return session.post_call(call_id=\"CALL-1\", customer_id=john.id, disposition=\"Busy\")\n"
           ">>> report().replayed, report().replayed\n"
           "(False, True)")
      .def("post_call_many", post_call_many, "outcomes"_a, py::pos_only(), py::kw_only(), "timeout"_a = none,
           "post_call_many(self, outcomes, /, *, timeout=None)\n--\n\n"
           "The same for up to 1000 dicts, all or none, in one transaction."
           "\n\n"
           ">>> calls = [{\"call_id\": f\"CALL-{i}\", \"customer_id\": john.id, \"disposition\": "
           "\"No_Answer\"} for i in range(3)]\n"
           ">>> len(session.post_call_many(calls))\n"
           "3");
}

void add_views(SessionClass& session) {
  session.def_property_readonly("customers", view<Customer>, "The customers.")
      .def_property_readonly("phones", view<CustomerPhone>, "Their phones.")
      .def_property_readonly("loans", view<Loan>, "Their loans.")
      .def_property_readonly("vehicles", view<Vehicle>, "The loans' collateral.")
      .def_property_readonly("payments", view<Payment>, "The payments.")
      .def_property_readonly("interactions", view<Interaction>, "The contacts with them.")
      .def_property_readonly("customer_notes", view<CustomerNote>, "Notes about customers.")
      .def_property_readonly("loan_notes", view<LoanNote>, "Notes about loans.");
}

void add_oversight(SessionClass& session) {
  const auto none = py::none();
  session
      .def("dashboard", dashboard, py::kw_only(), "timeout"_a = none,
           "dashboard(self, *, timeout=None)\n--\n\nThe portfolio in numbers, from maintained counts."
           "\n\n"
           ">>> session.dashboard().total_loans\n"
           "1")
      .def("audit", audit, "customer_id"_a = 0, py::kw_only(), "timeout"_a = none,
           "audit(self, customer_id=0, *, timeout=None)\n--\n\n"
           "A customer's audit trail, the latest first; 0: what was about many."
           "\n\n"
           ">>> [(entry.actor, entry.action) for entry in session.audit(john.id)][-1]\n"
           "('tester', 'create')")
      .def(
          "cancel", [](const SessionHandle& handle) { *handle.cancelled = true; },
          "cancel(self)\n--\n\n"
          "From any thread: ends the calls of this session with crm.Cancelled, those that run and all later "
          "ones. A "
          "change that is being written is finished."
          "\n\n"
          ">>> session.cancel()\n"
          ">>> session.dashboard()\n"
          "Traceback (most recent call last):\n"
          "    ...\n"
          "crm.Cancelled: ...")
      .def("_migrate", migrate, py::kw_only(), "timeout"_a,
           "_migrate(self, *, timeout)\n--\n\nDatabase.migrate, which cancel() ends too.")
      .def("_warm_up", warm_up, py::kw_only(), "timeout"_a,
           "_warm_up(self, *, timeout)\n--\n\nDatabase.warm_up, the same.")
      .def("_health", health, py::kw_only(), "timeout"_a,
           "_health(self, *, timeout)\n--\n\nDatabase.health, the same.")
      .def_readonly("actor", &SessionHandle::actor, "Who acts, for the audit trail.")
      .def("__repr__",
           [](const SessionHandle& handle) { return py::str("Session({!r})").format(handle.actor); });
}

}  // namespace

void add_session(py::module_& module) {
  SessionClass session(module, "Session",
                       "Who asks. Light: it holds no connection. May be used by many threads at once.");
  add_before_call(session);
  add_after_call(session);
  add_views(session);
  add_oversight(session);
}

}  // namespace crm::python
