// The library's values as Python's, and back.
//
//   Money, Decimal   decimal.Decimal; never a float        PhoneNumber, Currency, Ssn (masked)   str
//   Date             datetime.date                         ids                                   int
//   Instant          datetime.datetime, aware, UTC         what is absent                        None
//
// to_python gives a new reference, or none with a Python exception set. from_python throws
// Error(invalid_argument) without the field's name and without the value. Threads: with the GIL.
#pragma once

#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <crm/values.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crm::python {

namespace py = pybind11;

// Once, before anything else.
void prepare_conversions();

PyObject* to_python(bool value);
PyObject* to_python(std::int64_t value);
PyObject* to_python(std::string_view value);
PyObject* to_python(const Money& value);
PyObject* to_python(const Decimal& value);
PyObject* to_python(Currency value);
PyObject* to_python(Date value);
PyObject* to_python(Instant value);
PyObject* to_python(const std::vector<std::string>& value);
inline PyObject* to_python(const std::string& value) { return to_python(std::string_view(value)); }
inline PyObject* to_python(const PhoneNumber& value) { return to_python(std::string_view(value.e164())); }
inline PyObject* to_python(const Ssn& value) { return to_python(std::string_view(value.masked())); }
inline PyObject* to_python(const JsonObject& value) { return to_python(std::string_view(value.text)); }
template <class R>
PyObject* to_python(Id<R> id) {
  return to_python(id.value);
}
template <class T>
PyObject* to_python(const std::optional<T>& value) {
  if (value) return to_python(*value);
  Py_RETURN_NONE;
}

// How values from Python are read.
struct Reading {
  std::string_view default_country;  // of national phone numbers
  Currency currency;                 // of amounts
};

void from_python(py::handle value, const Reading& how, bool& out);
void from_python(py::handle value, const Reading& how, std::int64_t& out);
void from_python(py::handle value, const Reading& how, std::string& out);
void from_python(py::handle value, const Reading& how, Money& out);
void from_python(py::handle value, const Reading& how, Decimal& out);
void from_python(py::handle value, const Reading& how, Currency& out);
void from_python(py::handle value, const Reading& how, Date& out);
void from_python(py::handle value, const Reading& how, Instant& out);
void from_python(py::handle value, const Reading& how, PhoneNumber& out);
void from_python(py::handle value, const Reading& how, Ssn& out);
void from_python(py::handle value, const Reading& how, JsonObject& out);
void from_python(py::handle value, const Reading& how, std::vector<std::string>& out);
template <class R>
void from_python(py::handle value, const Reading& how, Id<R>& out) {
  from_python(value, how, out.value);
}
template <class T>
void from_python(py::handle value, const Reading& how, std::optional<T>& out) {
  if (value.is_none()) {
    out.reset();
  } else {
    from_python(value, how, out.emplace());
  }
}

}  // namespace crm::python
