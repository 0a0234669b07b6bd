// Names for requests.
#include "request_id.hpp"

#include <random>

namespace rest {

namespace {

void append_hex(std::string& out, std::uint64_t number) {
  for (int shift = 60; shift >= 0; shift -= 4) out += "0123456789abcdef"[(number >> shift) & 15];
}

}  // namespace

std::string random_id() {
  static thread_local std::mt19937_64 random = [] {
    std::random_device device;
    std::seed_seq seed{device(), device(), device(), device()};
    return std::mt19937_64(seed);
  }();
  std::string id;
  append_hex(id, random());
  append_hex(id, random());
  return id;
}

std::string request_id(std::string_view given) {
  constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
  const bool usable = !given.empty() && given.size() <= 64 && given.find_first_not_of(plain) == given.npos;
  return usable ? std::string(given) : random_id();
}

}  // namespace rest
