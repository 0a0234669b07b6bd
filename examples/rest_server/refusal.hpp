// What a handler throws when there is no answer but an error; crm::Error becomes one too.
#pragma once

#include <string>
#include <vector>

#include <crm/error.hpp>

#include "http/message.hpp"

namespace rest {

struct Refusal {
  int status = 400;
  std::string code;             // "not_found"
  std::string message;          // a sentence without personal data
  std::string field{};          // at fault, or empty
  std::string state_message{};  // of the contract's `status` object, where it differs from message
  std::vector<http::Header> headers{};
};

Refusal refusal_of(const crm::Error& error);
inline Refusal not_found(std::string message) { return {404, "not_found", std::move(message)}; }
inline Refusal bad_request(std::string message) { return {400, "invalid_argument", std::move(message)}; }

// How a route of the contract tells of errors.
using ErrorBody = std::string (*)(const Refusal& refusal, std::string_view request_id);

// RFC 9457, with the `message` that clients of the contract show.
std::string problem_body(const Refusal& refusal, std::string_view request_id);
// {"success": "False", "message": …, "status": {"type": "error", "message": …}}
std::string outcome_error_body(const Refusal& refusal, std::string_view request_id);
// The same, with "caller_details": [].
std::string caller_error_body(const Refusal& refusal, std::string_view request_id);

}  // namespace rest
