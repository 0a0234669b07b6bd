// What a piece of writing work gets: the connection inside a transaction, new ids, and the counts to keep.
#pragma once

#include <crm/date.hpp>

#include "storage/connection.hpp"
#include "storage/ids.hpp"
#include "storage/totals.hpp"

namespace crm::storage {

struct WriteTransaction {
  Connection& connection;
  Ids& ids;
  Totals& totals;
};

}  // namespace crm::storage
