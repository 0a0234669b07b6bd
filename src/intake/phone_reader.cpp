// The library's own parser where it knows the plan, and libphonenumber for the rest of the world, opened when
// it is first needed.
#include "intake/phone_reader.hpp"

#include <dlfcn.h>

#include <optional>

#include <crm/error.hpp>

#include "intake/phonenumber/module.hpp"

namespace crm::intake {

namespace {

using namespace phonenumber;

struct Module {
  Read read;
  Knows knows;
};

Module open_module() {
  void* module =
      ::dlopen("crm_phonenumber.so", RTLD_NOW | RTLD_LOCAL);  // lies where the program's RUNPATH says
  if (module == nullptr)
    throw Error(
        Code::unsupported,
        "crm_phonenumber.so is missing or cannot be loaded: install libphonenumber8 and put the file beside "
        "this program. Without it only phone numbers with + and a country code, and those of North America, "
        "GB and IN can be read.",
        "--region");
  return {reinterpret_cast<Read>(::dlsym(module, kRead)), reinterpret_cast<Knows>(::dlsym(module, kKnows))};
}

// Never closed: libphonenumber keeps what it has read of the world's numbers.
const Module& module() {
  static const Module opened = open_module();
  return opened;
}

std::optional<PhoneNumber> read_with_library(std::string_view text, const std::string& region) {
  try {
    return PhoneNumber::parse(text, region);
  } catch (const Error&) {
    return std::nullopt;
  }
}

PhoneNumber read_with_module(std::string_view text, const std::string& region) {
  char e164[kMostE164];
  switch (module().read(text.data(), text.size(), region.c_str(), e164)) {
    case Answer::read:
      return PhoneNumber::parse(e164, region);
    case Answer::has_extension:
      throw Error(Code::invalid_argument, "must be a phone number without an extension");
    case Answer::impossible:
      throw Error(Code::invalid_argument, "must be a phone number with as many digits as its country uses");
    case Answer::no_number:
      break;
  }
  throw Error(Code::invalid_argument,
              "must be a phone number of " + region + ", or begin with + and the country code");
}

}  // namespace

// Ten digits are a national number wherever the library knows the plan.
PhoneReader::PhoneReader(std::string region)
    : region_(std::move(region)), own_plan_(read_with_library("2125551234", region_).has_value()) {
  if (!own_plan_ && !module().knows(region_.c_str()))
    throw Error(Code::invalid_argument,
                "This is no region: write a country's two upper-case letters, like US.", "--region");
}

PhoneNumber PhoneReader::read(std::string_view text) {
  const bool international = text.starts_with('+');
  if (own_plan_ || international)
    if (auto number = read_with_library(text, region_)) return *std::move(number);
  return read_with_module(text, region_);
}

}  // namespace crm::intake
