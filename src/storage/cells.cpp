#include "storage/cells.hpp"

#include <crm/error.hpp>

#include "storage/catalog.hpp"

namespace crm::storage {

namespace {

// FNV-1a, 64 bits.
class Hash {
 public:
  void add(std::string_view bytes) {
    for (const char c : bytes) hash_ = (hash_ ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  }
  void add(char tag) { add(std::string_view(&tag, 1)); }
  void add(std::uint64_t number) {
    for (int i = 0; i < 8; ++i) add(static_cast<char>(number >> 8 * i));
  }
  // Mixed once more, so that sums of hashes tell rows apart.
  std::uint64_t mixed() const {
    std::uint64_t hash = hash_ ^ hash_ >> 33;
    hash *= 0xff51afd7ed558ccdU;
    hash ^= hash >> 33;
    hash *= 0xc4ceb9fe1a85ec53U;
    return hash ^ hash >> 33;
  }

 private:
  std::uint64_t hash_ = 0xcbf29ce484222325U;
};

// Each value says what it is and where it ends.
struct AddTo {
  Hash& hash;
  void operator()(Null) const { hash.add('0'); }
  void operator()(std::int64_t number) const {
    hash.add('n');
    hash.add(static_cast<std::uint64_t>(number));
  }
  void operator()(std::string_view text) const {
    hash.add('t');
    hash.add(static_cast<std::uint64_t>(text.size()));
    hash.add(text);
  }
};

std::string joined(const std::vector<std::string>& names) {
  std::string list;
  for (const std::string& name : names) list += (list.empty() ? "" : ", ") + quoted(name);
  return list;
}

}  // namespace

CellReader::Kind CellReader::kind_of(const ColumnInfo& column) {
  static const std::pair<std::string_view, Kind> kinds[] = {
      {"INTEGER", Kind::number}, {"TEXT", Kind::text},
      {"bigint", Kind::number},  {"integer", Kind::number},
      {"text", Kind::text},      {"boolean", Kind::truth},
      {"date", Kind::date},      {"timestamp with time zone", Kind::instant}};
  for (const auto& [name, kind] : kinds)
    if (column.type == name) return kind;
  throw Error(Code::unsupported, "The database has a column of a type that libcrm does not use: " +
                                     column.name + ", " + column.type + ".");
}

CellReader::CellReader(const TableInfo& table) : cells_(table.columns.size()), texts_(table.columns.size()) {
  for (const ColumnInfo& column : table.columns) kinds_.push_back(kind_of(column));
}

std::span<const Cell> CellReader::read(const Row& row) {
  for (std::size_t i = 0; i < kinds_.size(); ++i) cells_[i] = read_one(row, static_cast<int>(i));
  return cells_;
}

Cell CellReader::read_one(const Row& row, int column) {
  if (row.is_null(column)) return Null{};
  const auto place = static_cast<std::size_t>(column);
  switch (kinds_[place]) {
    case Kind::number:
      return row.integer(column);
    case Kind::truth:
      return std::int64_t{row.boolean(column)};
    case Kind::date:
      return texts_[place] = to_string(row.date(column));
    case Kind::instant:
      return texts_[place] = to_string(row.instant(column));
    case Kind::text:
      break;
  }
  return row.text(column);
}

void RowsDigest::add(std::span<const Cell> cells) {
  Hash hash;
  for (const Cell& cell : cells) std::visit(AddTo{hash}, cell);
  sum_ += hash.mixed();
  ++rows_;
}

std::string column_list(const TableInfo& table) {
  std::vector<std::string> names;
  for (const ColumnInfo& column : table.columns) names.push_back(column.name);
  return joined(names);
}

std::string select_in_order(const TableInfo& table) {
  std::vector<std::string> key;
  for (const ColumnInfo& column : table.columns)
    if (column.in_key) key.push_back(column.name);
  return "SELECT " + column_list(table) + " FROM " + quoted(table.name) + " ORDER BY " + joined(key);
}

}  // namespace crm::storage
