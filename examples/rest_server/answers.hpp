// What handlers have in common: pages, versions, small answers.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <crm/json_writer.hpp>
#include <crm/page.hpp>
#include <crm/records.hpp>

#include "route.hpp"
#include "shape.hpp"

namespace rest {

// {"message": …}
Answer done(std::string_view message);
// 201 {"message": …, "id": …}
Answer created(std::string_view message, std::int64_t id);

// "limit" and "after"; without them the first 1,000.
crm::PageRequest page_in(const Exchange& exchange);
// Says in the Link header where the next page is.
void tell_next(Exchange& exchange, const std::optional<std::string>& next);

// What If-Match demands of a record that has this version now; none: nothing. When no tag is that version's:
// Error(conflict), 412.
crm::ExpectedVersion expected_version(const Exchange& exchange, std::int64_t version);
// As the ETag, which If-Match takes.
void tell_version(Exchange& exchange, std::int64_t version);
// Of an answer that holds more than the record: a weak tag, which If-Match takes too.
void tell_version_in_part(Exchange& exchange, std::int64_t version);

// The Idempotency-Key that the client sent, as the caller's own: another one's same key is another key.
crm::IdempotencyKey idempotency_key(const Exchange& exchange);

// Now, without the zone, as the contract writes instants.
std::string timestamp();

// The customer whose id stands first in the path; Refusal 404.
crm::Customer require_customer(Exchange& exchange);

// A query parameter that is a whole number; none: it was not said.
std::optional<std::int64_t> number_parameter(const Exchange& exchange, std::string_view name);
bool is_true(std::string_view text);

// The nine digits, when the caller may see them; leaves an audit row. Empty: not to be shown.
std::string revealed_ssn(Exchange& exchange, const crm::Customer& customer);

Showing showing(const Exchange& exchange);

template <class R>
void append_object(crm::json::Writer& out, const Shape<R>& shape, const R& record, const Showing& how) {
  out.begin_object();
  shape.append(out, record, how);
  out.end_object();
}

template <class R>
Answer list_of(Exchange& exchange, const crm::Page<R>& page, const Shape<R>& shape) {
  Answer answer;
  crm::json::Writer out(answer.body);
  out.begin_array();
  for (const R& record : page.items) append_object(out, shape, record, showing(exchange));
  out.end_array();
  tell_next(exchange, page.next);
  return answer;
}

}  // namespace rest
