// import: customers and what is theirs, from CSV and JSON Lines.
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <memory>

#include "cli/commands.hpp"
#include "cli/dry_run.hpp"
#include "cli/errors.hpp"
#include "cli/file_options.hpp"
#include "cli/interrupt.hpp"
#include "cli/own_files.hpp"
#include "cli/progress_bar.hpp"
#include "cli/table.hpp"
#include "intake/csv_rows.hpp"
#include "intake/importer.hpp"
#include "intake/json_rows.hpp"

namespace crm::cli {

namespace {

using intake::Kind;
using intake::Mapping;
namespace fs = std::filesystem;

constexpr std::size_t kMostMapping = 1 << 20;  // bytes

constexpr const char* kFooter =
    R"(The first line of a CSV file names the columns; each line of a JSON Lines file is an object. Columns
that are called like fields (Account Number, due_amount, loan.status) need no mapping. Customers are
found by account_number, else external_id: who is there is brought up to date, who is not is added. An
empty cell leaves its field alone. A do-not-call mark is never taken off: that is what `crmctl customer
set ID do_not_call=no` is for.

The same file twice changes nothing. Equal lines are as many records: two equal payments are two
payments. A line that contradicts an earlier one goes to the rejects. Loans without id are told apart by
product_name and origination_date, and without a date by all that the line says. An apostrophe before
= + - or @ is taken off: `crmctl export` puts it there. When an import was interrupted, run it again, and
it goes on where it stopped.

A folder may be an export of another database: its ids are translated to those of this one. In a single
file an id, as loan_id, is of this database.

  crmctl import customers.csv --date-format %m/%d/%Y --amount-format 1,234.56
  crmctl import loans.csv --record loan --map mapping.json

A mapping file, of which everything may be left out:
  {"columns": {"Acct #": "account_number", "Loan Amt": "loan.loan_amount"},
   "constants": {"loan.status": "active"}, "ignore": ["Branch"],
   "record": "customer", "region": "US", "date_format": "%m/%d/%Y", "amount_format": "1,234.56",
   "currency": "USD", "delimiter": ";"}
)";

// One file that is to be imported, and what is known of it.
struct Source {
  std::string path;
  Kind kind;
  intake::FileFormat format;
};

// What came of it.
struct Result {
  Source source;
  intake::ImportCounts counts;
  std::chrono::steady_clock::duration spent;
  std::string rejects;
  std::vector<std::string> left_out;  // columns
  bool complete;
};

// What is done with a batch of a source; is_last: it ends the source.
using PutBatch = std::function<std::vector<PutResult>(const Source& source, std::vector<CustomerFile> files,
                                                      bool is_last)>;

std::string read_whole(const std::string& path) {
  intake::Input input(path, "--map");
  std::string text(kMostMapping + 1, '\0');
  std::size_t size = 0;
  for (std::size_t got = 1; got > 0 && size < text.size(); size += got)
    got = input.read(text.data() + size, text.size() - size);
  text.resize(size);
  return text;
}

bool same_file(const std::string& a, const std::string& b) {
  std::error_code ignored;
  return a != "-" && fs::equivalent(a, b, ignored);
}

struct Import {
  static constexpr const char *name = "import",
                              *description = "Add or update customers, loans and more from CSV or JSON Lines";
  std::string file, map, record, format, rejects;
  Mapping mapping;
  bool dry_run = false;

  void add_options(CLI::App& app) {
    app.add_option("FILE", file,
                   "The file, - for the standard input, or a folder that `crmctl export` has made")
        ->required();
    app.add_option("--record", record, "What each line is about; else customer")
        ->check(CLI::IsMember(record_words()));
    app.add_option("--format", format, "csv or jsonl; else by the file's name")
        ->check(CLI::IsMember({"csv", "jsonl"}));
    app.add_option("--map", map, "A mapping file: which column is which field")->type_name("FILE");
    add_forms(app);
    app.add_flag("--dry-run", dry_run,
                 "Say what would be done, and do nothing but write the rejects file. A large file is tried "
                 "out on a copy beside the database, which is deleted then");
    app.add_option("--rejects", rejects,
                   "Where lines go that cannot be taken; else FILE.rejects.csv or .jsonl")
        ->type_name("FILE");
    app.footer(kFooter);
  }

  int run(const Context& context);

 private:
  void add_forms(CLI::App& app) {
    app.add_option("--region", mapping.region,
                   "Of phone numbers without a country code, as GB; else CRM_DEFAULT_COUNTRY, and US");
    app.add_option("--date-format", mapping.date_format, "As %d.%m.%Y; else 2024-01-31");
    app.add_option("--amount-format", mapping.amount_format, "1234.56 as the file writes it, as 1.234,56");
    app.add_option("--currency", mapping.currency, "Of amounts, where no column says it; else USD");
    app.add_option("--delimiter", mapping.delimiter, "What stands between cells; else a comma. tab is a tab");
  }

  Mapping whole_mapping(const Context& context) const;
  std::vector<Source> sources(const Mapping& whole) const;
  std::vector<Source> sources_in_folder() const;
  std::string rejects_path(const Source& source) const;
  std::vector<Result> import_all(const Context& context, const std::vector<Source>& files,
                                 const Mapping& whole) const;
  Result import_one(const Source& source, const Mapping& whole, const PutBatch& put) const;
};

// What the command line says counts before what the mapping file says.
Mapping Import::whole_mapping(const Context& context) const {
  Mapping whole = map.empty() ? Mapping() : intake::read_mapping(read_whole(map));
  for (const auto member : {&Mapping::region, &Mapping::date_format, &Mapping::amount_format,
                            &Mapping::currency, &Mapping::delimiter})
    if (mapping.*member) whole.*member = mapping.*member;
  if (!whole.region) whole.region = context.default_country;
  return whole;
}

std::vector<Source> Import::sources(const Mapping& whole) const {
  std::error_code unreadable;  // opening it says why
  if (file != "-" && fs::is_directory(file, unreadable)) return sources_in_folder();
  const std::string kind = record.empty() ? whole.record.value_or("customer") : record;
  return {{file, parse_kind(kind), format_of(file, format)}};
}

std::vector<Source> Import::sources_in_folder() const {
  std::vector<Source> found;
  for (const Kind kind : intake::kKinds)
    for (const char* extension : {".csv", ".jsonl"}) {
      const std::string path = file + "/" + std::string(intake::name(kind)) + extension;
      std::error_code unreadable;
      if (fs::exists(path, unreadable)) found.push_back({path, kind, format_of(path, format)});
    }
  if (found.empty())
    throw Error(Code::not_found, "The folder holds no file of `crmctl export`: customer.csv, loan.jsonl, ...",
                "FILE");
  return found;
}

char delimiter_of(const Mapping& mapping) {
  const std::string text = mapping.delimiter.value_or(",");
  if (text == "tab" || text == "\\t") return '\t';
  if (text.size() != 1 || text == "\"" || text == "\n" || text == "\r")
    throw Error(Code::invalid_argument, "A delimiter is one character, or the word tab.", "--delimiter");
  return text.front();
}

std::string Import::rejects_path(const Source& source) const {
  const std::string usual = source.path == "-" ? "rejects" : source.path + ".rejects",
                    extension = source.format == intake::FileFormat::csv ? ".csv" : ".jsonl",
                    chosen = rejects.empty() ? usual + extension : rejects;
  if (same_file(source.path, chosen))
    throw Error(Code::invalid_argument, "The rejects cannot go into the file that is imported.", "--rejects");
  return chosen;
}

// Reads the file's first line.
std::unique_ptr<intake::Rows> open_rows(intake::Input& input, const Source& source, const Mapping& mapping,
                                        intake::FileBuilder& builder) {
  if (source.format == intake::FileFormat::json_lines) return std::make_unique<intake::JsonRows>(input);
  auto rows = std::make_unique<intake::CsvRows>(input, delimiter_of(mapping));
  builder.require_columns(rows->columns());
  return rows;
}

// False: Ctrl-C has ended it; what was put is put.
bool run_to_end(intake::Importer& importer, const intake::Rows& rows, std::int64_t bytes) {
  ProgressBar progress("bytes", bytes);
  try {
    while (importer.step()) {
      progress.show(rows.consumed());
      if (Interruptible::interrupted()) return false;
    }
  } catch (const Error& error) {
    if (!is_interruption(error)) throw;
    return false;
  }
  return true;
}

// An id in an export's folder is another database's, or this one's as it was.
std::vector<Result> Import::import_all(const Context& context, const std::vector<Source>& files,
                                       const Mapping& whole) const {
  for (const Source& source : files) {
    refuse_own_file(context, source.path, "FILE");
    refuse_own_file(context, rejects_path(source), "--rejects");
  }
  const bool one_file = files.size() == 1 && files.front().path == file;
  Session session = context.bulk_session();
  PutRun run(one_file ? PutRun::Ids::here : PutRun::Ids::source);
  DryRun rehearsal(context);
  bool begun = false;
  const PutBatch put = [&](const Source& source, std::vector<CustomerFile> batch, bool is_last) {
    const std::string label = "import " + fs::path(source.path).filename().string();
    const bool is_all = one_file && is_last && !begun;
    begun = true;
    return dry_run ? rehearsal.put(session, std::move(batch), label, run, is_all)
                   : session.put(std::move(batch), label, run);
  };
  std::vector<Result> results;
  for (const Source& source : files) {
    intake::with_record(source.kind, [&]<class R>(std::type_identity<R>) { run.begin_file<R>(); });
    results.push_back(import_one(source, whole, put));
    if (!results.back().complete) break;
  }
  return results;
}

// What an error says holds for the lines that were to be put last; those before them stay.
[[noreturn]] void fail_behind(const Error& error, const intake::ImportCounts& done) {
  throw Error(error.code(),
              std::string(error.what()) + " Before that, " + std::to_string(done.created) +
                  " customers were created and " + std::to_string(done.updated) +
                  " updated: those are kept. Run the same command again to go on.",
              error.field());
}

Result Import::import_one(const Source& source, const Mapping& whole, const PutBatch& put) const {
  const auto begun = std::chrono::steady_clock::now();
  intake::Input input(source.path);
  intake::FileBuilder builder(whole, source.kind);
  const auto rows = open_rows(input, source, whole, builder);
  const auto put_files = [&](std::vector<CustomerFile> files, bool is_last) {
    return put(source, std::move(files), is_last);
  };
  intake::RejectsFile rejected(rejects_path(source), source.format, rows->original_columns());
  intake::Importer importer(*rows, builder, source.kind, put_files, rejected);
  try {
    const bool complete = run_to_end(importer, *rows, input.size());
    return {source,
            importer.counts(),
            std::chrono::steady_clock::now() - begun,
            rejected.path(),
            builder.left_out(rows->columns()),
            complete};
  } catch (const Error& error) {
    const intake::ImportCounts& done = importer.counts();
    if (dry_run || done.created + done.updated == 0) throw;
    fail_behind(error, done);
  }
}

std::vector<Detail> details_of(const Result& result, bool dry_run) {
  const intake::ImportCounts& counts = result.counts;
  std::vector<Detail> details{
      {"file", result.source.path},
      {"record", intake::name(result.source.kind)},
      {"lines", counts.lines},
      {"created", counts.created},
      {"updated", counts.updated},
      {"unchanged", counts.unchanged},
      {"rejected", counts.rejected},
      {"seconds", std::chrono::duration_cast<std::chrono::seconds>(result.spent).count()}};
  details.push_back({"rejects_file", counts.rejected > 0 ? Cell(result.rejects) : Cell(std::nullopt)});
  details.push_back({"dry_run", dry_run});
  return details;
}

Table table_of(const std::vector<Result>& results, bool dry_run) {
  Table table;
  for (const Result& result : results) {
    table.columns.clear();
    Cells& row = table.rows.emplace_back();
    for (Detail& detail : details_of(result, dry_run)) {
      table.columns.push_back(std::move(detail.name));
      row.push_back(std::move(detail.value));
    }
  }
  return table;
}

int exit_code_of(const std::vector<Result>& results) {
  if (!results.back().complete) return kInterrupted;
  const bool all_taken = std::all_of(results.begin(), results.end(),
                                     [](const Result& result) { return result.counts.rejected == 0; });
  return all_taken ? kDone : kRejects;
}

// Whoever changed such a column must learn that nothing came of it.
void tell_left_out(const std::vector<Result>& results) {
  std::vector<std::string> columns;
  for (const Result& result : results)
    for (const std::string& column : result.left_out)
      if (std::find(columns.begin(), columns.end(), column) == columns.end()) columns.push_back(column);
  std::string names;
  for (const std::string& column : columns) names.append(names.empty() ? "" : ", ").append(column);
  if (!names.empty()) print_error({}, "Not taken, because the database sets them itself: " + names + ".");
}

void say_interrupted(bool dry_run) {
  print_error(
      {}, dry_run ? "Interrupted: only a part of the file was looked at, and nothing was changed."
                  : "Interrupted. What stands above is done; run the same command again to go on where it "
                    "stopped.");
}

int Import::run(const Context& context) {
  const Mapping whole = whole_mapping(context);
  const std::vector<Source> files = sources(whole);
  const Interruptible interruptible;
  std::vector<Result> results;
  try {
    results = import_all(context, files, whole);
  } catch (const Error& error) {
    if (!is_interruption(error)) throw;
    print_error({}, "Interrupted; nothing was changed.");
    return kInterrupted;
  }
  if (files.size() == 1) {
    print(context, details_of(results.front(), dry_run));
  } else {
    print(context, table_of(results, dry_run));
  }
  if (context.format == Format::text) tell_left_out(results);
  if (!results.back().complete) say_interrupted(dry_run);
  return exit_code_of(results);
}

}  // namespace

void add_import(CLI::App& app, Context& context) { add_command<Import>(app, context); }

}  // namespace crm::cli
