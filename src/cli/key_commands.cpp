// key: the key that seals social security numbers; shown by its id, never itself.
#include "cli/commands.hpp"
#include "cli/confirm.hpp"
#include "cli/errors.hpp"
#include "cli/long_work.hpp"
#include "cli/output.hpp"
#include "cli/table.hpp"

namespace crm::cli {

namespace {

std::optional<std::string> unless_empty(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional(text);
}

std::string state_of(const SsnKeyStatus& status) {
  if (status.id.empty()) return "no key yet: it is made when the first number is stored";
  if (!status.at_hand) return "the key is not at hand: put the key file back in its place";
  if (!status.next_id.empty()) return "being changed: `crmctl key rotate` goes on with it";
  return "good";
}

struct KeyShow {
  static constexpr const char *name = "show", *description = "Show which key it is and where it lies";
  void add_options(CLI::App&) {}

  int run(const Context& context) {
    const SsnKeyStatus status = context.open().session(context.actor).ssn_key().status();
    print(context, {{"id", unless_empty(status.id)},
                    {"file", unless_empty(status.file)},
                    {"state", state_of(status)},
                    {"numbers", status.numbers},
                    {"next_id", unless_empty(status.next_id)},
                    {"waiting", status.waiting}});
    return status.at_hand || status.id.empty() ? kDone : exit_code(Code::key_missing);
  }
};

struct KeyCheck {
  static constexpr const char *name = "check", *description = "Try whether the key opens every number";
  void add_options(CLI::App&) {}

  int run(const Context& context) {
    return LongWork("numbers").run([&](const Progress& progress) {
      const SsnKeyCheck found = context.bulk_session().ssn_key().check(progress);
      print(context, {{"good", found.good}, {"damaged", found.damaged}, {"customers", customers(found)}});
      if (Interruptible::interrupted()) return kInterrupted;
      return found.damaged == 0 ? kDone : exit_code(Code::corrupt);
    });
  }

 private:
  // Whose numbers do not open.
  static std::optional<std::string> customers(const SsnKeyCheck& found) {
    std::string ids;
    for (const CustomerId id : found.examples) ids += (ids.empty() ? "" : " ") + std::to_string(id.value);
    return unless_empty(ids);
  }
};

struct KeyRotate {
  static constexpr const char *name = "rotate", *description = "Seal every number anew, under a new key";

  void add_options(CLI::App& app) {
    app.footer(
        "Others can work meanwhile. Interrupted, the same command goes on where it was.\n"
        "The old key is kept beside the new one, as KEYFILE.old-ID: backups made before\n"
        "need it. Back up the new key file, apart from the database.");
  }

  int run(const Context& context) {
    Session session = context.bulk_session();
    const SsnKeyStatus before = status_of(session);
    if (before.next_id.empty() && !before.id.empty())
      confirm(context, "Give the database a new key for its social security numbers?");
    return LongWork("numbers").run(
        [&](const Progress& progress) {
          const SsnKeyRotation rotation = session.ssn_key().rotate(progress);
          report(context, before.file, rotation);
          return rotation.finished ? kDone : kInterrupted;
        },
        "Interrupted: run `crmctl key rotate` to go on.");
  }

 private:
  // While a question is asked, Ctrl-C ends the program as everywhere.
  static SsnKeyStatus status_of(Session& session) {
    const Interruptible interruptible;
    return session.ssn_key().status();
  }

  static void report(const Context& context, const std::string& file, const SsnKeyRotation& rotation) {
    const std::string old_file = file + ".old-" + rotation.old_id;
    if (context.format != Format::text)
      return print(context, {{"finished", rotation.finished},
                             {"resealed", rotation.resealed},
                             {"id", rotation.new_id},
                             {"file", file},
                             {"old_id", rotation.old_id},
                             {"old_file", old_file}});
    const std::string numbers = std::to_string(rotation.resealed) + " numbers were sealed anew. ";
    print(rotation.finished
              ? numbers + "The new key is in " + file + ": back it up, apart from the database.\n" +
                    "Backups made before need the old key, which is kept in " + old_file + ".\n"
              : numbers + "Interrupted: run `crmctl key rotate` to go on.\n");
  }
};

}  // namespace

void add_key(CLI::App& app, Context& context) {
  add_group<KeyShow, KeyCheck, KeyRotate>(app, context, "key", "The key that seals social security numbers");
}

}  // namespace crm::cli
