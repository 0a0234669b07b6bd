// The library's errors as exceptions of crm._errors.
#pragma once

namespace crm::python {

// For this module alone: another extension that knows crm::Error translates its own.
void translate_errors();

}  // namespace crm::python
