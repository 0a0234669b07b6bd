// The raw side on PostgreSQL: bare libpq, with as little around it as errors and scopes need. Answers come in
// the binary format; statements are unnamed, as behind PgBouncer they must be.
#pragma once

#include <libpq-fe.h>

#include <charconv>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crm::bench::raw {

// Rows of an answer, one at a time, beginning with the first.
class PostgresRow {
 public:
  explicit PostgresRow(const PGresult* result) : result_(result) {}
  bool next() { return ++row_ < PQntuples(result_); }

  // As raw::Statement: the row's columns from one on, which is moved behind the last.
  template <class... Values>
  void read(int& column, Values&... values) {
    (read_one(column++, values), ...);
  }

 private:
  std::string_view bytes(int column) const {
    return {PQgetvalue(result_, row_, column), static_cast<std::size_t>(PQgetlength(result_, row_, column))};
  }
  void read_one(int column, std::int64_t& number) const {
    number = 0;
    for (const char byte : bytes(column)) number = number << 8 | static_cast<unsigned char>(byte);
  }
  void read_one(int column, std::optional<std::int64_t>& number) const {
    if (PQgetisnull(result_, row_, column) == 0) read_one(column, number.emplace());
  }
  void read_one(int column, std::string& text) const;

  const PGresult* result_;
  int row_ = -1;
};

// The parameters of a statement, as texts, until it is sent.
class PostgresParameters {
 public:
  template <class... Values>
  explicit PostgresParameters(const Values&... values) {
    texts_.reserve(sizeof...(values));
    (add(values), ...);
  }
  int count() const { return static_cast<int>(pointers_.size()); }
  const char* const* pointers() const { return pointers_.data(); }

 private:
  void add(const std::string& text) { pointers_.push_back(text.c_str()); }
  void add(const char* text) { pointers_.push_back(text); }
  void add(std::string_view text) { pointers_.push_back(texts_.emplace_back(text).c_str()); }
  void add(std::int64_t number) {
    char digits[24];
    pointers_.push_back(
        texts_.emplace_back(digits, std::to_chars(digits, digits + sizeof digits, number).ptr).c_str());
  }
  void add(const std::optional<std::int64_t>& number) {
    if (number) return add(*number);
    pointers_.push_back(nullptr);
  }

  std::vector<std::string> texts_;
  std::vector<const char*> pointers_;
};

class PostgresConnection {
 public:
  explicit PostgresConnection(const std::string& url) : handle_(PQconnectdb(url.c_str())) {
    if (PQstatus(handle_.get()) != CONNECTION_OK) fail();
  }
  PGconn* handle() const { return handle_.get(); }

  // One statement, its answer awaited.
  template <class OnRows, class... Values>
  void run(const std::string& sql, OnRows on_rows, const Values&... values) {
    const PostgresParameters parameters(values...);
    const Result result(PQexecParams(handle(), sql.c_str(), parameters.count(), nullptr,
                                     parameters.pointers(), nullptr, nullptr, 1));
    check(result.get());
    on_rows(PostgresRow(result.get()));
  }
  // Several statements without parameters.
  void script(const std::string& sql) { check(Result(PQexec(handle(), sql.c_str())).get()); }

 protected:
  struct Free {
    void operator()(PGresult* result) const { PQclear(result); }
    void operator()(PGconn* handle) const { PQfinish(handle); }
  };
  using Result = std::unique_ptr<PGresult, Free>;
  void check(const PGresult* result) const;
  [[noreturn]] void fail() const;

 private:
  std::unique_ptr<PGconn, Free> handle_;
};

// A connection in pipeline mode: statements are sent, sync() ends them, and their answers are taken in turn.
class PostgresPipeline : public PostgresConnection {
 public:
  explicit PostgresPipeline(const std::string& url) : PostgresConnection(url) {
    if (PQenterPipelineMode(handle()) != 1) fail();
  }
  template <class... Values>
  void send(const std::string& sql, const Values&... values) {
    const PostgresParameters parameters(values...);
    if (PQsendQueryParams(handle(), sql.c_str(), parameters.count(), nullptr, parameters.pointers(), nullptr,
                          nullptr, 1) != 1)
      fail();
  }
  void sync() {
    if (PQpipelineSync(handle()) != 1) fail();
  }
  // The next statement's answer, and the null that stands behind it.
  template <class OnRows>
  void take(OnRows on_rows) {
    const Result result(PQgetResult(handle()));
    check(result.get());
    on_rows(PostgresRow(result.get()));
    const Result end(PQgetResult(handle()));
  }
  void skip(std::size_t answers) {
    for (; answers > 0; --answers) take([](PostgresRow) {});
  }
  // The sync's.
  void take_sync() { const Result sync(PQgetResult(handle())); }
};

}  // namespace crm::bench::raw
