// What the library may not do to the program it lives in: its stack, its signals, its locale, its files, its
// children.
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <clocale>
#include <cstring>
#include <filesystem>
#include <functional>
#include <map>
#include <thread>
#include <vector>

#include "child.hpp"
#include "workload.hpp"

extern char** environ;

using namespace crm::test;

namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr size_t kStack = 1 << 20;  // sanitizers need more than the code they watch
constexpr size_t kBudget = kStack;
#else
constexpr size_t kStack = 240 * 1024;  // FreeSWITCH's sessions
constexpr size_t kBudget = 64 * 1024;
#endif
constexpr unsigned char kUnused = 0xA5;

// A stack with a guard page below it, filled with a pattern that shows how much of it was used.
class Stack {
 public:
  Stack() {
    base_ = static_cast<unsigned char*>(
        mmap(nullptr, kStack + kPage, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    REQUIRE(base_ != MAP_FAILED);
    REQUIRE(mprotect(base_, kPage, PROT_NONE) == 0);
    std::memset(base_ + kPage, kUnused, kStack);
  }
  ~Stack() { munmap(base_, kStack + kPage); }
  Stack(const Stack&) = delete;
  Stack& operator=(const Stack&) = delete;

  void run(void* (*work)(void*), void* argument) {
    pthread_attr_t attributes;
    pthread_t thread;
    REQUIRE(pthread_attr_init(&attributes) == 0);
    REQUIRE(pthread_attr_setstack(&attributes, base_ + kPage, kStack) == 0);
    REQUIRE(pthread_create(&thread, &attributes, work, argument) == 0);
    REQUIRE(pthread_join(thread, nullptr) == 0);
    pthread_attr_destroy(&attributes);
  }

  size_t used() const {
    size_t unused = 0;
    while (unused < kStack && base_[kPage + unused] == kUnused) ++unused;
    return kStack - unused;
  }

 private:
  static constexpr size_t kPage = 4096;
  unsigned char* base_;
};

void* nothing(void*) { return nullptr; }

void* live_a_life(void* argument) {
  auto& session = *static_cast<crm_session**>(argument);
  const crm_status status = live(session, "1");
  go_wrong(session);
  if (status != CRM_OK) session = nullptr;
  return nullptr;
}

void run_true() {
  char name[] = "true";
  char* const arguments[] = {name, nullptr};
  posix_spawn(nullptr, "/bin/true", nullptr, nullptr, arguments, environ);
}

// Everything of a process that belongs to its host.
struct Host {
  std::map<int, std::string> signals;
  std::string mask, locale, folder;
  std::vector<std::string> environment;
  mode_t mode;
  size_t threads;

  bool operator==(const Host&) const = default;
};

template <class T>
std::string bytes(const T& value) {
  return {reinterpret_cast<const char*>(&value), sizeof value};
}

Host look_at_host() {
  Host host;
  for (int signal = 1; signal < NSIG; ++signal) {
    struct sigaction action = {};
    if (sigaction(signal, nullptr, &action) == 0)
      host.signals[signal] = bytes(action.sa_handler) + bytes(action.sa_flags);
  }
  sigset_t mask;
  std::memset(&mask, 0, sizeof mask);
  pthread_sigmask(SIG_BLOCK, nullptr, &mask);
  host.mask = bytes(mask);
  host.locale = std::setlocale(LC_ALL, nullptr);
  host.folder = std::filesystem::current_path().string();
  for (char** variable = environ; *variable != nullptr; ++variable) host.environment.emplace_back(*variable);
  host.mode = umask(0);
  umask(host.mode);
  const std::filesystem::directory_iterator tasks("/proc/self/task");
  host.threads = static_cast<size_t>(std::distance(begin(tasks), end(tasks)));
  return host;
}

std::string content(const std::string& path) {
  std::string text(4096, '\0');
  const int file = open(path.c_str(), O_RDONLY);
  const ssize_t size = read(file, text.data(), text.size());
  close(file);
  text.resize(size < 0 ? 0 : static_cast<size_t>(size));
  return text;
}

}  // namespace

TEST_CASE("a call needs at most 64 KiB of a stack of 240 KiB", "[host]") {
  Stack idle, stack;
  idle.run(nothing, nullptr);
  const OpenDatabase database;
  const auto session = database.session();
  crm_session* argument = session.get();
  stack.run(live_a_life, &argument);
  CHECK(argument != nullptr);
  CHECK(stack.used() > idle.used());
  CHECK(stack.used() - idle.used() <= kBudget);
}

TEST_CASE(
    "the library leaves signals and locale and environment and files of its host alone and starts no "
    "thread",
    "[host]") {
  const Host before = look_at_host();
  {
    const OpenDatabase database;
    const auto session = database.session();
    CHECK(live(session.get(), "1") == CRM_OK);
    go_wrong(session.get());
    CHECK(look_at_host() == before);
  }
  CHECK(look_at_host() == before);
}

TEST_CASE("no call makes a process or a thread", "[host]") {
  const OpenDatabase database;
  const auto session = database.session();
  CHECK(Child([&] {
          if (!forbid_processes()) return 1;
          if (live(session.get(), "1") != CRM_OK) return 2;
          go_wrong(session.get());
          return create_some(database.get(), 1) == CRM_OK ? 0 : 3;
        }).answer() == 0);
  CHECK(customers_in(database.url()) == 3);
}

TEST_CASE("whoever would make a process or a thread is found") {
  const std::function<void()> makers[] = {[] { fork(); }, [] { run_true(); },
                                          [] { execl("/bin/true", "true", nullptr); },
                                          [] { std::thread([] {}).join(); }};
  for (const auto& make : makers)
    CHECK(Child([&] {
            if (forbid_processes()) make();
            return 0;
          }).answer() == -SIGSYS);
}

TEST_CASE("nothing is written to the standard streams and nothing is read", "[host]") {
  const TempFolder folder;
  const OpenDatabase database;
  Child child([&] {
    const int in = open((folder.file("in")).c_str(), O_RDWR | O_CREAT, 0600);
    const int out = open((folder.file("out")).c_str(), O_RDWR | O_CREAT, 0600);
    if (write(in, "untouched", 9) != 9 || lseek(in, 0, SEEK_SET) != 0) return 1;
    if (dup2(in, 0) != 0 || dup2(out, 1) != 1 || dup2(out, 2) != 2) return 2;
    crm_session* session = nullptr;
    crm_session_new(database.get(), "test", 4, &session, nullptr);
    const bool lived = live(session, "1") == CRM_OK;
    go_wrong(session);
    crm_session_free(session);
    if (!lived) return 3;
    return lseek(0, 0, SEEK_CUR) == 0 ? 0 : 4;
  });
  CHECK(child.answer() == 0);
  CHECK(content(folder.file("out")).empty());
}

TEST_CASE("nothing of the library is on descriptors 0 to 2 even when the host has closed them", "[host]") {
  const OpenDatabase database;
  const TempFolder folder;
  Child child([&] {
    for (int descriptor = 0; descriptor < 3; ++descriptor) close(descriptor);
    if (create_some(database.get(), 3) != CRM_OK) return 1;
    // What a careless host prints must not land in the database.
    for (int descriptor = 0; descriptor < 3; ++descriptor)
      if (write(descriptor, "careless", 8) > 0) return 2;
    return create_some(database.get(), 3) == CRM_OK ? 0 : 3;
  });
  CHECK(child.answer() == 0);
  CHECK(customers_in(database.url()) == 6);
}

TEST_CASE("a call ends within its deadline and a tenth of a second while another program holds the lock") {
  const OpenDatabase database;
  const auto session = database.session();
  create_john(session.get());
  sqlite3* other = nullptr;
  REQUIRE(sqlite3_open(database.path().c_str(), &other) == SQLITE_OK);
  REQUIRE(sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr) == SQLITE_OK);
  must([&](auto err) { return crm_session_set_deadline_ms(session.get(), 200, err); });
  timespec start, end;
  clock_gettime(CLOCK_MONOTONIC, &start);
  CHECK(said([&](auto err) { return crm_customer_create(session.get(), "{}", 2, nullptr, err); }) ==
        "timeout");
  clock_gettime(CLOCK_MONOTONIC, &end);
  const auto ms = (end.tv_sec - start.tv_sec) * 1000 + (end.tv_nsec - start.tv_nsec) / 1'000'000;
  CHECK(ms >= 190);
  CHECK(ms < 300);
  pre_call(session.get());  // reading goes on
  sqlite3_close(other);
}
