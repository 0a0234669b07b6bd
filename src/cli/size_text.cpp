#include "cli/size_text.hpp"

namespace crm::cli {

std::string size_text(std::int64_t bytes) {
  constexpr const char* units[] = {" kB", " MB", " GB", " TB"};
  if (bytes < 1000) return std::to_string(bytes) + " bytes";
  std::size_t unit = 0;
  for (; bytes >= 999'950 && unit < 3; bytes /= 1000) ++unit;
  const std::int64_t tenths = (bytes + 50) / 100;
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + units[unit];
}

Cell size_cell(const Context& context, std::int64_t bytes) {
  return context.format == Format::text ? Cell(size_text(bytes)) : Cell(bytes);
}

}  // namespace crm::cli
