// The one table of exit codes.
#include "cli/errors.hpp"

#include <algorithm>
#include <initializer_list>
#include <iostream>

#include <crm/json_writer.hpp>
#include "cli/interrupt.hpp"
#include "cli/output.hpp"
#include "cli/progress_bar.hpp"

namespace crm::cli {

namespace {

struct ExitCode {
  int number;
  std::string_view meaning;
  std::initializer_list<Code> codes;
};

constexpr ExitCode kExitCodes[] = {
    {kDone, "all is well", {}},
    {kNotFound, "not found: no such customer, no such database", {Code::not_found}},
    {kUsage, "wrong use, or a value that cannot be taken", {Code::invalid_argument, Code::unsupported}},
    {3, "conflict: it is there already with other content", {Code::conflict}},
    {4, "not now: busy or away, try again", {Code::busy, Code::timeout, Code::unavailable}},
    {5, "not allowed, or the key file is missing", {Code::permission, Code::key_missing}},
    {6,
     "the database is damaged, or of another version",
     {Code::corrupt, Code::schema_too_new, Code::schema_too_old}},
    {7, "the disk is full", {Code::full}},
    {8, "written or not: run the same command again", {Code::unknown_outcome}},
    {9, "not confirmed: nothing was done", {Code::cancelled}},
    {kRejects, "some lines were not taken: the messages, or the rejects file, say which", {}},
    {kInternal, "an error of crmctl itself", {}},
    {kInterrupted, "interrupted with Ctrl-C; what was reported as done is done", {}},
};

}  // namespace

int exit_code(Code code) noexcept {
  for (const ExitCode& line : kExitCodes)
    if (std::find(line.codes.begin(), line.codes.end(), code) != line.codes.end()) return line.number;
  return kInternal;
}

bool is_interruption(const Error& error) {
  return error.code() == Code::cancelled && Interruptible::interrupted();
}

std::vector<std::pair<int, std::string_view>> exit_codes() {
  std::vector<std::pair<int, std::string_view>> codes;
  for (const ExitCode& line : kExitCodes) codes.emplace_back(line.number, line.meaning);
  return codes;
}

std::string exit_codes_help() {
  std::string text = "Exit codes:\n";
  for (const auto& [code, meaning] : exit_codes()) {
    const std::string number = std::to_string(code);
    text.append(4 - number.size(), ' ').append(number).append("  ").append(meaning).append("\n");
  }
  return text;
}

std::string with_field(std::string_view field, std::string_view sentence) {
  if (field.empty() || sentence.starts_with(field)) return std::string(sentence);
  return std::string(field).append(": ").append(sentence);
}

// A sentence may repeat what was typed.
void print_error(std::string_view field, std::string_view sentence) {
  ProgressBar::clear();
  std::cerr << "crmctl: " << printable(with_field(field, sentence)) << '\n';
}

std::string error_json(const Error& error) {
  std::string json;
  json::Writer writer(json);
  writer.begin_object().key("code").value(name(error.code()));
  if (!error.field().empty()) writer.key("field").value(std::string_view(error.field()));
  writer.key("message").value(std::string_view(error.what()));
  writer.key("retryable").value(error.retryable()).end_object();
  return printable_json(json);
}

void print_error_json(const Error& error) {
  ProgressBar::clear();
  std::cerr << "{\"error\": " << error_json(error) << "}\n";
}

void print_warning(std::string_view sentence) { print_error({}, "warning: " + std::string(sentence)); }

}  // namespace crm::cli
