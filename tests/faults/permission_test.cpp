// Files and folders that this user may not read or write.
#include <grp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>

#include "support/child.hpp"
#include "support/consistency.hpp"
#include "support/databases.hpp"
#include "support/records.hpp"

using namespace crm;
using namespace crm::test;
using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;

namespace {

constexpr uid_t kNobody = 65534;

// A database with one customer, closed, whose folder and file get these rights for everybody at the end. The
// superuser, whom no rights stop, looks at it as somebody else.
class Guarded {
 public:
  Guarded(mode_t folder, mode_t file) {
    {
      Database database(Options{.url = url(), .migrate = true});
      database.session("test").load({{.customer = john_doe(), .loans = {a_loan()}}}, "test");
    }
    set_rights(folder, file);
  }
  ~Guarded() { set_rights(0700, 0600); }
  Guarded(const Guarded&) = delete;
  Guarded& operator=(const Guarded&) = delete;

  std::string file() const { return folder_.file("crm.db"); }
  std::string url() const { return "sqlite:///" + file(); }
  void set_rights(mode_t folder, mode_t file_mode) const {
    const bool done = ::chmod(folder_.path().c_str(), 0700) == 0 && ::chmod(file().c_str(), file_mode) == 0 &&
                      ::chmod(folder_.path().c_str(), folder) == 0;
    CHECK(done);
  }

  std::string as_somebody_else(const std::function<void(Session&)>& work) const {
    return in_child([&] {
      if (geteuid() == 0 && (setgroups(0, nullptr) != 0 || setgid(kNobody) != 0 || setuid(kNobody) != 0))
        throw std::runtime_error("the superuser cannot become somebody else");
      Database database(Options{.url = url()});
      Session session = database.session("test");
      work(session);
      return std::string("worked");
    });
  }

 private:
  const TempFolder folder_{};
};

void look_up(Session& session) {
  if (session.pre_call("2125551234").candidates.size() != 1) throw std::runtime_error("wrong answer");
}

void record(Session& session) {
  session.post_call({.call_id = "1", .customer_id = CustomerId{1}, .disposition = "No Answer"});
}

void check_unchanged(const Guarded& guarded) {
  guarded.set_rights(0700, 0600);
  const RawDatabase raw(guarded.file());
  CHECK(inconsistencies(raw) == "");
  CHECK(raw.number("SELECT count(*) FROM customer") == 1);
  CHECK(raw.number("SELECT count(*) FROM interaction") == 0);
}

}  // namespace

TEST_CASE("a database file that this user may not read is a matter of permission") {
  const Guarded guarded(0777, 0000);
  CHECK_THAT(guarded.as_somebody_else(look_up),
             StartsWith("permission: ") && Contains("may not read the database file"));
  CHECK_THAT(guarded.as_somebody_else(record), StartsWith("permission: "));
  check_unchanged(guarded);
}

TEST_CASE("a folder that this user may not enter is a matter of permission") {
  const Guarded guarded(0000, 0666);
  CHECK_THAT(guarded.as_somebody_else(look_up), StartsWith("permission: ") && Contains("folder"));
  check_unchanged(guarded);
}

TEST_CASE("a file that may be read but not written is read; writing is a matter of permission") {
  const Guarded guarded(0777, 0444);
  CHECK(guarded.as_somebody_else(look_up) == "worked");
  CHECK_THAT(guarded.as_somebody_else(record), StartsWith("permission: ") && Contains("cannot be written"));
  check_unchanged(guarded);
}

TEST_CASE("a database in a folder that may not be written is a matter of permission") {
  const Guarded guarded(0555, GENERATE(0444, 0666));
  CHECK_THAT(guarded.as_somebody_else(look_up), StartsWith("permission: ") && Contains("folder"));
  CHECK_THAT(guarded.as_somebody_else(record), StartsWith("permission: ") && Contains("folder"));
  check_unchanged(guarded);
}

TEST_CASE("a new database in a folder that may not be written is a matter of permission") {
  const Guarded guarded(0555, 0666);
  const std::string report = in_child([&] {
    if (geteuid() == 0 && setuid(kNobody) != 0) return std::string("cannot become somebody else");
    Database(Options{.url = guarded.url() + ".new", .migrate = true}).warm_up();
    return std::string("worked");
  });
  CHECK_THAT(report, StartsWith("permission: ") && Contains("folder"));
  CHECK_FALSE(std::filesystem::exists(guarded.file() + ".new"));
}
