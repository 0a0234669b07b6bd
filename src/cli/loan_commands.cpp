// loan: list, show, add, set, delete. A loan is named by its id alone.
#include "cli/commands.hpp"
#include "cli/record_commands.hpp"

namespace crm::cli {

namespace {

struct LoanName {
  std::int64_t id = 0;

  void add_options(CLI::App& app) {
    app.add_option("ID", id, "The loan's id, as the list shows it")->type_name("")->required();
  }
  Key<Loan> find(Session& session) const { return find_loan(session, id); }
};

struct LoanOptions {
  OwnerName owner;
  std::optional<std::string> status;
  std::optional<std::int64_t> min_days_past_due;

  void add_options(CLI::App& app) {
    owner.add_options(app);
    app.add_option("--status", status, "active, past_due, paid_off, ...")->type_name("WORD");
    app.add_option("--min-days-past-due", min_days_past_due, "Overdue for as many days, the longest first")
        ->type_name("DAYS");
  }

  Source<Loan> source(const Context&, Session& session) const {
    const LoanFilter filter{
        .customer_id = owner.find_known(session), .min_days_past_due = min_days_past_due, .status = status};
    return [&session, filter](const PageRequest& request) { return session.loans().list(filter, request); };
  }
};

struct LoanKind {
  using Record = Loan;
  using Name = LoanName;
  using Place = OwnedPlace<Loan>;
  using Filter = LoanOptions;
  static constexpr std::string_view columns =
      "id,customer_id,status,due_amount,currency,due_date,days_past_due";
};

}  // namespace

void add_loan(CLI::App& app, Context& context) {
  add_record_group<LoanKind>(app, context, "loan", "Loans: list, show, add, set, delete");
}

}  // namespace crm::cli
