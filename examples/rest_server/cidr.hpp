// Ranges of IP addresses: "10.0.0.0/8", "2001:db8::/32", "127.0.0.1".
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace rest {

class Cidr {
 public:
  // None: it is no range, or has bits behind its length ("10.0.0.1/8").
  static std::optional<Cidr> read(std::string_view text);
  // An IPv4 address that came through an IPv6 socket ("::ffff:10.0.0.1") counts as IPv4. False for what is
  // none.
  bool holds(std::string_view address) const;

 private:
  using Bytes = std::array<unsigned char, 16>;  // IPv4 mapped into IPv6

  static std::optional<Bytes> bytes_of(std::string_view address);
  static Bytes masked(Bytes bytes, int bits);

  Bytes base_{};
  int bits_ = 128;
};

}  // namespace rest
