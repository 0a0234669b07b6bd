// backup: a copy of the database that can be trusted.
#include <iostream>

#include "cli/commands.hpp"
#include "cli/errors.hpp"
#include "cli/long_work.hpp"
#include "cli/size_text.hpp"
#include "cli/table.hpp"

namespace crm::cli {

namespace {

std::int64_t customers_in(const DatabaseContent& content) {
  return content.records.empty() ? 0 : content.records.front().count.value_or(0);
}

struct Backup {
  static constexpr const char *name = "backup",
                              *description = "Copy the database into a file, while others work with it";
  std::string file;
  bool force = false;

  void add_options(CLI::App& app) {
    app.add_option("FILE", file, "The new file")->required();
    app.add_flag("--force", force, "Replace an older backup of this name");
  }

  int run(const Context& context) {
    return LongWork("pages").run([&](const crm::Progress& progress) {
      print_result(context, context.open()
                                .maintenance(context.actor)
                                .backup(file, force ? IfThere::replace : IfThere::refuse, progress));
      return kDone;
    });
  }

 private:
  void print_result(const Context& context, const BackupResult& result) const {
    print(context, std::vector<Detail>{{"backup", file},
                                       {"size", size_cell(context, result.bytes)},
                                       {"customer", customers_in(result.content)},
                                       {"verified", true},
                                       {"needs_key", result.needs_key}});
    if (result.needs_key)
      std::cerr << "crmctl: The key file for social security numbers is not in the backup. Keep a copy of it "
                   "in another place.\n";
  }
};

}  // namespace

void add_backup(CLI::App& app, Context& context) { add_command<Backup>(app, context); }

}  // namespace crm::cli
