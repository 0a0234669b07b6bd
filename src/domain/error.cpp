// crm::Error: the words of the codes, and which of them a caller may simply try again.
#include <crm/error.hpp>

#include <utility>

namespace crm {

std::string_view name(Code code) noexcept {
  switch (code) {
    case Code::invalid_argument:
      return "invalid_argument";
    case Code::not_found:
      return "not_found";
    case Code::conflict:
      return "conflict";
    case Code::busy:
      return "busy";
    case Code::timeout:
      return "timeout";
    case Code::cancelled:
      return "cancelled";
    case Code::unavailable:
      return "unavailable";
    case Code::unknown_outcome:
      return "unknown_outcome";
    case Code::permission:
      return "permission";
    case Code::corrupt:
      return "corrupt";
    case Code::full:
      return "full";
    case Code::schema_too_new:
      return "schema_too_new";
    case Code::schema_too_old:
      return "schema_too_old";
    case Code::key_missing:
      return "key_missing";
    case Code::buffer_too_small:
      return "buffer_too_small";
    case Code::unsupported:
      return "unsupported";
    case Code::misuse:
      return "misuse";
    case Code::no_memory:
      return "no_memory";
    case Code::internal:
      return "internal";
  }
  return "internal";  // a number from outside that is no code
}

Error::Error(Code code, std::string message, std::string field, std::string sqlstate)
    : code_(code), message_(std::move(message)), field_(std::move(field)), sqlstate_(std::move(sqlstate)) {}

bool Error::retryable() const noexcept {
  return code_ == Code::busy || code_ == Code::timeout || code_ == Code::unavailable ||
         code_ == Code::unknown_outcome;
}

}  // namespace crm
