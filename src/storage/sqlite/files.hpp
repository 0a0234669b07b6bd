// A database file as the operating system sees it: found, checked, made.
#pragma once

#include <cstdint>
#include <string>

namespace crm::storage::sqlite {

// The path with its folder's symbolic links followed; the file itself must not be one.
std::string resolved(const std::string& path);

// Says what is wrong with a path before SQLite would say "cannot open".
void check_file(const std::string& path);

// Makes it empty, with mode 0600, unless it is there.
void create_file(const std::string& path);
// A file that was made by somebody else and holds nothing yet: from now on for its owner alone.
void make_private_while_empty(const std::string& path);

// The path as SQLite takes it with parameters: "file:/var/lib/crm.db?immutable=1".
std::string file_uri(const std::string& path, const char* parameters);

// 0 when there is no such file.
std::int64_t size_of(const std::string& path);

bool is_same_file(const std::string& one, const std::string& other);

// Whether it begins as every SQLite database does.
bool looks_like_database(const std::string& path);

}  // namespace crm::storage::sqlite
