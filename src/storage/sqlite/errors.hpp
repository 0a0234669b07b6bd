// SQLite's result codes as libcrm's errors.
#pragma once

#include <crm/error.hpp>

namespace crm::storage::sqlite {

// extended: SQLite's extended result code. deadline_passed: a wait or a read ended because of the deadline.
Error error_of(int extended, bool deadline_passed);

}  // namespace crm::storage::sqlite
