// Social security numbers: any nine digits (ITINs begin with 9), or the masked form that getters return.
#include <algorithm>
#include <crm/error.hpp>
#include <crm/ssn.hpp>

#include "domain/checks.hpp"

namespace crm {

namespace {

constexpr std::string_view kMask = "***-**-";
constexpr std::size_t kShown = 4;

bool all_digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string without_punctuation(std::string_view text) {
  std::string digits;
  for (char c : text.substr(0, 32))
    if (c != '-' && c != ' ') digits.push_back(c);
  return digits;
}

}  // namespace

Ssn Ssn::parse(std::string_view text) {
  if (text.starts_with(kMask) && text.size() == kMask.size() + kShown &&
      all_digits(text.substr(kMask.size())))
    return Ssn(std::string(text.substr(kMask.size())));
  std::string digits = without_punctuation(text);
  domain::check_ssn(digits);
  return Ssn(std::move(digits));
}

Ssn Ssn::of_last4(std::string_view last4) { return Ssn(std::string(last4)); }

std::string Ssn::masked() const { return std::string(kMask).append(last4()); }

std::string_view Ssn::last4() const noexcept {
  return digits_.size() <= kShown ? std::string_view(digits_)
                                  : std::string_view(digits_).substr(digits_.size() - kShown);
}

std::string_view Ssn::digits() const noexcept {
  return digits_.size() > kShown ? std::string_view(digits_) : std::string_view();
}

}  // namespace crm
