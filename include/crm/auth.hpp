// Who may come in from outside, and what they may do: users with passwords, API keys, tokens. For programs
// that serve others, such as a REST server; the library itself trusts whoever links it. Link crm::auth.
//
// Threads: Users and ApiKeys follow their Session's rule, one thread at a time; a Gatekeeper serves all
// threads. Errors: as Session's. Every change leaves an audit row. No error says whether a user exists.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <crm/database.hpp>

namespace crm {

enum class Right : std::uint32_t {
  read = 1,       // see records, without whole SSNs
  call = 2,       // ask before a call, report after it
  write = 4,      // make and change records
  erase = 8,      // delete records
  personal = 16,  // see whole SSNs; each time leaves an audit row
  manage = 32,    // users and keys
};

// A set of rights.
class Rights {
 public:
  constexpr Rights() = default;
  constexpr Rights(Right right) : bits_(static_cast<std::uint32_t>(right)) {}

  constexpr bool has(Right right) const { return (bits_ & static_cast<std::uint32_t>(right)) != 0; }
  constexpr bool empty() const { return bits_ == 0; }
  friend constexpr Rights operator|(Rights a, Rights b) { return Rights(a.bits_ | b.bits_); }
  friend constexpr Rights operator&(Rights a, Rights b) { return Rights(a.bits_ & b.bits_); }
  constexpr bool operator==(const Rights&) const = default;

 private:
  explicit constexpr Rights(std::uint32_t bits) : bits_(bits) {}

  std::uint32_t bits_ = 0;
};
constexpr Rights operator|(Right a, Right b) { return Rights(a) | Rights(b); }

// What kind of work somebody does, and with it what they may do:
//   agent       read, call, write
//   supervisor  as an agent, and erase, personal
//   admin       everything
//   service     read, call, write: a machine
enum class Role : std::int32_t { admin = 1, supervisor = 2, agent = 3, service = 4 };

constexpr Rights rights_of(Role role) {
  constexpr Rights everyday = Right::read | Right::call | Right::write;
  if (role == Role::admin) return everyday | Right::erase | Right::personal | Right::manage;
  return role == Role::supervisor ? everyday | Right::erase | Right::personal : everyday;
}

std::string_view name(Role role) noexcept;   // "admin", "supervisor", "agent", "service"
Role role_of(std::string_view name);         // Error(invalid_argument)
std::string names_of(Rights rights);         // "read,call,write"
Rights rights_from(std::string_view names);  // the same, in any order; Error(invalid_argument)

struct User {
  std::string name;  // 1 to 100 characters: small letters, digits, and . _ - @
  Role role = Role::agent;
  bool disabled = false;
  bool must_change_password = false;      // may do nothing else until then
  std::optional<Instant> locked_until{};  // after too many wrong passwords
  std::optional<Instant> last_sign_in_at{};
  Instant created_at{}, updated_at{};
};

// A password has 12 characters at least and 72 bytes at most: bcrypt does not see what is behind them.
class Users {
 public:
  explicit Users(Session& session) : session_(&session) {}

  // Error(conflict): the name is taken.
  User create(std::string_view name, Role role, std::string_view password);
  // With a random password, which is the answer and must be changed at the first sign-in.
  std::string invite(std::string_view name, Role role);
  // When there is no user at all: an administrator "admin", with such a password. Of several processes one
  // does it.
  std::optional<std::string> invite_first();

  std::vector<User> list();
  std::optional<User> get(std::string_view name);
  // These end all sessions of the user. Error(not_found).
  User set_role(std::string_view name, Role role);
  User set_disabled(std::string_view name, bool disabled);
  User set_password(std::string_view name, std::string_view password);
  // A new random password, which must be changed at the next sign-in; also unlocks.
  std::string reset_password(std::string_view name);
  void remove(std::string_view name);
  // Forgets the wrong passwords.
  User unlock(std::string_view name);

 private:
  Session* session_;
};

struct ApiKey {
  std::string name;  // as a user's
  Rights rights{};
  std::string created_by;
  Instant created_at{};
  std::optional<Instant> expires_at{};
  std::optional<Instant> last_used_at{};  // to about a minute
};

// What machines come in with. Only its digest is stored.
class ApiKeys {
 public:
  explicit ApiKeys(Session& session) : session_(&session) {}

  // The key, which is shown this once: "crm_" and 43 characters. Error(conflict): the name is taken.
  std::string create(std::string_view name, Rights rights, std::optional<Instant> expires_at = {});
  std::vector<ApiKey> list();
  void remove(std::string_view name);  // Error(not_found)

 private:
  Session* session_;
};

// Whoever sends a request, once it is known who that is.
struct Principal {
  std::string actor;  // for the audit trail: the user's or the key's name
  Role role = Role::agent;
  Rights rights{};  // none while the password must be changed
  bool must_change_password = false;
};

struct Tokens {
  std::string access;   // a JWT, for 15 minutes
  std::string refresh;  // for the next two, once; for 7 days
  std::chrono::seconds expires_in{};
  Principal who;
};

struct GatekeeperOptions {
  // 32 bytes that sign the tokens, mode 0600; made when it is missing. Empty: `<database file>.token-key`, or
  // crm.token-key in the working directory. All servers of one database need the same.
  std::string token_key_file{};
  // How long an answer about a credential is remembered: what is revoked elsewhere ends within this time.
  std::chrono::milliseconds memory{1000};
};

// Looks at credentials. Wrong passwords are counted before they are looked at: from the fifth on the user is
// locked for a second, two, four ..., from the tenth for 30 minutes, from the hundredth for a day; a right
// one ends the count, and so does Users::unlock.
class Gatekeeper {
 public:
  // Reads or makes the token key. Errors: permission (the file is open to others), key_missing, unavailable.
  Gatekeeper(Database database, GatekeeperOptions options = {});
  ~Gatekeeper();

  // All throw Error(permission) for what does not fit, with one sentence for every reason. sign_in takes
  // about a quarter of a second of one processor, on purpose; so does change_password.
  Tokens sign_in(std::string_view name, std::string_view password);
  // A refresh token that comes a second time was stolen: its session ends.
  Tokens refresh(std::string_view refresh_token);
  // Ends the session of a refresh or an access token. Quiet when there is none.
  void sign_out(std::string_view token);
  void change_password(std::string_view name, std::string_view password, std::string_view new_password);

  Principal by_token(std::string_view access_token);
  Principal by_key(std::string_view key);
  // Stores when keys were used last; call it now and then. False: there was nothing to store.
  bool store_uses();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// Whether a webhook's body was signed with the secret: "sha256=" and the HMAC in hexadecimal, as GitHub sends
// it.
bool is_signed(std::string_view body, std::string_view secret, std::string_view signature);

}  // namespace crm
