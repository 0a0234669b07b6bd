// The library's own parser where it knows the plan, and libphonenumber for the rest of the world, opened when
// it is first needed.
#include "intake/phone_reader.hpp"

#include <dlfcn.h>

#include <filesystem>
#include <optional>

#include <crm/error.hpp>

#include "intake/phonenumber/module.hpp"

namespace crm::intake {

namespace {

using namespace phonenumber;

struct Module {
  Read read = nullptr;
  Knows knows = nullptr;
};

// Beside the program, or where an installation puts it.
Module open_module() {
  const auto folder = std::filesystem::read_symlink("/proc/self/exe").parent_path();
  for (const char* place : {"crm_phonenumber.so", "../lib/libcrm/crm_phonenumber.so"})
    if (void* module = ::dlopen((folder / place).c_str(), RTLD_NOW | RTLD_LOCAL))
      return {reinterpret_cast<Read>(::dlsym(module, kRead)),
              reinterpret_cast<Knows>(::dlsym(module, kKnows))};
  return {};
}

// Never closed: libphonenumber keeps what it has read of the world's numbers.
const Module& module() {
  static const Module opened = open_module();
  return opened;
}

const Module& require_module() {
  if (module().read == nullptr)
    throw Error(
        Code::unsupported,
        "The phone numbers of this region need crm_phonenumber.so beside this program, and the package "
        "libphonenumber8. Without them write + and the country code.",
        "--region");
  return module();
}

std::optional<PhoneNumber> read_with_library(std::string_view text, const std::string& region) {
  try {
    return PhoneNumber::parse(text, region);
  } catch (const Error&) {
    return std::nullopt;
  }
}

constexpr const char* kNoNumber =
    "must be a phone number of the region, or begin with + and the country code";

PhoneNumber read_with(const Module& module, std::string_view text, const std::string& region) {
  char e164[kMostE164];
  switch (module.read(text.data(), text.size(), region.c_str(), e164)) {
    case Answer::read:
      return PhoneNumber::parse(e164, region);
    case Answer::has_extension:
      throw Error(Code::invalid_argument, "must be a phone number without an extension");
    case Answer::impossible:
      throw Error(Code::invalid_argument, "must be a phone number with as many digits as its country uses");
    default:
      throw Error(Code::invalid_argument, kNoNumber);
  }
}

}  // namespace

// Ten digits are a national number wherever the library knows the plan.
PhoneReader::PhoneReader(std::string region)
    : region_(std::move(region)), own_plan_(read_with_library("2125551234", region_).has_value()) {
  if (!own_plan_ && !require_module().knows(region_.c_str()))
    throw Error(Code::invalid_argument,
                "This is no region: write a country's two upper-case letters, like US.", "--region");
}

PhoneNumber PhoneReader::read(std::string_view text) {
  if (own_plan_ || text.starts_with('+'))
    if (auto number = read_with_library(text, region_)) return *std::move(number);
  if (module().read == nullptr) throw Error(Code::invalid_argument, kNoNumber);
  return read_with(module(), text, region_);
}

}  // namespace crm::intake
