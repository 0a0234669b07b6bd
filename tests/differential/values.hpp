// Random values for the fields of records: by the field's rule, mostly good ones, at their limits now and
// then, and one in a while that is refused.
#pragma once

#include <crm/session.hpp>
#include <samples/random.hpp>
#include <span>
#include <string>
#include <string_view>

#include "domain/fields.hpp"

namespace crm::test {

// Its words are its own.
template <class Rule>
inline constexpr bool is_one_of = false;
template <std::size_t N>
inline constexpr bool is_one_of<domain::rule::OneOf<N>> = true;

class Values {
 public:
  explicit Values(std::uint64_t seed) : random_(seed) {}

  samples::Random& random() { return random_; }

  // How many of a record's fields are named, in percent; the ones that a new record needs always are.
  static constexpr std::uint64_t kMany = 60, kFew = 15;

  template <class R>
  typename R::Fields fields_of_new() {
    return fields<R>(kMany, true);
  }
  template <class R>
  typename R::Fields fields_of_change() {
    return fields<R>(kFew, false);
  }
  Outcome outcome();

  std::string account_number() { return "A-" + std::to_string(random_.below(70)); }
  std::string call_id() { return "call " + std::to_string(random_.below(4000)); }
  PhoneNumber phone() { return PhoneNumber::parse("+12125550" + std::to_string(100 + random_.below(25))); }
  Ssn ssn();
  Currency currency();
  Instant instant();
  Date date();
  std::string text(std::size_t most);
  std::string name();
  std::string reason();

 private:
  // Once in a while.
  bool is_extreme() { return random_.percent(2); }
  // Seldom: nearly every operation has many fields.
  bool is_wrong() { return random_.below(400) == 0; }

  template <class R>
  typename R::Fields fields(std::uint64_t chance, bool is_new);

  // By the value's type, where no rule says more.
  void fill(bool& value, const domain::rule::Any&) { value = random_.percent(50); }
  void fill(Date& value, const domain::rule::Any&) { value = date(); }
  void fill(Instant& value, const domain::rule::Any&) { value = instant(); }
  void fill(Ssn& value, const domain::rule::Any&) { value = ssn(); }
  void fill(PhoneNumber& value, const domain::rule::Any&) { value = phone(); }
  void fill(Currency& value, const domain::rule::Any&) { value = currency_; }
  // An id stands for a record's number; the caller of it chooses one that is there.
  template <class R>
  void fill(Id<R>& value, const domain::rule::Any&) {
    value.value = random_.from(1, 50);
  }
  template <class R>
  void fill(Id<R>& value, const domain::rule::RequiredId&) {
    value.value = random_.from(1, 50);
  }
  template <class T, class Rule>
  void fill(std::optional<T>& value, const Rule& rule) {
    if (random_.percent(15)) {
      value.reset();
    } else {
      fill(value.emplace(), rule);
    }
  }
  void fill(std::string& value, const domain::rule::Text& rule) { value = text(rule.max_characters); }
  void fill(std::string& value, const domain::rule::SomeText& rule) { value = text(rule.max_characters); }
  void fill(std::int64_t& value, const domain::rule::Range& rule);
  template <std::size_t N>
  void fill(std::string& value, const domain::rule::OneOf<N>& rule) {
    value = is_wrong() ? "no such word" : std::string(rule.words[random_.below(N)]);
  }
  void fill(std::string& value, const domain::rule::Vin&);
  void fill(std::string& value, const decltype(domain::rule::email)&);
  void fill(std::string& value, const decltype(domain::rule::country)&);
  void fill(std::string& value, const decltype(domain::rule::language)&);
  void fill(std::string& value, const decltype(domain::rule::ip_address)&);
  void fill(std::string& value, const domain::rule::TimeZone&);
  void fill(Money& value, const domain::rule::NotNegative&) { value = money(0); }
  void fill(Money& value, const domain::rule::Positive&) { value = money(1); }
  void fill(Decimal& value, const domain::rule::Rate&);
  void fill(Date& value, const domain::rule::RequiredDate&) { value = is_wrong() ? Date{} : date(); }
  void fill(PhoneNumber& value, const domain::rule::RequiredPhone&) {
    value = is_wrong() ? PhoneNumber() : phone();
  }
  void fill(JsonObject& value, const domain::rule::Attributes& rule);
  void fill(std::vector<std::string>& value, const domain::rule::Trace&);

  Money money(std::int64_t least);
  // Of the fields by which records are found or counted, so that they meet.
  std::span<const std::string_view> usual(std::string_view field) const;
  void meet(std::string_view field, std::string& value);
  template <class T>
  void meet(std::string_view, T&) {}
  void meet(std::string_view field, std::optional<std::string>& value) {
    if (value) meet(field, *value);
  }

  samples::Random random_;
  Currency currency_{};  // of the record that is being made
};

template <class R>
typename R::Fields Values::fields(std::uint64_t chance, bool is_new) {
  typename R::Fields fields;
  currency_ = currency();
  domain::each_field<R>([&](const auto& field) {
    using F = std::remove_cvref_t<decltype(field)>;
    if constexpr (F::nameable) {
      const bool needed =
          is_new && (domain::Required<typename F::RuleType> || std::is_same_v<typename F::Type, Currency>);
      if (needed ? is_wrong() : !random_.percent(chance)) return;
      typename F::Type value{};
      fill(value, field.rule);
      if constexpr (!is_one_of<typename F::RuleType>) meet(field.name, value);
      fields.*field.change = std::move(value);
    }
  });
  return fields;
}

}  // namespace crm::test
