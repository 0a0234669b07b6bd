// Beyond the contract: a customer's phones, vehicles, notes and payments, under /api/customers/{id}.
#include "answers.hpp"
#include "body.hpp"
#include "handlers.hpp"
#include "service.hpp"
#include "shapes.hpp"

namespace rest {

namespace {

template <class R>
auto records_of(crm::Session& session) {
  if constexpr (std::is_same_v<R, crm::CustomerPhone>) return session.phones();
  if constexpr (std::is_same_v<R, crm::Vehicle>) return session.vehicles();
  if constexpr (std::is_same_v<R, crm::CustomerNote>) return session.customer_notes();
}

template <class R>
crm::Key<R> key_in(const Exchange& exchange) {
  return {{exchange.id(0)}, {exchange.id(1)}};
}

template <class R>
R require_record(Exchange& exchange) {
  auto record = records_of<R>(exchange.session).get(key_in<R>(exchange));
  if (!record) throw not_found("There is no such record.");
  return std::move(*record);
}

template <class R>
crm::Currency currency_of(const R& record) {
  if constexpr (requires { record.currency; }) return record.currency;
  return {};
}

template <class R>
Answer shown(Exchange& exchange, const R& record) {
  Answer answer;
  crm::json::Writer out(answer.body);
  append_object(out, shapes::whole<R>(), record, showing(exchange));
  if constexpr (requires { record.version; }) tell_version(exchange, record.version);
  return answer;
}

// What the query parameters that are fields of the record say.
template <class R>
typename R::Fields like_in(const Exchange& exchange, std::initializer_list<std::string_view> names) {
  typename R::Fields like;
  for (const std::string_view name : names)
    if (const std::string_view text = exchange.parameter(name); !text.empty())
      crm::set_field_text<R>(like, *crm::field_index<R>(name), text, {});
  return like;
}

crm::CustomerPhoneFields like_in(const Exchange& exchange, const crm::CustomerPhone&) {
  return like_in<crm::CustomerPhone>(exchange, {"kind", "status", "do_not_call"});
}
crm::VehicleFields like_in(const Exchange& exchange, const crm::Vehicle&) {
  return like_in<crm::Vehicle>(exchange, {"make", "model", "year", "color", "condition"});
}
crm::CustomerNoteFields like_in(const Exchange&, const crm::CustomerNote&) { return {}; }  // one text is all

// A payment is in its loan's currency.
crm::Currency currency_of_loan(Exchange& exchange, crm::CustomerId owner, const Value& body) {
  const auto text = said_text(body, "loan_id");
  if (!text) throw crm::Error(crm::Code::invalid_argument, "loan_id is required.", "loan_id");
  crm::PaymentFields fields;
  crm::set_field_text<crm::Payment>(fields, *crm::field_index<crm::Payment>("loan_id"), *text, {});
  const auto loan = exchange.session.loans().get({owner, fields.loan_id.value()});
  if (!loan) throw not_found("Loan not found");
  return loan->currency;
}

}  // namespace

template <class R>
Answer list_owned(Exchange& exchange) {
  const crm::CustomerId owner = require_customer(exchange).id;
  const auto page = records_of<R>(exchange.session).list(owner, like_in(exchange, R{}), page_in(exchange));
  return list_of(exchange, page, shapes::whole<R>());
}

template <class R>
Answer create_owned(Exchange& exchange) {
  const crm::CustomerId owner = require_customer(exchange).id;
  const Reading reading{exchange.service.settings().default_country(), {}, Nothing::is_silence};
  const auto fields = fields_in(read_body(exchange.request.body), shapes::writable<R>(), reading);
  const R made = records_of<R>(exchange.session).create(owner, fields, idempotency_key(exchange));
  tell_version(exchange, made.version);
  return created("Created successfully", made.id.value);
}

template <class R>
Answer show_owned(Exchange& exchange) {
  return shown(exchange, require_record<R>(exchange));
}

template <class R>
Answer update_owned(Exchange& exchange) {
  const R stored = require_record<R>(exchange);
  const Reading reading{exchange.service.settings().default_country(), currency_of(stored)};
  const auto fields = fields_in(read_body(exchange.request.body), shapes::writable<R>(), reading);
  tell_version(exchange, records_of<R>(exchange.session)
                             .update(key_in<R>(exchange), fields, expected_version(exchange, stored.version))
                             .version);
  return done("Updated successfully");
}

template <class R>
Answer delete_owned(Exchange& exchange) {
  const auto expected = expected_version(exchange, require_record<R>(exchange).version);
  records_of<R>(exchange.session).remove(key_in<R>(exchange), expected);
  return done("Deleted successfully");
}

#define REST_OWNED(R)                         \
  template Answer list_owned<R>(Exchange&);   \
  template Answer create_owned<R>(Exchange&); \
  template Answer show_owned<R>(Exchange&);   \
  template Answer update_owned<R>(Exchange&); \
  template Answer delete_owned<R>(Exchange&);
REST_OWNED(crm::CustomerPhone)
REST_OWNED(crm::Vehicle)
REST_OWNED(crm::CustomerNote)
#undef REST_OWNED

Answer list_payments(Exchange& exchange) {
  const crm::CustomerId owner = require_customer(exchange).id;
  const auto like = like_in<crm::Payment>(exchange, {"loan_id", "method"});
  return list_of(exchange, exchange.session.payments().list(owner, like, page_in(exchange)),
                 shapes::whole<crm::Payment>());
}

Answer record_payment(Exchange& exchange) {
  const crm::CustomerId owner = require_customer(exchange).id;
  const Value body = read_body(exchange.request.body);
  const Reading reading{exchange.service.settings().default_country(),
                        currency_of_loan(exchange, owner, body), Nothing::is_silence};
  auto fields = fields_in(body, shapes::writable<crm::Payment>(), reading);
  if (!fields.idempotency_key.named()) fields.idempotency_key = idempotency_key(exchange);
  if (!fields.currency.named()) fields.currency = reading.currency;
  return created("Payment recorded successfully", exchange.session.payments().record(owner, fields).id.value);
}

Answer show_payment(Exchange& exchange) {
  const auto payment = exchange.session.payments().get(key_in<crm::Payment>(exchange));
  if (!payment) throw not_found("Payment not found");
  return shown(exchange, *payment);
}

Answer reverse_payment(Exchange& exchange) {
  if (!exchange.session.payments().get(key_in<crm::Payment>(exchange))) throw not_found("Payment not found");
  const auto reason = said_text(read_body(exchange.request.body), "reason");
  const crm::Payment reversal = exchange.session.payments().reverse(
      key_in<crm::Payment>(exchange), reason.value_or(""), idempotency_key(exchange));
  return created("Payment reversed successfully", reversal.id.value);
}

}  // namespace rest
