// What this library is: its version, its features, the words of its statuses.
#include <crm.h>

#include <array>
#include <crm/database.hpp>

#include "barrier.hpp"
#include "text.hpp"

namespace {

#ifdef CRM_WITH_POSTGRES
constexpr const char* kFeatures = "sqlite json ssn postgresql";
#else
constexpr const char* kFeatures = "sqlite json ssn";
#endif

// Major, minor and patch of "0.1.0".
std::array<int32_t, 3> parts_of(std::string_view version) {
  std::array<int32_t, 3> parts{};
  auto part = parts.begin();
  for (const char c : version) {
    if (c == '.')
      ++part;
    else
      *part = *part * 10 + (c - '0');
  }
  return parts;
}

}  // namespace

const char* crm_version() { return crm::version().data(); }  // of a literal

int32_t crm_version_number() {
  const auto [major, minor, patch] = parts_of(crm::version());
  return major * 1'000'000 + minor * 1'000 + patch;
}

const char* crm_features() { return kFeatures; }

int32_t crm_has_feature(const char* name, size_t name_len) {
  bool found = false;
  crm::capi::attempt(nullptr, [&] {
    const std::string word(crm::capi::taken(name, name_len, "name"));
    const bool is_word = !word.empty() && word.find(' ') == word.npos;
    found = is_word && (" " + std::string(kFeatures) + " ").find(" " + word + " ") != std::string::npos;
  });
  return found;
}

const char* crm_status_name(crm_status status) {
  if (status == CRM_OK) return "ok";
  if (status < CRM_OK || status > CRM_INTERNAL) return "unknown";
  return crm::name(static_cast<crm::Code>(status)).data();  // of a literal
}
