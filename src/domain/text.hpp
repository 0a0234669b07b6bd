// Small functions over text that several rules share: UTF-8, names, decimal numbers. Pure, without a locale.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace crm::domain {

constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
constexpr bool is_upper(char c) noexcept { return c >= 'A' && c <= 'Z'; }
constexpr bool is_lower(char c) noexcept { return c >= 'a' && c <= 'z'; }
constexpr bool is_letter(char c) noexcept { return is_upper(c) || is_lower(c); }

// Whether the bytes are well-formed UTF-8 (RFC 3629: no surrogates, no overlong forms, up to U+10FFFF).
bool valid_utf8(std::string_view text);

// How many characters (code points) valid UTF-8 holds.
std::size_t code_points(std::string_view text);

// The form in which names are compared and searched: lower case (Latin, Greek, Cyrillic; accents stay), runs
// of white space as one blank, none at the ends. Bytes that are no UTF-8 are kept as they are.
std::string search_key(std::string_view text);

// Whether `sorted`, words of equal length in order with one blank between them, holds the word. The word must
// be of that length.
bool contains_word(std::string_view sorted, std::string_view word);

// The exact value of a decimal text times ten to the power of `decimals`: ("-12.5", 2) is -1250.
// Throws invalid_argument unless the text is a plain decimal number of at most 64 characters, nothing but
// zeros would be lost, and the result is at most `limit` up or down.
std::int64_t scaled_integer(std::string_view text, int decimals, std::int64_t limit);

// Appends `value` divided by ten to the power of `decimals`, with all decimals: (-1250, 2) is "-12.50".
void append_scaled(std::string& out, std::int64_t value, int decimals);

}  // namespace crm::domain
