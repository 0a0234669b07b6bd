// Everything that can be wrong with a database: what libcrm keeps twice is counted and compared.
#include <array>
#include <crm/error.hpp>
#include <iterator>
#include <map>

#include "domain/delinquency.hpp"
#include "service/calls.hpp"
#include "service/caretaker.hpp"
#include "service/content.hpp"
#include "service/customer_store.hpp"
#include "service/ssn_keys.hpp"
#include "storage/catalog.hpp"
#include "storage/migrator.hpp"

namespace crm {

using namespace service;
using storage::Connection;
using storage::Row;
using storage::Sql;

namespace {

constexpr const char* kRestore = "Restore a backup from before it went wrong: `crmctl restore FILE`.";

// A directory leads from a value to a record. Both sides must have the same values.
struct Directory {
  const char* what;    // "Account numbers"
  const char* astray;  // rows of the directory that lead to no record with their value
  const char* absent;  // values of records that the directory does not know
};

constexpr Directory kDirectories[] = {
    {"Account numbers",
     "SELECT count(*) FROM account_directory d WHERE NOT EXISTS (SELECT 1 FROM customer c WHERE c.id = "
     "d.customer_id AND c.account_number = d.account_number)",
     "SELECT count(*) FROM customer c WHERE c.account_number IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "
     "account_directory d WHERE d.account_number = c.account_number AND d.customer_id = c.id)"},
    {"External ids",
     "SELECT count(*) FROM external_directory d WHERE NOT EXISTS (SELECT 1 FROM customer c WHERE c.id = "
     "d.customer_id AND c.external_id = d.external_id)",
     "SELECT count(*) FROM customer c WHERE c.external_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "
     "external_directory d WHERE d.external_id = c.external_id AND d.customer_id = c.id)"},
    {"Phone numbers",
     "SELECT count(*) FROM phone_directory d WHERE NOT EXISTS (SELECT 1 FROM customer_phone p WHERE "
     "p.customer_id = "
     "d.customer_id AND p.number = d.number)",
     "SELECT count(*) FROM customer_phone p WHERE NOT EXISTS (SELECT 1 FROM phone_directory d WHERE d.number "
     "= "
     "p.number AND d.customer_id = p.customer_id)"},
    {"Primary phone numbers", nullptr,
     "SELECT count(*) FROM customer c WHERE c.primary_phone_number IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "
     "customer_phone p WHERE p.customer_id = c.id AND p.number = c.primary_phone_number)"},
    {"Social security numbers",
     "SELECT count(*) FROM ssn_directory d WHERE NOT EXISTS (SELECT 1 FROM customer_ssn s WHERE "
     "s.customer_id = "
     "d.customer_id AND s.ssn_index = d.ssn_index)",
     "SELECT count(*) FROM customer_ssn s WHERE NOT EXISTS (SELECT 1 FROM ssn_directory d WHERE d.ssn_index "
     "= "
     "s.ssn_index AND d.customer_id = s.customer_id)"},
    {"Sealed social security numbers",
     "SELECT count(*) FROM customer_ssn s WHERE NOT EXISTS (SELECT 1 FROM customer c WHERE c.id = "
     "s.customer_id AND "
     "c.ssn_last4 IS NOT NULL)",
     "SELECT count(*) FROM customer c WHERE c.ssn_last4 IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "
     "customer_ssn s "
     "WHERE s.customer_id = c.id)"},
    {"Loan ids",
     "SELECT count(*) FROM loan_directory d WHERE NOT EXISTS (SELECT 1 FROM loan l WHERE l.customer_id = "
     "d.customer_id AND l.id = d.loan_id)",
     "SELECT count(*) FROM loan l WHERE NOT EXISTS (SELECT 1 FROM loan_directory d WHERE d.loan_id = l.id "
     "AND "
     "d.customer_id = l.customer_id)"},
    {"VINs",
     "SELECT count(*) FROM vin_directory d WHERE NOT EXISTS (SELECT 1 FROM vehicle v WHERE v.customer_id = "
     "d.customer_id AND v.id = d.vehicle_id AND v.vin = d.vin)",
     "SELECT count(*) FROM vehicle v WHERE NOT EXISTS (SELECT 1 FROM vin_directory d WHERE d.vin = v.vin AND "
     "d.customer_id = v.customer_id AND d.vehicle_id = v.id)"},
};
constexpr const char* kCounted[] = {"customer", "loan", "interaction"};

std::int64_t number(Connection& connection, const std::string& sql, const storage::Params& params = {}) {
  const Sql select(sql);
  std::int64_t value = 0;
  connection.execute({select, params, [&](const Row& row) { value = row.integer(0); }});
  return value;
}

Finding compared(const std::string& what, std::int64_t astray, std::int64_t absent) {
  if (astray == 0 && absent == 0)
    return {"directories", Severity::ok,
            what + " lead to their records, and every record is found by its own."};
  return {"directories", Severity::error,
          what + ": " + std::to_string(astray) + " lead to no such record, and " + std::to_string(absent) +
              " of records lead nowhere.",
          kRestore};
}

Finding check(Connection& connection, const Directory& directory) {
  const std::int64_t astray = directory.astray != nullptr ? number(connection, directory.astray) : 0;
  return compared(directory.what, astray, number(connection, directory.absent));
}

std::optional<std::string> text(const Row& row, int column) {
  return row.is_null(column) ? std::nullopt : std::optional<std::string>(row.text(column));
}

// Names stand in their directory in a form that SQL cannot compute. A customer has at most one true entry, so
// whoever has a name and is not among those with a true entry has none.
Finding check_names(Connection& connection) {
  static const Sql select(
      "SELECT d.name_key, c.first_name, c.last_name FROM name_directory d LEFT JOIN customer c ON c.id = "
      "d.customer_id");
  std::int64_t astray = 0, found = 0;
  Customer customer;
  connection.execute({select, {}, [&](const Row& row) {
                        customer.first_name = text(row, 1);
                        customer.last_name = text(row, 2);
                        ++(name_key(customer) == row.text(0) ? found : astray);
                      }});
  const std::int64_t named = number(
      connection, "SELECT count(*) FROM customer WHERE first_name IS NOT NULL OR last_name IS NOT NULL");
  return compared("Names", astray, named - found);
}

// A record that was made under a key may be gone, but not its customer.
Finding check_creations(Connection& connection) {
  const std::int64_t astray = number(connection,
                                     "SELECT count(*) FROM creation k WHERE NOT EXISTS (SELECT 1 FROM "
                                     "customer c WHERE c.id = k.customer_id)");
  if (astray == 0) return {"directories", Severity::ok, "Every idempotency key belongs to a customer."};
  return {"directories", Severity::error, std::to_string(astray) + " idempotency keys belong to no customer.",
          kRestore};
}

Finding check_count(Connection& connection, const std::string& record) {
  const std::int64_t kept =
      number(connection, "SELECT CAST(COALESCE(SUM(total), 0) AS BIGINT) FROM record_total WHERE record = $1",
             {record});
  const std::int64_t counted = storage::count_rows(connection, record);
  if (kept == counted)
    return {"totals", Severity::ok,
            "The kept count of each " + record + " is right: " + std::to_string(counted) + "."};
  return {"totals", Severity::error,
          "The kept count of each " + record + " is " + std::to_string(kept) + ", but there are " +
              std::to_string(counted) + ".",
          kRestore};
}

// status, bucket, currency -> loans, due amount, balance.
using LoanSums = std::map<std::array<std::string, 3>, std::array<std::int64_t, 3>>;

LoanSums kept_sums(Connection& connection) {
  LoanSums sums;
  connection.execute(
      {storage::select_loan_totals(), {}, [&](const Row& row) {
         sums[{std::string(row.text(0)), std::string(row.text(1)), std::string(row.text(2))}] = {
             row.integer(3), row.integer(4), row.integer(5)};
       }});
  return sums;
}

LoanSums real_sums(Connection& connection) {
  static const Sql select(
      "SELECT status, days_past_due, currency, count(*), CAST(SUM(due_amount) AS BIGINT), "
      "CAST(COALESCE(SUM(balance_remaining), 0) AS BIGINT) FROM loan GROUP BY status, days_past_due, "
      "currency");
  LoanSums sums;
  connection.execute({select, {}, [&](const Row& row) {
                        auto& sum =
                            sums[{std::string(row.text(0)), std::string(domain::bucket_of(row.integer(1))),
                                  std::string(row.text(2))}];
                        for (int i = 0; i < 3; ++i) sum[static_cast<std::size_t>(i)] += row.integer(3 + i);
                      }});
  return sums;
}

Finding check_sums(Connection& connection) {
  if (kept_sums(connection) == real_sums(connection))
    return {"totals", Severity::ok, "The kept sums of the loans are right."};
  return {"totals", Severity::error, "The kept sums of the loans are not those of the loans.", kRestore};
}

Finding examine_schema(const storage::Driver& driver, Connection& connection) {
  const std::string number = std::to_string(storage::schema_number(driver, connection));
  switch (schema_state(driver, connection)) {
    case SchemaState::current:
      return {"schema", Severity::ok, "The schema is this program's, number " + number + "."};
    case SchemaState::none:
      return {"schema", Severity::error, "There is no libcrm database here.", "Run `crmctl init`."};
    case SchemaState::older:
      return {"schema", Severity::error, "The schema, number " + number + ", is older than this program.",
              "Run `crmctl migrate`, then `crmctl doctor` again for the records."};
    case SchemaState::newer:
      return {"schema", Severity::error, "The schema, number " + number + ", is newer than this program.",
              "Update crmctl."};
    case SchemaState::unfinished:
      return {"schema", Severity::error, "A copy into this database is not finished.",
              "Say the same `crmctl copy` again, or empty the database with `crmctl reset`."};
    case SchemaState::unknown:
      break;
  }
  return {"schema", Severity::error, "The schema was made by other migrations than this program's.",
          kRestore};
}

// Sealed with none of the keys that the database names.
std::int64_t sealed_otherwise(Connection& connection, const KeyIds& ids) {
  static const Sql select("SELECT count(*) FROM customer_ssn WHERE key_id NOT IN ($1, $2)");
  const storage::Param params[] = {ids.current, ids.next};
  std::int64_t count = 0;
  connection.execute({select, params, [&](const Row& row) { count = row.integer(0); }});
  return count;
}

Finding check_key_at_hand(SsnKeys& keys, const std::string& id) {
  try {
    keys.ring(id);
    return {"key", Severity::ok, "The key file holds this database's key."};
  } catch (const Error& error) {
    return {"key", Severity::error, error.what(), "The database expects it at " + keys.file()};
  }
}

void check_key(SsnKeys& keys, Connection& connection, std::vector<Finding>& findings) {
  const KeyIds ids = key_ids(connection);
  if (ids.current.empty())
    findings.push_back(
        {"key", Severity::ok, "No social security number was ever stored, so no key is needed."});
  for (const std::string& id : ids.in_use()) findings.push_back(check_key_at_hand(keys, id));
  if (!ids.next.empty())
    findings.push_back({"key", Severity::warning, "The key is being changed, or a change was interrupted.",
                        "Run `crmctl key rotate` to end it."});
  if (const std::int64_t others = sealed_otherwise(connection, ids); others > 0)
    findings.push_back({"key", Severity::error,
                        std::to_string(others) + " social security numbers are sealed with an unknown key.",
                        kRestore});
}

// One look after the other; what cannot be looked at because the file is damaged is a finding, too.
class Examination {
 public:
  Examination(const Caretaker& caretaker, SsnKeys& keys, const Progress& progress)
      : caretaker_(caretaker),
        keys_(keys),
        progress_(progress),
        connection_(caretaker.connect_to_look([this] { return go_on(); })) {}

  std::vector<Finding> run() {
    const storage::Transaction snapshot(*connection_, storage::Access::read);
    look("schema", [&] { findings_.push_back(examine_schema(caretaker_.driver(), *connection_)); });
    look("integrity", [&] { caretaker_.upkeep().check_content(*connection_, findings_); });
    if (is_current()) look_at_records();
    look("files", [&] { caretaker_.upkeep().check_surroundings(findings_); });
    return std::move(findings_);
  }

 private:
  static constexpr std::int64_t kLooks =
      3 + std::int64_t{std::size(kDirectories)} + 2 + std::int64_t{std::size(kCounted)} + 1 + 1;

  bool go_on() const { return !progress_ || progress_(done_, kLooks); }
  bool is_current() const { return findings_.front().severity == Severity::ok; }

  void look_at_records() {
    for (const Directory& directory : kDirectories)
      look("directories", [&] { findings_.push_back(check(*connection_, directory)); });
    look("directories", [&] { findings_.push_back(check_names(*connection_)); });
    look("directories", [&] { findings_.push_back(check_creations(*connection_)); });
    for (const char* record : kCounted)
      look("totals", [&] { findings_.push_back(check_count(*connection_, record)); });
    look("totals", [&] { findings_.push_back(check_sums(*connection_)); });
    look("key", [&] { check_key(keys_, *connection_, findings_); });
  }

  template <class Look>
  void look(const char* area, Look look) {
    if (!go_on()) throw Error(Code::cancelled, "The work was stopped; nothing was changed.");
    try {
      look();
    } catch (const Error& error) {
      if (error.code() != Code::corrupt) throw;
      findings_.push_back({area, Severity::error, error.what(), kRestore});
    }
    ++done_;
  }

  const Caretaker& caretaker_;
  SsnKeys& keys_;
  const Progress& progress_;
  std::int64_t done_ = 0;
  std::vector<Finding> findings_;
  const std::unique_ptr<Connection> connection_;
};

}  // namespace

std::string_view name(Severity severity) noexcept {
  switch (severity) {
    case Severity::ok:
      return "ok";
    case Severity::warning:
      return "warning";
    case Severity::error:
      break;
  }
  return "error";
}

std::vector<Finding> Maintenance::check(const Progress& progress) {
  const Caretaker caretaker(*engine_);
  return Examination(caretaker, engine_->ssn_keys(), progress).run();
}

}  // namespace crm
