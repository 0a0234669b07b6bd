// Words of the library that Python knows as members of an enum.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "convert.hpp"

namespace crm::python {

// One StrEnum of crm._enums. A word that it does not know yet stays a str.
class Words {
 public:
  explicit Words(const char* name) {
    for (const py::handle member : py::module_::import("crm._enums").attr(name))
      members_.emplace_back(py::cast<std::string>(member), py::reinterpret_borrow<py::object>(member));
  }

  // A new reference.
  PyObject* of(std::string_view word) const {
    for (const auto& [known, member] : members_)
      if (known == word) return Py_NewRef(member.ptr());
    return to_python(word);
  }

 private:
  std::vector<std::pair<std::string, py::object>> members_;
};

}  // namespace crm::python
