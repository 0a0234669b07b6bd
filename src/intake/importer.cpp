#include "intake/importer.hpp"

#include <crm/error.hpp>

namespace crm::intake {

namespace {

constexpr std::size_t kBatch = 5000;

std::vector<std::string_view> cells_of(const std::string& text, const std::vector<std::size_t>& ends) {
  std::vector<std::string_view> cells;
  std::size_t begin = 0;
  for (const std::size_t end : ends) {
    cells.push_back(std::string_view(text).substr(begin, end - begin));
    begin = end;
  }
  return cells;
}

}  // namespace

bool Importer::step() {
  const bool any = fill_batch();
  if (!files_.empty()) put_batch();
  rejects_.flush();
  return any;
}

bool Importer::fill_batch() {
  const std::int64_t before = counts_.lines;
  while (counts_.lines < before + static_cast<std::int64_t>(kBatch) && rows_.next(row_)) {
    ++counts_.lines;
    take(row_);
  }
  return counts_.lines > before;
}

void Importer::take(const Row& row) {
  try {
    if (!row.problem.empty()) throw Error(Code::invalid_argument, row.problem);
    files_.push_back(builder_.build(rows_.columns(), row));
  } catch (const Error& error) {
    if (error.code() != Code::invalid_argument) throw;
    ++counts_.rejected;
    rejects_.add({row.line, error.field(), error.what(), row.original});
    return;
  }
  if (waiting_.size() < files_.size()) waiting_.emplace_back();
  Waiting& waiting = waiting_[files_.size() - 1];
  waiting.line = row.line;
  waiting.text.clear();
  waiting.ends.clear();
  for (const std::string_view cell : row.original) waiting.ends.push_back(waiting.text.append(cell).size());
}

void Importer::put_batch() {
  const std::vector<PutResult> results = put_(std::move(files_));
  files_.clear();
  for (std::size_t i = 0; i < results.size(); ++i) {
    if (results[i].error) {
      reject(waiting_[i], *results[i].error);
    } else {
      count(results[i]);
    }
  }
}

// A line counts as what became of its main record.
void Importer::count(const PutResult& result) {
  if (result.taken == PutResult::Taken::unchanged) {
    ++counts_.unchanged;
  } else if (result.taken == PutResult::Taken::created || (main_ != Kind::customer && result.added > 0)) {
    ++counts_.created;
  } else {
    ++counts_.updated;
  }
}

void Importer::reject(const Waiting& waiting, const Error& error) {
  ++counts_.rejected;
  const std::string column = error.field().empty() ? "" : builder_.column_of(error.field(), rows_.columns());
  rejects_.add({waiting.line, column, error.what(), cells_of(waiting.text, waiting.ends)});
}

}  // namespace crm::intake
