#include "convert.hpp"

#include <datetime.h>

#include <crm/error.hpp>

namespace crm::python {

namespace {

// Looked up once and kept for the life of the process.
struct PythonTypes {
  PyObject* decimal = nullptr;
  PyObject* json_dumps = nullptr;
};
PythonTypes types;

PyObject* lasting(const char* module, const char* name) {
  return py::module_::import(module).attr(name).cast<py::object>().release().ptr();
}

[[noreturn]] void refuse(const char* message) { throw Error(Code::invalid_argument, message); }

std::string_view view_of(py::handle text) {
  Py_ssize_t size = 0;
  const char* data = PyUnicode_AsUTF8AndSize(text.ptr(), &size);
  if (data != nullptr) return {data, static_cast<std::size_t>(size)};
  PyErr_Clear();
  refuse("The text is not valid Unicode.");
}

std::string_view text_of(py::handle value, const char* otherwise) {
  if (!PyUnicode_Check(value.ptr())) refuse(otherwise);
  return view_of(value);
}

PyObject* decimal_from(std::string_view text) {
  PyObject* string = to_python(text);
  if (string == nullptr) return nullptr;
  PyObject* decimal = PyObject_CallOneArg(types.decimal, string);
  Py_DECREF(string);
  return decimal;
}

// The text of an exact number; what would be rounded or is no number is refused.
std::string number_text(py::handle value) {
  if (PyFloat_Check(value.ptr()))
    refuse("A float is not exact: give a decimal.Decimal, an int or a str, such as Decimal(\"425.50\").");
  if (PyUnicode_Check(value.ptr())) return std::string(view_of(value));
  const bool number = PyLong_Check(value.ptr()) || PyObject_IsInstance(value.ptr(), types.decimal) == 1;
  if (!number || PyBool_Check(value.ptr())) refuse("The value must be a decimal.Decimal, an int or a str.");
  const py::str text(value);
  return std::string(view_of(text));
}

// The library takes a text without a zone as UTC; a Python program that writes one has taken the local time.
Instant instant_from(std::string_view text) {
  constexpr std::size_t kDate = 10;
  const Instant instant = parse_instant(text);
  if (text.find_first_of("Zz+-", kDate) == std::string_view::npos)
    refuse(
        "The text has no time zone, so it names no instant: give one with its offset, such as "
        "2026-01-31T10:30:00-05:00.");
  return instant;
}

}  // namespace

void prepare_conversions() {
  PyDateTime_IMPORT;
  if (PyDateTimeAPI == nullptr) throw py::error_already_set();
  types.decimal = lasting("decimal", "Decimal");
  types.json_dumps = lasting("json", "dumps");
}

PyObject* to_python(bool value) { return PyBool_FromLong(value); }
PyObject* to_python(std::int64_t value) { return PyLong_FromLongLong(value); }
PyObject* to_python(std::string_view value) {
  return PyUnicode_DecodeUTF8(value.data(), static_cast<Py_ssize_t>(value.size()), nullptr);
}

PyObject* to_python(const Money& value) {
  std::string text;
  value.append_to(text);
  return decimal_from(text);
}

PyObject* to_python(const Decimal& value) { return decimal_from(value.to_string()); }

PyObject* to_python(Currency value) { return to_python(value.code()); }

PyObject* to_python(Date value) {
  return PyDate_FromDate(static_cast<int>(value.year()),
                         static_cast<int>(static_cast<unsigned>(value.month())),
                         static_cast<int>(static_cast<unsigned>(value.day())));
}

PyObject* to_python(Instant value) {
  const auto day = std::chrono::floor<std::chrono::days>(value);
  const Date date(day);
  const std::chrono::hh_mm_ss time(value - day);
  return PyDateTimeAPI->DateTime_FromDateAndTime(
      static_cast<int>(date.year()), static_cast<int>(static_cast<unsigned>(date.month())),
      static_cast<int>(static_cast<unsigned>(date.day())), static_cast<int>(time.hours().count()),
      static_cast<int>(time.minutes().count()), static_cast<int>(time.seconds().count()),
      static_cast<int>(time.subseconds().count()), PyDateTimeAPI->TimeZone_UTC, PyDateTimeAPI->DateTimeType);
}

PyObject* to_python(const std::vector<std::string>& value) {
  PyObject* tuple = PyTuple_New(static_cast<Py_ssize_t>(value.size()));
  if (tuple == nullptr) return nullptr;
  Py_ssize_t index = 0;
  for (const std::string& item : value) {
    PyObject* text = to_python(std::string_view(item));
    if (text == nullptr) {
      Py_DECREF(tuple);
      return nullptr;
    }
    PyTuple_SET_ITEM(tuple, index++, text);
  }
  return tuple;
}

void from_python(py::handle value, const Reading&, bool& out) {
  if (!PyBool_Check(value.ptr())) refuse("The value must be True or False.");
  out = value.ptr() == Py_True;
}

void from_python(py::handle value, const Reading&, std::int64_t& out) {
  if (!PyLong_Check(value.ptr()) || PyBool_Check(value.ptr())) refuse("The value must be an int.");
  int overflow = 0;
  out = PyLong_AsLongLongAndOverflow(value.ptr(), &overflow);
  if (overflow != 0) refuse("The number is too large.");
}

void from_python(py::handle value, const Reading&, std::string& out) {
  out = text_of(value, "The value must be a str.");
}

void from_python(py::handle value, const Reading& how, Money& out) {
  out = Money::parse(number_text(value), how.currency);
}

void from_python(py::handle value, const Reading&, Decimal& out) { out = Decimal::parse(number_text(value)); }

void from_python(py::handle value, const Reading&, Currency& out) {
  out = Currency::parse(text_of(value, "A currency is a str, such as \"USD\"."));
}

void from_python(py::handle value, const Reading&, Date& out) {
  if (PyUnicode_Check(value.ptr())) {
    out = parse_date(view_of(value));
    return;
  }
  if (!PyDate_Check(value.ptr()) || PyDateTime_Check(value.ptr()))
    refuse("The value must be a datetime.date, or a str such as \"2026-01-31\".");
  out = Date(std::chrono::year(PyDateTime_GET_YEAR(value.ptr())),
             std::chrono::month(static_cast<unsigned>(PyDateTime_GET_MONTH(value.ptr()))),
             std::chrono::day(static_cast<unsigned>(PyDateTime_GET_DAY(value.ptr()))));
}

void from_python(py::handle value, const Reading&, Instant& out) {
  if (PyUnicode_Check(value.ptr())) {
    out = instant_from(view_of(value));
    return;
  }
  if (!PyDateTime_Check(value.ptr())) refuse("The value must be a datetime.datetime with a time zone.");
  // Asked for this very instant: a zone may have no offset to tell.
  if (value.attr("utcoffset")().is_none())
    refuse(
        "The datetime has no time zone, so it names no instant: give an aware one, such as "
        "datetime.now(timezone.utc).");
  out = parse_instant(view_of(py::str(value.attr("isoformat")())));
}

void from_python(py::handle value, const Reading& how, PhoneNumber& out) {
  out = PhoneNumber::parse(text_of(value, "A phone number must be a str."), how.default_country);
}

void from_python(py::handle value, const Reading&, Ssn& out) {
  out = Ssn::parse(text_of(value, "A social security number must be a str."));
}

void from_python(py::handle value, const Reading&, JsonObject& out) {
  if (!PyDict_Check(value.ptr())) refuse("The value must be a dict.");
  PyObject* text = PyObject_CallOneArg(types.json_dumps, value.ptr());
  if (text == nullptr) {
    PyErr_Clear();
    refuse("The dict must hold only what JSON knows.");
  }
  out.text = view_of(py::reinterpret_steal<py::object>(text));
}

void from_python(py::handle value, const Reading& how, std::vector<std::string>& out) {
  if (PyUnicode_Check(value.ptr()) || !PySequence_Check(value.ptr()))
    refuse("The value must be a list or a tuple of str.");
  for (const py::handle item : value) from_python(item, how, out.emplace_back());
}

}  // namespace crm::python
