// reset and vacuum: deleting everything, and giving unused space back.
#include "cli/commands.hpp"
#include "cli/confirm.hpp"
#include "cli/errors.hpp"
#include "cli/long_work.hpp"
#include "cli/size_text.hpp"
#include "cli/table.hpp"

namespace crm::cli {

namespace {

std::string summary_of(const DatabaseStatus& status) {
  std::string text;
  for (const RecordCount& record : status.content.records)
    if (record.count.value_or(0) > 0)
      text += (text.empty() ? "" : ", ") + std::to_string(*record.count) + " " + record.record;
  return text.empty() ? "no record" : text;
}

struct Reset {
  static constexpr const char *name = "reset", *description = "Delete everything in the database";
  void add_options(CLI::App& app) { app.footer("Make a backup first: crmctl backup FILE"); }

  int run(const Context& context) {
    Maintenance maintenance = context.open().maintenance(context.actor);
    const DatabaseStatus status = maintenance.status();
    confirm(context, "Everything in " + status.place + " is deleted (" + summary_of(status) + "). Do it?");
    maintenance.reset();
    print_done(context, "The database is empty. Its key file, if it has one, was left.", facts_of(status));
    return kDone;
  }

 private:
  // How many of each kind were deleted.
  static std::vector<Detail> facts_of(const DatabaseStatus& deleted) {
    std::vector<Detail> facts{{"database", deleted.place}};
    for (const RecordCount& record : deleted.content.records) facts.push_back({record.record, record.count});
    return facts;
  }
};

struct Vacuum {
  static constexpr const char *name = "vacuum",
                              *description = "Give the space of deleted records back to the system";
  void add_options(CLI::App&) {}

  int run(const Context& context) {
    return LongWork("pages").run([&](const Progress& progress) {
      const VacuumResult result = context.open().maintenance(context.actor).vacuum(progress);
      print(context, std::vector<Detail>{{"size_before", size_cell(context, result.bytes_before)},
                                         {"size_after", size_cell(context, result.bytes_after)}});
      return kDone;
    });
  }
};

}  // namespace

void add_reset(CLI::App& app, Context& context) { add_command<Reset>(app, context); }
void add_vacuum(CLI::App& app, Context& context) { add_command<Vacuum>(app, context); }

}  // namespace crm::cli
