// Words of the library that Python knows as members of an enum.
#pragma once

#include <pybind11/pybind11.h>

#include <string_view>

#include "convert.hpp"

namespace crm::python {

// One StrEnum of crm._enums. A word that it does not know yet stays a str.
class Words {
 public:
  explicit Words(const char* name)
      : members_(py::module_::import("crm._enums").attr(name).attr("_value2member_map_")) {}

  // A new reference.
  PyObject* of(std::string_view word) const {
    PyObject* text = to_python(word);
    if (text == nullptr) return nullptr;
    PyObject* member = PyDict_GetItem(members_.ptr(), text);
    if (member == nullptr) return text;
    Py_DECREF(text);
    return Py_NewRef(member);
  }

 private:
  py::object members_;
};

}  // namespace crm::python
