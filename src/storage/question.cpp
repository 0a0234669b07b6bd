#include "storage/question.hpp"

#include <algorithm>
#include <crm/error.hpp>

namespace crm::storage {

namespace {

std::string numbered(const std::vector<std::string>& taken, const std::string& name) {
  std::string unique = name;
  for (int n = 2; std::find(taken.begin(), taken.end(), unique) != taken.end(); ++n)
    unique = name + "_" + std::to_string(n);
  return unique;
}

std::size_t size_of(const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return text->size() + sizeof value;
  if (const auto* blob = std::get_if<Blob>(&value)) return blob->bytes.size() + sizeof value;
  return sizeof value;
}

}  // namespace

void refuse_question(const std::string& sentence) { throw Error(Code::invalid_argument, sentence, "sql"); }

void check_question(std::string_view sql) {
  if (sql.find('\0') != sql.npos) refuse_question("The statement has a NUL character in it.");
}

bool is_sealed(std::string_view table) {
  return table == "customer_ssn" || table == "ssn_directory" || table.starts_with("auth_");
}

std::vector<std::string> without_repetition(const std::vector<std::string>& names) {
  std::vector<std::string> unique;
  for (const std::string& name : names) unique.push_back(numbered(unique, name));
  return unique;
}

bool Answer::add(std::vector<Value> row) {
  if (result_.rows.size() == limits_.rows || bytes_ >= kMostAnswerBytes) {
    result_.more = true;
    return false;
  }
  for (const Value& value : row) bytes_ += size_of(value);
  result_.rows.push_back(std::move(row));
  return true;
}

}  // namespace crm::storage
