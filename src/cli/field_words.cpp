#include "cli/field_words.hpp"

#include <iostream>

#include <crm/error.hpp>

#include "cli/input.hpp"

namespace crm::cli {

namespace {

constexpr const char* kArgument = "FIELD=VALUE";
constexpr std::size_t kNameColumn = 2, kDescriptionColumn = 26;

[[noreturn]] void refuse(const char* sentence, std::string field) {
  throw Error(Code::invalid_argument, sentence, std::move(field));
}

NamedText named_text(std::string_view word) {
  const std::size_t equals = word.find('=');
  if (equals == word.npos)
    refuse("a word has no =. Write fields as name=value, and put quotes around a value with blanks in it.",
           kArgument);
  const NamedText text{word.substr(0, equals), word.substr(equals + 1)};
  if (text.name == "ssn" && !text.text.empty())
    refuse(
        "an SSN must not stand on the command line, where others can read it. Say - instead of FIELD=VALUE "
        "and give {\"ssn\": \"...\"} as JSON on the standard input.",
        "ssn");
  if (text.name == "account_number" && text.text.empty())
    refuse("must not be empty: it is how the customer is found. null in a JSON document takes it away.",
           "account_number");
  return text;
}

std::string entry(const FieldInfo& field) {
  std::string line = std::string(kNameColumn, ' ') + std::string(field.name);
  if (line.size() + 2 > kDescriptionColumn) line += "\n";
  line.append(kDescriptionColumn - (line.ends_with('\n') ? 0 : line.size()), ' ');
  line.append(field.type).append(field.required ? ", required: " : ": ").append(field.description);
  return line + "\n";
}

}  // namespace

void FieldWords::add_options(CLI::App& app) {
  app.add_option(kArgument, words,
                 "The fields, as city=Boston; nothing behind the = takes the value away. Or - alone: one "
                 "JSON object of fields on the standard input")
      ->type_name("")
      ->expected(0, -1);
}

bool FieldWords::is_document() const { return words.size() == 1 && words.front() == "-"; }

std::string FieldWords::document() { return read_document(std::cin); }

std::vector<NamedText> FieldWords::named_texts() const {
  if (words.empty()) refuse("no field is given. Write name=value; --help lists the fields.", kArgument);
  std::vector<NamedText> texts;
  texts.reserve(words.size());
  for (const std::string& word : words) texts.push_back(named_text(word));
  return texts;
}

std::string fields_help(std::span<const FieldInfo> fields, FieldAccess least) {
  std::string help = "Fields:\n";
  for (const FieldInfo& field : fields)
    if (field.access >= least) help += entry(field);
  return help;
}

}  // namespace crm::cli
