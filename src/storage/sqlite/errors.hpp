// SQLite's result codes as libcrm's errors.
#pragma once

#include <SQLiteCpp/Exception.h>

#include <crm/error.hpp>

namespace crm::storage::sqlite {

// extended: SQLite's extended result code. deadline_passed: a wait or a read ended because of the deadline.
Error error_of(int extended, bool deadline_passed);

// Runs what SQLiteCpp may end with an exception of its own.
template <class Action>
auto as_errors(Action action) -> decltype(action()) {
  try {
    return action();
  } catch (const SQLite::Exception& error) {
    const int extended = error.getExtendedErrorCode();
    throw error_of(extended > 0 ? extended : error.getErrorCode(), false);
  }
}

}  // namespace crm::storage::sqlite
