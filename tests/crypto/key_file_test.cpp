// The key file on a real file system: what is written, what is refused, what is left behind.
#include "crypto/key_file.hpp"

#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <catch2/catch.hpp>
#include <crm/error.hpp>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>
#include <vector>

namespace fs = std::filesystem;
using crm::Code;
using crm::crypto::create_key_file;
using crm::crypto::hex;
using crm::crypto::read_key_file;

namespace {

// A directory of its own for each test, and the key's path in it.
class Place {
 public:
  Place() {
    auto pattern = (fs::temp_directory_path() / "crm_key_XXXXXX").string();
    REQUIRE(::mkdtemp(pattern.data()) != nullptr);
    directory_ = pattern;
  }
  ~Place() { fs::remove_all(directory_); }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;

  std::string path(const std::string& name = "key") const { return (directory_ / name).string(); }
  bool empty() const { return fs::is_empty(directory_); }

  std::string write(const std::string& content, mode_t mode = 0600) const {
    std::ofstream(path(), std::ios::binary) << content;
    REQUIRE(::chmod(path().c_str(), mode) == 0);
    return path();
  }

 private:
  fs::path directory_;
};

std::string content_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

struct Outcome {
  Code code;
  std::string message;
};

template <class Call>
Outcome refusal(Call call) {
  try {
    call();
  } catch (const crm::Error& error) {
    return {error.code(), error.what()};
  }
  FAIL("it was accepted");
  return {Code::internal, {}};
}

Outcome read_refusal(const std::string& path) {
  return refusal([&] { read_key_file(path); });
}

Outcome create_refusal(const std::string& path) {
  return refusal([&] { create_key_file(path); });
}

const std::string kHex = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

// Files cannot grow beyond so many bytes while this lives.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limited{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limited);
  }
  ~FileSizeLimit() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;

 private:
  rlimit before_{};
  void (*handler_)(int);
};

}  // namespace

TEST_CASE("a key that was created is read back") {
  const Place place;
  const auto created = create_key_file(place.path());
  CHECK(hex(read_key_file(place.path()).bytes()) == hex(created.bytes()));
  CHECK(content_of(place.path()) == hex(created.bytes()) + "\n");
}

TEST_CASE("a created key file is its owner's alone, whatever the umask") {
  const Place place;
  const auto before = ::umask(0);
  create_key_file(place.path());
  ::umask(before);
  struct stat status {};
  REQUIRE(::stat(place.path().c_str(), &status) == 0);
  CHECK((status.st_mode & 07777) == 0600);
}

TEST_CASE("two created keys differ") {
  const Place place;
  CHECK(hex(create_key_file(place.path("a")).bytes()) != hex(create_key_file(place.path("b")).bytes()));
}

TEST_CASE("a key file is created in the working directory by its bare name") {
  const Place place;
  const auto before = fs::current_path();
  fs::current_path(fs::path(place.path()).parent_path());
  CHECK_NOTHROW(create_key_file("bare"));
  CHECK_NOTHROW(read_key_file("bare"));
  fs::current_path(before);
  CHECK(fs::exists(place.path("bare")));
}

TEST_CASE("an existing file is never overwritten") {
  const Place place;
  place.write("precious");
  CHECK(create_refusal(place.path()).code == Code::conflict);
  CHECK(content_of(place.path()) == "precious");
}

TEST_CASE("a link is not followed when a key is created, even to nothing") {
  const Place place;
  fs::create_symlink(place.path("target"), place.path());
  CHECK(create_refusal(place.path()).code == Code::conflict);
  CHECK_FALSE(fs::exists(place.path("target")));
}

TEST_CASE("of many that create one file one succeeds") {
  const Place place;
  std::atomic<int> created = 0, refused = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i)
    threads.emplace_back([&] {
      try {
        create_key_file(place.path());
        ++created;
      } catch (const crm::Error& error) {
        if (error.code() == Code::conflict) ++refused;
      }
    });
  for (auto& thread : threads) thread.join();
  CHECK(created == 1);
  CHECK(refused == 7);
  CHECK_NOTHROW(read_key_file(place.path()));
}

TEST_CASE("a missing directory is named when a key is created") {
  const Place place;
  const auto outcome = create_refusal(place.path("none/key"));
  CHECK(outcome.code == Code::not_found);
  CHECK(outcome.message == "The directory of the key file does not exist; create it first.");
  place.write("a file");
  CHECK(create_refusal(place.path("key/key")).code == Code::not_found);
  CHECK(create_refusal("").code == Code::not_found);
}

TEST_CASE("a path that cannot be a file's is refused") {
  const Place place;
  CHECK(create_refusal(place.path(std::string(300, 'n'))).code == Code::invalid_argument);
  CHECK(create_refusal(place.path("new/")).code == Code::invalid_argument);
  CHECK(place.empty());
}

TEST_CASE("a failed write leaves no file behind") {
  for (const rlim_t bytes : {0, 10, 64}) {
    const Place place;
    {
      const FileSizeLimit limit(bytes);
      CHECK(create_refusal(place.path()).code == Code::full);
    }
    CHECK(place.empty());
    CHECK_NOTHROW(create_key_file(place.path()));
  }
}

TEST_CASE("a key is read as raw bytes and as hex of either case") {
  const Place place;
  CHECK(hex(read_key_file(place.write(kHex + "\n")).bytes()) == kHex);
  auto upper = kHex;
  std::replace(upper.begin(), upper.end(), 'f', 'F');
  CHECK(hex(read_key_file(place.write(upper + "\n")).bytes()) == kHex);
  std::string raw;
  for (char byte = 0; byte < 32; ++byte) raw += byte;
  CHECK(hex(read_key_file(place.write(raw)).bytes()) == kHex);
}

TEST_CASE("a missing key file is key_missing") {
  const Place place;
  CHECK(read_refusal(place.path()).code == Code::key_missing);
  CHECK(read_refusal(place.path("none/key")).code == Code::key_missing);
  CHECK(read_refusal("").code == Code::key_missing);
}

TEST_CASE("a file of another form holds no key") {
  const Place place;
  const std::string forms[] = {"",
                               "\n",
                               kHex,
                               kHex + "\r\n",
                               kHex + "\n\n",
                               kHex + " ",
                               kHex.substr(1) + "\n",
                               kHex.substr(2) + "\n",
                               "g" + kHex.substr(1) + "\n",
                               "+" + kHex.substr(1) + "\n",
                               "-" + kHex.substr(1) + "\n",
                               kHex.substr(1) + "x\n",
                               std::string(31, 'k'),
                               std::string(33, 'k'),
                               std::string(66, 'k'),
                               std::string(1'000'000, 'k')};
  for (const auto& form : forms) CHECK(read_refusal(place.write(form)).code == Code::key_missing);
}

TEST_CASE("a file open to others is refused with the remedy") {
  const Place place;
  for (const mode_t mode : {0640, 0604, 0660, 0620, 0602, 0644, 0677}) {
    const auto outcome = read_refusal(place.write(kHex + "\n", mode));
    CHECK(outcome.code == Code::permission);
    CHECK(outcome.message.find("`chmod 600`") != std::string::npos);
  }
  for (const mode_t mode : {0600, 0400, 0700}) CHECK_NOTHROW(read_key_file(place.write(kHex + "\n", mode)));
}

TEST_CASE("a link, a directory and a pipe are no key files") {
  const Place place;
  place.write(kHex + "\n");
  fs::create_symlink(place.path(), place.path("link"));
  CHECK(read_refusal(place.path("link")).code == Code::permission);
  REQUIRE(::mkdir(place.path("directory").c_str(), 0700) == 0);
  CHECK(read_refusal(place.path("directory")).code == Code::permission);
  REQUIRE(::mkfifo(place.path("pipe").c_str(), 0600) == 0);
  CHECK(read_refusal(place.path("pipe")).code == Code::permission);
}

TEST_CASE("no descriptor stays open, in success or failure") {
  const auto open_files = [] {
    return std::distance(fs::directory_iterator("/proc/self/fd"), fs::directory_iterator());
  };
  const Place place;
  const auto before = open_files();
  create_key_file(place.path());
  read_key_file(place.path());
  create_refusal(place.path());
  read_refusal(place.path("none"));
  read_refusal(place.write("short"));
  CHECK(open_files() == before);
}

TEST_CASE("errors about key files quote neither path nor key") {
  const Place place;
  for (const auto& message :
       {read_refusal(place.path("private")).message, read_refusal(place.write(kHex)).message,
        create_refusal(place.path()).message}) {
    CHECK(message.find(kHex) == std::string::npos);
    CHECK(message.find("crm_key_") == std::string::npos);
  }
}

TEST_CASE("A key file is copied once and never over another key") {
  const Place place;
  create_key_file(place.path());
  crm::crypto::copy_key_file(place.path(), place.path("copy"));
  CHECK(content_of(place.path("copy")) == content_of(place.path()));
  CHECK((fs::status(place.path("copy")).permissions() & fs::perms::mask) ==
        (fs::perms::owner_read | fs::perms::owner_write));
  crm::crypto::copy_key_file(place.path(), place.path("copy"));  // the same key: nothing to do
  create_key_file(place.path("other"));
  const std::string other = content_of(place.path("other"));
  CHECK(refusal([&] { crm::crypto::copy_key_file(place.path(), place.path("other")); }).code ==
        Code::conflict);
  CHECK(content_of(place.path("other")) == other);
  CHECK(refusal([&] { crm::crypto::copy_key_file(place.path("none"), place.path("copy")); }).code ==
        Code::key_missing);
}

TEST_CASE("A key file moves over another and is removed without a complaint when it is not there") {
  const Place place;
  create_key_file(place.path("new"));
  create_key_file(place.path());
  const std::string key = content_of(place.path("new"));
  crm::crypto::move_key_file(place.path("new"), place.path());
  CHECK(content_of(place.path()) == key);
  CHECK_FALSE(fs::exists(place.path("new")));
  CHECK(refusal([&] { crm::crypto::move_key_file(place.path("new"), place.path()); }).code ==
        Code::key_missing);
  crm::crypto::remove_key_file(place.path());
  crm::crypto::remove_key_file(place.path());
  CHECK(place.empty());
}
