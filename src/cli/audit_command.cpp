// audit: who did what to a customer's records, the latest first.
#include <algorithm>

#include <crm/session.hpp>

#include "cli/commands.hpp"
#include "cli/errors.hpp"
#include "cli/output.hpp"
#include "cli/owner_name.hpp"
#include "cli/paging.hpp"
#include "cli/table.hpp"
#include "cli/texts.hpp"
#include "json/value.hpp"

namespace crm::cli {

namespace {

std::string plain_text(const json::Value& value) {
  if (value.is_null()) return "(none)";
  if (value.kind() == json::Kind::string) return value.string();
  std::string text;
  json::append(text, value);
  return text;
}

// A change is [before, after]; what is new or gone shows one side.
std::string change_text(const json::Value& change) {
  if (change.kind() != json::Kind::array || change.items().size() != 2) return plain_text(change);
  const json::Value &before = change.items()[0], &after = change.items()[1];
  if (before.is_null()) return plain_text(after);
  return plain_text(before) + " -> " + plain_text(after);
}

std::string lines_of(const json::Value& changes) {
  std::string lines;
  for (const auto& [name, change] : changes.members())
    lines += "    " + printable(name) + ": " + printable(change_text(change)) + "\n";
  return lines;
}

// JSON that is nested too deep to be read, as free attributes may be, is shown as it stands.
std::string changes_text(const std::string& changes) {
  try {
    return lines_of(json::parse(changes));
  } catch (const Error& error) {
    if (error.code() != Code::invalid_argument) throw;
    return "    " + printable(changes) + "\n";
  }
}

// "customer_note" is a "customer note".
std::string words_of(std::string name) {
  std::replace(name.begin(), name.end(), '_', ' ');
  return printable(name);
}

std::string to_text(const AuditEntry& entry) {
  const std::string id = entry.record_id == 0 ? "" : " " + std::to_string(entry.record_id);
  return instant_text(entry.at) + "  " + printable(entry.actor) + ": " + words_of(entry.action) + " " +
         words_of(entry.record) + id + "\n" + changes_text(entry.changes);
}

std::string to_text(const std::vector<AuditEntry>& entries) {
  if (entries.empty()) return "The audit trail has nothing about this.\n";
  std::string text;
  for (const AuditEntry& entry : entries) text += to_text(entry);
  return text;
}

Table table_of(const std::vector<AuditEntry>& entries) {
  Table table{{"customer_id", "id", "at", "actor", "action", "record", "record_id", "changes"}};
  for (const AuditEntry& entry : entries)
    table.rows.push_back({entry.customer_id.value, entry.id, to_string(entry.at), entry.actor, entry.action,
                          entry.record, entry.record_id, Cell::of_json(entry.changes, entry.changes)});
  return table;
}

struct Audit {
  static constexpr const char *name = "audit",
                              *description = "Who changed what, the latest first; alone: what was about many";
  CustomerName which;
  Paging paging;

  void add_options(CLI::App& app) {
    which.add_argument(app);
    paging.add_options(app);
  }

  int run(const Context& context) {
    Session session = context.open().session(context.actor);
    const CustomerId id = which.given() ? which.find(session) : CustomerId{};
    const auto page = collect(paging, [&](const PageRequest& request) { return session.audit(id, request); });
    if (context.format == Format::text) {
      print(to_text(page.items));
    } else {
      print(context, table_of(page.items));
    }
    tell_of_more(page.next);
    return kDone;
  }
};

}  // namespace

void add_audit(CLI::App& app, Context& context) { add_command<Audit>(app, context); }

}  // namespace crm::cli
