#include "cli/field_words.hpp"

#include <iostream>

#include <crm/error.hpp>

#include "cli/input.hpp"
#include "json/value.hpp"

namespace crm::cli {

namespace {

constexpr const char* kArgument = "FIELD=VALUE";
constexpr std::string_view kLoan = "loan_id";
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

std::optional<LoanId> loan_in(std::string_view json) {
  const json::Value document = json::parse(json);
  const json::Value* named = document.find(kLoan);
  const auto id = named == nullptr ? std::nullopt : named->integer();
  return id ? std::optional(LoanId{*id}) : std::nullopt;
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
  app.add_option(kArgument, words_,
                 "The fields, as city=Boston; nothing behind the = takes the value away. Or - alone: one "
                 "JSON object of fields on the standard input")
      ->type_name("")
      ->expected(0, -1);
}

bool FieldWords::is_document() const { return words_.size() == 1 && words_.front() == "-"; }

const std::string& FieldWords::document() {
  if (!document_) document_ = read_document(std::cin);
  return *document_;
}

std::optional<LoanId> FieldWords::loan() {
  if (is_document()) return loan_in(document());
  for (const NamedText& text : named_texts())
    if (text.name == kLoan && !text.text.empty())
      return fields_from_text<Payment>(std::span(&text, 1)).loan_id.value();
  return std::nullopt;
}

std::vector<NamedText> FieldWords::named_texts() const {
  if (words_.empty()) refuse("no field is given. Write name=value; --help lists the fields.", kArgument);
  std::vector<NamedText> texts;
  texts.reserve(words_.size());
  for (const std::string& word : words_) texts.push_back(named_text(word));
  return texts;
}

Words names_of(std::span<const FieldInfo> fields) {
  Words names;
  for (const FieldInfo& field : fields)
    if (field.access != FieldAccess::read_only) names.emplace_back(field.name);
  return names;
}

std::string fields_help(std::span<const FieldInfo> fields, FieldAccess least) {
  std::string help = "Fields:\n";
  for (const FieldInfo& field : fields)
    if (field.access >= least) help += entry(field);
  return help;
}

}  // namespace crm::cli
