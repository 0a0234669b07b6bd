// crypt_r of libcrypt, whose memory of 32 KiB lies on the heap: telephony threads have small stacks.
#include "auth/password.hpp"

#include <crypt.h>

#include <crm/error.hpp>
#include <memory>

#include "crypto/crypto.hpp"
#include "domain/checks.hpp"
#include "domain/record.hpp"

namespace crm::auth {

namespace {

constexpr std::size_t kFewest = 12, kMostBytes = 72;
constexpr unsigned long kCost = 12;

void refuse(const char* sentence) { throw Error(Code::invalid_argument, sentence, "password"); }

std::size_t characters_in(std::string_view text) {
  std::size_t count = 0;
  for (const char byte : text) count += (static_cast<unsigned char>(byte) & 0xC0) != 0x80;
  return count;
}

std::string hashed(std::string_view password, const char* setting) {
  const auto memory = std::make_unique<crypt_data>();
  std::string terminated(password);
  const char* hash = ::crypt_r(terminated.c_str(), setting, memory.get());
  std::string result = hash == nullptr ? "" : hash;
  crypto::wipe({reinterpret_cast<unsigned char*>(terminated.data()), terminated.size()});
  crypto::wipe({reinterpret_cast<unsigned char*>(memory.get()), sizeof(crypt_data)});
  if (result.empty() || result.front() == '*')
    throw Error(Code::unsupported, "The system's libcrypt cannot make bcrypt hashes.");
  return result;
}

bool fits(std::string_view password) {
  return password.size() <= kMostBytes && password.find('\0') == password.npos;
}

}  // namespace

void check_password(std::string_view password, std::string_view user_name) {
  domain::naming("password", [&] { domain::check_text(password, kMostBytes); });
  if (characters_in(password) < kFewest) refuse("The password must have 12 characters at least.");
  if (!fits(password)) refuse("The password must have 72 bytes at most, or bcrypt would not see its end.");
  if (password.find(user_name) != password.npos) refuse("The password must not hold the user's name.");
}

std::string hash_password(std::string_view password) {
  const crypto::Secret random = crypto::random_secret();
  char setting[CRYPT_GENSALT_OUTPUT_SIZE];
  if (::crypt_gensalt_rn("$2b$", kCost, reinterpret_cast<const char*>(random.bytes().data()), 16, setting,
                         sizeof setting) == nullptr)
    throw Error(Code::unsupported, "The system's libcrypt cannot make bcrypt hashes.");
  return hashed(password, setting);
}

bool is_password(std::string_view password, const std::string& hash) {
  return crypto::same(hashed(fits(password) ? password : "", hash.c_str()), hash) && fits(password);
}

void pretend_to_check(std::string_view password) {
  is_password(password, "$2b$12$abcdefghijklmnopqrstuu5Lo0g67CiD3M4RpN1BmBb4Crp5w7dbK");
}

std::string random_password() {
  constexpr std::string_view letters = "abcdefghijkmnpqrstuvwxyz23456789";  // 32, without l, o, 0 and 1
  const crypto::Secret random = crypto::random_secret();
  std::string password;
  for (std::size_t i = 0; i < 20; ++i) {
    if (i > 0 && i % 5 == 0) password += '-';
    password += letters[random.bytes()[i] % letters.size()];
  }
  return password;
}

}  // namespace crm::auth
