// What Python runs around each fork, and at the end of the process: both work, also while other threads are
// busy.
#include "call.hpp"
#include "module.hpp"

namespace crm::python {

namespace {

std::vector<Database> open_files() {
  std::vector<Database> open;
  for (const DatabaseHandle* handle : DatabaseHandle::all())
    if (handle->is_open() && !handle->in_memory()) open.push_back(handle->get());
  return open;
}

// One that cannot be closed is left as it is: the child's calls on it then say so (Error(misuse)).
void close_connections(Database& database) noexcept {
  try {
    database.before_fork();
  } catch (const std::exception&) {
  }
}

void close_all_connections() {
  std::vector<Database> databases = open_files();
  const py::gil_scoped_release released;
  for (Database& database : databases) close_connections(database);
  databases.clear();  // without the GIL: one may have been closed meanwhile
}

// The connections of a call that this thread is in the middle of could not be closed.
void before_fork() {
  close_gate();
  if (!in_a_call()) close_all_connections();
}

}  // namespace

void add_process_hooks(py::module_& module) {
  module.def(
      "_before_fork", before_fork,
      "_before_fork()\n--\n\nLets no new call begin, waits for those that run, closes all connections.");
  module.def("_after_fork_in_parent", open_gate, "_after_fork_in_parent()\n--\n\nLets calls begin again.");
  module.def("_after_fork_in_child", renew_gate, "_after_fork_in_child()\n--\n\nThe same, in a child.");
  module.def("_before_exit", end_calls,
             "_before_exit()\n--\n\nEnds the calls of other threads, and lets no new one begin.");
}

}  // namespace crm::python
