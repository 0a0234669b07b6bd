// The schema's steps on SQLite, compiled in from migrations/*.sql.
#pragma once

#include <span>

#include "storage/migration.hpp"

namespace crm::storage::sqlite {

std::span<const Migration> migrations();

}  // namespace crm::storage::sqlite
