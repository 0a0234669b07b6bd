// The immutable record types of Python: made from a list of names, filled once, read as fast as __slots__.
//
// A record holds Python values in a row behind the object's head; its type has a read-only member for each.
// Records refer to no container that could refer back to them, so the garbage collector need not know them.
// Threads: with the GIL.
#pragma once

#include <pybind11/pybind11.h>

#include <string>
#include <vector>

namespace crm::python {

namespace py = pybind11;

struct FieldShape {
  // json: the record keeps the text, and reading the field makes a new object from it.
  enum class Form { value, json };

  std::string name, doc;
  bool personal = false;  // not shown by repr()
  Form form = Form::value;
};

// Makes the type crm.<name> and puts it into the module. It lives as long as the process.
PyTypeObject* make_record_type(py::module_& module, const std::string& name, const std::string& doc,
                               std::vector<FieldShape> fields);

// A new record, whose fields are added one after another.
class RecordFiller {
 public:
  explicit RecordFiller(PyTypeObject* type);

  // Takes over a new reference; none means that a Python exception is set, which is thrown.
  void add(PyObject* value) {
    if (value == nullptr) throw py::error_already_set();
    *next_++ = value;
  }
  PyObject* finished() { return record_.release().ptr(); }

 private:
  py::object record_;
  PyObject** next_;
};

// A tuple of all that `make` makes of the items.
template <class Items, class Make>
PyObject* make_tuple(const Items& items, Make make) {
  py::tuple made(items.size());
  Py_ssize_t index = 0;
  for (const auto& item : items) {
    PyObject* value = make(item);
    if (value == nullptr) throw py::error_already_set();
    PyTuple_SET_ITEM(made.ptr(), index++, value);
  }
  return made.release().ptr();
}

}  // namespace crm::python
