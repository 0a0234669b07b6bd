// The primitives, on OpenSSL's EVP interface.
#include "crypto/crypto.hpp"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <openssl/rand.h>

#include <climits>
#include <crm/error.hpp>
#include <memory>

namespace crm::crypto {
namespace {

constexpr std::size_t kNonceSize = 12, kTagSize = 16;

// Forgets the errors that OpenSSL queues between here and the end of the scope.
class QuietErrors {
 public:
  QuietErrors() { ERR_set_mark(); }
  ~QuietErrors() { ERR_pop_to_mark(); }
  QuietErrors(const QuietErrors&) = delete;
  QuietErrors& operator=(const QuietErrors&) = delete;
};

template <auto Free>
struct Freeing {
  void operator()(auto* object) const noexcept { Free(object); }
};
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, Freeing<EVP_CIPHER_CTX_free>>;
using Kdf = std::unique_ptr<EVP_KDF, Freeing<EVP_KDF_free>>;
using KdfContext = std::unique_ptr<EVP_KDF_CTX, Freeing<EVP_KDF_CTX_free>>;

// Of an algorithm that it does not have OpenSSL first says so, whatever else follows. Of an allocation that
// failed it says that, or something else, or nothing at all.
bool misses_something() {
  const auto is_unsupported = [](unsigned long error) {
    return ERR_GET_REASON(error) == ERR_R_UNSUPPORTED || ERR_GET_LIB(error) == ERR_LIB_RAND;
  };
  return is_unsupported(ERR_peek_error()) || is_unsupported(ERR_peek_last_error());
}

void require(bool done) {
  if (done) return;
  if (!misses_something()) throw Error(Code::no_memory, "There is not enough memory for encryption.");
  throw Error(Code::unsupported,
              "OpenSSL refuses SHA-256, HKDF, AES-256-GCM or random bytes; check its version and providers.");
}

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

// OpenSSL counts what it encrypts in int.
int int_size(std::string_view text) {
  if (text.size() > INT_MAX) throw Error(Code::invalid_argument, "A text of 2 GiB or more cannot be sealed.");
  return static_cast<int>(text.size());
}

void fill_random(std::span<unsigned char> bytes) {
  require(RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) == 1);
}

[[noreturn]] void refuse_sealed() {
  throw Error(Code::corrupt,
              "The sealed value is damaged, or was sealed for another record or with another key; "
              "restore it from a backup.");
}

}  // namespace

Digest sha256(std::string_view text) {
  const QuietErrors quiet;
  Digest digest;
  require(EVP_Digest(text.data(), text.size(), digest.data(), nullptr, EVP_sha256(), nullptr) == 1);
  return digest;
}

std::string hex(std::span<const unsigned char> bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  text.reserve(2 * bytes.size());
  for (const unsigned byte : bytes) {
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return text;
}

Secret::~Secret() { wipe(bytes_); }

Secret::Secret(Secret&& from) noexcept : bytes_(from.bytes_) { wipe(from.bytes_); }

Secret& Secret::operator=(Secret&& from) noexcept {
  if (this == &from) return *this;
  bytes_ = from.bytes_;
  wipe(from.bytes_);
  return *this;
}

void wipe(std::span<unsigned char> bytes) noexcept { OPENSSL_cleanse(bytes.data(), bytes.size()); }

Secret random_secret() {
  const QuietErrors quiet;
  Secret secret;
  fill_random(secret.bytes());
  return secret;
}

Secret derive(const Secret& secret, std::string_view purpose) {
  const QuietErrors quiet;
  const Kdf kdf(EVP_KDF_fetch(nullptr, "HKDF", nullptr));
  require(kdf != nullptr);
  const KdfContext context(EVP_KDF_CTX_new(kdf.get()));
  require(context != nullptr);
  // The parameters are read only; OpenSSL's type is older than const.
  auto* const key = const_cast<unsigned char*>(secret.bytes().data());
  auto* const info = const_cast<char*>(purpose.data());
  char hash[] = "SHA256";
  const OSSL_PARAM params[] = {OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, hash, 0),
                               OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, key, Secret::kSize),
                               OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, info, purpose.size()),
                               OSSL_PARAM_construct_end()};
  Secret derived;
  require(EVP_KDF_derive(context.get(), derived.bytes().data(), Secret::kSize, params) == 1);
  return derived;
}

bool same(std::string_view a, std::string_view b) noexcept {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

Digest hmac_sha256(std::span<const unsigned char> key, std::string_view text) {
  const QuietErrors quiet;
  Digest digest;
  require(EVP_Q_mac(nullptr, "HMAC", nullptr, "SHA256", nullptr, key.data(), key.size(), bytes_of(text),
                    text.size(), digest.data(), digest.size(), nullptr) != nullptr);
  return digest;
}

std::string seal(const Secret& key, std::string_view plain, std::string_view associated) {
  const QuietErrors quiet;
  const int plain_size = int_size(plain), associated_size = int_size(associated);
  std::string sealed(kNonceSize + plain.size() + kTagSize, '\0');
  unsigned char* const nonce = bytes_of(sealed);
  unsigned char* const text = nonce + kNonceSize;
  unsigned char* const tag = text + plain.size();
  fill_random({nonce, kNonceSize});

  const CipherContext context(EVP_CIPHER_CTX_new());
  auto* const c = context.get();
  int size = 0;
  require(c != nullptr);
  require(EVP_EncryptInit_ex2(c, EVP_aes_256_gcm(), key.bytes().data(), nonce, nullptr) == 1);
  require(EVP_EncryptUpdate(c, nullptr, &size, bytes_of(associated), associated_size) == 1);
  require(EVP_EncryptUpdate(c, text, &size, bytes_of(plain), plain_size) == 1);
  require(EVP_EncryptFinal_ex(c, tag, &size) == 1);
  require(EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_AEAD_GET_TAG, static_cast<int>(kTagSize), tag) == 1);
  return sealed;
}

std::string open(const Secret& key, std::string_view sealed, std::string_view associated) {
  const QuietErrors quiet;
  if (sealed.size() < kNonceSize + kTagSize) refuse_sealed();
  const auto text = sealed.substr(kNonceSize, sealed.size() - kNonceSize - kTagSize);
  std::string tag(sealed.substr(sealed.size() - kTagSize));
  std::string plain(text.size(), '\0');
  const int text_size = int_size(text), associated_size = int_size(associated);

  const CipherContext context(EVP_CIPHER_CTX_new());
  auto* const c = context.get();
  int size = 0;
  require(c != nullptr);
  require(EVP_DecryptInit_ex2(c, EVP_aes_256_gcm(), key.bytes().data(), bytes_of(sealed), nullptr) == 1);
  require(EVP_DecryptUpdate(c, nullptr, &size, bytes_of(associated), associated_size) == 1);
  require(EVP_DecryptUpdate(c, bytes_of(plain), &size, bytes_of(text), text_size) == 1);
  require(EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_AEAD_SET_TAG, static_cast<int>(kTagSize), tag.data()) == 1);
  unsigned char nothing_more[kTagSize];
  if (EVP_DecryptFinal_ex(c, nothing_more, &size) != 1) {
    wipe({bytes_of(plain), plain.size()});
    refuse_sealed();
  }
  return plain;
}

}  // namespace crm::crypto
