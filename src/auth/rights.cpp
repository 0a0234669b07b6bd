// Roles and rights by their names.
#include <crm/auth.hpp>
#include <crm/error.hpp>
#include <iterator>

namespace crm {

namespace {

struct NamedRight {
  std::string_view name;
  Right right;
};
constexpr NamedRight kRights[] = {{"read", Right::read},         {"call", Right::call},
                                  {"write", Right::write},       {"erase", Right::erase},
                                  {"personal", Right::personal}, {"manage", Right::manage}};
constexpr std::string_view kRoles[] = {"admin", "supervisor", "agent", "service"};

Rights right_of(std::string_view name) {
  for (const NamedRight& one : kRights)
    if (one.name == name) return one.right;
  throw Error(Code::invalid_argument, "A right is one of read, call, write, erase, personal, manage.",
              "rights");
}

}  // namespace

std::string_view name(Role role) noexcept { return kRoles[static_cast<std::size_t>(role) - 1]; }

Role role_of(std::string_view name) {
  for (std::size_t i = 0; i < std::size(kRoles); ++i)
    if (kRoles[i] == name) return static_cast<Role>(i + 1);
  throw Error(Code::invalid_argument, "A role is one of admin, supervisor, agent, service.", "role");
}

std::string names_of(Rights rights) {
  std::string names;
  for (const NamedRight& one : kRights)
    if (rights.has(one.right)) names.append(names.empty() ? "" : ",").append(one.name);
  return names;
}

Rights rights_from(std::string_view names) {
  Rights rights;
  while (!names.empty()) {
    const std::size_t comma = std::min(names.find(','), names.size());
    rights = rights | right_of(names.substr(0, comma));
    names.remove_prefix(std::min(comma + 1, names.size()));
  }
  return rights;
}

}  // namespace crm
