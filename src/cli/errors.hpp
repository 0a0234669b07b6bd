// Errors as crmctl shows them: an exit code for each kind, and one line on stderr.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <crm/error.hpp>

namespace crm::cli {

inline constexpr int kDone = 0, kNotFound = 1, kUsage = 2, kRejects = 10, kInternal = 70, kInterrupted = 130;

int exit_code(Code code) noexcept;

// Whether a call ended because of Ctrl-C.
bool is_interruption(const Error& error);

// The exit codes with their meanings.
std::vector<std::pair<int, std::string_view>> exit_codes();
// The same as text, a line each, for --help.
std::string exit_codes_help();

// "field: sentence"; the field is left out when there is none, and when the sentence begins with it.
std::string with_field(std::string_view field, std::string_view sentence);

// "crmctl: field: sentence" on stderr.
void print_error(std::string_view field, std::string_view sentence);
// The same for a program, in one line: {"error": {"code": "not_found", "field": "...", "message": "..."}}.
// Other members may be added.
void print_error_json(const Error& error);
// The object within, for answers in which an error takes the place of a result.
std::string error_json(const Error& error);
// "crmctl: warning: sentence" on stderr.
void print_warning(std::string_view sentence);

// Runs `action`, and puts the option's name on a value that is refused without a field's name.
template <class Action>
auto naming(std::string_view option, Action action) {
  try {
    return action();
  } catch (const Error& error) {
    if (error.code() != Code::invalid_argument || !error.field().empty()) throw;
    throw Error(error.code(), error.what(), std::string(option));
  }
}

}  // namespace crm::cli
