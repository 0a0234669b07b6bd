// What the views of a session's records share: s.loans, s.phones and so on.
#pragma once

#include <crm/records.hpp>

#include "call.hpp"
#include "list.hpp"

namespace crm::python {

// A view of the records of one kind.
template <class R>
struct View {
  SessionHandle session;
};

using Version = std::optional<std::int64_t>;  // the one that the caller saw; none: any

template <class R>
constexpr bool has_currency = requires(R record) {
  record.currency;
};

// Whether the fields hold an amount whose currency only the record itself tells.
template <class R>
bool needs_currency(const py::dict& named) {
  if (!has_currency<R> || named.contains("currency")) return false;
  bool needed = false;
  for (const auto& [name, value] : named)
    with_member<R>(py::cast<std::string_view>(name), [&](auto member, auto) {
      using T = std::remove_cvref_t<decltype(std::declval<R>().*member())>;
      needed = needed || std::is_same_v<T, Money> || std::is_same_v<T, std::optional<Money>>;
    });
  return needed;
}

// The fields of an update; amounts are in the record's currency when they name no other. get: reads the
// record.
template <class R, class Get>
typename R::Fields changes_from(const SessionHandle& session, const Timeout& timeout, const py::dict& named,
                                Get get) {
  Currency currency;
  if constexpr (has_currency<R>) {
    if (needs_currency<R>(named)) {
      const std::optional<R> record = call(session, timeout, get);
      if (record) currency = record->currency;
    }
  }
  return fields_from<R>(named, session.country(), currency);
}

template <class R>
py::object create_owned(const View<R>& view, std::int64_t owner, const IdempotencyKey& key,
                        const Timeout& timeout, const py::kwargs& named) {
  const auto fields = fields_from<R>(named, view.session.country());
  return object_of(call(view.session, timeout,
                        [&](Session& session) { return Owned<R>(session).create({owner}, fields, key); }));
}

template <class R>
py::object get_owned(const View<R>& view, std::int64_t owner, std::int64_t id, const Timeout& timeout) {
  return object_of(call(view.session, timeout, [&](Session& session) {
    return Owned<R>(session).get({{owner}, {id}});
  }));
}

template <class R>
py::object update_owned(const View<R>& view, std::int64_t owner, std::int64_t id, const Version& version,
                        const Timeout& timeout, const py::kwargs& named) {
  const Key<R> key{{owner}, {id}};
  const auto fields = changes_from<R>(view.session, timeout, named,
                                      [&](Session& session) { return Owned<R>(session).get(key); });
  return object_of(call(view.session, timeout,
                        [&](Session& session) { return Owned<R>(session).update(key, fields, version); }));
}

template <class R>
void delete_owned(const View<R>& view, std::int64_t owner, std::int64_t id, const Version& version,
                  const Timeout& timeout) {
  call(view.session, timeout, [&](Session& session) { Owned<R>(session).remove({{owner}, {id}}, version); });
}

template <class R>
std::shared_ptr<List> list_owned(const View<R>& view, std::int64_t owner, const Timeout& timeout) {
  return list_of<R>(view.session, timeout, [owner](Session& session, const PageRequest& page) {
    return Owned<R>(session).list({owner}, page);
  });
}

// create, get, update and delete, which every owned record has.
template <class R>
py::class_<View<R>> add_view(py::module_& module, const char* name, const char* doc) {
  using namespace py::literals;
  const auto none = py::none();
  py::class_<View<R>> view(module, name, doc);
  view.def("create", create_owned<R>, "owner"_a, py::pos_only(), py::kw_only(), "idempotency_key"_a = none,
           "timeout"_a = none,
           "create(self, customer_id, /, *, idempotency_key=None, timeout=None, **fields)\n--\n\n"
           "Makes a record of this customer's from the fields that are named. The same idempotency_key again "
           "gives the record that was made then; with other content it is crm.Conflict.")
      .def("get", get_owned<R>, "owner"_a, "record"_a, py::pos_only(), py::kw_only(), "timeout"_a = none,
           "get(self, customer_id, id, /, *, timeout=None)\n--\n\nThe record, or None.")
      .def("update", update_owned<R>, "owner"_a, "record"_a, py::pos_only(), py::kw_only(),
           "version"_a = none, "timeout"_a = none,
           "update(self, customer_id, id, /, *, version=None, timeout=None, **fields)\n--\n\n"
           "Changes the fields that are named. version: the one you saw; another one now is crm.Conflict.")
      .def("delete", delete_owned<R>, "owner"_a, "record"_a, py::pos_only(), py::kw_only(),
           "version"_a = none, "timeout"_a = none,
           "delete(self, customer_id, id, /, *, version=None, timeout=None)\n--\n\nDeletes the record.");
  return view;
}

// The same with the plain list of a customer's records.
template <class R>
py::class_<View<R>> add_listed_view(py::module_& module, const char* name, const char* doc) {
  using namespace py::literals;
  auto view = add_view<R>(module, name, doc);
  view.def("list", list_owned<R>, "customer_id"_a, py::kw_only(), "timeout"_a = py::none(),
           "list(self, customer_id, *, timeout=None)\n--\n\nThe customer's, in order of id.");
  return view;
}

}  // namespace crm::python
