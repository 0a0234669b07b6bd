// What the module crm_phonenumber.so offers: Google's libphonenumber behind two C functions, so that the
// program which opens it needs none of libphonenumber's fourteen libraries to start.
#pragma once

#include <cstddef>

namespace crm::intake::phonenumber {

enum class Answer : int { read, no_number, has_extension, impossible };

constexpr std::size_t kMostE164 = 32;  // bytes, with the NUL

// Reads the number as people in the region write it; e164: a buffer of kMostE164 bytes.
using Read = Answer (*)(const char* text, std::size_t size, const char* region, char* e164);
inline constexpr const char* kRead = "crm_phonenumber_read";

// Whether libphonenumber knows the region.
using Knows = bool (*)(const char* region);
inline constexpr const char* kKnows = "crm_phonenumber_knows";

}  // namespace crm::intake::phonenumber
