// SQLite's own file layer, with somebody who listens: to do something in between, to make a step fail, or to
// end the process in the middle of one.
#pragma once

#include <functional>

namespace crm::test {

enum class FileStep {
  write,
  sync,
  checkpoint_begins,  // the checkpointer has read a log header that is new to it, and will now work with it
};

// Hears of a step before it is done. SQLITE_OK lets it happen, any other result code makes it fail.
using FileListener = std::function<int(FileStep)>;

// From now on all SQLite connections that this process opens are heard. The layer stays for the life of the
// process: use it in a Child, before SQLite opens anything there.
void listen_to_files(FileListener listener);

}  // namespace crm::test
