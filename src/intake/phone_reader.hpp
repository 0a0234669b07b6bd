// Phone numbers in the national form of any country.
#pragma once

#include <string>
#include <string_view>

#include <crm/phone_number.hpp>

namespace crm::intake {

// Threads: one at a time.
class PhoneReader {
 public:
  // region: ISO 3166-1, of numbers without a country code. Error(invalid_argument, ..., "--region").
  explicit PhoneReader(std::string region);

  // Takes all that PhoneNumber::parse takes, and what Google's libphonenumber knows of the region's numbers.
  // One with an extension is refused: without it another person would answer. Error(invalid_argument) without
  // a field.
  PhoneNumber read(std::string_view text);

 private:
  const std::string region_;
  const bool own_plan_;  // the library itself reads this region's national numbers
};

}  // namespace crm::intake
