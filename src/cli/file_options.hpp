// What import and export say alike on the command line: which record, which format.
#pragma once

#include <string>
#include <vector>

#include "intake/exporter.hpp"
#include "intake/kind.hpp"

namespace crm::cli {

// "customer", "loan", ... Error(invalid_argument, ..., "--record") with the words there are.
intake::Kind parse_kind(const std::string& name);

// All of those words.
std::vector<std::string> record_words();

// chosen: csv or jsonl; empty: by the file's name, and CSV when that says nothing.
intake::FileFormat format_of(const std::string& path, const std::string& chosen);

}  // namespace crm::cli
