#include "storage/sqlite/checks.hpp"

#include <sqlite3.h>
#include <sys/stat.h>

#include <filesystem>
#include <map>

#include "storage/sqlite/files.hpp"

namespace crm::storage::sqlite {

namespace {

constexpr const char* kRestore =
    "Restore the latest backup: `crmctl restore FILE`. Then look for the cause: the disk, or a program that "
    "wrote "
    "the file.";
constexpr std::size_t kMostLines = 10;
constexpr std::int64_t kLongLog = 256 << 20;  // four times what the log is cut to when it begins anew

constexpr int kFixedVersion = 3'051'003;  // the first SQLite without the WAL-reset bug

std::string with_count(std::int64_t count, const char* one, const char* many) {
  return std::to_string(count) + (count == 1 ? one : many);
}

void check_mode(const std::string& file, Findings& findings) {
  struct stat status {};
  if (::stat(file.c_str(), &status) != 0 || (status.st_mode & (S_IRWXG | S_IRWXO)) == 0) return;
  findings.push_back({"files", Severity::warning, "Others than its owner have rights on " + file + ".",
                      "Run `chmod 600` on it."});
}

// In a folder with the sticky bit others cannot take files away.
void check_folder(const std::string& folder, Findings& findings) {
  struct stat status {};
  if (::stat(folder.c_str(), &status) != 0) return;
  const bool open = (status.st_mode & S_IWOTH) != 0 || (status.st_mode & S_IWGRP) != 0;
  if (!open || (status.st_mode & S_ISVTX) != 0) return;
  findings.push_back(
      {"files", Severity::warning,
       "Others may put files in the place of the database's: they can write its folder " + folder + ".",
       "Run `chmod go-w` on it."});
}

}  // namespace

void check_integrity(Connection& connection, Findings& findings) {
  static const Sql check("PRAGMA integrity_check");
  std::vector<std::string> lines;
  connection.execute({check, {}, [&](const Row& row) { lines.emplace_back(row.text(0)); }});
  if (lines == std::vector<std::string>{"ok"}) {
    findings.push_back({"integrity", Severity::ok, "The file is whole: every page, table and index."});
    return;
  }
  for (std::size_t i = 0; i < lines.size() && i < kMostLines; ++i)
    findings.push_back({"integrity", Severity::error, "SQLite found: " + lines[i] + ".", kRestore});
  if (lines.size() > kMostLines)
    findings.push_back({"integrity", Severity::error,
                        "SQLite found " + std::to_string(lines.size() - kMostLines) + " more of the like.",
                        kRestore});
}

void check_references(Connection& connection, Findings& findings) {
  static const Sql check(
      "SELECT \"table\", parent, count(*) FROM pragma_foreign_key_check GROUP BY 1, 2 ORDER BY 1, 2");
  const std::size_t before = findings.size();
  connection.execute({check, {}, [&](const Row& row) {
                        findings.push_back({"references", Severity::error,
                                            with_count(row.integer(2), " row of ", " rows of ") +
                                                std::string(row.text(0)) + " without its " +
                                                std::string(row.text(1)) + ".",
                                            kRestore});
                      }});
  if (findings.size() == before)
    findings.push_back(
        {"references", Severity::ok, "Every reference from one record to another leads to one."});
}

void check_files(const std::string& path, Findings& findings) {
  const std::size_t before = findings.size();
  check_mode(path, findings);
  if (findings.size() == before)  // SQLite gives the companions that it makes the file's own mode
    for (const char* companion : {"-wal", "-shm"}) check_mode(path + companion, findings);
  check_folder(std::filesystem::path(path).parent_path().string(), findings);
  if (findings.size() == before)
    findings.push_back({"files", Severity::ok, "The files are their owner's alone."});
}

void check_log(const std::string& path, Findings& findings) {
  const std::int64_t size = size_of(path + "-wal");
  const std::string sentence = "The write-ahead log has " + std::to_string(size / 1'000'000) + " MB";
  if (size <= kLongLog) {
    findings.push_back({"log", Severity::ok, sentence + "."});
  } else {
    findings.push_back(
        {"log", Severity::warning,
         sentence + ": some program has been reading the same snapshot for long, or hangs.",
         "End long exports and backups, or the hanging program; the next write shortens the log."});
  }
}

void check_version(Findings& findings) {
  std::string sentence = "This is SQLite " + std::string(sqlite3_libversion());
  sentence +=
      sqlite3_libversion_number() < kFixedVersion
          ? "; its WAL-reset bug (before 3.51.3) does no harm to libcrm, which makes its own checkpoints. No "
            "other program may write the file with it."
          : ".";
  findings.push_back({"product", Severity::ok, std::move(sentence)});
}

}  // namespace crm::storage::sqlite
