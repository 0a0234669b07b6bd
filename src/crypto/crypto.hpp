// Digests, key derivation and authenticated encryption: the few primitives that libcrm uses, over OpenSSL.
//
// Threads: every function may be called from many threads at once. None waits. None leaves anything in
// OpenSSL's error queue of the calling thread, which the host may be using for its own TLS.
// Errors: `unsupported` when OpenSSL lacks an algorithm or random bytes.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace crm::crypto {

using Digest = std::array<unsigned char, 32>;

Digest sha256(std::string_view text);

// Two lower-case digits a byte.
std::string hex(std::span<const unsigned char> bytes);

// 32 bytes of key. It is moved, never copied, and wiped where it is left or destroyed.
class Secret {
 public:
  static constexpr std::size_t kSize = 32;

  Secret() = default;  // zeros, to be filled through bytes()
  ~Secret();
  Secret(Secret&& from) noexcept;
  Secret& operator=(Secret&& from) noexcept;

  std::span<unsigned char, kSize> bytes() noexcept { return bytes_; }
  std::span<const unsigned char, kSize> bytes() const noexcept { return bytes_; }

 private:
  std::array<unsigned char, kSize> bytes_{};
};

// Overwrites bytes that must not stay in memory; the compiler cannot leave it out.
void wipe(std::span<unsigned char> bytes) noexcept;

Secret random_secret();

// A key of its own for one purpose: HKDF-SHA-256 (RFC 5869) without salt, the purpose as info. Who knows a
// derived key learns neither the secret nor the key of another purpose.
Secret derive(const Secret& secret, std::string_view purpose);

// Takes as long for texts that differ at once as for equal ones of the same length.
bool same(std::string_view a, std::string_view b) noexcept;

Digest hmac_sha256(std::span<const unsigned char> key, std::string_view text);  // RFC 2104
inline Digest hmac_sha256(const Secret& key, std::string_view text) { return hmac_sha256(key.bytes(), text); }

// AES-256-GCM (NIST SP 800-38D). The answer is binary: 12 bytes of random nonce, the cipher text, 16 bytes
// of tag. `associated` is not in it, yet open() succeeds only with the same. One key is good for 2^32 seals.
std::string seal(const Secret& key, std::string_view plain, std::string_view associated);

// Gives back `plain`. Throws Error corrupt when anything differs: a byte, the length, the key, `associated`.
std::string open(const Secret& key, std::string_view sealed, std::string_view associated);

}  // namespace crm::crypto
