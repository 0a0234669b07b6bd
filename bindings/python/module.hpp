// What each file puts into the module.
#pragma once

#include <pybind11/pybind11.h>

namespace crm::python {

void add_lists(pybind11::module_& module);
void add_customers(pybind11::module_& module);
void add_owned_records(pybind11::module_& module);
void add_payments(pybind11::module_& module);
void add_session(pybind11::module_& module);
void add_database(pybind11::module_& module);
void add_process_hooks(pybind11::module_& module);

}  // namespace crm::python
