#include "storage/sqlite/checkpoint.hpp"

namespace crm::storage::sqlite {

int checkpoint(SqliteConnection& writer, Deadline deadline) {
  SqliteConnection& checkpointer = writer.companion();
  writer.set_deadline(deadline);
  const Transaction lock(writer, Access::write);
  return checkpointer.checkpoint();
}

}  // namespace crm::storage::sqlite
