// Copies that a crash ends in the middle, of the server or of the program: the same call again completes
// them.
#include <crm/copy.hpp>
#include <crm/json.hpp>

#include "samples/generator.hpp"
#include "support/child.hpp"
#include "support/databases.hpp"
#include "support/refusal.hpp"

using namespace crm;
using namespace crm::test;

namespace {

constexpr std::size_t kCustomers = 3000;

Database open(const std::string& url) {
  return Database({.url = url, .migrate = true, .deadline = std::chrono::minutes(1)});
}

CopyResult copy_all(const std::string& from, const std::string& to, const Progress& progress = {}) {
  Session source = open(from).session("test"), target = open(to).session("test");
  return copy(source, target, progress);
}

void fill(const std::string& url) {
  samples::Generator generator(1);
  std::vector<CustomerFile> files;
  for (std::size_t i = 0; i < kCustomers; ++i) files.push_back(generator.next());
  open(url).session("test").load(std::move(files), "test");
}

std::string dashboard_of(const std::string& url) { return to_json(open(url).session("test").dashboard()); }

}  // namespace

TEST_CASE("a copy that the server's crash ended is gone on with when the server is back", "[slow]") {
  const TempFolder folder;
  const std::string from = "sqlite:///" + folder.file("crm.db");
  fill(from);
  PostgresServer server;
  int crashes = 0;
  const auto crash_at = [&](std::int64_t rows) {
    return [&, rows, crashed = false](std::int64_t done, std::int64_t) mutable {
      if (!crashed && done >= rows) server.restart("immediate");
      crashes += !crashed && done >= rows;
      crashed = crashed || done >= rows;
      return true;
    };
  };
  // In the middle of a table: between two of them the next connection finds the server back.
  for (const std::int64_t rows : {20'000, 40'000, 60'000})
    CHECK(refusal_of([&] { copy_all(from, server.url(), crash_at(rows)); }).code == Code::unavailable);
  CHECK(crashes == 3);
  CHECK(copy_all(from, server.url()).resumed);
  CHECK(dashboard_of(server.url()) == dashboard_of(from));
}

TEST_CASE("a copy whose program was killed is gone on with by the next one, in both directions", "[slow]") {
  const TempFolder folder;
  const std::string from = "sqlite:///" + folder.file("crm.db"), back = "sqlite:///" + folder.file("back.db");
  fill(from);
  const PostgresDatabase database;
  const auto copy_until_killed = [&](const std::string& source, const std::string& target) {
    for (const std::int64_t rows : {1, 20'000, 40'000, 60'000}) {
      const std::string report = in_child([&] {
        copy_all(source, target, [rows](std::int64_t done, std::int64_t) {
          if (done >= rows) ::_exit(0);
          return true;
        });
        return std::string("was not killed");
      });
      CHECK(report == "");
    }
    CHECK(copy_all(source, target).resumed);
  };
  copy_until_killed(from, database.url());
  copy_until_killed(database.url(), back);
  CHECK(dashboard_of(back) == dashboard_of(from));
}
