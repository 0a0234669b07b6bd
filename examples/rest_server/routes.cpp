// The table of routes: the one place that says what there is, and who may use it.
#include <algorithm>
#include <charconv>

#include "handlers.hpp"
#include "route.hpp"

namespace rest {

namespace {

using crm::Right;

constexpr Access kEveryone = Access::everyone(), kKnown = Access::everyone_known();
constexpr Access kRead = Access::whoever_may(Right::read), kWrite = Access::whoever_may(Right::write),
                 kErase = Access::whoever_may(Right::erase), kCall = Access::whoever_may(Right::call);

constexpr Repeatable kOnce = Repeatable::by_key;

constexpr Route kRoutes[] = {
    {"GET", "/", kEveryone, Work::computes, root, {"About", "What this is, and where to go on", "", "Root"}},
    {"GET", "/docs", kEveryone, Work::computes, docs_page, {"About", "The documentation page", "", "text"}},
    {"GET",
     "/docs/start.js",
     kEveryone,
     Work::computes,
     docs_start,
     {"About", "A file of the page", "", "text"}},
    {"GET",
     "/docs/swagger-ui.css",
     kEveryone,
     Work::computes,
     docs_style,
     {"About", "A file of the page", "", "text"}},
    {"GET",
     "/docs/swagger-ui-bundle.js",
     kEveryone,
     Work::computes,
     docs_script,
     {"About", "A file of the page", "", "text"}},
    {"GET", "/openapi.json", kEveryone, Work::computes, openapi, {"About", "This document", "", "OpenApi"}},
    {"GET", "/health", kEveryone, Work::reads, health, {"About", "Is the database there?", "", "Health"}},
    {"GET", "/api/health", kRead, Work::reads, api_health, {"About", "Health, with counts", "", "ApiHealth"}},
    {"GET",
     "/deploy",
     kEveryone,
     Work::computes,
     deploy_guide,
     {"About", "How to set up the webhook", "", "DeployGuide"}},

    {"POST",
     "/deploy",
     kEveryone,  // who does not know the secret is refused by the handler
     Work::writes,
     deploy,
     {"About", "GitHub's webhook: run the deploy command", "Push", "DeployState"}},
    {"GET",
     "/metrics",
     kRead,
     Work::reads,
     metrics,
     {"About", "Counters, as Prometheus reads them", "", "text"}},

    {"POST",
     "/api/auth/login",
     kEveryone,
     Work::hashes,
     login,
     {"Authentication", "Sign in", "Login", "Tokens"}},
    {"POST",
     "/api/auth/refresh",
     kEveryone,
     Work::writes,
     refresh,
     {"Authentication", "The next tokens of a session", "RefreshToken", "Tokens"}},
    {"POST",
     "/api/auth/logout",
     kEveryone,
     Work::writes,
     logout,
     {"Authentication", "End a session", "RefreshToken", "Done"}},
    {"GET",
     "/api/auth/me",
     kKnown,
     Work::reads,
     me,
     {"Authentication", "Who am I, and what may I do?", "", "Principal"}},
    {"POST",
     "/api/auth/password",
     kKnown,
     Work::hashes,
     change_password,
     {"Authentication", "Change your password", "NewPassword", "Done"}},

    {"GET",
     "/api/customers",
     kRead,
     Work::reads,
     list_customers,
     {"Customers", "List customers", "", "CustomerRow[]", "limit after phone account name"}},
    {"POST",
     "/api/customers",
     kWrite,
     Work::writes,
     create_customer,
     {"Customers", "Add a customer", "CustomerFields", "Created", "", kOnce}},
    {"GET",
     "/api/customers/{id}",
     kRead,
     Work::reveals,
     show_customer,
     {"Customers", "A customer, with loans and interactions", "", "Customer"}},
    {"PUT",
     "/api/customers/{id}",
     kWrite,
     Work::writes,
     update_customer,
     {"Customers", "Change some of a customer's fields", "CustomerFields", "Done"}},
    {"DELETE",
     "/api/customers/{id}",
     kErase,
     Work::writes,
     delete_customer,
     {"Customers", "Delete a customer", "", "Done", "erase reason"}},

    {"GET",
     "/api/loans",
     kRead,
     Work::reads,
     list_loans,
     {"Loans", "List loans", "", "LoanRow[]", "limit after customer_id status min_days_past_due"}},
    {"POST",
     "/api/loans",
     kWrite,
     Work::writes,
     create_loan,
     {"Loans", "Add a loan", "NewLoan", "Created", "", kOnce}},
    {"GET", "/api/loans/{id}", kRead, Work::reads, show_loan, {"Loans", "A loan", "", "Loan"}},
    {"PUT",
     "/api/loans/{id}",
     kWrite,
     Work::writes,
     update_loan,
     {"Loans", "Change some of a loan's fields", "LoanFields", "Done"}},
    {"DELETE", "/api/loans/{id}", kErase, Work::writes, delete_loan, {"Loans", "Delete a loan", "", "Done"}},

    {"GET",
     "/api/customers/{id}/interactions",
     kRead,
     Work::reads,
     list_interactions,
     {"Interactions", "A customer's interactions, the latest first; with follow_up_due the longest due first",
      "", "Interaction[]", "follow_up_due limit after"}},
    {"POST",
     "/api/customers/{id}/interactions",
     kWrite,
     Work::writes,
     create_interaction,
     {"Interactions", "Add an interaction", "InteractionFields", "Created", "", kOnce}},
    {"GET",
     "/api/customers/{id}/interactions/{interaction_id}",
     kRead,
     Work::reads,
     show_interaction,
     {"Interactions", "An interaction", "", "InteractionDetail"}},
    {"PUT",
     "/api/customers/{id}/interactions/{interaction_id}",
     kWrite,
     Work::writes,
     update_interaction,
     {"Interactions", "Change an interaction", "InteractionFields", "InteractionUpdated"}},
    {"DELETE",
     "/api/customers/{id}/interactions/{interaction_id}",
     kErase,
     Work::writes,
     delete_interaction,
     {"Interactions", "Delete an interaction", "", "InteractionDeleted"}},

    {"GET",
     "/api/customers/{id}/phones",
     kRead,
     Work::reads,
     list_owned<crm::CustomerPhone>,
     {"Phones", "A customer's phones", "", "Phone[]", "limit after kind status do_not_call"}},
    {"POST",
     "/api/customers/{id}/phones",
     kWrite,
     Work::writes,
     create_owned<crm::CustomerPhone>,
     {"Phones", "Add a phone number", "PhoneFields", "Created", "", kOnce}},
    {"GET",
     "/api/customers/{id}/phones/{phone_id}",
     kRead,
     Work::reads,
     show_owned<crm::CustomerPhone>,
     {"Phones", "A phone number", "", "Phone"}},
    {"PUT",
     "/api/customers/{id}/phones/{phone_id}",
     kWrite,
     Work::writes,
     update_owned<crm::CustomerPhone>,
     {"Phones", "Change a phone number", "PhoneFields", "Done"}},
    {"DELETE",
     "/api/customers/{id}/phones/{phone_id}",
     kErase,
     Work::writes,
     delete_owned<crm::CustomerPhone>,
     {"Phones", "Delete a phone number", "", "Done"}},
    {"GET",
     "/api/customers/{id}/vehicles",
     kRead,
     Work::reads,
     list_owned<crm::Vehicle>,
     {"Vehicles", "A customer's vehicles", "", "Vehicle[]", "limit after make model year color condition"}},
    {"POST",
     "/api/customers/{id}/vehicles",
     kWrite,
     Work::writes,
     create_owned<crm::Vehicle>,
     {"Vehicles", "Add a vehicle", "VehicleFields", "Created", "", kOnce}},
    {"GET",
     "/api/customers/{id}/vehicles/{vehicle_id}",
     kRead,
     Work::reads,
     show_owned<crm::Vehicle>,
     {"Vehicles", "A vehicle", "", "Vehicle"}},
    {"PUT",
     "/api/customers/{id}/vehicles/{vehicle_id}",
     kWrite,
     Work::writes,
     update_owned<crm::Vehicle>,
     {"Vehicles", "Change a vehicle", "VehicleFields", "Done"}},
    {"DELETE",
     "/api/customers/{id}/vehicles/{vehicle_id}",
     kErase,
     Work::writes,
     delete_owned<crm::Vehicle>,
     {"Vehicles", "Delete a vehicle", "", "Done"}},
    {"GET",
     "/api/customers/{id}/notes",
     kRead,
     Work::reads,
     list_owned<crm::CustomerNote>,
     {"Notes", "A customer's notes", "", "Note[]", "limit after"}},
    {"POST",
     "/api/customers/{id}/notes",
     kWrite,
     Work::writes,
     create_owned<crm::CustomerNote>,
     {"Notes", "Add a note", "NoteFields", "Created", "", kOnce}},
    {"GET",
     "/api/customers/{id}/notes/{note_id}",
     kRead,
     Work::reads,
     show_owned<crm::CustomerNote>,
     {"Notes", "A note", "", "Note"}},
    {"PUT",
     "/api/customers/{id}/notes/{note_id}",
     kWrite,
     Work::writes,
     update_owned<crm::CustomerNote>,
     {"Notes", "Change a note", "NoteFields", "Done"}},
    {"DELETE",
     "/api/customers/{id}/notes/{note_id}",
     kErase,
     Work::writes,
     delete_owned<crm::CustomerNote>,
     {"Notes", "Delete a note", "", "Done"}},
    {"GET",
     "/api/customers/{id}/payments",
     kRead,
     Work::reads,
     list_payments,
     {"Payments", "A customer's payments", "", "Payment[]", "limit after loan_id method"}},
    {"POST",
     "/api/customers/{id}/payments",
     kWrite,
     Work::writes,
     record_payment,
     {"Payments", "Record a payment, with its effect on the loan", "PaymentFields", "Created", "", kOnce}},
    {"GET",
     "/api/customers/{id}/payments/{payment_id}",
     kRead,
     Work::reads,
     show_payment,
     {"Payments", "A payment", "", "Payment"}},
    {"POST",
     "/api/customers/{id}/payments/{payment_id}/reverse",
     kWrite,
     Work::writes,
     reverse_payment,
     {"Payments", "Take a payment back, with a row of its own", "Reversal", "Created", "", kOnce}},

    {"GET",
     "/api/fetch_user_profile_pre_call",
     kCall,
     Work::reveals,
     pre_call,
     {"Calls", "Who is behind this number?", "", "PreCall", "caller_number"},
     caller_error_body},
    {"POST",
     "/api/fetch_user_profile_pre_call",
     kCall,
     Work::reveals,
     pre_call,
     {"Calls", "The same, for clients that post", "", "PreCall", "caller_number"},
     caller_error_body},
    {"POST",
     "/api/post_call_outcomes",
     kCall,
     Work::writes,
     post_call,
     {"Calls", "What came of a call", "CallOutcome", "OutcomeRecorded", "", kOnce},
     outcome_error_body},

    {"GET",
     "/api/dashboard-stats",
     kRead,
     Work::reads,
     dashboard_stats,
     {"Dashboard", "The portfolio in numbers", "", "Dashboard"}},
};

std::vector<std::string_view> segments_of(std::string_view pattern) {
  std::vector<std::string_view> segments;
  for (std::size_t start = 1; start < pattern.size();) {
    const std::size_t end = std::min(pattern.find('/', start), pattern.size());
    segments.push_back(pattern.substr(start, end - start));
    start = end + 1;
  }
  return segments;
}

struct Pattern {
  const Route* route;
  std::vector<std::string_view> segments;
};

const std::vector<Pattern>& patterns() {
  static const std::vector<Pattern> all = [] {
    std::vector<Pattern> made;
    for (const Route& route : kRoutes) made.push_back({&route, segments_of(route.pattern)});
    return made;
  }();
  return all;
}

bool fits(const Pattern& pattern, const std::vector<std::string>& path) {
  if (pattern.segments.size() != path.size()) return false;
  for (std::size_t i = 0; i < path.size(); ++i)
    if (pattern.segments[i].front() != '{' && pattern.segments[i] != path[i]) return false;
  return true;
}

std::vector<std::string_view> places_in(const Pattern& pattern, const std::vector<std::string>& path) {
  std::vector<std::string_view> places;
  for (std::size_t i = 0; i < path.size(); ++i)
    if (pattern.segments[i].front() == '{') places.push_back(path[i]);
  return places;
}

}  // namespace

std::span<const Route> routes() { return kRoutes; }

Found find_route(std::string_view method, const http::Target& target) {
  Found found;
  if (method == "HEAD") method = "GET";
  for (const Pattern& pattern : patterns()) {
    if (!fits(pattern, target.path)) continue;
    if (pattern.route->method == method) return {pattern.route, places_in(pattern, target.path)};
    found.allowed.append(found.allowed.empty() ? "" : ", ").append(pattern.route->method);
  }
  return found;
}

std::int64_t Exchange::id(std::size_t place) const {
  const std::string_view text = places.at(place);
  std::int64_t id = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
  if (error != std::errc() || end != text.data() + text.size() || id <= 0)
    throw not_found("There is no such record.");
  return id;
}

}  // namespace rest
