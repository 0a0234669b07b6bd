// Everything is an IPv6 address inside; IPv4 is ::ffff:a.b.c.d.
#include "cidr.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

namespace rest {

std::optional<Cidr::Bytes> Cidr::bytes_of(std::string_view address) {
  const std::string text(address);
  Bytes bytes{};
  if (::inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1) return bytes;
  bytes = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  if (::inet_pton(AF_INET, text.c_str(), bytes.data() + 12) == 1) return bytes;
  return std::nullopt;
}

Cidr::Bytes Cidr::masked(Bytes bytes, int bits) {
  for (int i = 0; i < 16; ++i) {
    const int kept = std::clamp(bits - i * 8, 0, 8);
    bytes[static_cast<std::size_t>(i)] &= static_cast<unsigned char>(0xff << (8 - kept));
  }
  return bytes;
}

std::optional<Cidr> Cidr::read(std::string_view text) {
  const std::size_t slash = std::min(text.find('/'), text.size());
  const auto base = bytes_of(text.substr(0, slash));
  if (!base) return std::nullopt;
  const bool is_v4 = text.substr(0, slash).find(':') == text.npos;
  Cidr range;
  range.base_ = *base;
  if (slash < text.size()) {
    const std::string_view digits = text.substr(slash + 1);
    int bits = -1;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
    if (error != std::errc() || end != digits.data() + digits.size() || bits < 0 || bits > (is_v4 ? 32 : 128))
      return std::nullopt;
    range.bits_ = is_v4 ? bits + 96 : bits;
  }
  return masked(*base, range.bits_) == *base ? std::optional(range) : std::nullopt;
}

bool Cidr::holds(std::string_view address) const {
  const auto bytes = bytes_of(address);
  return bytes && masked(*bytes, bits_) == base_;
}

}  // namespace rest
