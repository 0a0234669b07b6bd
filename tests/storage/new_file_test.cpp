// Files that appear whole or not at all, and what may be in their way.
#include "storage/new_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "support/refusal.hpp"
#include "support/temp_folder.hpp"

using namespace crm;
using namespace crm::test;
using storage::NewFile;

namespace {

std::string text_of(const std::string& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

void write(const std::string& file, const std::string& text) { std::ofstream(file) << text; }

}  // namespace

TEST_CASE("a new file has its name only after it was published") {
  const TempFolder folder;
  const std::string path = folder.file("a");
  {
    NewFile file(path, IfThere::refuse);
    write(file.working_path(), "content");
    CHECK_FALSE(std::filesystem::exists(path));
    file.publish();
  }
  CHECK(text_of(path) == "content");
  CHECK_FALSE(std::filesystem::exists(path + ".partial"));
  CHECK(std::filesystem::status(path).permissions() ==
        (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
}

TEST_CASE("a new file that is not published is gone") {
  const TempFolder folder;
  { NewFile file(folder.file("a"), IfThere::refuse); }
  CHECK(std::filesystem::is_empty(folder.path()));
}

TEST_CASE("a file that was there is refused or replaced, also when it came in between") {
  const TempFolder folder;
  const std::string path = folder.file("a");
  NewFile late(path, IfThere::refuse);
  write(path, "old");
  CHECK_REFUSED(conflict, "file", late.publish());
  CHECK(text_of(path) == "old");
  CHECK_REFUSED(conflict, "file", NewFile(path, IfThere::refuse));
}

TEST_CASE("replacing takes the old file's place in one step") {
  const TempFolder folder;
  const std::string path = folder.file("a");
  write(path, "old");
  NewFile file(path, IfThere::replace);
  write(file.working_path(), "new");
  CHECK(text_of(path) == "old");
  file.publish();
  CHECK(text_of(path) == "new");
}

TEST_CASE("what a killed program left is used again, emptied and for its owner alone") {
  const TempFolder folder;
  const std::string left = folder.file("a.partial");
  write(left, "half of it");
  CHECK(::chmod(left.c_str(), 0666) == 0);
  NewFile file(folder.file("a"), IfThere::refuse);
  CHECK(text_of(left) == "");
  CHECK((std::filesystem::status(left).permissions() & std::filesystem::perms::others_all) ==
        std::filesystem::perms::none);
}

TEST_CASE("two cannot write one file at once") {
  const TempFolder folder;
  NewFile first(folder.file("a"), IfThere::refuse);
  CHECK_REFUSED(busy, "file", NewFile(folder.file("a"), IfThere::refuse));
  first.publish();
}

TEST_CASE("links and pipes in the way are not written through") {
  const TempFolder folder;
  const std::string victim = folder.file("victim"), partial = folder.file("a.partial");
  write(victim, "precious");
  SECTION("a symbolic link") { std::filesystem::create_symlink(victim, partial); }
  SECTION("a hard link") { std::filesystem::create_hard_link(victim, partial); }
  SECTION("a named pipe") { REQUIRE(::mkfifo(partial.c_str(), 0600) == 0); }
  CHECK_REFUSED(permission, "file", NewFile(folder.file("a"), IfThere::refuse));
  CHECK(text_of(victim) == "precious");
}

TEST_CASE("a path that cannot be a file's is refused") {
  const TempFolder folder;
  CHECK_REFUSED(not_found, "file", NewFile(folder.file("nowhere/a"), IfThere::refuse));
  CHECK_REFUSED(invalid_argument, "file", NewFile(folder.file(std::string(300, 'a')), IfThere::refuse));
}
