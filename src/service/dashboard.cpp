// The portfolio's numbers, from the counts that every write keeps.
#include <algorithm>
#include <crm/session.hpp>
#include <map>

#include "domain/delinquency.hpp"
#include "service/calls.hpp"
#include "storage/table.hpp"
#include "storage/totals.hpp"

namespace crm {

using namespace service;
using storage::Connection;
using storage::Row;

namespace {

void read_record_totals(Connection& connection, Dashboard& dashboard) {
  connection.execute({storage::select_record_totals(), {}, [&](const Row& row) {
                        if (row.text(0) == "customer") dashboard.total_customers = row.integer(1);
                        if (row.text(0) == "loan") dashboard.total_loans = row.integer(1);
                        if (row.text(0) == "interaction") dashboard.total_interactions = row.integer(1);
                      }});
}

// The group of this key and currency, made when it is new.
LoanGroup& group_of(std::vector<LoanGroup>& groups, std::string_view key, Currency currency) {
  const auto found = std::find_if(groups.begin(), groups.end(), [&](const LoanGroup& group) {
    return group.key == key && group.due_amount.currency == currency;
  });
  if (found != groups.end()) return *found;
  groups.push_back({std::string(key), 0, {0, currency}, {0, currency}});
  return groups.back();
}

// The sum of this currency, made when it is new; in order of the code.
Money& sum_of(std::vector<Money>& sums, Currency currency) {
  const auto place =
      std::lower_bound(sums.begin(), sums.end(), currency,
                       [](const Money& sum, Currency other) { return sum.currency.code() < other.code(); });
  if (place != sums.end() && place->currency == currency) return *place;
  return *sums.insert(place, {0, currency});
}

void add(LoanGroup& group, const Row& row) {
  group.loans += row.integer(3);
  group.due_amount.minor += row.integer(4);
  group.balance_remaining.minor += row.integer(5);
}

void read_loan_totals(Connection& connection, Dashboard& dashboard) {
  connection.execute({storage::select_loan_totals(), {}, [&](const Row& row) {
                        Currency currency;
                        storage::read_stored([&] { currency = Currency::parse(row.text(2)); });
                        add(group_of(dashboard.by_status, row.text(0), currency), row);
                        add(group_of(dashboard.by_bucket, row.text(1), currency), row);
                        sum_of(dashboard.total_portfolio, currency).minor += row.integer(5);
                        if (row.text(0) == "active") dashboard.active_loans += row.integer(3);
                        if (row.text(1) != domain::buckets.front())
                          dashboard.past_due_loans += row.integer(3);
                      }});
}

void sort_buckets(std::vector<LoanGroup>& groups) {
  const auto place = [](const LoanGroup& group) {
    const auto& all = domain::buckets;
    return std::pair(std::find(all.begin(), all.end(), group.key) - all.begin(),
                     group.due_amount.currency.code());
  };
  std::sort(groups.begin(), groups.end(),
            [&](const LoanGroup& a, const LoanGroup& b) { return place(a) < place(b); });
}

}  // namespace

Dashboard Session::dashboard() {
  return engine_->read(call_of(*this), [](Connection& connection) {
    Dashboard dashboard;
    read_record_totals(connection, dashboard);
    read_loan_totals(connection, dashboard);
    sort_buckets(dashboard.by_bucket);
    return dashboard;
  });
}

}  // namespace crm
