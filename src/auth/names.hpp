// What users and keys may be called.
#pragma once

#include <string_view>

namespace crm::auth {

// 1 to 100 small letters, digits and . _ - @; Error(invalid_argument) with the field.
void check_name(std::string_view name, const char* field);

}  // namespace crm::auth
