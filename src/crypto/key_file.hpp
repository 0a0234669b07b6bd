// The file that holds a database's secret: 32 raw bytes, or 64 hex digits and a newline; its owner's alone.
//
// Threads and processes: any; of several that create one file at once, one succeeds.
#pragma once

#include <string>

#include "crypto/crypto.hpp"

namespace crm::crypto {

// Throws Error key_missing (no such file, or no key in it), permission (the system refuses, no regular
// file, a symbolic link, or open to group or others) or unavailable (a read error).
Secret read_key_file(const std::string& path);

// Makes a new random secret and writes it as hex, with mode 0600; it is on the disk when this returns.
// Throws Error conflict (the file exists: it is never overwritten), not_found (no such directory),
// permission, full or unavailable; then no new file is left behind.
Secret create_key_file(const std::string& path);

// A second file with the same key; one that is there already must hold the same. Errors as above, and
// conflict when it holds another.
void copy_key_file(const std::string& from, const std::string& to);

// Gives the file another name, over the file that has it; durable when this returns. Throws Error key_missing
// (there is no such file), permission, full or unavailable.
void move_key_file(const std::string& from, const std::string& to);

// Does nothing when there is no such file. Throws Error permission or unavailable.
void remove_key_file(const std::string& path);

}  // namespace crm::crypto
