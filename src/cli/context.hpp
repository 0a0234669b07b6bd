// What every command of crmctl shares: which database, who acts, how the answer is shown.
#pragma once

#include <string>

#include <crm/crm.hpp>

namespace crm::cli {

enum class Format { text, json, csv };

struct Context {
  std::string url = "sqlite:///crm.db";
  std::string actor = login_name();
  Format format = Format::text;
  bool yes = false;   // --yes: nothing is asked
  int exit_code = 0;  // what the command that ran answered

  // at: text of the instant that the database takes for now; empty: the clock's.
  Database open(const std::string& at = {}) const;
  Database open_for_bulk_work(const std::string& at = {}) const;

 private:
  static std::string login_name();
};

}  // namespace crm::cli
