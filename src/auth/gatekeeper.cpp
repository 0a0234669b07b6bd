// Who is it? Passwords are counted before they are looked at; answers about tokens and keys are remembered
// for a moment, because every request asks.
#include <algorithm>
#include <crm/auth.hpp>
#include <crm/config.hpp>
#include <crm/error.hpp>
#include <map>
#include <mutex>
#include <set>
#include <unordered_map>

#include "auth/key_store.hpp"
#include "auth/password.hpp"
#include "auth/sessions.hpp"
#include "auth/token.hpp"
#include "crypto/key_file.hpp"
#include "service/calls.hpp"

namespace crm {

using namespace auth;
using namespace service;
using storage::Connection;

namespace {

constexpr std::chrono::minutes kAccessTime{15};
constexpr std::int64_t kFree = 4, kLong = 10, kLonger = 100;  // wrong passwords
constexpr std::chrono::minutes kLongLock{30};
// Not for good: nobody but the only administrator may be there to unlock them.
constexpr std::chrono::hours kLongerLock{24};
constexpr std::chrono::minutes kUseStep{1};
constexpr std::size_t kMostRemembered = 10'000;

[[noreturn]] void refuse_sign_in() {
  throw Error(Code::permission, "The name or the password is wrong, or the user is locked or disabled.");
}
[[noreturn]] void refuse() { throw Error(Code::permission, "The credential is not good, or not any more."); }

std::optional<Instant> lock_after(std::int64_t failures, Instant now) {
  if (failures <= kFree) return std::nullopt;
  if (failures >= kLonger) return now + kLongerLock;
  if (failures >= kLong) return now + kLongLock;
  return now + std::chrono::seconds(std::int64_t{1} << (failures - kFree - 1));
}

// Counts the try. None: it is not even looked at.
std::optional<StoredUser> count_try(Unit& unit, const std::string& name) {
  if (!find_user(unit.connection, name)) return std::nullopt;
  StoredUser user = require_user(unit, name);
  if (user.disabled || (user.locked_until && *user.locked_until > unit.now)) return std::nullopt;
  user.locked_until = lock_after(++user.failed_sign_ins, unit.now);
  update_user(unit, user);
  return user;
}

void forget_tries(Unit& unit, StoredUser& user) {
  user.failed_sign_ins = 0;
  user.locked_until.reset();
  user.last_sign_in_at = unit.now;
  update_user(unit, user);
}

Principal principal_of(const User& user) {
  const Rights rights = user.must_change_password ? Rights{} : rights_of(user.role);
  return {user.name, user.role, rights, user.must_change_password};
}

std::string default_key_file(const Options& options) {
  const std::string file = sqlite_file(options.url);
  return file.empty() ? "crm.token-key" : file + ".token-key";
}

// 32 random bytes have about 30 values; a word that is repeated, or a row of one letter, has few.
void refuse_placeholder(const crypto::Secret& secret) {
  constexpr std::size_t fewest = 12;
  const std::set<unsigned char> values(secret.bytes().begin(), secret.bytes().end());
  if (values.size() < fewest)
    throw Error(Code::invalid_argument,
                "The file for the token key holds a placeholder, which others can guess: delete it, and a "
                "key is made.",
                "token-key-file");
}

crypto::Secret read_or_make(const std::string& file) {
  try {
    crypto::Secret secret = crypto::read_key_file(file);
    refuse_placeholder(secret);
    return secret;
  } catch (const Error& error) {
    if (error.code() != Code::key_missing) throw;
  }
  try {
    return crypto::create_key_file(file);
  } catch (const Error& error) {
    if (error.code() != Code::conflict) throw;
    return crypto::read_key_file(file);  // another server has just made it
  }
}

crypto::Secret token_key(const Options& options, const std::string& said_file) {
  if (options.url == "sqlite://" && said_file.empty()) return crypto::random_secret();
  return read_or_make(said_file.empty() ? default_key_file(options) : said_file);
}

}  // namespace

struct Gatekeeper::Impl {
  struct Remembered {
    Principal who;
    std::chrono::steady_clock::time_point at;
    Instant expires_at;
  };

  Impl(Database said_database, const GatekeeperOptions& options)
      : session(said_database.session("gatekeeper")),
        memory(options.memory),
        key(token_key(engine_of(session).options(), options.token_key_file)) {}

  Engine& engine() const { return engine_of(session); }
  Instant now() const { return engine().now(); }

  template <class Work>
  auto write(Work work) const {
    return engine().write(call_of(session), std::move(work));
  }

  // Asks `look` unless the answer about the same credential is fresh. kind: what it came as.
  template <class Look>
  Principal known(std::string_view kind, std::string_view credential, Look look) {
    const std::string digest = digest_of(std::string(kind).append(credential));
    if (auto who = recall(digest)) return std::move(*who);
    const Remembered found = look();
    const std::lock_guard lock(mutex);
    if (answers.size() >= kMostRemembered) answers.clear();
    answers.insert_or_assign(digest, found);
    return found.who;
  }

  std::optional<Principal> recall(const std::string& digest) {
    const std::lock_guard lock(mutex);
    const auto found = answers.find(digest);
    if (found == answers.end()) return std::nullopt;
    const bool fresh =
        std::chrono::steady_clock::now() - found->second.at < memory && now() < found->second.expires_at;
    return fresh ? std::optional(found->second.who) : std::nullopt;
  }

  void forget() {
    const std::lock_guard lock(mutex);
    answers.clear();
  }

  Remembered look_at_token(std::string_view token) const {
    const auto claims = verify(key, token, now());
    if (!claims) refuse();
    const auto who = engine().read(call_of(session), [&](Connection& connection) -> std::optional<Principal> {
      const auto user = find_user(connection, claims->user);
      const bool good = user && !user->disabled && user->token_version == claims->version;
      return good && is_open(connection, claims->session_id) ? std::optional(principal_of(*user))
                                                             : std::nullopt;
    });
    if (!who) refuse();
    return {*who, std::chrono::steady_clock::now(), claims->expires_at};
  }

  Remembered look_at_key(const std::string& digest) {
    const auto key_found =
        engine().read(call_of(session), [&](Connection& connection) { return find_key(connection, digest); });
    const Instant never = parse_instant("9999-12-31T00:00:00Z");
    if (!key_found || key_found->expires_at.value_or(never) <= now()) refuse();
    if (!key_found->last_used_at || *key_found->last_used_at + kUseStep < now()) {
      const std::lock_guard lock(mutex);
      uses.insert_or_assign(key_found->name, now());
    }
    return {{key_found->name, Role::service, key_found->rights, false},
            std::chrono::steady_clock::now(),
            key_found->expires_at.value_or(never)};
  }

  Tokens tokens_for(const StoredUser& user, const RefreshToken& refresh) const {
    const Instant at = now();
    return {sign(key, {user.name, refresh.session_id, user.token_version, at, at + kAccessTime}),
            refresh.token, kAccessTime, principal_of(user)};
  }

  const Session session;
  const std::chrono::milliseconds memory;
  const crypto::Secret key;
  std::mutex mutex{};
  std::unordered_map<std::string, Remembered> answers{};
  std::map<std::string, Instant> uses{};  // keys whose last use is to be stored
};

Gatekeeper::Gatekeeper(Database database, GatekeeperOptions options)
    : impl_(std::make_unique<Impl>(std::move(database), options)) {}
Gatekeeper::~Gatekeeper() = default;

Tokens Gatekeeper::sign_in(std::string_view said_name, std::string_view password) {
  const auto user =
      impl_->write([name = std::string(said_name)](Unit& unit) { return count_try(unit, name); });
  if (!user) {
    pretend_to_check(password);
    refuse_sign_in();
  }
  if (!is_password(password, user->password_hash)) refuse_sign_in();
  struct SignedIn {
    StoredUser user;
    RefreshToken refresh;
  };
  const auto done = impl_->write([tried = *user](Unit& unit) -> std::optional<SignedIn> {
    StoredUser now = require_user(unit, tried.name);
    if (now.disabled || now.password_hash != tried.password_hash) return std::nullopt;
    forget_tries(unit, now);
    return SignedIn{now, begin_session(unit, now.name)};
  });
  if (!done) refuse_sign_in();
  return impl_->tokens_for(done->user, done->refresh);
}

Tokens Gatekeeper::refresh(std::string_view refresh_token) {
  const auto next =
      impl_->write([token = std::string(refresh_token)](Unit& unit) { return go_on(unit, token); });
  if (!next) {
    impl_->forget();  // a session may have been ended
    refuse();
  }
  const auto user = impl_->engine().read(
      call_of(impl_->session), [&](Connection& connection) { return find_user(connection, next->user); });
  if (!user || user->disabled) refuse();
  return impl_->tokens_for(*user, *next);
}

void Gatekeeper::sign_out(std::string_view said_token) {
  const auto claims = verify(impl_->key, said_token, impl_->now());
  impl_->write([claims, token = std::string(said_token)](Unit& unit) {
    claims ? end_session_by_id(unit, claims->session_id) : end_session(unit, token);
    return true;
  });
  impl_->forget();
}

void Gatekeeper::change_password(std::string_view name, std::string_view password,
                                 std::string_view new_password) {
  const auto user = impl_->write([name = std::string(name)](Unit& unit) { return count_try(unit, name); });
  if (!user || !is_password(password, user->password_hash)) refuse_sign_in();
  if (password == new_password)
    throw Error(Code::invalid_argument, "The new password must be another one.", "new_password");
  Session session = impl_->session;
  Users(session).set_password(name, new_password);
  impl_->forget();
}

Principal Gatekeeper::by_token(std::string_view access_token) {
  return impl_->known("token ", access_token, [&] { return impl_->look_at_token(access_token); });
}

Principal Gatekeeper::by_key(std::string_view key) {
  return impl_->known("key ", key, [&] { return impl_->look_at_key(digest_of(key)); });
}

bool Gatekeeper::store_uses() {
  std::map<std::string, Instant> uses;
  {
    const std::lock_guard lock(impl_->mutex);
    uses.swap(impl_->uses);
  }
  if (uses.empty()) return false;
  impl_->write([uses](Unit& unit) {
    for (const auto& [name, at] : uses) store_use(unit, name, at);
    return true;
  });
  return true;
}

}  // namespace crm
