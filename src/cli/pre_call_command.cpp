// pre-call: who is behind this number, what do they owe, may I call them now?
#include <crm/json.hpp>

#include "cli/commands.hpp"
#include "cli/errors.hpp"
#include "cli/output.hpp"
#include "cli/pre_call_text.hpp"
#include "cli/table.hpp"

namespace crm::cli {

namespace {

void print_answer(const Context& context, const PreCall& answer) {
  if (context.format == Format::csv)
    throw Error(Code::unsupported, "A pre-call answer is no table; ask for --json.", "--csv");
  if (context.format == Format::json) return print_json(to_json(answer));
  print(to_text(answer));
}

struct PreCallCommand {
  static constexpr const char *name = "pre-call",
                              *description = "Who is behind a number, what do they owe, may I call them now?";
  std::string number, at;

  void add_options(CLI::App& app) {
    app.add_option("NUMBER", number, "With country code and +, or as it is written at home")->required();
    app.add_option("--at", at, "As of this instant, ISO 8601; for tests and demos")->type_name("INSTANT");
  }

  int run(const Context& context) {
    Session session = context.open(at).session(context.actor);
    const PreCall answer = naming("NUMBER", [&] { return session.pre_call(number); });
    print_answer(context, answer);
    return answer.candidates.empty() ? kNotFound : kDone;
  }
};

}  // namespace

void add_pre_call(CLI::App& app, Context& context) { add_command<PreCallCommand>(app, context); }

}  // namespace crm::cli
