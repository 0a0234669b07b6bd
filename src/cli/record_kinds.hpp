// How a record that a customer owns is named, placed and listed on the command line. The groups of commands
// (record_commands.hpp) are made of these.
#pragma once

#include <functional>
#include <optional>
#include <utility>

#include "cli/context.hpp"
#include "cli/field_words.hpp"
#include "cli/owner_name.hpp"
#include "cli/records.hpp"

namespace crm::cli {

// Records that may belong to a loan: those are found through it too.
template <class R>
concept AboutLoan = requires(typename R::Fields fields) {
  fields.loan_id;
};

template <class R>
void add_owner_options(OwnerName& owner, CLI::App& app) {
  if constexpr (AboutLoan<R>) {
    owner.add_options_with_loan(app);
  } else {
    owner.add_options(app);
  }
}

// Names one record: its id, and whose it is.
template <class R>
struct OwnedName {
  std::int64_t id = 0;
  OwnerName owner;

  void add_options(CLI::App& app) {
    app.add_option("ID", id, "Its id, as the list shows it")->type_name("")->required();
    add_owner_options<R>(owner, app);
  }
  Key<R> find(Session& session) const { return {owner.find(session), {id}}; }
};

// Where a new record goes.
template <class R>
struct Place {
  CustomerId owner{};
  std::optional<Loan> loan{};  // that it is about, as far as the options tell

  Currency currency() const { return loan ? loan->currency : Currency{}; }
  // Names the loan in the fields, and its currency.
  void complete(typename R::Fields& fields) const {
    if constexpr (AboutLoan<R>) {
      if (!loan) return;
      fields.loan_id = loan->id;
      if constexpr (requires { fields.currency; })
        if (!fields.currency.named()) fields.currency = loan->currency;
    }
  }
};

// Of a record about a loan that the options or the field loan_id may name, or both the same; whose the loan
// is, the record is, unless the options say.
template <AboutLoan R>
Place<R> place_about_loan(Session& session, const OwnerName& owner, std::optional<LoanId> named) {
  std::optional<Loan> loan = owner.find_loan(session);
  if (loan && named && loan->id != *named)
    throw Error(Code::invalid_argument, "It is another loan than that of --loan.", "loan_id");
  if (!loan && named) loan = require(session, find_loan(session, named->value));
  return {loan && !owner.given() ? loan->customer_id : owner.find(session), loan};
}

template <class R>
struct OwnedPlace {
  OwnerName owner;

  void add_options(CLI::App& app) { add_owner_options<R>(owner, app); }
  Place<R> find(Session& session, FieldWords& words) const {
    if constexpr (AboutLoan<R>) {
      return place_about_loan<R>(session, owner, words.loan());
    } else {
      return {owner.find(session)};
    }
  }
};

inline Customer create(Session& session, const Place<Customer>&, const CustomerFields& fields) {
  return session.customers().create(fields);
}
inline Payment create(Session& session, const Place<Payment>& place, const PaymentFields& fields) {
  return session.payments().record(place.owner, fields);
}
template <class R>
R create(Session& session, const Place<R>& place, const typename R::Fields& fields) {
  return Owned<R>(session).create(place.owner, fields);
}

// Gives a list's pages, one after the other.
template <class R>
using Source = std::function<Page<R>(const PageRequest&)>;

// Lets only the records about the loan through.
template <AboutLoan R>
Source<R> about_loan(Source<R> source, LoanId loan) {
  return [source = std::move(source), loan](const PageRequest& request) {
    Page<R> page = source(request);
    std::erase_if(page.items, [loan](const R& record) { return record.loan_id != loan; });
    return page;
  };
}

// A customer's records of one kind; those about one loan with --loan.
template <class R>
struct OwnedFilter {
  OwnerName owner;

  void add_options(CLI::App& app) { add_owner_options<R>(owner, app); }
  Source<R> source(const Context&, Session& session) const {
    const CustomerId customer = owner.find(session);
    require(session, customer);
    Source<R> all = [&session, customer](const PageRequest& request) {
      return records_of(session, Key<R>{}).list(customer, request);
    };
    if constexpr (AboutLoan<R>)
      if (const auto loan = owner.find_loan(session)) return about_loan<R>(std::move(all), loan->id);
    return all;
  }
};

}  // namespace crm::cli
