// A currency's code as a text that ends with a NUL and stays for ever: a Currency holds its three letters
// only.
#pragma once

#include <array>
#include <crm/money.hpp>
#include <cstddef>

namespace crm::capi {

inline constexpr std::size_t kLetters = 26;

// "AAA\0AAB\0 ... ZZZ\0"
inline constexpr auto kCurrencyTexts = [] {
  std::array<char, kLetters * kLetters * kLetters * 4> texts{};
  for (std::size_t i = 0; i < texts.size() / 4; ++i) {
    texts[i * 4] = static_cast<char>('A' + i / kLetters / kLetters);
    texts[i * 4 + 1] = static_cast<char>('A' + i / kLetters % kLetters);
    texts[i * 4 + 2] = static_cast<char>('A' + i % kLetters);
  }
  return texts;
}();

inline const char* currency_text(Currency currency) noexcept {
  std::size_t place = 0;
  for (const char letter : currency.code()) place = place * kLetters + static_cast<std::size_t>(letter - 'A');
  return &kCurrencyTexts[place * 4];
}

}  // namespace crm::capi
