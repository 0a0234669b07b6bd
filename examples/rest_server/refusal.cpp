// Errors as HTTP statuses and as the bodies that clients expect.
#include "refusal.hpp"

#include <crm/json_writer.hpp>

namespace rest {

namespace {

int status_of(const crm::Error& error) {
  switch (error.code()) {
    case crm::Code::invalid_argument:
      return 400;
    case crm::Code::not_found:
      return 404;
    case crm::Code::conflict:
      return error.field() == "version" ? 412 : 409;
    case crm::Code::permission:
      return 403;
    case crm::Code::unsupported:
    case crm::Code::key_missing:
      return 501;
    case crm::Code::full:
      return 507;
    case crm::Code::timeout:
      return 504;
    case crm::Code::busy:
    case crm::Code::cancelled:
    case crm::Code::unavailable:
    case crm::Code::unknown_outcome:
    case crm::Code::schema_too_new:
    case crm::Code::schema_too_old:
    case crm::Code::no_memory:
      return 503;
    default:
      return 500;
  }
}

// What is the operator's business is told in the log, not to clients.
std::string message_of(const crm::Error& error, int status) {
  if (status < 500) return error.what();
  if (error.code() == crm::Code::key_missing)
    return "The server has no key for social security numbers. Its operator must name a key file.";
  return status == 500 ? "The server could not do it. Tell its operator the request id."
                       : "The server cannot do it now. Try again later.";
}

std::string_view title_of(int status) {
  switch (status) {
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 412:
      return "Precondition Failed";
    case 413:
      return "Content Too Large";
    case 415:
      return "Unsupported Media Type";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 501:
      return "Not Implemented";
    case 503:
      return "Service Unavailable";
    case 504:
      return "Gateway Timeout";
    case 505:
      return "HTTP Version Not Supported";
    case 507:
      return "Insufficient Storage";
    default:
      return status < 500 ? "Error" : "Internal Server Error";
  }
}

void append_state(crm::json::Writer& out, const Refusal& refusal) {
  const std::string& message = refusal.state_message.empty() ? refusal.message : refusal.state_message;
  out.key("status").begin_object().key("type").value("error").key("message").value(message).end_object();
}

void append_origin(crm::json::Writer& out, const Refusal& refusal, std::string_view request_id) {
  out.key("code").value(refusal.code);
  if (!refusal.field.empty()) out.key("field").value(refusal.field);
  out.key("request_id").value(request_id);
}

}  // namespace

Refusal refusal_of(const crm::Error& error) {
  const int status = status_of(error);
  Refusal refusal{status, std::string(name(error.code())), message_of(error, status), error.field()};
  if (status == 503) refusal.headers.push_back({"Retry-After", "1"});
  return refusal;
}

std::string problem_body(const Refusal& refusal, std::string_view request_id) {
  std::string body;
  crm::json::Writer out(body);
  out.begin_object().key("type").value("about:blank").key("title").value(title_of(refusal.status));
  out.key("status").value(std::int64_t{refusal.status}).key("detail").value(refusal.message);
  out.key("message").value(refusal.message);
  append_origin(out, refusal, request_id);
  out.end_object();
  return body;
}

std::string outcome_error_body(const Refusal& refusal, std::string_view request_id) {
  std::string body;
  crm::json::Writer out(body);
  out.begin_object().key("success").value("False").key("message").value(refusal.message);
  append_state(out, refusal);
  append_origin(out, refusal, request_id);
  out.end_object();
  return body;
}

std::string caller_error_body(const Refusal& refusal, std::string_view request_id) {
  std::string body;
  crm::json::Writer out(body);
  out.begin_object().key("success").value("False").key("message").value(refusal.message);
  out.key("caller_details").begin_array().end_array();
  append_state(out, refusal);
  append_origin(out, refusal, request_id);
  out.end_object();
  return body;
}

}  // namespace rest
