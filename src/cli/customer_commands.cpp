// customer: find, list, show, add, set, delete, erase.
#include <algorithm>

#include "cli/commands.hpp"
#include "cli/record_commands.hpp"

namespace crm::cli {

namespace {

constexpr std::string_view kColumns = "id,account_number,last_name,first_name,primary_phone_number,state";

struct CustomerArgument : CustomerName {
  void add_options(CLI::App& app) { add_argument(app); }
};

struct NewCustomer {
  void add_options(CLI::App&) {}
  Place<Customer> find(Session&, FieldWords&) const { return {}; }
};

struct CustomerOptions {
  std::optional<std::string> phone, account, name;

  void add_options(CLI::App& app) {
    app.add_option("--name", name, "The beginning of \"last name, first name\", in any letter case");
    app.add_option("--account", account, "The beginning of the account number")->type_name("NUMBER");
    app.add_option("--phone", phone, "A phone number of theirs, any of them")->type_name("NUMBER");
  }

  Source<Customer> source(const Context& context, Session& session) const {
    CustomerFilter filter{.account_prefix = account, .name_prefix = name};
    if (phone)
      filter.phone =
          naming("--phone", [&] { return PhoneNumber::parse(*phone, context.config.default_country.value); });
    return [&session, filter = std::move(filter)](const PageRequest& request) {
      return session.customers().list(filter, request);
    };
  }
};

struct CustomerKind {
  using Record = Customer;
  using Name = CustomerArgument;
  using Place = NewCustomer;
  using Filter = CustomerOptions;
  static constexpr std::string_view columns = kColumns;
};

// Looks for words that nobody has sorted: each way in is tried, and what they find is put together.
class Search {
 public:
  Search(const Context& context, Session& session, std::size_t limit)
      : context_(context), session_(session), limit_(limit) {}

  std::vector<Customer> find(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) text.append(text.empty() ? "" : " ").append(word);
    try_phone(text);
    if (auto customer = session_.customers().find_account(text)) add({*std::move(customer)});
    try_name(text);
    try_both_names(text);
    return std::move(found_);
  }

 private:
  void try_phone(const std::string& text) {
    try {
      add(list({.phone = PhoneNumber::parse(text, context_.config.default_country.value)}));
    } catch (const Error& error) {
      if (error.code() != Code::invalid_argument) throw;  // it is no phone number
    }
  }

  void try_name(const std::string& last, const std::string& first = {}) {
    if (!last.empty()) add(list({.name_prefix = last, .first_name_prefix = first}));
  }

  // "Doe, J", "Jo Doe", "Doe Jo": the beginnings of both names.
  void try_both_names(const std::string& text) {
    if (const std::size_t comma = text.find(','); comma != text.npos)
      return try_name(text.substr(0, comma), text.substr(comma + 1));
    const std::size_t first = text.find(' '), last = text.rfind(' ');
    if (first == text.npos) return;
    try_name(text.substr(last + 1), text.substr(0, last));
    try_name(text.substr(0, first), text.substr(first + 1));
  }

  std::vector<Customer> list(const CustomerFilter& filter) {
    return session_.customers().list(filter, {.limit = limit_}).items;
  }

  void add(std::vector<Customer> customers) {
    for (Customer& customer : customers) {
      const bool known = std::any_of(found_.begin(), found_.end(),
                                     [&](const Customer& one) { return one.id == customer.id; });
      if (!known && found_.size() < limit_) found_.push_back(std::move(customer));
    }
  }

  const Context& context_;
  Session& session_;
  const std::size_t limit_;
  std::vector<Customer> found_;
};

constexpr const char* kFindHelp =
    R"(Of names the beginnings are enough, in any letter case; a first name needs the last name beside it:

  crmctl customer find doe
  crmctl customer find do, jo
  crmctl customer find jo do
  crmctl customer find "(212) 555-0100"
)";

struct FindCustomers {
  static constexpr const char *name = "find",
                              *description = "Find customers by phone number, account number or name";
  std::vector<std::string> words;
  CustomerOptions options;
  Paging paging;
  std::string columns;

  void add_options(CLI::App& app) {
    app.add_option("WORDS", words, "A phone number, an account number, or a name")
        ->type_name("")
        ->expected(0, -1);
    app.footer(kFindHelp);
    options.add_options(app);
    paging.add_options(app);
    add_columns_option(app, columns);
  }

  int run(const Context& context) {
    refuse_unclear_question();
    Session session = context.open().session(context.actor);
    const Page<Customer> page = find(context, session);
    if (page.items.empty() && context.format == Format::text) {
      print("No customer was found.\n");
    } else {
      print_page(context, page, columns, kColumns);
    }
    return page.items.empty() ? kNotFound : kDone;
  }

 private:
  void refuse_unclear_question() const {
    const bool by_option = options.phone || options.account || options.name;
    if (by_option == !words.empty())
      throw Error(Code::invalid_argument,
                  "say what to look for: some words, or --phone, --account or --name.", "WORDS");
    if (!words.empty() && !paging.after.empty())
      throw Error(Code::invalid_argument, "a search with words has one page; see --limit.", "--after");
  }

  Page<Customer> find(const Context& context, Session& session) const {
    if (words.empty()) return collect(paging, options.source(context, session));
    return {Search(context, session, std::min(paging.limit, kMostOfAPage)).find(words), std::nullopt};
  }
};

struct EraseCustomer {
  static constexpr const char *name = "erase",
                              *description = "Erase a customer with everything of theirs, for good";
  CustomerName which;
  std::string reason;

  void add_options(CLI::App& app) {
    which.add_argument(app);
    app.add_option("--reason", reason, "Why, for the audit trail; it stays, so without names")
        ->type_name("TEXT");
  }

  int run(const Context& context) {
    Session session = context.open().session(context.actor);
    const CustomerId id = which.find(session);
    require(session, id);
    confirm(context, "Erase " + title(id) +
                         " with every loan, payment, interaction, note, phone, vehicle and the audit trail? "
                         "Nothing brings them back.");
    naming("--reason", [&] { session.customers().erase(id, reason); });
    print_gone(context, id, "erased", "Erased " + title(id) + " and everything of theirs.");
    return kDone;
  }
};

}  // namespace

void add_customer(CLI::App& app, Context& context) {
  add_group<FindCustomers, ListCommand<CustomerKind>, ShowCommand<CustomerKind>, AddCommand<CustomerKind>,
            SetCommand<CustomerKind>, DeleteCommand<CustomerKind>, EraseCustomer>(
      app, context, "customer", "Customers: find, list, show, add, set, delete, erase");
}

}  // namespace crm::cli
