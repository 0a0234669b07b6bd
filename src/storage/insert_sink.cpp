#include "storage/insert_sink.hpp"

#include "storage/catalog.hpp"

namespace crm::storage {

namespace {

std::string insert_into(const TableInfo& table) {
  std::string places;
  for (std::size_t i = 1; i <= table.columns.size(); ++i)
    places += (places.empty() ? "$" : ", $") + std::to_string(i);
  return "INSERT INTO " + quoted(table.name) + " (" + column_list(table) + ") VALUES (" + places + ")";
}

// A text keeps its place in memory from row to row.
struct SetParam {
  Param& param;
  void operator()(Null) const { param = Null{}; }
  void operator()(std::int64_t number) const { param = number; }
  void operator()(std::string_view text) const {
    if (auto* there = std::get_if<std::string>(&param)) {
      there->assign(text);
    } else {
      param = std::string(text);
    }
  }
};

}  // namespace

InsertSink::InsertSink(Connection& connection, const TableInfo& table)
    : connection_(connection), insert_(insert_into(table)), params_(table.columns.size()) {}

void InsertSink::add(std::span<const Cell> cells) {
  if (!transaction_) transaction_.emplace(connection_, Access::write);
  for (std::size_t i = 0; i < params_.size(); ++i) std::visit(SetParam{params_[i]}, cells[i]);
  connection_.post({insert_, params_});
}

void InsertSink::commit() {
  if (transaction_) transaction_->commit();
  transaction_.reset();
}

}  // namespace crm::storage
