// How a customer, and whose a record is, is said on the command line.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include <crm/session.hpp>

namespace crm::cli {

// A customer by id, as account:NUMBER, or with --account NUMBER.
class CustomerName {
 public:
  // CUSTOMER as an argument, or --account.
  void add_argument(CLI::App& app);
  // --customer or --account.
  void add_options(CLI::App& app);

  bool given() const { return word_ || account_; }
  // Throws Error(not_found) for an account that nobody has; an id is not looked up.
  CustomerId find(Session& session) const;
  // With --account, the first argument is no customer but what stands behind one.
  void return_word(std::vector<std::string>& words);

 private:
  std::optional<std::string> word_, account_;
};

// Whose a record is: a customer, or a loan and so its customer.
class OwnerName {
 public:
  // --customer or --account.
  void add_options(CLI::App& app);
  // And --loan.
  void add_options_with_loan(CLI::App& app);

  bool given() const { return loan_ || customer_.given(); }
  bool says_loan() const { return loan_.has_value(); }
  CustomerId find(Session& session) const;
  // The same for a list, in which it may be left out; Error(not_found) for a customer that does not exist.
  std::optional<CustomerId> find_known(Session& session) const;
  // The loan that --loan names, if it was said.
  std::optional<Loan> find_loan(Session& session) const;

 private:
  CustomerName customer_;
  std::optional<std::int64_t> loan_;
};

// A loan by its id alone.
Key<Loan> find_loan(Session& session, std::int64_t id);

}  // namespace crm::cli
