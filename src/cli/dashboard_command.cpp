// dashboard: the portfolio in numbers.
#include <crm/json.hpp>

#include "cli/commands.hpp"
#include "cli/errors.hpp"
#include "cli/output.hpp"
#include "cli/table.hpp"
#include "cli/texts.hpp"

namespace crm::cli {

namespace {

std::vector<Detail> totals_of(const Dashboard& dashboard) {
  std::vector<Detail> details = {{"customers", dashboard.total_customers},
                                 {"loans", dashboard.total_loans},
                                 {"active_loans", dashboard.active_loans},
                                 {"past_due_loans", dashboard.past_due_loans},
                                 {"interactions", dashboard.total_interactions}};
  for (const Money& sum : dashboard.total_portfolio) details.push_back({"portfolio", money_text(sum)});
  return details;
}

Table table_of(const std::string& key, const std::vector<LoanGroup>& groups) {
  Table table{{key, "loans", "due_amount", "balance_remaining", "currency"}};
  for (const LoanGroup& group : groups)
    table.rows.push_back({group.key, group.loans, Cell::of_number(group.due_amount.to_string()),
                          Cell::of_number(group.balance_remaining.to_string()),
                          group.due_amount.currency.code()});
  return table;
}

void print_text(const Context& context, const Dashboard& dashboard) {
  print(context, totals_of(dashboard));
  if (dashboard.total_loans == 0) return;
  print("\n");
  print(context, table_of("status", dashboard.by_status));
  print("\n");
  print(context, table_of("days_past_due", dashboard.by_bucket));
}

// One measure a line: spreadsheets take that best.
class Measures {
 public:
  void add(const char* measure, Cell key, Cell currency, Cell value) {
    table_.rows.push_back({measure, std::move(key), std::move(currency), std::move(value)});
  }
  void add(const char* measure, std::int64_t value) { add(measure, std::nullopt, std::nullopt, value); }
  void add(const char* measure, const Cell& key, const Money& sum) {
    add(measure, key, sum.currency.code(), Cell::of_number(sum.to_string()));
  }
  void add(const std::string& kind, const std::vector<LoanGroup>& groups) {
    for (const LoanGroup& group : groups) {
      const Cell key = kind + " " + group.key;
      add("loans", key, group.due_amount.currency.code(), group.loans);
      add("due_amount", key, group.due_amount);
      add("balance_remaining", key, group.balance_remaining);
    }
  }
  const Table& table() const { return table_; }

 private:
  Table table_{{"measure", "key", "currency", "value"}};
};

Table measures_of(const Dashboard& dashboard) {
  Measures measures;
  measures.add("total_customers", dashboard.total_customers);
  measures.add("total_loans", dashboard.total_loans);
  measures.add("total_interactions", dashboard.total_interactions);
  measures.add("active_loans", dashboard.active_loans);
  measures.add("past_due_loans", dashboard.past_due_loans);
  for (const Money& sum : dashboard.total_portfolio) measures.add("total_portfolio", std::nullopt, sum);
  measures.add("status", dashboard.by_status);
  measures.add("days_past_due", dashboard.by_bucket);
  return measures.table();
}

struct ShowDashboard {
  static constexpr const char *name = "dashboard", *description = "The portfolio in numbers";
  void add_options(CLI::App&) {}

  int run(const Context& context) {
    const Dashboard dashboard = context.open().session(context.actor).dashboard();
    switch (context.format) {
      case Format::text:
        print_text(context, dashboard);
        break;
      case Format::csv:
        print(context, measures_of(dashboard));
        break;
      case Format::json:
        print_json(to_json(dashboard));
    }
    return kDone;
  }
};

}  // namespace

void add_dashboard(CLI::App& app, Context& context) { add_command<ShowDashboard>(app, context); }

}  // namespace crm::cli
