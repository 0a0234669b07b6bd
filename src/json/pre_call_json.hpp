// The pre-call answer as JSON text, appended without a tree: the call path.
#pragma once

#include <crm/pre_call.hpp>
#include <string>

namespace crm::json {

void append_pre_call(std::string& out, const PreCall& answer);

}  // namespace crm::json
