// Trying an import out: everything happens, but not to the database.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "cli/context.hpp"

namespace crm::cli {

// What fits into one transaction is rehearsed in the database and rolled back. For more, the database is
// copied into a folder beside it, for its owner alone, which goes with this; there what comes later meets
// what came before, as in the real run, and nobody has to wait. From a server the copy comes into a file
// among the temporary ones.
class DryRun {
 public:
  explicit DryRun(const Context& context) : context_(context) {}
  ~DryRun();
  DryRun(const DryRun&) = delete;
  DryRun& operator=(const DryRun&) = delete;

  // What session.put() would answer. is_all: no other put came before or will come behind.
  std::vector<PutResult> put(Session& session, std::vector<CustomerFile> files, std::string_view source,
                             PutRun& run, bool is_all);

 private:
  Session copy_of_database();

  const Context& context_;
  std::string folder_;
  std::optional<Session> copy_;
};

}  // namespace crm::cli
