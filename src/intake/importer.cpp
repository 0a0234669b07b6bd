#include "intake/importer.hpp"

namespace crm::intake {

namespace {

// Of a batch: many customers share one sync of the disk, and a batch of long texts stays small.
constexpr std::size_t kMostLines = 3500, kMostBytes = std::size_t{8} << 20;

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
  put_batch();
  rejects_.flush();
  return any;
}

bool Importer::fill_batch() {
  batch_ = bytes_ = 0;
  while (batch_ < kMostLines && bytes_ < kMostBytes && !at_end_) {
    at_end_ = !rows_.next(row_);
    if (!at_end_) take(row_);
  }
  counts_.lines += static_cast<std::int64_t>(batch_);
  return batch_ > 0;
}

void Importer::take(const Row& row) {
  if (lines_.size() == batch_) lines_.emplace_back();
  Line& line = lines_[batch_++];
  keep(line, row);
  try {
    if (!row.problem.empty()) throw Error(Code::invalid_argument, row.problem);
    files_.push_back(builder_.build(rows_.columns(), row));
  } catch (const Error& error) {
    if (error.code() != Code::invalid_argument) throw;
    line.error = error;
  }
}

void Importer::keep(Line& line, const Row& row) {
  line.number = row.line;
  line.error.reset();
  line.text.clear();
  line.ends.clear();
  for (const std::string_view cell : row.original) line.ends.push_back(line.text.append(cell).size());
  bytes_ += line.text.size();
}

void Importer::put_batch() {
  const std::vector<PutResult> results =
      files_.empty() ? std::vector<PutResult>() : put_(std::move(files_), at_end_);
  files_.clear();
  auto result = results.begin();
  for (std::size_t i = 0; i < batch_; ++i) {
    const Line& line = lines_[i];
    if (line.error) {
      reject(line, *line.error);
    } else if (result->error) {
      const std::string& field = result->error->field();
      const std::string column = field.empty() ? "" : builder_.column_of(field, rows_.columns());
      reject(line, Error(result->error->code(), result->error->what(), column));
    } else {
      count(*result);
    }
    if (!line.error) ++result;
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

void Importer::reject(const Line& line, const Error& error) {
  ++counts_.rejected;
  rejects_.add({line.number, error.field(), error.what(), cells_of(line.text, line.ends)});
}

}  // namespace crm::intake
