#include "storage/sqlite/statement.hpp"

#include <crm/error.hpp>

namespace crm::storage::sqlite {

namespace {

// Puts the statement back whatever happens: an open one would keep its read transaction alive.
class Running {
 public:
  explicit Running(SQLite::Statement& statement) : statement_(statement) {}
  ~Running() {
    statement_.tryReset();
    try {
      statement_.clearBindings();
    } catch (...) {  // clearing cannot fail in SQLite; SQLiteCpp's signature only says it may throw
    }
  }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

 private:
  SQLite::Statement& statement_;
};

}  // namespace

PreparedStatement::PreparedStatement(SQLite::Database& database, const Sql& sql)
    : statement_(database, sql.text()) {
  const int count = statement_.getBindParameterCount();
  for (int n = 1; n <= count; ++n)
    positions_.push_back(statement_.getIndex(("$" + std::to_string(n)).c_str()));
}

void PreparedStatement::run(std::span<const Param> params, const RowHandler& handler) {
  const Running running(statement_);
  bind(params);
  while (statement_.executeStep()) {
    // A Column is a shared pointer and an index: made once, it reads whatever row the statement is at.
    if (columns_.empty())
      for (int i = 0; i < statement_.getColumnCount(); ++i) columns_.push_back(statement_.getColumn(i));
    handler(*this);
  }
}

void PreparedStatement::bind(std::span<const Param> params) {
  if (params.size() != positions_.size())
    throw Error(Code::internal, "A statement got another number of parameters than it has.");
  for (std::size_t i = 0; i < params.size(); ++i) bind_one(positions_[i], params[i]);
}

void PreparedStatement::bind_one(int position, const Param& param) {
  if (const auto* number = std::get_if<std::int64_t>(&param)) {
    statement_.bind(position, *number);
  } else if (const auto* text = std::get_if<std::string>(&param)) {
    statement_.bindNoCopy(position, *text);
  } else if (const auto* flag = std::get_if<bool>(&param)) {
    statement_.bind(position, *flag ? 1 : 0);
  }  // Null: what no value is bound to is NULL
}

std::string_view PreparedStatement::text(int index) const {
  const SQLite::Column& value = column(index);
  const char* text = value.getText(nullptr);
  if (text == nullptr) return {};
  return {text, static_cast<std::size_t>(value.getBytes())};
}

}  // namespace crm::storage::sqlite
