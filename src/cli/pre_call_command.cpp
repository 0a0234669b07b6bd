// pre-call: who is behind this number, what do they owe, may I call them now?
#include <crm/json.hpp>

#include "cli/commands.hpp"
#include "cli/errors.hpp"
#include "cli/output.hpp"
#include "cli/pre_call_text.hpp"

namespace crm::cli {

namespace {

struct PreCallCommand {
  static constexpr const char *name = "pre-call",
                              *description = "Who is behind a number, what do they owe, may I call them now?";
  std::string number, at;
  bool json = false;

  void add_options(CLI::App& app) {
    app.add_option("NUMBER", number, "With country code and +, or as it is written at home")->required();
    app.add_flag("--json", json, "Print the answer as JSON");
    app.add_option("--at", at, "As of this instant, ISO 8601; for tests and demos")->type_name("INSTANT");
  }

  int run(const Context& context) {
    Session session = context.open(at).session(context.actor);
    const PreCall answer = naming("NUMBER", [&] { return session.pre_call(number); });
    print(json ? printable_json(to_json(answer)) + "\n" : to_text(answer));
    return answer.candidates.empty() ? kNotFound : kDone;
  }
};

}  // namespace

void add_pre_call(CLI::App& app, Context& context) { add_command<PreCallCommand>(app, context); }

}  // namespace crm::cli
