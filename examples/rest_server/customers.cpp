// /api/customers
#include "answers.hpp"
#include "body.hpp"
#include "handlers.hpp"
#include "service.hpp"
#include "shapes.hpp"

namespace rest {

namespace {

crm::CustomerFilter filter_in(const Exchange& exchange) {
  const auto text = [&](std::string_view name) {
    const std::string_view said = exchange.parameter(name);
    return said.empty() ? std::nullopt : std::optional(std::string(said));
  };
  crm::CustomerFilter filter{.account_prefix = text("account"), .name_prefix = text("name")};
  if (const auto phone = text("phone"))
    filter.phone = crm::PhoneNumber::parse(*phone, exchange.service.settings().default_country());
  return filter;
}

// The parameters are shorter than the filter's names.
crm::Page<crm::Customer> page_of(Exchange& exchange) {
  try {
    return exchange.session.customers().list(filter_in(exchange), page_in(exchange));
  } catch (const crm::Error& error) {
    if (error.field() == "account_prefix") throw under_name(error, "account");
    if (error.field() == "name_prefix") throw under_name(error, "name");
    throw;
  }
}

crm::CustomerFields fields_of(const Exchange& exchange, const Value& body,
                              const crm::Customer* stored = nullptr) {
  Reading reading{exchange.service.settings().default_country()};
  if (exchange.who.rights.has(crm::Right::personal)) reading.no_ssn = Nothing::clears;
  return fields_in(body, shapes::customer_writable(), reading, stored);
}

template <class R>
void append_all(crm::json::Writer& out, std::string_view name, const std::vector<R>& records,
                const Shape<R>& shape, const Showing& how) {
  out.key(name).begin_array();
  for (const R& record : records) append_object(out, shape, record, how);
  out.end_array();
}

}  // namespace

Answer list_customers(Exchange& exchange) {
  return list_of(exchange, page_of(exchange), shapes::customer_row());
}

Answer create_customer(Exchange& exchange) {
  const Value body = read_object(exchange.request.body);  // nothing is required
  const crm::Customer made = in_words_of(body, [&] {
    return exchange.session.customers().create(fields_of(exchange, body), idempotency_key(exchange));
  });
  tell_version(exchange, made.version);
  return created("Customer created successfully", made.id.value);
}

Answer show_customer(Exchange& exchange) {
  const crm::Customer customer = require_customer(exchange);
  const crm::CustomerId id = customer.id;
  const std::string ssn = revealed_ssn(exchange, customer);
  Showing how = showing(exchange);
  how.ssn = ssn;
  Answer answer;
  crm::json::Writer out(answer.body);
  out.begin_object();
  shapes::customer_detail().append(out, customer, how);
  append_all(out, "loans", exchange.session.loans().list(id, {1000}).items, shapes::loan_of_customer(), how);
  append_all(out, "interactions", exchange.session.interactions().list({.customer_id = id}, {1000}).items,
             shapes::interaction_of_customer(), how);
  out.end_object();
  tell_version_in_part(exchange, customer.version);  // not of the loans and interactions, nor of the SSN
  return answer;
}

Answer update_customer(Exchange& exchange) {
  const crm::Customer stored = require_customer(exchange);
  const Value body = read_body(exchange.request.body);
  const auto expected = expected_version(exchange, stored.version);
  const crm::Customer now = in_words_of(body, [&] {
    return exchange.session.customers().update(stored.id, fields_of(exchange, body, &stored), expected);
  });
  tell_version(exchange, now.version);
  return done("Customer updated successfully");
}

Answer delete_customer(Exchange& exchange) {
  const crm::Customer customer = require_customer(exchange);
  const auto expected = expected_version(exchange, customer.version);
  if (is_true(exchange.parameter("erase"))) {
    exchange.session.customers().erase(customer.id, exchange.parameter("reason"));
  } else {
    exchange.session.customers().remove(customer.id, expected);
  }
  return done("Customer deleted successfully");
}

}  // namespace rest
