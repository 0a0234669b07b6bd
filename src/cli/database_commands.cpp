// init and migrate: making a database, and bringing one up to date.
#include "cli/commands.hpp"
#include "cli/long_work.hpp"
#include "cli/output.hpp"
#include "cli/table.hpp"

namespace crm::cli {

namespace {

int migrate(const Context& context, Database database) {
  const int migrations = database.migrate();
  database.warm_up();
  print_done(context,
             migrations > 0 ? "The database is ready." : "The database is up to date; nothing was changed.",
             {{"migrations", migrations}});
  return kDone;
}

// Each migration is done whole or not at all.
template <class Work>
int interruptibly(Work work) {
  return LongWork("migrations")
      .run([&](const Progress&) { return work(); }, "Interrupted. The same command does what is left to do.");
}

struct Init {
  static constexpr const char *name = "init",
                              *description = "Make the database, with everything that it needs";
  void add_options(CLI::App&) {}
  int run(const Context& context) {
    return interruptibly([&] { return migrate(context, context.open_for_bulk_work()); });
  }
};

struct Migrate {
  static constexpr const char *name = "migrate", *description = "Bring an older database up to date";
  bool dry_run = false;

  void add_options(CLI::App& app) { app.add_flag("--dry-run", dry_run, "Only say what would be done"); }
  int run(const Context& context) {
    if (dry_run) return list_pending(context);
    return interruptibly([&] {
      Database database = context.open_for_bulk_work();
      refuse_missing(database);
      return migrate(context, std::move(database));
    });
  }

 private:
  static int list_pending(const Context& context) {
    const auto pending = context.open().maintenance(context.actor).pending_migrations();
    if (pending.empty() && context.format == Format::text) {
      print("The database is up to date: there is nothing to do.\n");
      return kDone;
    }
    Table table{{"number", "migration"}};
    for (const MigrationInfo& migration : pending) table.rows.push_back({migration.number, migration.name});
    print(context, table);
    return kDone;
  }

  // Migrating would make a missing database, which is what a wrong path asks for.
  static void refuse_missing(Database& database) {
    try {
      database.warm_up();
    } catch (const Error& error) {
      if (error.code() != Code::schema_too_old) throw;
    }
  }
};

}  // namespace

void add_init(CLI::App& app, Context& context) { add_command<Init>(app, context); }
void add_migrate(CLI::App& app, Context& context) { add_command<Migrate>(app, context); }

}  // namespace crm::cli
