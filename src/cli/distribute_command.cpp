// distribute: the tables over several servers, with Citus.
#include "cli/commands.hpp"
#include "cli/long_work.hpp"
#include "cli/table.hpp"

namespace crm::cli {

namespace {

struct Distribute {
  static constexpr const char *name = "distribute",
                              *description = "Distribute the empty tables over several servers (Citus)";

  void add_options(CLI::App& app) {
    app.footer(
        "Say it of Citus's coordinator, after crmctl init and before there are records; again after a "
        "migration.\n"
        "A database with records is copied into a distributed one: crmctl copy --to URL");
  }

  int run(const Context& context) {
    return LongWork("tables").run(
        [&](const Progress&) {
          Session session = context.bulk_session();
          print(context, table_of(distribute(session)));
          return kDone;
        },
        "Interrupted. The same command goes on where it was.");
  }

 private:
  static Table table_of(const std::vector<PlacedTable>& tables) {
    Table table{{"table", "placed_by", "state"}};
    for (const PlacedTable& placed : tables)
      table.rows.push_back({placed.name, placed.column.empty() ? "on every server" : placed.column,
                            placed.was_there ? "as it was" : "distributed"});
    return table;
  }
};

}  // namespace

void add_distribute(CLI::App& app, Context& context) { add_command<Distribute>(app, context); }

}  // namespace crm::cli
