// The inside of crm_phonenumber.so. No exception leaves it.
#include "intake/phonenumber/module.hpp"

#include <phonenumbers/phonenumberutil.h>

#include <set>
#include <string>

using crm::intake::phonenumber::Answer;
using crm::intake::phonenumber::kMostE164;
using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

namespace {

Answer read(const std::string& text, const std::string& region, std::string& e164) {
  const PhoneNumberUtil& library = *PhoneNumberUtil::GetInstance();
  PhoneNumber number;
  if (library.Parse(text, region, &number) != PhoneNumberUtil::NO_PARSING_ERROR) return Answer::no_number;
  if (number.has_extension()) return Answer::has_extension;
  if (!library.IsPossibleNumber(number)) return Answer::impossible;
  library.Format(number, PhoneNumberUtil::E164, &e164);
  return e164.size() < kMostE164 ? Answer::read : Answer::impossible;
}

}  // namespace

extern "C" {

__attribute__((visibility("default"))) Answer crm_phonenumber_read(const char* text, std::size_t size,
                                                                   const char* region, char* e164) {
  try {
    std::string formatted;
    const Answer answer = read(std::string(text, size), region, formatted);
    if (answer == Answer::read) formatted.copy(e164, formatted.size());
    e164[answer == Answer::read ? formatted.size() : 0] = '\0';
    return answer;
  } catch (...) {
    return Answer::no_number;
  }
}

__attribute__((visibility("default"))) bool crm_phonenumber_knows(const char* region) {
  try {
    std::set<std::string> regions;
    PhoneNumberUtil::GetInstance()->GetSupportedRegions(&regions);
    return regions.contains(region);
  } catch (...) {
    return false;
  }
}
}
