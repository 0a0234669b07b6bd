// Pages, versions and small answers.
#include "answers.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>

#include "service.hpp"

namespace rest {

namespace {

std::int64_t whole_number(std::string_view text, std::string_view name) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size())
    throw crm::Error(crm::Code::invalid_argument, std::string(name) + " must be a whole number.",
                     std::string(name));
  return number;
}

// Whether a list of tags has the version's, weak or not, as RFC 9110, section 13.1.1 has them: "1", W/"2".
bool names_version(std::string_view tags, std::string_view version) {
  while (!tags.empty()) {
    const std::size_t end = std::min(tags.find(','), tags.size());
    std::string_view tag = tags.substr(0, end);
    tags.remove_prefix(std::min(end + 1, tags.size()));
    while (tag.starts_with(' ')) tag.remove_prefix(1);
    while (tag.ends_with(' ')) tag.remove_suffix(1);
    if (tag.starts_with("W/")) tag.remove_prefix(2);
    if (tag.size() > 2 && tag.front() == '"' && tag.back() == '"') tag = tag.substr(1, tag.size() - 2);
    if (tag == version) return true;
  }
  return false;
}

}  // namespace

Answer done(std::string_view message) {
  Answer answer;
  crm::json::Writer(answer.body).begin_object().key("message").value(message).end_object();
  return answer;
}

Answer created(std::string_view message, std::int64_t id) {
  Answer answer{201};
  crm::json::Writer out(answer.body);
  out.begin_object().key("message").value(message).key("id").value(id).end_object();
  return answer;
}

std::optional<std::int64_t> number_parameter(const Exchange& exchange, std::string_view name) {
  const std::string_view text = exchange.parameter(name);
  return text.empty() ? std::nullopt : std::optional(whole_number(text, name));
}

crm::PageRequest page_in(const Exchange& exchange) {
  const std::int64_t limit = number_parameter(exchange, "limit").value_or(1000);
  if (limit < 1 || limit > 1000)
    throw crm::Error(crm::Code::invalid_argument, "limit must be from 1 to 1000.", "limit");
  return {static_cast<std::size_t>(limit), std::string(exchange.parameter("after"))};
}

void tell_next(Exchange& exchange, const std::optional<std::string>& next) {
  if (!next) return;
  std::string link = "<" + exchange.request.target.substr(0, exchange.request.target.find('?')) + "?";
  for (const auto& [name, value] : exchange.target.query)
    if (name != "after") link += http::encoded(name) + "=" + http::encoded(value) + "&";
  exchange.headers.push_back({"Link", link + "after=" + http::encoded(*next) + ">; rel=\"next\""});
}

crm::ExpectedVersion expected_version(const Exchange& exchange, std::int64_t version) {
  const std::string_view tags = exchange.request.header("if-match");
  if (tags.empty() || tags == "*") return {};
  if (!names_version(tags, std::to_string(version)))
    throw crm::Error(crm::Code::conflict, "If-Match names another version: read the record again.",
                     "version");
  return version;
}

void tell_version(Exchange& exchange, std::int64_t version) {
  exchange.headers.push_back({"ETag", "\"" + std::to_string(version) + "\""});
}

void tell_version_in_part(Exchange& exchange, std::int64_t version) {
  exchange.headers.push_back({"ETag", "W/\"" + std::to_string(version) + "\""});
}

crm::IdempotencyKey idempotency_key(const Exchange& exchange) {
  const std::string_view key = exchange.request.header("idempotency-key");
  if (key.empty()) return {};
  return exchange.who.actor + "/" + std::string(key);  // no actor's name has a slash
}

crm::Customer require_customer(Exchange& exchange) {
  auto customer = exchange.session.customers().get({exchange.id(0)});
  if (!customer) throw not_found("Customer not found");
  return std::move(*customer);
}

std::string timestamp() {
  const auto now = std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
  return crm::to_string(now).substr(0, 26);
}

bool is_true(std::string_view text) { return text == "true" || text == "1" || text == "yes"; }

std::string revealed_ssn(Exchange& exchange, const crm::Customer& customer) {
  if (!exchange.who.rights.has(crm::Right::personal) || !customer.ssn) return {};
  const std::string reason = "read over HTTP, request " + std::string(exchange.request_id);
  try {
    return exchange.session.customers().reveal_ssn(customer.id, reason).value_or("");
  } catch (const crm::Error& error) {
    if (error.code() != crm::Code::key_missing) throw;
    return {};  // the rest of the record is wanted all the same
  }
}

Showing showing(const Exchange& exchange) { return {exchange.service.settings().default_country()}; }

}  // namespace rest
