// copy: a whole database into another one, from a file to a server or back.
#include <iostream>

#include "cli/commands.hpp"
#include "cli/errors.hpp"
#include "cli/long_work.hpp"
#include "cli/table.hpp"

namespace crm::cli {

namespace {

// What the library calls by another name.
template <class Work>
auto with_option(const char* field, const char* option, Work work) {
  try {
    return work();
  } catch (const Error& error) {
    if (error.field() != field) throw;
    throw Error(error.code(), error.what(), option, error.sqlstate());
  }
}

struct Copy {
  static constexpr const char *name = "copy",
                              *description =
                                  "Copy everything into another, empty database, and compare the two";
  std::optional<std::string> from, to;

  void add_options(CLI::App& app) {
    app.add_option("--from", from, "The database that is copied; else the one that every command works on")
        ->type_name("URL");
    app.add_option("--to", to,
                   "The database that becomes the copy, made when it is missing; else the one that every "
                   "command works on")
        ->type_name("URL");
    app.footer(
        "End the programs that write to the database first: what they write meanwhile is not in the copy.\n"
        "Interrupted, the same command goes on where it was. The key file for social security numbers is "
        "not\n"
        "copied: CRM_KEY_FILE names it where the copy is used.\n"
        "Of two URLs with passwords one may stand in DATABASE_URL. The other one goes without: its password "
        "is\n"
        "in PGPASSWORD or ~/.pgpass.");
  }

  int run(const Context& context) {
    if (!from && !to)
      throw Error(Code::invalid_argument, "say which database is copied (--from), where to (--to), or both.",
                  "--to");
    const std::string& usual = context.config.database.value;
    refuse_passwords();
    Session source = with_option("url", "--from", [&] { return at(context, from.value_or(usual)); });
    Session target = with_option("url", "--to", [&] { return at(context, to.value_or(usual)); });
    return LongWork("rows").run(
        [&](const Progress& progress) {
          print_result(context, copied(source, target, progress));
          return kDone;
        },
        "Interrupted. Say the same again, and the copying goes on where it was.");
  }

 private:
  void refuse_passwords() const {
    for (const auto& [url, option] : {std::pair(from, "--from"), std::pair(to, "--to")})
      if (url && without_password(*url) != *url)
        throw Error(Code::invalid_argument,
                    "everybody on this machine can read a password on the command line: put that URL into "
                    "DATABASE_URL and say only the other one, or leave the password to PGPASSWORD or "
                    "~/.pgpass.",
                    option);
  }

  static Session at(const Context& context, const std::string& url) {
    Context other = context;
    other.config.database.value = url;
    return other.bulk_session();
  }

  static CopyResult copied(Session& source, Session& target, const Progress& progress) {
    return with_option("to", "--to", [&] {
      return with_option("from", "--from", [&] { return copy(source, target, progress); });
    });
  }

  static void print_result(const Context& context, const CopyResult& result) {
    print(context, std::vector<Detail>{{"customer", result.customers},
                                       {"rows", result.rows},
                                       {"tables", static_cast<std::int64_t>(result.tables.size())},
                                       {"compared", true},
                                       {"resumed", result.resumed},
                                       {"outdated", result.outdated}});
    if (result.outdated)
      print_warning(
          "the database was written to while it was copied: that is not in the copy. "
          "End what writes to it, empty the copy with `crmctl reset`, and copy again.");
    for (const std::string& table : result.left_out)
      print_warning("the table " + table + " is none of libcrm's and was left out.");
    if (!result.key_problem.empty())
      print_warning("the social security numbers do not open in the copy. " + result.key_problem +
                    (result.key_file.empty() ? "" : " It belongs at " + result.key_file + "."));
  }
};

}  // namespace

void add_copy(CLI::App& app, Context& context) { add_command<Copy>(app, context); }

}  // namespace crm::cli
