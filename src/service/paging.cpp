#include "service/paging.hpp"

#include <charconv>
#include <crm/error.hpp>

#include "domain/text.hpp"

namespace crm::service {

namespace {

constexpr std::size_t kMaxLimit = 1000, kMaxCursor = 4096;
constexpr char kSeparator = '\x1f';
constexpr std::string_view kDigits = "0123456789abcdef";

[[noreturn]] void refuse_cursor() {
  throw Error(Code::invalid_argument, "The value of after is not the next of an earlier page of this list.",
              "after");
}

void append_hex(std::string& out, std::string_view bytes) {
  for (const char c : bytes) {
    out.push_back(kDigits[static_cast<unsigned char>(c) >> 4]);
    out.push_back(kDigits[static_cast<unsigned char>(c) & 15]);
  }
}

std::string unhex(std::string_view text) {
  std::string bytes;
  if (text.size() % 2 != 0 || text.size() > kMaxCursor) refuse_cursor();
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const auto high = kDigits.find(text[i]), low = kDigits.find(text[i + 1]);
    if (high == kDigits.npos || low == kDigits.npos) refuse_cursor();
    bytes.push_back(static_cast<char>(high * 16 + low));
  }
  return bytes;
}

bool is_instant(const std::string& text) {
  try {
    return to_string(parse_instant(text)) == text;
  } catch (const Error&) {
    return false;
  }
}

// A part is marked by its type: "i42" or "tDoe".
storage::Param part_of(std::string_view text, Holds holds) {
  if (text.empty() || (text.front() == 'i') != (holds == Holds::number)) refuse_cursor();
  const std::string rest(text.substr(1));
  if (holds != Holds::number) {
    const bool good = text.front() == 't' && domain::valid_utf8(rest) && rest.find('\0') == rest.npos;
    if (!good || (holds == Holds::instant && !is_instant(rest))) refuse_cursor();
    return rest;
  }
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
  if (error != std::errc() || end != rest.data() + rest.size()) refuse_cursor();
  return number;
}

// " AND (a, b) > ($3, $4) ORDER BY a, b LIMIT $5"
std::string tail(const ListQuery& query, bool behind) {
  std::string columns, order, places;
  auto n = static_cast<int>(query.params.size());
  for (const SortColumn& column : query.order) {
    const std::string_view comma = columns.empty() ? "" : ", ";
    columns.append(comma).append(column.name);
    order.append(comma).append(column.name).append(query.descending ? " DESC" : "");
    if (behind) places.append(comma).append(storage::placeholder(++n));
  }
  std::string text;
  if (behind) text = " AND (" + columns + (query.descending ? ") < (" : ") > (") + places + ")";
  return text + " ORDER BY " + order + " LIMIT " + storage::placeholder(n + 1);
}

}  // namespace

std::int64_t checked_limit(const PageRequest& page) {
  if (page.limit < 1 || page.limit > kMaxLimit)
    throw Error(Code::invalid_argument, "A page has 1 to 1000 rows.", "limit");
  return static_cast<std::int64_t>(page.limit);
}

std::string cursor_of(std::string_view list, const storage::Params& sort_key) {
  std::string plain(list), cursor;
  for (const storage::Param& part : sort_key) {
    plain.push_back(kSeparator);
    if (const auto* text = std::get_if<std::string>(&part)) {
      plain.append("t").append(*text);
    } else {
      plain.append("i").append(std::to_string(std::get<std::int64_t>(part)));
    }
  }
  append_hex(cursor, plain);
  return cursor;
}

storage::Params sort_key_of(std::string_view cursor, std::string_view list,
                            const std::vector<SortColumn>& order) {
  const std::string plain = unhex(cursor);
  std::string_view rest = plain;
  if (!rest.starts_with(list)) refuse_cursor();
  rest.remove_prefix(list.size());
  storage::Params sort_key;
  while (!rest.empty()) {
    if (rest.front() != kSeparator || sort_key.size() == order.size()) refuse_cursor();
    rest.remove_prefix(1);
    const auto part = rest.substr(0, rest.find(kSeparator));
    sort_key.push_back(part_of(part, order[sort_key.size()].holds));
    rest.remove_prefix(part.size());
  }
  if (sort_key.size() != order.size()) refuse_cursor();
  return sort_key;
}

void run_list(storage::Connection& connection, ListQuery query, const PageRequest& page,
              storage::RowHandler handler) {
  const std::int64_t limit = checked_limit(page);
  const bool behind = !page.after.empty();
  const storage::Sql sql(query.from + tail(query, behind));
  if (behind)
    for (storage::Param& part : sort_key_of(page.after, query.list, query.order))
      query.params.push_back(std::move(part));
  query.params.emplace_back(limit + 1);
  connection.execute({sql, query.params, handler});
}

}  // namespace crm::service
