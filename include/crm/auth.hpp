// Who may do what: for programs that let people and machines in from outside, such as a REST server. The library
// itself trusts whoever links it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

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

// Whoever sends a request, once it is known who that is.
struct Principal {
  std::string actor;  // for the audit trail: a user's or a key's name
  Role role = Role::agent;
  Rights rights{};
};

}  // namespace crm
