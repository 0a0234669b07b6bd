// backup and restore: a copy of the database that can be trusted, and the way back.
#include <iostream>
#include <optional>

#include "cli/commands.hpp"
#include "cli/confirm.hpp"
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
    if (file == "-") throw Error(Code::invalid_argument, "a backup is a file of its own: name one.", "FILE");
    return LongWork("pages").run([&](const Progress& progress) {
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

struct VerifyBackup {
  static constexpr const char *name = "verify-backup",
                              *description = "Look whether a backup could be restored";
  std::string file;

  void add_options(CLI::App& app) { app.add_option("FILE", file, "The backup")->required(); }

  int run(const Context& context) {
    refuse_server(context);
    return LongWork("pages").run([&](const Progress& progress) {
      const DatabaseContent content = context.open().maintenance(context.actor).verify_backup(file, progress);
      print(context, std::vector<Detail>{{"backup", file},
                                         {"schema", content.schema},
                                         {"customer", customers_in(content)},
                                         {"created_at", content.created_at},
                                         {"latest_activity", content.latest_activity},
                                         {"verified", true}});
      return kDone;
    });
  }

 private:
  // What the library would name is the way to put one back, which is not what was asked for.
  static void refuse_server(const Context& context) {
    if (context.config.database.value.starts_with("postgres"))
      throw Error(Code::unsupported,
                  "Copies of a PostgreSQL database are looked at with its own tools: `pg_restore --list` "
                  "shows what is in the file.");
  }
};

// "5 customers, latest activity 2026-03-04T17:30:00.000000Z"
std::string summary(const DatabaseContent& content) {
  std::string text = std::to_string(customers_in(content)) + " customers, ";
  return text +
         (content.latest_activity ? "latest activity " + to_string(*content.latest_activity) : "no activity");
}

struct Restore {
  static constexpr const char *name = "restore", *description = "Put a backup in the place of the database";
  std::string file;
  bool force = false;

  void add_options(CLI::App& app) {
    app.add_option("FILE", file, "The backup")->required();
    app.add_flag("--force", force, "Also when the database is newer than the backup, or another one");
  }

  int run(const Context& context) {
    Maintenance maintenance = context.open().maintenance(context.actor);
    ask(context, maintenance);
    return LongWork("pages").run([&](const Progress& progress) {
      print_result(context,
                   maintenance.restore(file, force ? IfNewer::overwrite : IfNewer::refuse, progress));
      return kDone;
    });
  }

 private:
  // Where there is nothing yet, nothing is lost.
  void ask(const Context& context, Maintenance& maintenance) const {
    const std::string backup = summary(maintenance.inspect(file));
    if (const auto there = summary_of_database(maintenance))
      confirm(context, "Everything in the database (" + *there + ") is replaced by the backup (" + backup +
                           "). Do it?");
  }

  static std::optional<std::string> summary_of_database(Maintenance& maintenance) {
    try {
      return summary(maintenance.status().content);
    } catch (const Error& error) {
      if (error.code() == Code::not_found) return std::nullopt;
      if (error.code() == Code::corrupt) return "damaged";
      throw;
    }
  }

  static void print_result(const Context& context, const RestoreResult& result) {
    print(context, std::vector<Detail>{{"customer", customers_in(result.content)},
                                       {"latest_activity", result.content.latest_activity},
                                       {"migrations", result.migrations},
                                       {"verified", true},
                                       {"key_fits", result.key_problem.empty()}});
    if (!result.key_problem.empty())
      print_error({}, "The backup's social security numbers cannot be opened. " + result.key_problem +
                          " It belongs at " + result.key_file + ".");
  }
};

}  // namespace

void add_backup(CLI::App& app, Context& context) { add_command<Backup>(app, context); }
void add_verify_backup(CLI::App& app, Context& context) { add_command<VerifyBackup>(app, context); }
void add_restore(CLI::App& app, Context& context) { add_command<Restore>(app, context); }

}  // namespace crm::cli
