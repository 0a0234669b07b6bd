// Dates and amounts in the form that somebody's system writes them, as declared: nothing is guessed.
#pragma once

#include <string>
#include <string_view>

namespace crm::intake {

// A date's form: %Y (four digits), %m, %d (one digit or two), %b and %B (the English month, short or whole),
// and any other characters as they are: "%m/%d/%Y".
class DateFormat {
 public:
  // Error(invalid_argument) unless year, month and day stand in it once each. %y is refused: nobody can tell
  // a birthday in 1926 from one in 2026.
  explicit DateFormat(std::string pattern);

  // The date as YYYY-MM-DD, and behind it what follows the date in the text after a blank or T: a time of
  // day. Error(invalid_argument) without a field; whether the day exists is for others to say.
  std::string to_iso(std::string_view text) const;

 private:
  std::string pattern_;
};

// An amount's form, shown by an example with two decimals: "1,234.56", "1.234,56", "1 234,56", "1234,56".
class AmountFormat {
 public:
  // Error(invalid_argument) for what is no such example.
  explicit AmountFormat(std::string_view example);

  // The amount as 1234.56. Signs and codes of currencies around it are left out; (12.50) is -12.50.
  // Error(invalid_argument) without a field.
  std::string to_plain(std::string_view text) const;

 private:
  void check_groups(std::string_view whole) const;

  std::string thousands_;  // what stands between groups of digits; empty: nothing
  char decimal_;
};

}  // namespace crm::intake
