// A terminal in an empty folder, for tests of the programs.
#pragma once

#include <catch2/catch.hpp>
#include <crm/crm.hpp>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "support/process.hpp"
#include "support/pseudo_terminal.hpp"
#include "support/temp_folder.hpp"

namespace crm::test {

class Terminal {
 public:
  // Runs crmctl with these arguments.
  Ended crmctl(std::vector<std::string> arguments, std::string input = {}) const {
    return start("crmctl", std::move(arguments), std::move(input));
  }

  Ended start(const std::string& program, std::vector<std::string> arguments, std::string input = {}) const {
    arguments.insert(arguments.begin(), std::string(CRM_BIN_DIR) + "/" + program);
    return run(arguments, {folder_.path(), std::move(input), environment});
  }

  // Runs a line of shell in which crmctl is known.
  Ended shell(const std::string& line) const {
    return run({"/bin/sh", "-c", "PATH=" CRM_BIN_DIR ":$PATH; " + line}, {folder_.path(), {}, environment});
  }

  // Runs crmctl before the eyes of a person. The environment is what `environment` says, and nothing else.
  std::unique_ptr<PseudoTerminal> watch(std::vector<std::string> arguments, Screen screen = {}) const {
    arguments.insert(arguments.begin(), std::string(CRM_BIN_DIR) + "/crmctl");
    screen.folder = folder_.path();
    screen.environment = environment;
    return std::make_unique<PseudoTerminal>(arguments, screen);
  }

  // What `crmctl init` and `crmctl seed` make.
  void make_seeded_database() const {
    REQUIRE(crmctl({"init"}).exit_code == 0);
    REQUIRE(crmctl({"seed"}).exit_code == 0);
  }

  std::string file(const std::string& name) const { return folder_.file(name); }

  Database open(const std::string& name = "crm.db") const {
    return Database(Options{.url = "sqlite:///" + file(name), .deadline = std::chrono::seconds(60)});
  }

  std::vector<std::string> environment{};

 private:
  TempFolder folder_{};
};

// crmctl's one line on stderr, a sentence or with --json an object, without a word on stdout.
inline void check_refused(const Ended& ended, int exit_code, const std::string& sentence) {
  CHECK(ended.exit_code == exit_code);
  CHECK(ended.out == "");
  CHECK_THAT(ended.err, (Catch::StartsWith("crmctl: ") || Catch::StartsWith("{\"error\": {\"code\":")) &&
                            Catch::Contains(sentence));
}

inline constexpr const char* kWorkingDay = "2026-03-04T17:30:00Z";

}  // namespace crm::test
