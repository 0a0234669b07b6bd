// What every command of crmctl shares: which database, who acts, how the answer is shown.
#pragma once

#include <optional>
#include <string>

#include <crm/crm.hpp>

namespace crm::cli {

enum class Format { text, json, csv };

struct Context {
  std::optional<std::string> said_database, said_actor;  // --database, --actor
  Format format = Format::text;
  bool yes = false;   // --yes: nothing is asked
  int exit_code = 0;  // what the command that ran answered

  // Known to every command: settle() ran before.
  Config config{};
  std::string actor{};
  std::string default_country{};  // ISO 3166-1: how national phone numbers are read

  // Finds the settings that the command line did not say, and prints the warnings about them.
  void settle();

  // at: text of the instant that the database takes for now; empty: the clock's. Error(permission): everybody
  // may read the database's file.
  Database open(const std::string& at = {}) const;
  // Whoever may read the file.
  Database open_to_examine(const std::string& at = {}) const;
  Database open_for_bulk_work(const std::string& at = {}) const;
  // The same, for records: an Interruptible that was interrupted ends its calls, whatever they wait for.
  Session bulk_session(const std::string& at = {}) const;
};

}  // namespace crm::cli
