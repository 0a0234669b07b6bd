// payment: list, show, add, reverse. What is booked stays booked: there is no set and no delete.
#include "cli/commands.hpp"
#include "cli/record_commands.hpp"

namespace crm::cli {

namespace {

struct PaymentKind {
  using Record = Payment;
  using Name = OwnedName<Payment>;
  using Place = OwnedPlace<Payment>;
  using Filter = OwnedFilter<Payment>;
  static constexpr std::string_view columns = "id,loan_id,paid_at,amount,currency,method";
};

struct ReversePayment {
  static constexpr const char *name = "reverse",
                              *description = "Reverse a payment: the loan gets back what it took";
  OwnedName<Payment> which;
  std::string reason;
  std::optional<std::string> idempotency_key;

  void add_options(CLI::App& app) {
    which.add_options(app);
    app.add_option("--reason", reason, "Why, for the ledger and the audit trail")
        ->type_name("TEXT")
        ->required();
    app.add_option("--idempotency-key", idempotency_key,
                   "The same key and reason again give the first reversal, not an error")
        ->type_name("TEXT");
  }

  int run(const Context& context) {
    Session session = context.open().session(context.actor);
    const Key<Payment> key = which.find(session);
    const Payment reversal =
        naming("--reason", [&] { return session.payments().reverse(key, reason, idempotency_key); });
    print_result(context, reversal,
                 "Reversed " + title(key) + " with payment " + std::to_string(reversal.id.value) + ".");
    return kDone;
  }
};

// Not offered, but whoever tries it learns why, and what to do instead.
struct RefuseChange {
  static constexpr const char* description = "Not for payments";

  void add_options(CLI::App& app) { app.group("")->prefix_command()->fallthrough(false); }

  int run(const Context&) {
    throw Error(Code::unsupported,
                "Payments are a ledger: they are never changed or deleted. Reverse the payment with "
                "`crmctl payment reverse`, and add the right one.");
  }
};
struct RefuseSet : RefuseChange {
  static constexpr const char* name = "set";
};
struct RefuseDelete : RefuseChange {
  static constexpr const char* name = "delete";
};

}  // namespace

void add_payment(CLI::App& app, Context& context) {
  add_group<ListCommand<PaymentKind>, ShowCommand<PaymentKind>, AddCommand<PaymentKind>, ReversePayment,
            RefuseSet, RefuseDelete>(app, context, "payment", "Payments: list, show, add, reverse");
}

}  // namespace crm::cli
