// The table of routes: the one place that says what there is, and who may use it.
#include <algorithm>
#include <charconv>

#include "handlers.hpp"
#include "route.hpp"

namespace rest {

namespace {

using crm::Right;

constexpr Access kEveryone = Access::everyone();
constexpr Access kRead = Access::whoever_may(Right::read), kWrite = Access::whoever_may(Right::write),
                 kErase = Access::whoever_may(Right::erase), kCall = Access::whoever_may(Right::call);

constexpr Route kRoutes[] = {
    {"GET", "/", kEveryone, Work::computes, root, {"About", "What this is, and where to go on", "", "Root"}},
    {"GET", "/health", kEveryone, Work::reads, health, {"About", "Is the database there?", "", "Health"}},
    {"GET", "/api/health", kRead, Work::reads, api_health, {"About", "Health, with counts", "", "ApiHealth"}},
    {"GET",
     "/deploy",
     kEveryone,
     Work::computes,
     deploy_guide,
     {"About", "How to set up the webhook", "", "DeployGuide"}},

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
     {"Customers", "Add a customer", "CustomerFields", "Created"}},
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
    {"POST", "/api/loans", kWrite, Work::writes, create_loan, {"Loans", "Add a loan", "NewLoan", "Created"}},
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
     {"Interactions", "A customer's interactions, the latest first", "", "Interaction[]", "limit after"}},
    {"POST",
     "/api/customers/{id}/interactions",
     kWrite,
     Work::writes,
     create_interaction,
     {"Interactions", "Add an interaction", "InteractionFields", "Created"}},
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
     {"Calls", "What came of a call", "CallOutcome", "OutcomeRecorded"},
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
