// FIELD=VALUE words, or one JSON object on the standard input: how fields are given on the command line.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <CLI/CLI.hpp>

#include <crm/fields.hpp>
#include <crm/json.hpp>

namespace crm::cli {

struct FieldWords {
  std::vector<std::string> words;

  void add_options(CLI::App& app);

  // otherwise: the currency of amounts when none is named. At least one field must be.
  template <class R>
  typename R::Fields read(std::string_view default_country, Currency otherwise) const {
    if (is_document()) return fields_from_json<R>(document(), default_country, otherwise);
    return fields_from_text<R>(named_texts(), default_country, otherwise);
  }

 private:
  bool is_document() const;  // "-"
  static std::string document();
  // Views into the words. An SSN is refused: every user of the machine can read a command line.
  std::vector<NamedText> named_texts() const;
};

// The fields that may be given, a line each: those of `least` access and of more.
std::string fields_help(std::span<const FieldInfo> fields, FieldAccess least);

}  // namespace crm::cli
