// What the OpenAPI document says of records and of small answers.
#pragma once

#include <crm/json_writer.hpp>

namespace rest {

// The members of its components/schemas.
void append_schemas(crm::json::Writer& out);

}  // namespace rest
