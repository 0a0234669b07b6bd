// FIELD=VALUE words, or one JSON object on the standard input: how fields are given on the command line.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <CLI/CLI.hpp>

#include <crm/fields.hpp>
#include <crm/json.hpp>

#include "cli/nearest.hpp"

namespace crm::cli {

// Those that may be given.
Words names_of(std::span<const FieldInfo> fields);

class FieldWords {
 public:
  void add_options(CLI::App& app);
  std::vector<std::string>& words() { return words_; }

  // otherwise: the currency of amounts when none is named. At least one field must be.
  template <class R>
  typename R::Fields read(std::string_view default_country, Currency otherwise) {
    return suggesting(names_of(fields_of<R>()), [&] {
      if (is_document()) return fields_from_json<R>(document(), default_country, otherwise);
      return fields_from_text<R>(named_texts(), default_country, otherwise);
    });
  }

  // The loan that the field loan_id names, if it is among them.
  std::optional<LoanId> loan();

 private:
  bool is_document() const;  // "-"
  const std::string& document();
  // Views into the words. An SSN is refused: every user of the machine can read a command line.
  std::vector<NamedText> named_texts() const;

  std::vector<std::string> words_;
  std::optional<std::string> document_;  // what was read from the standard input
};

// The fields that may be given, a line each: those of `least` access and of more.
std::string fields_help(std::span<const FieldInfo> fields, FieldAccess least);

}  // namespace crm::cli
