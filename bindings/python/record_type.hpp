// The immutable record types of Python: made from a list of fields, each with its way from C++ to Python.
//
// A record shares the C++ value that it shows, and makes a field's Python value when it is read for the first
// time: a program reads few of the 200 fields of an answer, and makes them on its own thread's time. Records
// refer to nothing that could refer back to them, so the garbage collector need not know them. Threads: with
// the GIL.
#pragma once

#include <pybind11/pybind11.h>

#include <memory>
#include <string>
#include <vector>

namespace crm::python {

namespace py = pybind11;

// Keeps a record's C++ value alive: the value itself, or the answer that it is a part of.
using Owner = std::shared_ptr<const void>;

struct FieldShape {
  // json: the record keeps the text, and reading the field makes a new object from it each time.
  enum class Form { value, json };
  // Gives a new reference, or none with a Python exception set; or throws.
  using Convert = PyObject* (*)(const void* source, const Owner& owner);

  std::string name, doc;
  Convert convert = nullptr;
  bool personal = false;  // not shown by repr()
  Form form = Form::value;
};

// Makes the type crm.<name> and puts it into the module. It lives as long as the process.
PyTypeObject* make_record_type(py::module_& module, const std::string& name, const std::string& doc,
                               std::vector<FieldShape> fields);

// A new record that shows *source, which lives as long as the owner. A new reference, or throws.
PyObject* make_record(PyTypeObject* type, const void* source, Owner owner);

// The C++ values of records that are gone. To destroy them takes longer than to make a record, and needs no
// GIL: so each call destroys what was left since the one before, while it has given the GIL up.
std::vector<Owner> take_leftovers();

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
