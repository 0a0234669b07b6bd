// crm._core: the extension behind the package crm.
#include <pybind11/pybind11.h>

#include <crm/database.hpp>

#include "module.hpp"

#include "convert.hpp"
#include "errors.hpp"
#include "records.hpp"

PYBIND11_MODULE(_core, module) {
  namespace python = crm::python;
  pybind11::options options;
  options.disable_function_signatures();  // the docstrings begin with better ones
  module.doc() = "The library itself; use it through the package crm.";
  module.attr("__version__") = std::string(crm::version());
  python::prepare_conversions();
  python::translate_errors();
  python::add_record_types(module);
  python::add_lists(module);
  python::add_customers(module);
  python::add_owned_records(module);
  python::add_payments(module);
  python::add_session(module);
  python::add_database(module);
  python::add_process_hooks(module);
}
