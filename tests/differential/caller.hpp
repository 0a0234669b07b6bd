// Does at random whatever a program can do with the library: every record, the pre-call and the post-call.
#pragma once

#include <span>

#include "differential/comparison.hpp"
#include "differential/values.hpp"

namespace crm::test {

// The same seed does the same. Threads: one.
class Caller {
 public:
  Caller(Comparison& comparison, std::uint64_t seed) : comparison_(comparison), values_(seed) {}

  void do_something();

 private:
  struct Deed {
    std::uint64_t weight;
    void (Caller::*act)();
  };
  static std::span<const Deed> deeds();

  void create_customer();
  void update_customer();
  void remove_customer();
  void erase_customer();
  void get_customer();
  void find_customer();
  void find_ssn();
  void reveal_ssn();
  void list_customers();

  template <class R>
  void create();
  template <class R>
  void update();
  template <class R>
  void remove();
  template <class R>
  void get();
  template <class R>
  void list();
  void find_loan();
  void list_loans();
  void find_vehicle();
  void list_interactions();

  void record_payment();
  void reverse_payment();

  void pre_call();
  void pre_call_one();
  void pre_call_many();
  void post_call();
  void post_call_again();
  void post_call_many();
  void dashboard();
  void audit();

  samples::Random& random() { return values_.random(); }

  // Numbers of records: mostly of ones that are there.
  std::size_t a_customer();
  template <class R>
  struct Place {
    std::size_t owner = 0, number = 0;
  };
  template <class R>
  Place<R> a_record();
  template <class R>
  std::size_t a_record_of(std::size_t owner);

  ExpectedVersion a_version(std::int64_t now);
  std::size_t a_limit();
  // Gives the ids among the fields the numbers of records that this customer has.
  template <class R>
  void aim(typename R::Fields& fields, std::size_t owner);
  template <class Other>
  void aim(Change<Id<Other>>& link, std::size_t owner);
  template <class Other>
  void aim(Change<std::optional<Id<Other>>>& link, std::size_t owner);
  Outcome an_outcome();

  Comparison& comparison_;
  Values values_;
  std::vector<Outcome> said_;  // outcomes, with numbers for ids
};

}  // namespace crm::test
