// note: notes about a customer, and with --loan notes about a loan: list, show, add, set, delete.
#include "cli/commands.hpp"
#include "cli/record_commands.hpp"

namespace crm::cli {

namespace {

struct NoteName {
  std::int64_t id = 0;
  OwnerName owner;

  void add_options(CLI::App& app) {
    app.add_option("ID", id, "Its id, as the list shows it")->type_name("")->required();
    owner.add_options_with_loan(app);
  }

  std::variant<Key<CustomerNote>, Key<LoanNote>> find(Session& session) const {
    if (owner.says_loan()) return Key<LoanNote>{owner.find(session), {id}};
    return Key<CustomerNote>{owner.find(session), {id}};
  }
};

struct NotePlace {
  OwnerName owner;

  void add_options(CLI::App& app) { owner.add_options_with_loan(app); }

  std::variant<Place<CustomerNote>, Place<LoanNote>> find(Session& session, FieldWords& words) const {
    const auto loan = words.loan();
    if (loan || owner.says_loan()) return place_about_loan<LoanNote>(session, owner, loan);
    return Place<CustomerNote>{owner.find(session)};
  }
};

struct NoteFilter {
  OwnerName owner;

  void add_options(CLI::App& app) { owner.add_options_with_loan(app); }

  std::variant<Source<CustomerNote>, Source<LoanNote>> source(const Context& context,
                                                              Session& session) const {
    if (owner.says_loan()) return OwnedFilter<LoanNote>{owner}.source(context, session);
    return OwnedFilter<CustomerNote>{owner}.source(context, session);
  }
};

struct NoteKind {
  using Record = CustomerNote;
  using Name = NoteName;
  using Place = NotePlace;
  using Filter = NoteFilter;
  static constexpr std::string_view columns = "id,created_at,created_by,note";
};

}  // namespace

void add_note(CLI::App& app, Context& context) {
  add_record_group<NoteKind>(app, context, "note",
                             "Notes about customers and loans: list, show, add, set, delete");
}

}  // namespace crm::cli
