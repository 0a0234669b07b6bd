// /api/loans
#include <map>

#include "answers.hpp"
#include "body.hpp"
#include "handlers.hpp"
#include "service.hpp"
#include "shapes.hpp"

namespace rest {

namespace {

crm::Loan require_loan(Exchange& exchange) {
  const auto key = exchange.session.loans().find({exchange.id(0)});
  auto loan = key ? exchange.session.loans().get(*key) : std::nullopt;
  if (!loan) throw not_found("Loan not found");
  return std::move(*loan);
}

crm::Key<crm::Loan> key_of(const crm::Loan& loan) { return {loan.customer_id, loan.id}; }

std::string name_of(const crm::Customer& customer) {
  const std::string first = customer.first_name.value_or(""), last = customer.last_name.value_or("");
  return first + (first.empty() || last.empty() ? "" : " ") + last;
}

// The names that stand beside loans; each customer is asked for once.
class Names {
 public:
  explicit Names(crm::Session& session) : session_(session) {}

  const std::string& customer(crm::CustomerId id) {
    const auto [place, is_new] = customers_.try_emplace(id);
    if (!is_new) return place->second;
    if (const auto customer = session_.customers().get(id)) place->second = name_of(*customer);
    return place->second;
  }

  // "2019 Honda Accord"
  std::optional<std::string> vehicle(const crm::Loan& loan) {
    if (!loan.vehicle_id) return std::nullopt;
    const auto vehicle = session_.vehicles().get({loan.customer_id, *loan.vehicle_id});
    if (!vehicle) return std::nullopt;
    return std::to_string(vehicle->year) + " " + vehicle->make + " " + vehicle->model;
  }

 private:
  crm::Session& session_;
  std::map<crm::CustomerId, std::string> customers_{};
};

void append_loan(crm::json::Writer& out, const Shape<crm::Loan>& shape, const crm::Loan& loan, Names& names,
                 const Showing& how) {
  out.begin_object();
  shape.append(out, loan, how);
  out.key("customer").value(names.customer(loan.customer_id));
  const auto vehicle = names.vehicle(loan);
  out.key("vehicle");
  vehicle ? out.value(*vehicle) : out.null();
  out.end_object();
}

crm::LoanFilter filter_in(const Exchange& exchange) {
  crm::LoanFilter filter{.min_days_past_due = number_parameter(exchange, "min_days_past_due")};
  if (const auto customer = number_parameter(exchange, "customer_id"))
    filter.customer_id = crm::CustomerId{*customer};
  if (const auto status = exchange.parameter("status"); !status.empty()) filter.status = std::string(status);
  return filter;
}

// Whose loan it is to be.
std::optional<crm::CustomerId> said_owner(const Value& body) {
  const auto text = said_text(body, "customer_id");
  if (!text) return std::nullopt;
  std::int64_t id = 0;
  for (const char digit : *text) {
    if (digit < '0' || digit > '9' || id > (std::int64_t{1} << 53))
      throw crm::Error(crm::Code::invalid_argument, "customer_id must be the id of a customer.",
                       "customer_id");
    id = id * 10 + (digit - '0');
  }
  return crm::CustomerId{id};
}

// The contract asks for it before anything else.
crm::CustomerId owner_in(const Value& body) {
  const auto owner = said_owner(body);
  if (!owner) throw crm::Error(crm::Code::invalid_argument, "customer_id is required.", "customer_id");
  return *owner;
}

// Its payments and its part of the audit trail are its customer's.
void require_same_owner(const Value& body, const crm::Loan& loan) {
  if (said_owner(body).value_or(loan.customer_id) != loan.customer_id)
    throw crm::Error(crm::Code::conflict,
                     "A loan stays with its customer: add one to the other customer instead.", "customer_id");
}

}  // namespace

Answer list_loans(Exchange& exchange) {
  const auto page = exchange.session.loans().list(filter_in(exchange), page_in(exchange));
  Names names(exchange.session);
  Answer answer;
  crm::json::Writer out(answer.body);
  out.begin_array();
  for (const crm::Loan& loan : page.items)
    append_loan(out, shapes::loan_row(), loan, names, showing(exchange));
  out.end_array();
  tell_next(exchange, page.next);
  return answer;
}

Answer create_loan(Exchange& exchange) {
  const Value body = read_body(exchange.request.body);
  const crm::CustomerId owner = owner_in(body);
  const Reading reading{exchange.service.settings().default_country(), {}, Nothing::is_silence};
  const auto fields = fields_in(body, shapes::loan_writable(), reading);
  if (!exchange.session.customers().get(owner)) throw not_found("Customer not found");
  const crm::Loan made = exchange.session.loans().create(owner, fields, idempotency_key(exchange));
  tell_version(exchange, made.version);
  return created("Loan created successfully", made.id.value);
}

Answer show_loan(Exchange& exchange) {
  const crm::Loan loan = require_loan(exchange);
  Names names(exchange.session);
  Answer answer;
  crm::json::Writer out(answer.body);
  append_loan(out, shapes::loan_detail(), loan, names, showing(exchange));
  tell_version(exchange, loan.version);
  return answer;
}

Answer update_loan(Exchange& exchange) {
  const crm::Loan loan = require_loan(exchange);
  const Value body = read_body(exchange.request.body);
  require_same_owner(body, loan);
  const Reading reading{exchange.service.settings().default_country(), loan.currency};
  const auto fields = fields_in(body, shapes::loan_writable(), reading);
  tell_version(exchange, exchange.session.loans()
                             .update(key_of(loan), fields, expected_version(exchange, loan.version))
                             .version);
  return done("Loan updated successfully");
}

Answer delete_loan(Exchange& exchange) {
  const crm::Loan loan = require_loan(exchange);
  exchange.session.loans().remove(key_of(loan), expected_version(exchange, loan.version));
  return done("Loan deleted successfully");
}

}  // namespace rest
