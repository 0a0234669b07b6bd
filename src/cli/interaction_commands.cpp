// interaction: list, show, add, set, delete.
#include "cli/commands.hpp"
#include "cli/record_commands.hpp"

namespace crm::cli {

namespace {

struct InteractionOptions {
  OwnerName owner;
  std::optional<std::string> follow_up_due;

  void add_options(CLI::App& app) {
    owner.add_options_with_loan(app);
    app.add_option("--follow-up-due", follow_up_due,
                   "To be followed up until this instant, the longest due first: now, or ISO 8601")
        ->type_name("INSTANT");
  }

  Source<Interaction> source(const Context&, Session& session) const {
    const InteractionFilter filter{.customer_id = owner.find_known(session), .follow_up_due = due()};
    Source<Interaction> all = [&session, filter](const PageRequest& request) {
      return session.interactions().list(filter, request);
    };
    const auto loan = owner.find_loan(session);
    return loan ? about_loan<Interaction>(std::move(all), loan->id) : all;
  }

 private:
  std::optional<Instant> due() const {
    if (!follow_up_due) return std::nullopt;
    if (*follow_up_due == "now")
      return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
    return naming("--follow-up-due", [&] { return parse_instant(*follow_up_due); });
  }
};

struct InteractionKind {
  using Record = Interaction;
  using Name = OwnedName<Interaction>;
  using Place = OwnedPlace<Interaction>;
  using Filter = InteractionOptions;
  static constexpr std::string_view columns = "id,customer_id,creation_date,source,status";
};

}  // namespace

void add_interaction(CLI::App& app, Context& context) {
  add_record_group<InteractionKind>(app, context, "interaction",
                                    "Interactions: list, show, add, set, delete");
}

}  // namespace crm::cli
