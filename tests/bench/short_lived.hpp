// What a process pays that opens the database, asks once and ends, as a script that is started for each call.
#pragma once

#include <filesystem>
#include <string>

namespace crm::bench {

// Opens, asks for the number and closes, once, on the side "library" or "raw"; prints the figures
// `nanoseconds` and `peak_kib`.
void live_shortly(const std::string& side, const std::filesystem::path& database, const std::string& number);

}  // namespace crm::bench
