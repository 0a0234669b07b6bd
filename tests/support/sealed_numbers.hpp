// A database full of social security numbers, for tests that change its key.
#pragma once

#include <algorithm>
#include <catch2/catch.hpp>
#include <crm/session.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "support/databases.hpp"
#include "support/raw_sqlite.hpp"

namespace crm::test {

inline constexpr std::int64_t kMany = 1203;  // more than two of the batches in which numbers are sealed anew

inline std::string content_of(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

inline void write_file(const std::string& file, const std::string& content) {
  std::ofstream(file, std::ios::binary | std::ios::trunc) << content;
  std::filesystem::permissions(file,
                               std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

inline Ssn ssn_of(std::int64_t number) { return Ssn::parse(std::to_string(900'000'000 + number)); }

// A database whose customers 1 to n have SSNs, each one of their own.
struct Sealed {
  explicit Sealed(std::int64_t n) : count(n) {
    std::vector<CustomerFile> files(static_cast<std::size_t>(n));
    for (std::int64_t i = 0; i < n; ++i) files[static_cast<std::size_t>(i)].customer.ssn = ssn_of(i);
    ids = database.session().load(std::move(files), "test");
    old_key = content_of(key_file());
  }

  Session session() const { return database.session(); }
  std::string key_file() const { return database.file() + ".key"; }
  std::string next_file() const { return key_file() + ".new"; }
  std::string id() const { return raw("SELECT value FROM setting WHERE name = 'ssn_key_id'"); }
  std::string raw(const std::string& sql) const { return RawDatabase(database.file()).text(sql); }
  long long sealed_under(const std::string& key) const {
    return std::stoll(raw("SELECT count(*) FROM customer_ssn WHERE key_id = '" + key + "'"));
  }

  // Some of the customers, from both ends and the middle: found by their numbers, which open.
  void check_readable(Session session) const {
    for (const std::int64_t i : {std::int64_t{0}, count / 3, count / 2, count - 1}) {
      const auto id = ids.at(static_cast<std::size_t>(i));
      const auto found = session.customers().find_ssn(ssn_of(i));
      REQUIRE(found.size() == 1);
      CHECK(found[0].id == id);
      CHECK(session.customers().reveal_ssn(id, "a test") == ssn_of(i).digits());
    }
    CHECK(session.customers().find_ssn(ssn_of(count)).empty());
  }

  // As the next process would find it.
  void check_after_interruption() {
    database.reopen();
    check_readable(session());
    CHECK(session().ssn_key().check().damaged == 0);
    const CustomerId added = session().customers().create({.ssn = Ssn::parse("111223333")}).id;
    CHECK(session().customers().find_ssn(Ssn::parse("111223333")).size() == 1);
    session().customers().remove(added);
  }

  // Goes on with the interrupted change to its end.
  void check_finishes(const std::string& old_id) {
    const SsnKeyRotation rotation = session().ssn_key().rotate();
    CHECK(rotation.finished);
    check_changed(old_id);
  }

  void check_changed(const std::string& old_id) {
    CHECK(id() != old_id);
    CHECK(sealed_under(id()) == count);
    CHECK(raw("SELECT count(*) FROM ssn_directory") == std::to_string(count));
    CHECK(raw("SELECT count(*) FROM setting WHERE name = 'ssn_next_key_id'") == "0");
    CHECK_FALSE(std::filesystem::exists(next_file()));
    CHECK(content_of(key_file()) != old_key);
    CHECK(content_of(key_file() + ".old-" + old_id) == old_key);
    database.reopen();
    check_readable(session());
  }

  TestDatabase database;
  std::int64_t count;
  std::vector<CustomerId> ids;
  std::string old_key;
};

// Lets so many steps pass and then stops.
inline Progress stop_after(int steps) {
  return [left = steps](std::int64_t, std::int64_t) mutable { return left-- > 0; };
}

}  // namespace crm::test
