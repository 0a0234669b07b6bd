// A social security number: nine digits on the way in, the last four on the way out.
#pragma once

#include <string>
#include <string_view>

namespace crm {

// Any nine digits are taken (an ITIN begins with 9). A number read from the database knows only its last four
// digits; the whole one comes from Customers::reveal_ssn alone, which leaves an audit row.
class Ssn {
 public:
  Ssn() = default;
  // "123456789", "123-45-6789", or a masked "***-**-6789": storing a masked one changes nothing.
  // Throws Error(invalid_argument).
  static Ssn parse(std::string_view text);
  // As the database keeps it for display.
  static Ssn of_last4(std::string_view last4);

  std::string masked() const;  // "***-**-6789"
  std::string_view last4() const noexcept;
  // The nine digits that the caller gave; empty when only the last four are known.
  std::string_view digits() const noexcept;
  // Compares what can be seen: the last four digits.
  bool operator==(const Ssn& other) const noexcept { return last4() == other.last4(); }

 private:
  explicit Ssn(std::string digits) : digits_(std::move(digits)) {}
  std::string digits_;  // nine or four
};

}  // namespace crm
