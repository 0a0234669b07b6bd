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
  const auto fields = fields_of(exchange, read_object(exchange.request.body));  // none is required
  const crm::Customer made = exchange.session.customers().create(fields, idempotency_key(exchange));
  tell_version(exchange, made.version);
  return created("Customer created successfully", made.id.value);
}

Answer show_customer(Exchange& exchange) {
  const crm::CustomerId id{exchange.id(0)};
  const auto customer = exchange.session.customers().get(id);
  if (!customer) throw not_found("Customer not found");
  const std::string ssn = revealed_ssn(exchange, *customer);
  Showing how = showing(exchange);
  how.ssn = ssn;
  Answer answer;
  crm::json::Writer out(answer.body);
  out.begin_object();
  shapes::customer_detail().append(out, *customer, how);
  append_all(out, "loans", exchange.session.loans().list(id, {1000}).items, shapes::loan_of_customer(), how);
  append_all(out, "interactions", exchange.session.interactions().list({.customer_id = id}, {1000}).items,
             shapes::interaction_of_customer(), how);
  out.end_object();
  tell_version_in_part(exchange, customer->version);  // not of the loans and interactions, nor of the SSN
  return answer;
}

Answer update_customer(Exchange& exchange) {
  const crm::CustomerId id{exchange.id(0)};
  const auto stored = exchange.session.customers().get(id);
  if (!stored) throw not_found("Customer not found");
  const auto fields = fields_of(exchange, read_body(exchange.request.body), &*stored);
  tell_version(exchange, exchange.session.customers().update(id, fields, expected_version(exchange)).version);
  return done("Customer updated successfully");
}

Answer delete_customer(Exchange& exchange) {
  const crm::CustomerId id = require_customer(exchange);
  if (is_true(exchange.parameter("erase"))) {
    exchange.session.customers().erase(id, exchange.parameter("reason"));
  } else {
    exchange.session.customers().remove(id, expected_version(exchange));
  }
  return done("Customer deleted successfully");
}

}  // namespace rest
