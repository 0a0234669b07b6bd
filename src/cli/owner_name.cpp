#include "cli/owner_name.hpp"

#include <charconv>

#include "cli/records.hpp"

namespace crm::cli {

namespace {

constexpr const char *kCustomer = "--customer", *kAccount = "--account", *kLoan = "--loan";
constexpr std::string_view kAccountPrefix = "account:";

CustomerId id_of_account(Session& session, std::string_view account) {
  const auto customer = session.customers().find_account(account);
  if (!customer) throw Error(Code::not_found, "No customer has this account number.");
  return customer->id;
}

CustomerId id_of_word(Session& session, std::string_view word) {
  if (word.starts_with(kAccountPrefix)) return id_of_account(session, word.substr(kAccountPrefix.size()));
  CustomerId id;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), id.value);
  if (error != std::errc() || end != word.data() + word.size())
    throw Error(Code::invalid_argument,
                "A customer is named by id, or by account number as account:NUMBER. `crmctl customer find` "
                "looks for names and phone numbers.");
  return id;
}

}  // namespace

void CustomerName::add_argument(CLI::App& app) {
  app.add_option("CUSTOMER", word_, "Their id, or account:NUMBER")->type_name("");
  app.add_option(kAccount, account_, "Their account number, instead")->type_name("NUMBER");
}

void CustomerName::add_options(CLI::App& app) {
  auto* customer =
      app.add_option(kCustomer, word_, "Whose: the customer's id, or account:NUMBER")->type_name("CUSTOMER");
  app.add_option(kAccount, account_, "Whose: the customer's account number")
      ->type_name("NUMBER")
      ->excludes(customer);
}

CustomerId CustomerName::find(Session& session) const {
  if (account_ && word_) throw Error(Code::invalid_argument, "The customer is named twice.", kAccount);
  if (account_) return id_of_account(session, *account_);
  if (!word_) throw Error(Code::invalid_argument, "Say which customer: their id, or account:NUMBER.");
  return id_of_word(session, *word_);
}

void CustomerName::return_word(std::vector<std::string>& words) {
  if (!account_ || !word_) return;
  words.insert(words.begin(), std::move(*word_));
  word_.reset();
}

void OwnerName::add_options(CLI::App& app) { customer_.add_options(app); }

void OwnerName::add_options_with_loan(CLI::App& app) {
  add_options(app);
  app.add_option(kLoan, loan_, "Whose: the customer of this loan")
      ->type_name("ID")
      ->excludes(kCustomer, kAccount);
}

CustomerId OwnerName::find(Session& session) const {
  if (loan_) return cli::find_loan(session, *loan_).customer_id;
  if (!customer_.given())
    throw Error(Code::invalid_argument, "Say whose: --customer ID, or --account NUMBER.", kCustomer);
  return customer_.find(session);
}

std::optional<CustomerId> OwnerName::find_known(Session& session) const {
  if (!given()) return std::nullopt;
  return require(session, find(session)).id;
}

std::optional<Loan> OwnerName::find_loan(Session& session) const {
  if (!loan_) return std::nullopt;
  return require(session, cli::find_loan(session, *loan_));
}

Key<Loan> find_loan(Session& session, std::int64_t id) {
  const auto key = session.loans().find(LoanId{id});
  if (!key) throw Error(Code::not_found, "There is no loan " + std::to_string(id) + ".");
  return *key;
}

}  // namespace crm::cli
