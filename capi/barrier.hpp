// The barrier: the one place where exceptions end and become statuses and error objects.
#pragma once

#include <crm.h>

#include <crm/error.hpp>

struct crm_error {
  crm::Error error;
};

namespace crm::capi {

// The status of the exception that is being handled, and the error in *err. err may be NULL.
crm_status report(crm_error** err) noexcept;

// Runs the body of a function that can fail. No exception leaves it.
template <class Body>
crm_status attempt(crm_error** err, Body body) noexcept {
  if (err != nullptr) *err = nullptr;
  try {
    body();
    return CRM_OK;
  } catch (...) {
    return report(err);
  }
}

// For a value that cannot be taken: the sentence and the field's name.
[[noreturn]] inline void refuse(const char* field, const char* why) {
  throw Error(Code::invalid_argument, std::string(field) + ": " + why, field);
}

// Runs the action and puts the field's name on what it refuses.
template <class Action>
auto naming(const char* field, Action action) {
  try {
    return action();
  } catch (const Error& error) {
    if (error.code() != Code::invalid_argument || !error.field().empty()) throw;
    throw Error(error.code(), std::string(field) + ": " + error.what(), field);
  }
}

// What the pointer points to. A handle or an out that is NULL is CRM_MISUSE; `what` is its name in the
// header.
template <class T>
T& required(T* pointer, const char* what) {
  if (pointer == nullptr) throw Error(Code::misuse, std::string(what) + " must not be NULL.", what);
  return *pointer;
}

// Where an answer goes: NULL until there is one.
template <class T>
T*& cleared(T** out) {
  T*& place = required(out, "out");
  place = nullptr;
  return place;
}

// A handle with nothing set.
template <class Handle>
crm_status make(Handle** out, crm_error** err) noexcept {
  return attempt(err, [&] {
    Handle*& place = cleared(out);  // first: the new one would be lost when there is no place for it
    place = new Handle;
  });
}

}  // namespace crm::capi
