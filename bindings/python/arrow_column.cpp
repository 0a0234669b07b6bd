#include "arrow_column.hpp"

#include <array>

namespace crm::python::arrow {

namespace {

// The bytes of a fixed-width format; 0 for the others.
std::size_t width_of(const std::string& format) {
  if (format == "l" || format == "tsu:UTC") return 8;
  if (format == "tdD") return 4;
  return format.starts_with("d:") ? 16 : 0;
}

void set_bit(std::vector<std::uint8_t>& bits, std::int64_t index, bool value) {
  const auto byte = static_cast<std::size_t>(index / 8);
  if (byte == bits.size()) bits.push_back(0);
  if (value) bits[byte] = static_cast<std::uint8_t>(bits[byte] | 1U << (index % 8));
}

// Little-endian, as Arrow has it on this machine.
std::array<std::int64_t, 2> wide(std::int64_t low, std::int64_t factor) {
  const __int128 value = static_cast<__int128>(low) * factor;
  return {static_cast<std::int64_t>(value), static_cast<std::int64_t>(value >> 64)};
}

// What turns a count of minor units into one of ten-thousandths.
std::int64_t to_four_decimals(Currency currency) {
  std::int64_t factor = 1;
  for (int i = currency.decimals(); i < 4; ++i) factor *= 10;
  return factor;
}

// What an exported array owns: each part of a batch may be released by itself.
struct OwnedArray {
  std::vector<ArrowArray> children;
  std::vector<ArrowArray*> child_pointers;
  std::array<const void*, 3> buffers{};
};

struct OwnedSchema {
  std::string name, format;
  std::vector<ArrowSchema> children;
  std::vector<ArrowSchema*> child_pointers;
};

template <class Owned, class Exported>
void release(Exported* exported) {
  auto* owned = static_cast<Owned*>(exported->private_data);
  for (Exported* child : owned->child_pointers)
    if (child->release != nullptr) child->release(child);
  delete owned;
  exported->release = nullptr;
}

template <class Owned>
void point_to_children(Owned& owned) {
  for (auto& child : owned.children) owned.child_pointers.push_back(&child);
}

void fill_schema(const std::string& name, const std::string& format, bool nullable,
                 std::vector<ArrowSchema> children, ArrowSchema& out) {
  auto* owned = new OwnedSchema{name, format, std::move(children), {}};
  point_to_children(*owned);
  out = {owned->format.c_str(),
         owned->name.c_str(),
         nullptr,
         nullable ? kArrowNullable : 0,
         static_cast<std::int64_t>(owned->children.size()),
         owned->child_pointers.data(),
         nullptr,
         release<OwnedSchema, ArrowSchema>,
         owned};
}

}  // namespace

Column::Column(const std::string& format)
    : width_(width_of(format)), bits_(format == "b"), offsets_used_(format == "u" || format == "+l") {
  data_.reserve(64);  // a reader may want an address even when there is no value
  if (offsets_used_) offsets_.push_back(0);
  if (format == "+l") items_ = std::make_unique<Column>("u");
}

void Column::append_bytes(const void* bytes, std::size_t size) {
  const char* first = static_cast<const char*>(bytes);
  data_.insert(data_.end(), first, first + size);
}

void Column::end_value(bool valid) {
  set_bit(validity_, length_, valid);
  if (!valid) ++nulls_;
  ++length_;
  if (offsets_used_)
    offsets_.push_back(items_ ? static_cast<std::int32_t>(items_->length_)
                              : static_cast<std::int32_t>(data_.size()));
}

void Column::append_null() {
  if (bits_ && length_ % 8 == 0) data_.push_back(0);
  data_.resize(data_.size() + width_);
  end_value(false);
}

void Column::append(bool value) {
  if (length_ % 8 == 0) data_.push_back(0);
  if (value) data_.back() = static_cast<char>(data_.back() | 1 << (length_ % 8));
  end_value(true);
}

void Column::append(std::int64_t value) {
  append_bytes(&value, sizeof(value));
  end_value(true);
}

void Column::append(std::string_view value) {
  append_bytes(value.data(), value.size());
  end_value(true);
}

void Column::append(const Money& value) {
  const auto number = wide(value.minor, to_four_decimals(value.currency));
  append_bytes(number.data(), sizeof(number));
  end_value(true);
}

void Column::append(const Decimal& value) {
  const auto number = wide(value.billionths(), 1);
  append_bytes(number.data(), sizeof(number));
  end_value(true);
}

void Column::append(Date value) {
  const auto days = static_cast<std::int32_t>(std::chrono::sys_days(value).time_since_epoch().count());
  append_bytes(&days, sizeof(days));
  end_value(true);
}

void Column::append(Instant value) { append(std::int64_t{value.time_since_epoch().count()}); }

void Column::append(const std::vector<std::string>& value) {
  for (const std::string& item : value) items_->append(item);
  end_value(true);
}

namespace {

struct OwnedColumn : OwnedArray {
  explicit OwnedColumn(Column&& from) : column(std::move(from)) {}
  Column column;
};

}  // namespace

void Column::release_to(Column&& from, ArrowArray& out) {
  auto* owned = new OwnedColumn(std::move(from));
  Column& column = owned->column;
  if (column.items_) release_to(std::move(*column.items_), owned->children.emplace_back());
  point_to_children(*owned);
  std::int64_t buffers = 0;
  owned->buffers[static_cast<std::size_t>(buffers++)] = column.validity_.data();
  if (column.offsets_used_) owned->buffers[static_cast<std::size_t>(buffers++)] = column.offsets_.data();
  if (!column.items_) owned->buffers[static_cast<std::size_t>(buffers++)] = column.data_.data();
  out = {column.length_,
         column.nulls_,
         0,
         buffers,
         static_cast<std::int64_t>(owned->children.size()),
         owned->buffers.data(),
         owned->child_pointers.data(),
         nullptr,
         release<OwnedColumn, ArrowArray>,
         owned};
}

void export_batch(std::vector<Column>&& columns, std::int64_t length, ArrowArray& out) {
  auto* owned = new OwnedArray;
  owned->children.resize(columns.size());
  for (std::size_t i = 0; i < columns.size(); ++i)
    Column::release_to(std::move(columns[i]), owned->children[i]);
  point_to_children(*owned);
  out = {length,
         0,
         0,
         1,
         static_cast<std::int64_t>(owned->children.size()),
         owned->buffers.data(),
         owned->child_pointers.data(),
         nullptr,
         release<OwnedArray, ArrowArray>,
         owned};
}

void export_schema(const std::vector<ColumnShape>& shapes, ArrowSchema& out) {
  std::vector<ArrowSchema> columns;
  for (const ColumnShape& shape : shapes) {
    std::vector<ArrowSchema> items;
    if (shape.format == "+l") fill_schema("item", "u", false, {}, items.emplace_back());
    fill_schema(shape.name, shape.format, shape.nullable, std::move(items), columns.emplace_back());
  }
  fill_schema("", "+s", false, std::move(columns), out);
}

}  // namespace crm::python::arrow
