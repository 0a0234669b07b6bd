// The primitives against published vectors, and what sealing promises.
#include "crypto/crypto.hpp"

#include <openssl/err.h>

#include <algorithm>
#include <atomic>
#include <catch2/catch.hpp>
#include <crm/error.hpp>
#include <memory>
#include <new>
#include <set>
#include <string>
#include <thread>
#include <type_traits>
#include <vector>

#include "crypto/key_ring.hpp"

namespace crypto = crm::crypto;
using crm::CustomerId;
using crypto::KeyRing;
using crypto::Secret;

namespace {

const std::string kSsn = "987654320";  // from the range that was kept for advertisements

std::string from_hex(const std::string& digits) {
  std::string bytes;
  for (std::size_t i = 0; i < digits.size(); i += 2)
    bytes += static_cast<char>(std::stoi(digits.substr(i, 2), nullptr, 16));
  return bytes;
}

// The bytes, then zeros: HMAC fills a short key up in just this way.
Secret secret_of(std::string_view bytes) {
  Secret secret;
  std::copy(bytes.begin(), bytes.end(), secret.bytes().begin());
  return secret;
}

Secret counting_secret() {
  Secret secret;
  for (unsigned char i = 0; i < Secret::kSize; ++i) secret.bytes()[i] = i;
  return secret;
}

std::string_view view(const crypto::Digest& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

std::string hmac(std::string_view key, std::string_view text) {
  return crypto::hex(crypto::hmac_sha256(secret_of(key), text));
}

// RFC 5869, section 2, for 32 bytes of output.
crypto::Digest hkdf(std::string_view salt, std::string_view key, const std::string& info) {
  const auto extracted = crypto::hmac_sha256(secret_of(salt), key);
  return crypto::hmac_sha256(secret_of(view(extracted)), info + '\x01');
}

bool refuses(const Secret& key, std::string_view sealed, std::string_view associated) {
  try {
    crypto::open(key, sealed, associated);
  } catch (const crm::Error& error) {
    return error.code() == crm::Code::corrupt;
  }
  return false;
}

bool equal(const Secret& a, const Secret& b) {
  return std::equal(a.bytes().begin(), a.bytes().end(), b.bytes().begin());
}

}  // namespace

TEST_CASE("SHA-256 gives the digests of FIPS 180-4") {
  CHECK(crypto::hex(crypto::sha256("abc")) ==
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(crypto::hex(crypto::sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")) ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  CHECK(crypto::hex(crypto::sha256(std::string(1'000'000, 'a'))) ==
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
  const std::string empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
  CHECK(crypto::hex(crypto::sha256("")) == empty);
  CHECK(crypto::hex(crypto::sha256(std::string_view())) == empty);
}

TEST_CASE("hex writes two lower-case digits a byte") {
  const unsigned char bytes[] = {0x00, 0x0f, 0xa0, 0xff};
  CHECK(crypto::hex(bytes) == "000fa0ff");
  CHECK(crypto::hex({}).empty());
}

TEST_CASE("HMAC-SHA-256 gives the values of RFC 4231") {
  CHECK(hmac(std::string(20, '\x0b'), "Hi There") ==
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  CHECK(hmac("Jefe", "what do ya want for nothing?") ==
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  CHECK(hmac(std::string(20, '\xaa'), std::string(50, '\xdd')) ==
        "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe");
  CHECK(hmac(from_hex("0102030405060708090a0b0c0d0e0f10111213141516171819"), std::string(50, '\xcd')) ==
        "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b");
  CHECK(hmac("", std::string_view()) == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

TEST_CASE("derive is HKDF of RFC 5869 without salt, the purpose as info") {
  // Test case 1 of the RFC shows that the comparison itself is HKDF.
  CHECK(crypto::hex(hkdf(from_hex("000102030405060708090a0b0c"), std::string(22, '\x0b'),
                         from_hex("f0f1f2f3f4f5f6f7f8f9"))) ==
        "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf");
  const auto secret = counting_secret();
  const std::string key(secret.bytes().begin(), secret.bytes().end());
  for (const std::string purpose :
       {"", "a", "libcrm key id", "a purpose of some length, longer than one block of the hash"})
    CHECK(crypto::hex(crypto::derive(secret, purpose).bytes()) == crypto::hex(hkdf("", key, purpose)));
}

TEST_CASE("derive separates purposes and secrets") {
  const auto secret = counting_secret();
  CHECK(equal(crypto::derive(secret, "a"), crypto::derive(secret, "a")));
  CHECK_FALSE(equal(crypto::derive(secret, "a"), crypto::derive(secret, "b")));
  CHECK_FALSE(equal(crypto::derive(secret, "a"), crypto::derive(crypto::random_secret(), "a")));
  CHECK_FALSE(equal(crypto::derive(secret, "a"), secret));
}

TEST_CASE("random secrets differ") { CHECK_FALSE(equal(crypto::random_secret(), crypto::random_secret())); }

TEST_CASE("a secret is moved, never copied, and wiped where it was") {
  STATIC_REQUIRE_FALSE(std::is_copy_constructible_v<Secret>);
  STATIC_REQUIRE_FALSE(std::is_copy_assignable_v<Secret>);
  STATIC_REQUIRE(std::is_nothrow_move_constructible_v<Secret>);
  const Secret zeros;
  auto first = counting_secret();
  Secret second(std::move(first));
  CHECK(equal(first, zeros));
  CHECK(equal(second, counting_secret()));
  first = std::move(second);
  CHECK(equal(second, zeros));
  CHECK(equal(first, counting_secret()));
  auto& same = first;
  first = std::move(same);
  CHECK(equal(first, counting_secret()));
}

TEST_CASE("a secret is wiped when it is destroyed") {
  alignas(Secret) unsigned char place[sizeof(Secret)];
  auto* secret = new (place) Secret(counting_secret());
  std::destroy_at(secret);
  CHECK(std::all_of(std::begin(place), std::end(place), [](unsigned char byte) { return byte == 0; }));
}

TEST_CASE("open reads the published AES-256-GCM values") {
  // Test cases 13, 14 and 16 of the GCM specification (McGrew and Viega), as nonce, cipher text, tag.
  const Secret zeros;
  const std::string zero_nonce(12, '\0');
  CHECK(crypto::open(zeros, zero_nonce + from_hex("530f8afbc74536b9a963b4f1c4cb738b"), "").empty());
  CHECK(crypto::open(
            zeros, zero_nonce + from_hex("cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919"),
            "") == std::string(16, '\0'));
  const auto key = from_hex("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308");
  const auto sealed = from_hex(
      "cafebabefacedbaddecaf888"
      "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
      "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
      "76fc6ece0f4e1768cddf8853bb2d551b");
  CHECK(crypto::open(secret_of(key), sealed, from_hex("feedfacedeadbeeffeedfacedeadbeefabaddad2")) ==
        from_hex("d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                 "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"));
}

TEST_CASE("what is sealed opens again, whatever its length") {
  const auto key = crypto::random_secret();
  for (const std::size_t size : {0, 1, 15, 16, 17, 1'000'000}) {
    const std::string plain(size, 'p');
    const auto sealed = crypto::seal(key, plain, "row 1");
    CHECK(sealed.size() == 12 + size + 16);
    CHECK(crypto::open(key, sealed, "row 1") == plain);
  }
  CHECK(crypto::open(key, crypto::seal(key, std::string_view(), std::string_view()), "").empty());
  const std::string binary("\0\xff\n\0", 4);
  CHECK(crypto::open(key, crypto::seal(key, binary, binary), binary) == binary);
}

TEST_CASE("every flipped bit of a sealed value is refused") {
  const auto key = crypto::random_secret();
  auto sealed = crypto::seal(key, kSsn, "row 1");
  for (char& byte : sealed) {
    for (int bit = 0; bit < 8; ++bit) {
      byte = static_cast<char>(byte ^ (1 << bit));
      CHECK(refuses(key, sealed, "row 1"));
      byte = static_cast<char>(byte ^ (1 << bit));
    }
  }
  CHECK(crypto::open(key, sealed, "row 1") == kSsn);
}

TEST_CASE("a sealed value that is cut, longer, or opened with anything else is refused") {
  const auto key = crypto::random_secret();
  const auto sealed = crypto::seal(key, kSsn, "row 1");
  for (std::size_t size = 0; size < sealed.size(); ++size)
    CHECK(refuses(key, sealed.substr(0, size), "row 1"));
  CHECK(refuses(key, sealed + '\0', "row 1"));
  CHECK(refuses(key, sealed, "row 2"));
  CHECK(refuses(key, sealed, ""));
  CHECK(refuses(crypto::random_secret(), sealed, "row 1"));
  CHECK(refuses(key, std::string_view(), "row 1"));
}

TEST_CASE("nonces differ, so equal texts are sealed differently") {
  const auto key = crypto::random_secret();
  std::set<std::string> nonces;
  for (int i = 0; i < 1000; ++i) nonces.insert(crypto::seal(key, kSsn, "").substr(0, 12));
  CHECK(nonces.size() == 1000);
}

TEST_CASE("the caller's OpenSSL error queue stays as it was") {
  ERR_clear_error();
  CHECK(refuses(crypto::random_secret(), std::string(64, 'x'), ""));
  CHECK(ERR_peek_error() == 0);
  ERR_raise(ERR_LIB_USER, 7);
  CHECK(refuses(crypto::random_secret(), std::string(64, 'x'), ""));
  CHECK(ERR_GET_REASON(ERR_peek_last_error()) == 7);
  ERR_clear_error();
}

TEST_CASE("many threads may use one key at once") {
  const KeyRing ring(crypto::random_secret());
  std::atomic<int> right = 0;
  std::vector<std::thread> threads;
  for (std::int64_t t = 1; t <= 8; ++t)
    threads.emplace_back([&ring, &right, t] {
      for (int i = 0; i < 50; ++i)
        right += ring.open_ssn(ring.seal_ssn(kSsn, CustomerId{t}), CustomerId{t}) == kSsn;
    });
  for (auto& thread : threads) thread.join();
  CHECK(right == 8 * 50);
}

TEST_CASE("a sealed SSN opens for its customer only") {
  const KeyRing ring(crypto::random_secret());
  const auto sealed = ring.seal_ssn(kSsn, CustomerId{12});
  CHECK(sealed.find(kSsn) == std::string::npos);
  CHECK(ring.open_ssn(sealed, CustomerId{12}) == kSsn);
  CHECK_THROWS_AS(ring.open_ssn(sealed, CustomerId{1}), crm::Error);
  CHECK_THROWS_AS(ring.open_ssn(sealed, CustomerId{121}), crm::Error);
}

TEST_CASE("a sealed SSN does not open with another secret") {
  const auto sealed = KeyRing(crypto::random_secret()).seal_ssn(kSsn, CustomerId{1});
  CHECK_THROWS_AS(KeyRing(crypto::random_secret()).open_ssn(sealed, CustomerId{1}), crm::Error);
}

TEST_CASE("an error about a sealed value shows nothing of it") {
  const KeyRing ring(crypto::random_secret());
  try {
    ring.open_ssn(ring.seal_ssn(kSsn, CustomerId{12}), CustomerId{13});
    FAIL("it opened");
  } catch (const crm::Error& error) {
    CHECK(std::string(error.what()).find_first_of("0123456789") == std::string::npos);
  }
}

TEST_CASE("the index of an SSN is the same for one secret and another for the next") {
  const KeyRing ring(counting_secret()), other(crypto::random_secret());
  CHECK(ring.ssn_index(kSsn).size() == 64);
  CHECK(ring.ssn_index(kSsn) == KeyRing(counting_secret()).ssn_index(kSsn));
  CHECK(ring.ssn_index(kSsn) != ring.ssn_index("987654321"));
  CHECK(ring.ssn_index(kSsn) != other.ssn_index(kSsn));
}

TEST_CASE("the key id tells secrets apart and is no part of them") {
  const auto secret = crypto::random_secret();
  const KeyRing ring(secret);
  CHECK(ring.id().size() == 16);
  CHECK(ring.id().find_first_not_of("0123456789abcdef") == std::string::npos);
  CHECK(ring.id() == KeyRing(secret).id());
  CHECK(ring.id() != KeyRing(crypto::random_secret()).id());
  CHECK(crypto::hex(secret.bytes()).find(ring.id()) == std::string::npos);
}

TEST_CASE("databases written by an earlier release stay readable") {
  // Worked out with another HKDF and AES-GCM implementation for the secret 00 01 02 ... 1f.
  const KeyRing ring(counting_secret());
  CHECK(ring.id() == "8f102601ad77aee0");
  CHECK(ring.ssn_index(kSsn) == "b3193d79584f9b87c136a7d915052278f9e2de43e02abc71ae375202166885d0");
  CHECK(ring.open_ssn(from_hex("101112131415161718191a1bc4af3d66450e096afc61fc7956fc2f57d77ea11950f5be7734"),
                      CustomerId{12}) == kSsn);
}
