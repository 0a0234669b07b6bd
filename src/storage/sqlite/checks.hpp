// What can be wrong with an SQLite file and what lies beside it.
#pragma once

#include <crm/maintenance.hpp>
#include <string>
#include <vector>

#include "storage/connection.hpp"

namespace crm::storage::sqlite {

using Findings = std::vector<Finding>;

// SQLite's own checks of the file's structure, and of the references between records.
void check_integrity(Connection& connection, Findings& findings);
void check_references(Connection& connection, Findings& findings);

// Who may read and write the file, its companions and its folder; how long the log is; which SQLite this is.
void check_files(const std::string& path, Findings& findings);
void check_log(const std::string& path, Findings& findings);
void check_version(Findings& findings);

}  // namespace crm::storage::sqlite
