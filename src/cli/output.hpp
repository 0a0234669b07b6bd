// What crmctl prints. Texts from the database were once typed by somebody: a terminal must not obey them.
#pragma once

#include <string>
#include <string_view>

namespace crm::cli {

// The text without control characters (ASCII's, and U+0080 to U+009F), with a blank in their place.
std::string printable(std::string_view text);

// JSON text whose control characters are escaped, all of them: it says the same, and can be shown.
std::string printable_json(std::string_view json);

// CSV for the standard output: as it is, or on a terminal without control characters but its line ends.
std::string shown_csv(std::string csv);

// To stdout. Throws Error(full), or unavailable, when it cannot be written.
void print(std::string_view text);

}  // namespace crm::cli
