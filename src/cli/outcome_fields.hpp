// The fields of an outcome in JSON, as a person meets them.
#pragma once

#include <string>
#include <string_view>

#include <crm/post_call.hpp>

namespace crm::cli {

// A line for each.
std::string outcome_fields_help();

// As crm::outcome_from_json; a name that no field has is answered with the nearest one.
Outcome read_outcome(std::string_view json, std::string_view default_country);

}  // namespace crm::cli
