// doctor: is anything wrong with the database, its files or its key?
#include <algorithm>

#include "cli/commands.hpp"
#include "cli/errors.hpp"
#include "cli/long_work.hpp"
#include "cli/output.hpp"
#include "cli/screen.hpp"
#include "cli/table.hpp"

namespace crm::cli {

namespace {

bool is_error(const Finding& finding) { return finding.severity == Severity::error; }
bool is_warning(const Finding& finding) { return finding.severity == Severity::warning; }

std::string padded(std::string_view word, std::size_t width) {
  return std::string(word) + std::string(width - std::min(width, word.size()), ' ');
}

std::string counted(std::int64_t count, std::string_view word) {
  return std::to_string(count) + " " + std::string(word) + (count == 1 ? "" : "s");
}

// Whole sentences in lines of their own: a table would cut them.
std::string text_of(const std::vector<Finding>& findings) {
  constexpr std::size_t severity_width = 9, area_width = 13, indent = severity_width + area_width;
  std::string text;
  for (const Finding& finding : findings) {
    const auto add = [&](const std::string& head, const std::string& sentence) {
      text += head + wrapped(printable(sentence), width_behind(indent), indent) + "\n";
    };
    add(padded(crm::name(finding.severity), severity_width) + padded(finding.area, area_width),
        finding.sentence);
    if (!finding.advice.empty()) add(std::string(indent, ' '), finding.advice);
  }
  const auto errors = std::count_if(findings.begin(), findings.end(), is_error),
             warnings = std::count_if(findings.begin(), findings.end(), is_warning);
  return text + "\n" + counted(errors, "error") + ", " + counted(warnings, "warning") + ".\n";
}

Table table_of(const std::vector<Finding>& findings) {
  Table table{{"severity", "area", "finding", "advice"}};
  for (const Finding& finding : findings)
    table.rows.push_back({crm::name(finding.severity), finding.area, finding.sentence, finding.advice});
  return table;
}

struct Doctor {
  static constexpr const char *name = "doctor",
                              *description = "Look for damage in the database, its files and its key";
  void add_options(CLI::App& app) {
    app.footer("Exit code 6 when an error was found; warnings alone give 0.");
  }

  int run(const Context& context) {
    return LongWork("checks").run([&](const Progress& progress) {
      const auto findings = context.open_to_examine().maintenance(context.actor).check(progress);
      context.format == Format::text ? print(text_of(findings)) : print(context, table_of(findings));
      return std::any_of(findings.begin(), findings.end(), is_error) ? exit_code(Code::corrupt) : kDone;
    });
  }
};

}  // namespace

void add_doctor(CLI::App& app, Context& context) { add_command<Doctor>(app, context); }

}  // namespace crm::cli
