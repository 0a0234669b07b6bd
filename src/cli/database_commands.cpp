// init and migrate: making a database, and bringing one up to date.
#include "cli/commands.hpp"
#include "cli/errors.hpp"
#include "cli/output.hpp"

namespace crm::cli {

namespace {

int migrate(Database database) {
  const bool changed = database.migrate() > 0;
  print(changed ? "The database is ready.\n" : "The database is up to date; nothing was changed.\n");
  return kDone;
}

struct Init {
  static constexpr const char *name = "init",
                              *description = "Make the database, with everything that it needs";
  void add_options(CLI::App&) {}
  int run(const Context& context) { return migrate(context.open_for_bulk_work()); }
};

struct Migrate {
  static constexpr const char *name = "migrate", *description = "Bring an older database up to date";
  void add_options(CLI::App&) {}
  int run(const Context& context) {
    Database database = context.open_for_bulk_work();
    refuse_missing(database);
    return migrate(std::move(database));
  }

 private:
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
