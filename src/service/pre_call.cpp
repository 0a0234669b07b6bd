#include "service/pre_call.hpp"

#include <algorithm>
#include <array>
#include <tuple>

#include "domain/dial_rules.hpp"
#include "service/calls.hpp"
#include "storage/directory.hpp"

namespace crm::service {

namespace {

using storage::Param;
using storage::Query;
using storage::Row;
using storage::Sql;

constexpr std::int64_t kMaxCandidates = 100;
constexpr std::size_t kQueriesEach = 4;
constexpr std::size_t kUsualLoans = 4;

const Sql& select_phone() {
  static const Sql sql(storage::select_from<CustomerPhone>() + " WHERE customer_id = $1 AND number = $2");
  return sql;
}

const Sql& select_loans() {
  static const Sql sql(storage::select_from<Loan>() + " WHERE customer_id = $1 ORDER BY customer_id, id");
  return sql;
}

const Sql& select_newest_interactions() {
  static const Sql sql(storage::select_from<Interaction>() +
                       " WHERE customer_id = $1 ORDER BY creation_date DESC, id DESC LIMIT $2");
  return sql;
}

// Sorted here: a customer has a few loans, and a sort in the database costs more than reading them.
void sort_newest_first(std::vector<Loan>& loans) {
  std::sort(loans.begin(), loans.end(), [](const Loan& a, const Loan& b) {
    return std::tie(a.created_at, a.id) > std::tie(b.created_at, b.id);
  });
}

std::vector<Money> total_due(const std::vector<Loan>& loans) {
  std::vector<Money> totals;
  for (const Loan& loan : loans) {
    if (!is_open(loan)) continue;
    const auto same = std::find_if(totals.begin(), totals.end(),
                                   [&](const Money& total) { return total.currency == loan.currency; });
    if (same == totals.end()) {
      totals.push_back(loan.due_amount);
    } else {
      same->minor += loan.due_amount.minor;  // may pass the limit of one amount: no reason not to answer
    }
  }
  return totals;
}

bool comes_first(const Candidate& a, const Candidate& b) {
  const auto order = [](const Candidate& candidate) {
    return std::tuple(!candidate.primary, candidate.phone ? candidate.phone->rank : 100,
                      candidate.customer.id);
  };
  return order(a) < order(b);
}

// A directory row without its customer or phone is one that another transaction is about to complete or
// remove.
bool is_incomplete(const Candidate& candidate) { return !candidate.customer.id || !candidate.phone; }

template <class R>
auto into_one(R& record) {
  return [&record](const Row& row) { storage::read_record(row, record); };
}

template <class R>
auto into_optional(std::optional<R>& record) {
  return [&record](const Row& row) { storage::read_record(row, record.emplace()); };
}

// What is asked about one candidate: parameters and handlers that the queries refer to.
struct Request {
  Request(Candidate& candidate, CustomerId id, const PhoneNumber& number, std::int64_t interactions)
      : customer(into_one(candidate.customer)),
        phone(into_optional(candidate.phone)),
        loans(storage::into(candidate.loans)),
        newest(storage::into(candidate.interactions)),
        id_params{id.value},
        phone_params{id.value, number.e164()},
        newest_params{id.value, interactions} {}

  std::array<Query, kQueriesEach> queries() {
    return {Query{storage::select_by_key<Customer>(), id_params, customer},
            Query{select_phone(), phone_params, phone}, Query{select_loans(), id_params, loans},
            Query{select_newest_interactions(), newest_params, newest}};
  }

  decltype(into_one(std::declval<Customer&>())) customer;
  decltype(into_optional(std::declval<std::optional<CustomerPhone>&>())) phone;
  decltype(storage::into(std::declval<std::vector<Loan>&>())) loans;
  decltype(storage::into(std::declval<std::vector<Interaction>&>())) newest;
  std::array<Param, 1> id_params;
  std::array<Param, 2> phone_params, newest_params;
};

}  // namespace

PreCall PreCallReader::by_number(const PhoneNumber& number) {
  PreCall answer;
  answer.number = number;
  answer.as_of = now_;
  auto ids = storage::phone_directory().find(connection_, number.e164(), kMaxCandidates + 1);
  answer.truncated = ids.size() > kMaxCandidates;
  if (answer.truncated) ids.resize(kMaxCandidates);
  answer.candidates.resize(ids.size());
  read(answer.candidates, ids, number);
  std::erase_if(answer.candidates, is_incomplete);
  for (Candidate& candidate : answer.candidates) complete(candidate, number);
  std::sort(answer.candidates.begin(), answer.candidates.end(), comes_first);
  return answer;
}

std::optional<Candidate> PreCallReader::by_customer(CustomerId id) {
  Candidate candidate;
  read({&candidate, 1}, {&id, 1}, PhoneNumber());
  if (!candidate.customer.id) return std::nullopt;
  const PhoneNumber number = candidate.customer.primary_phone_number.value_or(PhoneNumber());
  candidate.phone = phone_of(id, number);
  complete(candidate, number);
  return candidate;
}

void PreCallReader::read(std::span<Candidate> candidates, std::span<const CustomerId> ids,
                         const PhoneNumber& number) {
  std::vector<Request> requests;
  std::vector<Query> queries;
  requests.reserve(ids.size());
  queries.reserve(ids.size() * kQueriesEach);
  for (std::size_t i = 0; i < ids.size(); ++i) {
    candidates[i].loans.reserve(kUsualLoans);
    candidates[i].interactions.reserve(options_.interactions);
    requests.emplace_back(candidates[i], ids[i], number, static_cast<std::int64_t>(options_.interactions));
    for (const Query& query : requests.back().queries()) queries.push_back(query);
  }
  connection_.batch(queries);
}

void PreCallReader::complete(Candidate& candidate, const PhoneNumber& number) {
  sort_newest_first(candidate.loans);
  candidate.primary = candidate.customer.primary_phone_number == number;
  candidate.total_due = total_due(candidate.loans);
  candidate.decision = domain::decide({candidate.customer, candidate.phone ? &*candidate.phone : nullptr,
                                       number, now_, options_.calling_hours, options_.default_country});
}

std::optional<CustomerPhone> PreCallReader::phone_of(CustomerId id, const PhoneNumber& number) {
  std::optional<CustomerPhone> phone;
  auto handler = into_optional(phone);
  const Param params[] = {id.value, number.e164()};
  connection_.execute({select_phone(), params, handler});
  return phone;
}

}  // namespace crm::service
