// Calls for the database as a whole, for Database itself and for crm.aio, which ends them through a session.
#pragma once

#include "call.hpp"

namespace crm::python {

int migrate(const SessionHandle& caller, const Timeout& timeout);
void warm_up(const SessionHandle& caller, const Timeout& timeout);
py::object health(const SessionHandle& caller, const Timeout& timeout);

}  // namespace crm::python
