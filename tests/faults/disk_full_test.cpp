// A full disk: the call says so, nothing is half written, reading goes on, and when there is space again
// writing does too, without opening anew.
#include <fcntl.h>
#include <sched.h>
#include <sqlite3.h>
#include <sys/mount.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <memory>

#include "support/child.hpp"
#include "support/consistency.hpp"
#include "support/databases.hpp"
#include "support/listening_vfs.hpp"
#include "support/records.hpp"

using namespace crm;
using namespace crm::test;

namespace {

constexpr const char* kNoMount =
    "cannot mount: run this test as the superuser, or where users may make namespaces "
    "(kernel.unprivileged_userns_clone, docker run --cap-add SYS_ADMIN)";

void write_text(const char* file, const std::string& text) { std::ofstream(file) << text; }

// A disk of 4 MB over this folder, seen by this process alone: it goes with the process, whatever happens.
void mount_small_disk(const std::string& folder) {
  const auto user = geteuid();
  const auto group = getegid();
  if (unshare(CLONE_NEWNS) != 0) {
    if (unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) throw std::runtime_error(kNoMount);
    write_text("/proc/self/setgroups", "deny");
    write_text("/proc/self/uid_map", "0 " + std::to_string(user) + " 1");
    write_text("/proc/self/gid_map", "0 " + std::to_string(group) + " 1");
  }
  if (::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
      ::mount("small", folder.c_str(), "tmpfs", 0, "size=4m") != 0)
    throw std::runtime_error(kNoMount);
}

// Takes all free space but `spare` bytes, until it is dropped.
class Ballast {
 public:
  Ballast(const std::string& folder, std::size_t spare) : file_(folder + "/ballast") {
    struct statvfs disk {};
    if (statvfs(folder.c_str(), &disk) != 0) throw std::runtime_error("no disk");
    const std::size_t free = disk.f_bfree * disk.f_frsize;
    const int file = ::open(file_.c_str(), O_CREAT | O_WRONLY, 0600);
    if (free > spare && posix_fallocate(file, 0, static_cast<off_t>(free - spare)) != 0)
      throw std::runtime_error("the disk cannot be filled");
    ::close(file);
  }
  ~Ballast() { std::filesystem::remove(file_); }
  Ballast(const Ballast&) = delete;
  Ballast& operator=(const Ballast&) = delete;

 private:
  std::string file_;
};

Outcome outcome(int n) {
  return {.call_id = std::to_string(n),
          .customer_id = CustomerId{1},
          .agreed_amount = usd(100 + n),
          .note = std::string(4000, 'n')};
}

// Records outcomes until one fails; says how many went well, and the code of the one that did not.
struct Filled {
  int recorded = 0;
  Code code{};
};
Filled record_until_refused(Session& session) {
  Filled filled;
  for (; filled.recorded < 10'000; ++filled.recorded) {
    try {
      session.post_call(outcome(filled.recorded));
    } catch (const Error& error) {
      filled.code = error.code();
      return filled;
    }
  }
  throw std::runtime_error("the disk never became full");
}

void expect(bool good, const std::string& what) {
  if (!good) throw std::runtime_error(what);
}

void expect_code(Code code, const std::function<void()>& call) {
  try {
    call();
  } catch (const Error& error) {
    expect(error.code() == code, "another error: " + std::string(error.what()));
    expect(std::string(error.what()).find("disk") != std::string::npos, "no word of the disk");
    return;
  }
  throw std::runtime_error("no error");
}

void load_one_customer(Database& database) {
  Session session = database.session("test");
  session.load({{.customer = john_doe(), .loans = {a_loan()}}}, "test");
}

std::string fill_and_free(const std::string& folder, std::size_t spare) {
  mount_small_disk(folder);
  Database database(Options{.url = "sqlite:///" + folder + "/crm.db", .migrate = true});
  load_one_customer(database);
  Session session = database.session("test");
  session.post_call(outcome(20'000));
  auto ballast = std::make_unique<Ballast>(folder, spare);
  const Filled filled = record_until_refused(session);
  expect(filled.code == Code::full, "the code was " + std::string(name(filled.code)));
  expect_code(Code::full, [&] { session.post_call(outcome(filled.recorded)); });
  expect(session.pre_call("2125551234").candidates.at(0).interactions.size() > 0, "reading does not go on");
  expect(session.dashboard().total_interactions == filled.recorded + 1, "a refused outcome is counted");
  ballast.reset();
  expect(!session.post_call(outcome(filled.recorded)).replayed, "a refused outcome was recorded");
  expect(session.dashboard().total_interactions == filled.recorded + 2, "an outcome is missing");
  return inconsistencies(RawDatabase(folder + "/crm.db"));
}

std::string create_on_a_full_disk(const std::string& folder) {
  mount_small_disk(folder);
  auto ballast = std::make_unique<Ballast>(folder, 0);
  Database database(Options{.url = "sqlite:///" + folder + "/crm.db", .migrate = true});
  expect_code(Code::full, [&] { database.warm_up(); });
  ballast.reset();
  load_one_customer(database);
  return inconsistencies(RawDatabase(folder + "/crm.db"));
}

// Writes that fail from the nth on, for `down` writes, as on a disk that is full for a while.
std::string fail_nth_write(const std::string& file, int nth, int down) {
  int writes = 0;
  bool counting = false;
  listen_to_files([&](FileStep step) {
    if (step != FileStep::write || !counting) return SQLITE_OK;
    ++writes;
    return writes >= nth && writes < nth + down ? SQLITE_FULL : SQLITE_OK;
  });
  Database database(Options{.url = "sqlite:///" + file, .migrate = true});
  load_one_customer(database);
  Session session = database.session("test");
  session.post_call(outcome(0));
  counting = true;
  int recorded = 1;
  for (int n = 1; n <= 3; ++n) {
    try {
      session.post_call(outcome(n));
      ++recorded;
    } catch (const Error& error) {
      expect(error.code() == Code::full, error.what());
    }
  }
  counting = false;
  expect(session.dashboard().total_interactions == recorded, "what was refused is counted");
  for (int n = 1; n <= 3; ++n) session.post_call(outcome(n));
  expect(session.dashboard().total_interactions == 4, "what was recorded is doubled or lost");
  const std::string found = inconsistencies(RawDatabase(file));
  return found.empty() ? (recorded < 4 ? "refused" : "not reached") : found;
}

}  // namespace

TEST_CASE(
    "on a full disk outcomes are refused, reading goes on, and writing does when there is space again") {
  const TempFolder folder;
  const std::size_t spare = GENERATE(0, 4096, 20'000, 100'000, 1'000'000);
  CAPTURE(spare);
  CHECK(in_child([&] { return fill_and_free(folder.path(), spare); }) == "");
}

TEST_CASE("a database cannot be made on a full disk, but by the same object when there is space again") {
  const TempFolder folder;
  CHECK(in_child([&] { return create_on_a_full_disk(folder.path()); }) == "");
}

TEST_CASE("whichever write of an outcome finds the disk full, the outcome is there wholly or not at all") {
  int refused = 0;
  std::string last;
  for (int nth = 1; last != "not reached"; ++nth) {
    CAPTURE(nth);
    REQUIRE(nth < 500);
    const TempFolder folder;
    last = in_child([&] { return fail_nth_write(folder.file("crm.db"), nth, 2); });
    REQUIRE((last == "refused" || last == "not reached"));
    refused += last == "refused";
  }
  CHECK(refused > 10);
}
