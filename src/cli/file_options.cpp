#include "cli/file_options.hpp"

#include <filesystem>

#include <crm/error.hpp>

namespace crm::cli {

intake::Kind parse_kind(const std::string& name) {
  if (const auto kind = intake::kind_of(name)) return *kind;
  std::string sentence = "A record is one of:";
  for (const intake::Kind known : intake::kKinds) sentence.append(" ").append(intake::name(known));
  throw Error(Code::invalid_argument, sentence, "--record");
}

std::vector<std::string> record_words() {
  std::vector<std::string> words;
  for (const intake::Kind kind : intake::kKinds) words.emplace_back(intake::name(kind));
  return words;
}

intake::FileFormat format_of(const std::string& path, const std::string& chosen) {
  const std::string extension = std::filesystem::path(path).extension().string();
  const bool by_name = extension == ".jsonl" || extension == ".ndjson" || extension == ".json";
  const bool json_lines = chosen.empty() ? by_name : chosen == "jsonl";
  return json_lines ? intake::FileFormat::json_lines : intake::FileFormat::csv;
}

}  // namespace crm::cli
