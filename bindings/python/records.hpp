// Records and answers as Python objects, and keyword arguments as a record's fields.
#pragma once

#include <crm/audit.hpp>
#include <crm/dashboard.hpp>
#include <crm/database.hpp>
#include <crm/error.hpp>
#include <crm/post_call.hpp>
#include <crm/pre_call.hpp>
#include <string>
#include <type_traits>

#include "convert.hpp"
#include "members.hpp"
#include "record_type.hpp"

namespace crm::python {

// Makes every record type and puts it into the module.
void add_record_types(py::module_& module);

// The type of the records that show an R: a record of Members, or an answer.
template <class R>
inline PyTypeObject* type_of = nullptr;

// A record that shows a part of what the owner keeps. A new reference, or throws.
template <class R>
PyObject* make_part(const R& part, const Owner& owner) {
  return make_record(type_of<R>, &part, owner);
}

template <class R>
py::object object_of(R value) {
  auto owner = std::make_shared<const R>(std::move(value));
  const R* source = owner.get();
  return py::reinterpret_steal<py::object>(make_record(type_of<R>, source, std::move(owner)));
}
template <class R>
py::object object_of(std::optional<R> value) {
  return value ? object_of(std::move(*value)) : py::none();
}

// Runs `action` and puts the field's name on whatever it refuses.
template <class Action>
void naming(std::string_view field, Action action) {
  try {
    action();
  } catch (const Error& error) {
    if (!error.field().empty()) throw;
    throw Error(error.code(), std::string(field) + ": " + error.what(), std::string(field));
  }
}

// The currency among the named fields, else the other one.
Currency currency_among(const py::dict& named, Currency otherwise);

[[noreturn]] void refuse_field(std::string_view name, const char* why);

// Finds the member called `name` and gives visit(member, change); false: there is none.
template <class R, class Visit>
bool with_member(std::string_view name, Visit visit) {
  bool found = false;
  Members<R>::each([&](std::string_view known, auto member, auto change) {
    if (found || known != name) return;
    found = true;
    visit(member, change);
  });
  return found;
}

template <class R>
void take_field(typename R::Fields& fields, std::string_view name, py::handle value, const Reading& how) {
  const bool known = with_member<R>(name, [&](auto member, auto change) {
    if constexpr (std::is_null_pointer_v<decltype(change)>) {
      refuse_field(name, "is set by the library.");
    } else {
      std::remove_cvref_t<decltype(std::declval<R>().*member())> read{};
      naming(name, [&] { from_python(value, how, read); });
      fields.*change = std::move(read);
    }
  });
  if (!known) refuse_field(name, "is no field of this record.");
}

// The fields that a caller names, for create and update. otherwise: the currency of amounts when none is
// named.
template <class R>
typename R::Fields fields_from(const py::dict& named, std::string_view default_country,
                               Currency otherwise = {}) {
  typename R::Fields fields;
  const Reading how{default_country, currency_among(named, otherwise)};
  for (const auto& [name, value] : named) take_field<R>(fields, py::cast<std::string_view>(name), value, how);
  return fields;
}

// `customer` and `loan` are dicts of their fields.
Outcome outcome_from(const py::dict& named, std::string_view default_country);

}  // namespace crm::python
