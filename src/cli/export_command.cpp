// export: every record of a kind, or of all kinds, as CSV or JSON Lines.
#include <filesystem>
#include <iostream>

#include "cli/commands.hpp"
#include "cli/errors.hpp"
#include "cli/file_options.hpp"
#include "cli/interrupt.hpp"
#include "cli/output.hpp"
#include "cli/own_files.hpp"
#include "cli/progress_bar.hpp"
#include "cli/table.hpp"
#include "intake/exporter.hpp"
#include "intake/file_output.hpp"

namespace crm::cli {

namespace {

using intake::FileFormat;
using intake::FileOutput;
using intake::Kind;

constexpr std::size_t kBlock = std::size_t{256} << 10;  // bytes written at once

constexpr const char* kFooter =
    R"(What it writes, `crmctl import` takes back: a file with the same --record, a folder as a whole. In CSV no
spreadsheet can take a cell for a formula. SSNs are masked, and a masked one says nothing when it is
imported. The file is new, for you alone (0600), and there only when it is complete. It holds the records of
one moment; with --record all each file has its own. For all of one moment, export from a copy that `crmctl
backup` makes.

  crmctl export customers.csv
  crmctl export loans.jsonl --record loan
  crmctl export everything --record all
)";

// Thrown out of the middle of an export by Ctrl-C.
struct Stopped {};

// Takes records, and writes their lines out block by block.
class Writer {
 public:
  // shown: on the standard output, where a person may watch.
  Writer(intake::Exporter& exporter, FileOutput& output, bool shown, std::int64_t expected)
      : exporter_(exporter), output_(output), shown_(shown), progress_("records", expected) {}

  template <class R>
  void add(const R& record, std::string_view account, std::string_view ssn = {}) {
    exporter_.add(record, account, ssn);
    ++count_;
    if (exporter_.text().size() < kBlock) return;
    flush();
    progress_.show(count_);
    if (Interruptible::interrupted()) throw Stopped();
  }

  std::int64_t finish() {
    flush();
    output_.finish();
    progress_.show(count_);
    return count_;
  }

 private:
  void flush() {
    ProgressBar::clear();
    output_.write(shown_ ? shown_csv(std::move(exporter_.text())) : exporter_.text());
    exporter_.text().clear();
  }

  intake::Exporter& exporter_;
  FileOutput& output_;
  const bool shown_;
  ProgressBar progress_;
  std::int64_t count_ = 0;
};

// A file that was written.
struct Written {
  Kind kind;
  std::string path;
  std::int64_t lines;
};

std::vector<std::string> record_words_and_all() {
  std::vector<std::string> words = record_words();
  words.emplace_back("all");
  return words;
}

Table table_of(const std::vector<Written>& files) {
  Table table{{"record", "file", "lines"}};
  for (const Written& file : files) table.rows.push_back({intake::name(file.kind), file.path, file.lines});
  return table;
}

// How many there will be, where the dashboard knows.
std::int64_t expected(Session& session, Kind kind) {
  const Dashboard dashboard = session.dashboard();
  if (kind == Kind::customer) return dashboard.total_customers;
  if (kind == Kind::loan) return dashboard.total_loans;
  return kind == Kind::interaction ? dashboard.total_interactions : 0;
}

struct Export {
  static constexpr const char *name = "export", *description = "Write customers, loans and more to a file";
  std::string file = "-", record = "customer", format, reason;
  std::vector<std::string> columns;
  bool force = false, reveal_ssn = false;

  void add_options(CLI::App& app) {
    app.add_option("FILE", file, "The file, - for the standard output, or with --record all a folder")
        ->capture_default_str();
    app.add_option("--record", record, "What to write")
        ->check(CLI::IsMember(record_words_and_all()))
        ->capture_default_str();
    app.add_option("--format", format, "Else by the file's name, and csv; on the standard output by --json")
        ->check(CLI::IsMember({"csv", "jsonl"}));
    app.add_option("--columns", columns, "Only these fields, as first_name,last_name")->delimiter(',');
    app.add_flag("--force", force, "Replace the file");
    app.add_flag("--reveal-ssn", reveal_ssn, "All nine digits of SSNs; the audit trail remembers it");
    app.add_option("--reason", reason, "Why they are revealed");
    app.footer(kFooter);
  }

  int run(const Context& context) {
    check();
    refuse_own_file(context, file, "FILE");
    if (writes_to_output() && format.empty() && context.format == Format::json) format = "jsonl";
    Session session = context.bulk_session();
    const Interruptible interruptible;
    try {
      const auto files = record == "all" ? export_all(session) : export_to_file(session);
      report(context, files);
      return kDone;
    } catch (const Stopped&) {
      return say_interrupted();
    } catch (const Error& error) {
      if (!is_interruption(error)) throw;
      return say_interrupted();
    }
  }

 private:
  int say_interrupted() const {
    print_error({}, record == "all" ? "Interrupted: some of the files were not written."
                                    : "Interrupted: no file was written.");
    return kInterrupted;
  }
  bool writes_to_output() const { return file == "-"; }
  void check() const;
  void report(const Context& context, const std::vector<Written>& files) const;
  std::vector<Written> export_to_file(Session& session) const;
  std::vector<Written> export_all(Session& session) const;
  Written export_one(Session& session, Kind kind, const std::string& path) const;
};

void Export::check() const {
  if (record == "all" && writes_to_output())
    throw Error(Code::invalid_argument, "--record all writes several files: name a folder for them.", "FILE");
  if (record == "all" && !columns.empty())
    throw Error(Code::invalid_argument, "--columns goes with one kind of record, not with all.", "--columns");
  if (reveal_ssn && reason.empty())
    throw Error(Code::invalid_argument, "--reveal-ssn needs a --reason, for the audit trail.", "--reason");
  if (reveal_ssn && record != "all" && record != "customer")
    throw Error(Code::invalid_argument, "Only customers have SSNs.", "--reveal-ssn");
}

// On the standard output stand the records themselves.
void Export::report(const Context& context, const std::vector<Written>& files) const {
  if (writes_to_output()) return;
  if (context.format != Format::text) return print(context, table_of(files));
  for (const Written& written : files)
    std::cerr << written.lines << " lines are in " << printable(written.path) << ".\n";
}

std::vector<Written> Export::export_to_file(Session& session) const {
  return {export_one(session, parse_kind(record), file)};
}

std::vector<Written> Export::export_all(Session& session) const {
  std::error_code error;
  std::filesystem::create_directory(file, error);
  const std::string extension = format_of(file, format) == FileFormat::csv ? ".csv" : ".jsonl";
  std::vector<Written> files;
  for (const Kind kind : intake::kKinds)
    files.push_back(export_one(session, kind, file + "/" + std::string(intake::name(kind)) + extension));
  return files;
}

Written Export::export_one(Session& session, Kind kind, const std::string& path) const {
  intake::Exporter exporter(kind, format_of(file, format), columns);
  FileOutput output(path, force ? FileOutput::Existing::replace : FileOutput::Existing::keep);
  Writer writer(exporter, output, writes_to_output(), expected(session, kind));
  if (kind == Kind::customer && reveal_ssn) {
    session.each_with_ssn(reason, [&](const Customer& customer, std::string_view ssn) {
      writer.add(customer, customer.account_number.value_or(""), ssn);
    });
  } else {
    intake::with_record(kind, [&]<class R>(std::type_identity<R>) {
      session.each<R>([&](const R& one, std::string_view account) { writer.add(one, account); });
    });
  }
  return {kind, path, writer.finish()};
}

}  // namespace

void add_export(CLI::App& app, Context& context) { add_command<Export>(app, context); }

}  // namespace crm::cli
