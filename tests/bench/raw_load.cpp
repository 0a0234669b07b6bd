#include "raw_load.hpp"

#include "settings.hpp"

namespace crm::bench::raw {

namespace {

// The last column of a fetched row is its owner's id.
std::string select_rows(const std::string& table, const std::string& owner, std::int64_t last_customer) {
  return "SELECT *, " + owner + " FROM " + table + " WHERE " + owner +
         " <= " + std::to_string(last_customer) + " ORDER BY " + owner;
}

std::string insert_row(const std::string& table, std::size_t columns) {
  std::string places = "?";
  for (std::size_t i = 1; i < columns; ++i) places += ", ?";
  return "INSERT INTO " + table + " VALUES (" + places + ")";
}

// Where these columns stand in the schema.
enum LoanColumn { kStatus = 4, kCurrency = 5, kDueAmount = 6, kDaysPastDue = 15, kBalanceRemaining = 21 };

}  // namespace

TableCopy::TableCopy(const Connection& from, const Connection& to, const std::string& table,
                     const std::string& owner, std::int64_t last_customer)
    : select_(from, select_rows(table, owner, last_customer)),
      columns_(static_cast<std::size_t>(sqlite3_column_count(select_.handle())) - 1) {
  insert_ = std::make_unique<Statement>(to, insert_row(table, columns_));
  advance();
}

void TableCopy::advance() { more_ = select_.step(); }

void TableCopy::fetch(std::int64_t up_to_customer) {
  const int owner = static_cast<int>(columns_);
  for (rows_ = 0; more_ && sqlite3_column_int64(select_.handle(), owner) <= up_to_customer; advance())
    take_row();
}

void TableCopy::take_row() {
  if (values_.size() < ++rows_ * columns_) values_.resize(rows_ * columns_);
  Value* value = &values_[(rows_ - 1) * columns_];
  for (int column = 0; column < static_cast<int>(columns_); ++column, ++value) {
    value->type = sqlite3_column_type(select_.handle(), column);
    value->integer = sqlite3_column_int64(select_.handle(), column);
    value->text.clear();
    if (value->type == SQLITE_TEXT)
      value->text = reinterpret_cast<const char*>(sqlite3_column_text(select_.handle(), column));
  }
}

void TableCopy::insert() {
  for (std::size_t row = 0; row < rows_; ++row) {
    bind(*insert_, row);
    insert_->step();
    insert_->reset();
  }
}

void TableCopy::bind(Statement& insert, std::size_t row) const {
  for (int column = 0; column < static_cast<int>(columns_); ++column) {
    const Value& value = at(row, column);
    switch (value.type) {
      case SQLITE_INTEGER:
        insert.bind_one(column + 1, value.integer);
        break;
      case SQLITE_TEXT:
        insert.bind_one(column + 1, value.text);
        break;
      default:
        insert.bind_one(column + 1, nullptr);
    }
  }
}

Loader::Loader(const Connection& from, Connection& to, std::int64_t last_customer)
    : to_(to),
      begin_(to, "BEGIN IMMEDIATE"),
      commit_(to, "COMMIT"),
      insert_audit_(to,
                    "INSERT INTO audit (customer_id, id, at, actor, action, record, record_id, changes) "
                    "VALUES (0, ?1, ?2, ?3, 'load', 'customer', 0, ?4)"),
      customers_(from, to, "customer", "id", last_customer),
      phones_(from, to, "customer_phone", "customer_id", last_customer),
      loans_(from, to, "loan", "customer_id", last_customer),
      interactions_(from, to, "interaction", "customer_id", last_customer),
      calls_(from, to, "call_outcome", "customer_id", last_customer),
      accounts_(from, to, "account_directory", "customer_id", last_customer),
      names_(from, to, "name_directory", "customer_id", last_customer),
      numbers_(from, to, "phone_directory", "customer_id", last_customer),
      loan_owners_(from, to, "loan_directory", "customer_id", last_customer),
      ids_(to),
      totals_(to) {}

void Loader::fetch(std::int64_t up_to_customer) {
  for (TableCopy* table : {&customers_, &phones_, &loans_, &interactions_, &calls_, &accounts_, &names_,
                           &numbers_, &loan_owners_})
    table->fetch(up_to_customer);
}

void Loader::insert() {
  begin_.run();
  for (TableCopy* table : {&customers_, &phones_, &loans_, &interactions_, &calls_, &accounts_, &names_,
                           &numbers_, &loan_owners_})
    table->insert();
  raise_ids();
  count();
  audit();
  ids_.write();
  totals_.write();
  commit_.run();
  to_.checkpoint_if_due();
}

void Loader::raise_ids() {
  ids_.raise("customer", customers_.rows());
  ids_.raise("customer_phone", phones_.rows());
  ids_.raise("loan", loans_.rows());
  ids_.raise("interaction", interactions_.rows());
}

void Loader::count() {
  totals_.count("customer", static_cast<std::int64_t>(customers_.rows()));
  totals_.count("loan", static_cast<std::int64_t>(loans_.rows()));
  totals_.count("interaction", static_cast<std::int64_t>(interactions_.rows()));
  for (std::size_t row = 0; row < loans_.rows(); ++row)
    totals_.shift_loan(loans_.text(row, kStatus), loans_.integer(row, kDaysPastDue),
                       loans_.text(row, kCurrency), loans_.integer(row, kDueAmount),
                       loans_.integer(row, kBalanceRemaining), +1);
}

void Loader::audit() {
  const std::string what = R"({"source":"crm_bench","customers":)" + std::to_string(customers_.rows()) + "}";
  const std::string now = to_string(kNow);
  insert_audit_.run(ids_.next("audit"), now, kActor, what);
}

}  // namespace crm::bench::raw
