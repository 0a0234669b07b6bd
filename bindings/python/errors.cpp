#include "errors.hpp"

#include <pybind11/pybind11.h>

#include <crm/error.hpp>

namespace crm::python {

namespace py = pybind11;

namespace {

void raise(const Error& error) {
  const py::object make = py::module_::import("crm._errors").attr("_make");
  const py::object made =
      make(std::string(name(error.code())), error.what(), error.field(), error.sqlstate());
  PyErr_SetObject(reinterpret_cast<PyObject*>(Py_TYPE(made.ptr())), made.ptr());
}

}  // namespace

void translate_errors() {
  py::register_local_exception_translator([](std::exception_ptr thrown) {
    try {
      std::rethrow_exception(thrown);
    } catch (const Error& error) {
      try {
        raise(error);
      } catch (py::error_already_set& other) {
        other.restore();
      }
    }
  });
}

}  // namespace crm::python
