#include "intake/kind.hpp"

#include <algorithm>

namespace crm::intake {

namespace {

constexpr std::string_view kNames[] = {"customer",    "phone",   "vehicle", "loan",
                                       "interaction", "payment", "note",    "loan_note"};

}  // namespace

std::string_view name(Kind kind) { return kNames[static_cast<std::size_t>(kind)]; }

std::optional<Kind> kind_of(std::string_view name_) {
  const auto found =
      std::find_if(kKinds.begin(), kKinds.end(), [&](Kind kind) { return name(kind) == name_; });
  return found == kKinds.end() ? std::nullopt : std::optional(*found);
}

std::span<const FieldInfo> fields_of(Kind kind) {
  return with_record(kind, []<class R>(std::type_identity<R>) { return crm::fields_of<R>(); });
}

}  // namespace crm::intake
