// Keys in files, and their ids in the database's settings. Who changes the files holds the database's write
// lock, so that of several processes only one does.
#include "service/ssn_keys.hpp"

#include <algorithm>
#include <crm/error.hpp>

#include "crypto/key_file.hpp"

namespace crm::service {

namespace {

using crypto::KeyRing;
using storage::Connection;
using storage::Param;
using storage::Row;
using storage::Sql;

constexpr const char *kCurrent = "ssn_key_id", *kNext = "ssn_next_key_id", *kOld = "ssn_old_key_ids";
constexpr std::size_t kMostKept = 4;

void set(Connection& connection, const char* name, const std::string& value) {
  static const Sql upsert(
      "INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = "
      "excluded.value");
  const Param params[] = {std::string(name), value};
  connection.post({upsert, params});
}

void forget(Connection& connection, const char* name) {
  static const Sql remove("DELETE FROM setting WHERE name = $1");
  const Param params[] = {std::string(name)};
  connection.post({remove, params});
}

// Nobody changes the key while a number is sealed under it, and the other way round.
void lock_key_for_sealing(Connection& connection) {
  static const Sql select("SELECT 1 FROM setting WHERE name = $1 FOR SHARE");
  const Param params[] = {std::string(kCurrent)};
  connection.lock({select, params});
}

// False: another process has just named the first key.
bool name_first(Connection& connection, const std::string& id) {
  static const Sql insert("INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING");
  const Param params[] = {std::string(kCurrent), id};
  return connection.execute({insert, params}) > 0;
}

// The key in a file; none: there is no such file, or no key in it.
SsnKeys::Ring ring_in(const std::string& file) {
  try {
    return std::make_shared<const KeyRing>(crypto::read_key_file(file));
  } catch (const Error& error) {
    if (error.code() != Code::key_missing) throw;
    return nullptr;
  }
}

// It may be there already, from an attempt that went no further.
crypto::Secret make_or_read(const std::string& file) {
  try {
    return crypto::create_key_file(file);
  } catch (const Error& error) {
    if (error.code() != Code::conflict) throw;
  }
  return crypto::read_key_file(file);
}

// Half a key, from an attempt that was interrupted: nothing was ever sealed under it.
void remove_half_key(const std::string& file) {
  if (!ring_in(file)) crypto::remove_key_file(file);
}

std::vector<std::string> split(std::string_view list) {
  std::vector<std::string> words;
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(' '), list.size());
    words.emplace_back(list.substr(0, end));
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return words;
}

std::string joined(const std::string& first, const std::vector<std::string>& rest) {
  std::string list = first;
  for (const std::string& word : rest) list += " " + word;
  return list;
}

}  // namespace

std::vector<std::string> KeyIds::in_use() const {
  std::vector<std::string> ids;
  for (const std::string& id : {current, next})
    if (!id.empty()) ids.push_back(id);
  return ids;
}

void lock_key_for_changing(Connection& connection) {
  static const Sql select("SELECT 1 FROM setting WHERE name = $1 FOR UPDATE");
  const Param params[] = {std::string(kCurrent)};
  connection.lock({select, params});
}

KeyIds key_ids(Connection& connection) {
  static const Sql select("SELECT name, value FROM setting WHERE name IN ($1, $2, $3)");
  const Param params[] = {std::string(kCurrent), std::string(kNext), std::string(kOld)};
  KeyIds ids;
  connection.execute({select, params, [&](const Row& row) {
                        if (row.text(0) == kCurrent) ids.current = row.text(1);
                        if (row.text(0) == kNext) ids.next = row.text(1);
                        if (row.text(0) == kOld) ids.old = split(row.text(1));
                      }});
  return ids;
}

std::string SsnKeys::problem_with(const KeyIds& ids) {
  try {
    require(ids);
    return {};
  } catch (const Error& error) {
    if (error.code() != Code::key_missing && error.code() != Code::permission) throw;
    return error.what();
  }
}

SsnKeys::Ring SsnKeys::ring(const std::string& id) {
  std::unique_lock lock(mutex_);
  if (Ring found = find(id)) return found;
  lock.unlock();
  if (source_) {
    Ring given = kept_from_source();
    if (given->id() == id) return given;
    throw Error(Code::key_missing, "The program's key callback gives another key than this database's.");
  }
  require_file();
  if (kept_ == Kept::in_a_file) crypto::read_key_file(file_);  // says what is wrong with it, if anything is
  throw Error(Code::key_missing,
              "The key file does not hold this database's key. Put the right one in its place.");
}

void SsnKeys::require(const KeyIds& ids) {
  for (const std::string& id : ids.in_use()) ring(id);
}

void SsnKeys::require_file() const {
  if (kept_ == Kept::in_a_file && file_.empty())
    throw Error(
        Code::key_missing,
        "Social security numbers need a key file, and none is named for this database. Name one in the "
        "options (key_file) or in CRM_KEY_FILE.",
        "key_file");
}

SsnKeys::Ring SsnKeys::find(const std::string& id) {
  const auto known =
      std::find_if(rings_.begin(), rings_.end(), [&](const Ring& ring) { return ring->id() == id; });
  if (known != rings_.end()) return *known;
  if (kept_ == Kept::in_memory || file_.empty()) return nullptr;
  for (const std::string& file : {file_, next_file(), old_file(id)})
    if (Ring there = ring_in(file); there && there->id() == id) return keep(std::move(there));
  return nullptr;
}

// The program is asked without the lock: its answer may take a while.
SsnKeys::Ring SsnKeys::kept_from_source() {
  crypto::Secret secret;
  if (!source_(secret.bytes()))
    throw Error(Code::key_missing, "The program's key callback has no key at hand now.");
  auto ring = std::make_shared<const KeyRing>(secret);
  const std::lock_guard lock(mutex_);
  return keep(std::move(ring));
}

SsnKeys::Ring SsnKeys::keep(Ring ring) {
  if (rings_.size() == kMostKept) rings_.erase(rings_.begin());
  return rings_.emplace_back(std::move(ring));
}

SsnKeys::Ring SsnKeys::for_new_values(Connection& connection) {
  lock_key_for_sealing(connection);
  const KeyIds known = key_ids(connection);
  if (!known.newest().empty()) return ring(known.newest());
  Ring made = make();
  return name_first(connection, made->id()) ? made : ring(key_ids(connection).newest());
}

SsnKeys::Ring SsnKeys::make() {
  if (source_) return kept_from_source();
  require_file();
  const std::lock_guard lock(mutex_);
  return keep(std::make_shared<const KeyRing>(kept_ == Kept::in_memory ? crypto::random_secret()
                                                                       : make_or_read(file_)));
}

KeyIds SsnKeys::begin_change(Connection& connection) {
  lock_key_for_changing(connection);
  KeyIds known = key_ids(connection);
  if (!known.next.empty()) return known;
  known.next = make_next(known.current)->id();
  set(connection, kNext, known.next);
  return known;
}

SsnKeys::Ring SsnKeys::make_next(const std::string& current) {
  if (source_)
    throw Error(Code::unsupported, "The key comes from the program that uses the database: change it there.");
  require_file();
  if (kept_ == Kept::in_memory)
    throw Error(Code::unsupported, "A database in memory keeps its key: it goes with the database.");
  const std::lock_guard lock(mutex_);
  remove_half_key(next_file());
  if (const Ring there = ring_in(next_file()); there && there->id() == current)
    crypto::remove_key_file(next_file());
  return keep(std::make_shared<const KeyRing>(make_or_read(next_file())));
}

// The files first: when the database names one key again, that key is in its place.
void SsnKeys::finish_change(Connection& connection) {
  const KeyIds known = key_ids(connection);
  if (known.next.empty()) return;  // another process has done it
  put_next_in_place(known.next);
  set(connection, kCurrent, known.next);
  set(connection, kOld, joined(known.current, known.old));
  forget(connection, kNext);
}

void SsnKeys::keep_old(const std::string& id) {
  remove_half_key(old_file(id));
  crypto::copy_key_file(file_, old_file(id));
}

void SsnKeys::put_next_in_place(const std::string& next) {
  const std::lock_guard lock(mutex_);
  const Ring now = ring_in(file_);
  if (now && now->id() == next) return;  // an interrupted attempt came this far
  if (now) keep_old(now->id());
  crypto::move_key_file(next_file(), file_);
}

}  // namespace crm::service
