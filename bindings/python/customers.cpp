// The customers, as session.customers.
#include <crm/records.hpp>

#include "module.hpp"
#include "owned.hpp"

namespace crm::python {

namespace {

using namespace py::literals;
using Customers = View<Customer>;

py::object create(const Customers& view, const IdempotencyKey& key, const Timeout& timeout,
                  const py::kwargs& named) {
  const auto fields = fields_from<Customer>(named, view.session.country());
  return object_of(
      call(view.session, timeout, [&](Session& session) { return session.customers().create(fields, key); }));
}

py::object get(const Customers& view, std::int64_t id, const Timeout& timeout) {
  return object_of(
      call(view.session, timeout, [&](Session& session) { return session.customers().get({id}); }));
}

py::object find_account(const Customers& view, std::string_view account, const Timeout& timeout) {
  return object_of(call(view.session, timeout,
                        [&](Session& session) { return session.customers().find_account(account); }));
}

py::object find_external(const Customers& view, std::string_view id, const Timeout& timeout) {
  return object_of(
      call(view.session, timeout, [&](Session& session) { return session.customers().find_external(id); }));
}

py::list find_ssn(const Customers& view, std::string_view number, const Timeout& timeout) {
  Ssn ssn;
  naming("ssn", [&] { ssn = Ssn::parse(number); });
  py::list found;
  for (const Customer& customer :
       call(view.session, timeout, [&](Session& session) { return session.customers().find_ssn(ssn); }))
    found.append(object_of(customer));
  return found;
}

py::object update(const Customers& view, std::int64_t id, const Version& version, const Timeout& timeout,
                  const py::kwargs& named) {
  const auto fields = changes_from<Customer>(view.session, timeout, named,
                                             [&](Session& session) { return session.customers().get({id}); });
  return object_of(call(view.session, timeout,
                        [&](Session& session) { return session.customers().update({id}, fields, version); }));
}

void remove(const Customers& view, std::int64_t id, const Version& version, const Timeout& timeout) {
  call(view.session, timeout, [&](Session& session) { session.customers().remove({id}, version); });
}

void erase(const Customers& view, std::int64_t id, std::string_view reason, const Timeout& timeout) {
  call(view.session, timeout, [&](Session& session) { session.customers().erase({id}, reason); });
}

std::optional<std::string> reveal_ssn(const Customers& view, std::int64_t id, std::string_view reason,
                                      const Timeout& timeout) {
  return call(view.session, timeout,
              [&](Session& session) { return session.customers().reveal_ssn({id}, reason); });
}

std::shared_ptr<List> list(const Customers& view, const std::optional<std::string>& phone,
                           const std::optional<std::string>& account_prefix,
                           const std::optional<std::string>& name_prefix,
                           const std::optional<std::string>& first_name_prefix, const Timeout& timeout) {
  CustomerFilter filter{{}, account_prefix, name_prefix, first_name_prefix};
  if (phone) naming("phone", [&] { filter.phone = PhoneNumber::parse(*phone, view.session.country()); });
  return list_of<Customer>(view.session, timeout, [filter](Session& session, const PageRequest& page) {
    return session.customers().list(filter, page);
  });
}

void add_changes(py::class_<Customers>& customers) {
  const auto none = py::none();
  customers
      .def("create", create, py::kw_only(), "idempotency_key"_a = none, "timeout"_a = none,
           "create(self, *, idempotency_key=None, timeout=None, **fields)\n--\n\n"
           "Makes a customer from the fields that are named. The same idempotency_key again gives the "
           "customer "
           "that was made then; with other content it is crm.Conflict.\n\n"
           ">>> sarah = session.customers.create(first_name=\"Sarah\", state=\"CA\", "
           "monthly_income=\"4100.50\")\n"
           ">>> sarah.monthly_income\n"
           "Decimal('4100.50')\n"
           ">>> sarah\n"
           "Customer(id=..., version=1, first_name=***, state='CA', ...)")
      .def("update", update, "record"_a, py::pos_only(), py::kw_only(), "version"_a = none,
           "timeout"_a = none,
           "update(self, id, /, *, version=None, timeout=None, **fields)\n--\n\n"
           "Changes the fields that are named. version: the one you saw; another one now is crm.Conflict.\n\n"
           ">>> session.customers.update(john.id, city=\"Boston\", version=john.version).version\n"
           "2\n"
           ">>> session.customers.update(john.id, city=\"Salem\", version=john.version)\n"
           "Traceback (most recent call last):\n"
           "    ...\n"
           "crm.Conflict: ...")
      .def("delete", remove, "record"_a, py::pos_only(), py::kw_only(), "version"_a = none,
           "timeout"_a = none,
           "delete(self, id, /, *, version=None, timeout=None)\n--\n\n"
           "Deletes a customer without loans and interactions; erase() takes the whole record."
           "\n\n"
           ">>> nobody = session.customers.create()\n"
           ">>> session.customers.delete(nobody.id, version=nobody.version)")
      .def("erase", erase, "record"_a, py::pos_only(), "reason"_a = "", py::kw_only(), "timeout"_a = none,
           "erase(self, id, /, reason='', *, timeout=None)\n--\n\n"
           "Deletes the customer and everything of theirs. The reason stays and must not say who they were."
           "\n\n"
           ">>> session.customers.erase(john.id, \"asked to be forgotten\")\n"
           ">>> session.customers.get(john.id) is None\n"
           "True")
      .def("reveal_ssn", reveal_ssn, "record"_a, py::pos_only(), "reason"_a, py::kw_only(),
           "timeout"_a = none,
           "reveal_ssn(self, id, /, reason, *, timeout=None)\n--\n\n"
           "The nine digits, or None. The reason goes into the audit trail."
           "\n\n"
           ">>> john.ssn\n"
           "'***-**-6789'\n"
           ">>> session.customers.reveal_ssn(john.id, \"proof of identity\")\n"
           "'123456789'");
}

void add_questions(py::class_<Customers>& customers) {
  const auto none = py::none();
  customers
      .def("get", get, "record"_a, py::pos_only(), py::kw_only(), "timeout"_a = none,
           "get(self, id, /, *, timeout=None)\n--\n\nThe customer, or None."
           "\n\n"
           ">>> session.customers.get(john.id).first_name\n"
           "'John'\n"
           ">>> session.customers.get(99) is None\n"
           "True")
      .def("find_account", find_account, "account_number"_a, py::pos_only(), py::kw_only(),
           "timeout"_a = none,
           "find_account(self, account_number, /, *, timeout=None)\n--\n\nThe customer, or None."
           "\n\n"
           ">>> session.customers.find_account(\"1234567890\") == john\n"
           "True")
      .def("find_external", find_external, "external_id"_a, py::pos_only(), py::kw_only(), "timeout"_a = none,
           "find_external(self, external_id, /, *, timeout=None)\n--\n\nThe customer, or None."
           "\n\n"
           ">>> session.customers.find_external(\"EXT-7\") is None\n"
           "True")
      .def("find_ssn", find_ssn, "ssn"_a, py::pos_only(), py::kw_only(), "timeout"_a = none,
           "find_ssn(self, ssn, /, *, timeout=None)\n--\n\nAt most 100 customers, in order of id. Needs the "
           "key."
           "\n\n"
           ">>> [customer.id == john.id for customer in session.customers.find_ssn(\"123-45-6789\")]\n"
           "[True]")
      .def("list", list, py::kw_only(), "phone"_a = none, "account_prefix"_a = none, "name_prefix"_a = none,
           "first_name_prefix"_a = none, "timeout"_a = none,
           "list(self, *, phone=None, account_prefix=None, name_prefix=None, first_name_prefix=None, "
           "timeout=None)\n--\n\n"
           "Customers, in order of id, account number or name. name_prefix: \"last name, first name\"."
           "\n\n"
           ">>> [customer.first_name for customer in session.customers.list(name_prefix=\"doe\")]\n"
           "['John']\n"
           ">>> [customer.first_name for customer in session.customers.list(phone=\"555-123-4567\", "
           "account_prefix=\"12\")]\n"
           "['John']");
}

}  // namespace

void add_customers(py::module_& module) {
  py::class_<Customers> customers(module, "Customers", "The customers, as session.customers.");
  add_changes(customers);
  add_questions(customers);
}

}  // namespace crm::python
