#include "cli/nearest.hpp"

#include <algorithm>
#include <numeric>
#include <string_view>

namespace crm::cli {

namespace {

// How many letters must be put in, taken out, changed or swapped with their neighbour (optimal string
// alignment).
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> d(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) d[i][0] = i;
  std::iota(d[0].begin(), d[0].end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i)
    for (std::size_t j = 1; j <= b.size(); ++j) {
      d[i][j] =
          std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
    }
  return d[a.size()][b.size()];
}

bool ends_with_word(std::string_view known, std::string_view said) {
  return known.size() > said.size() && known.ends_with(said) && known[known.size() - said.size() - 1] == '_';
}

// 0: as good as the same. Three letters at the beginning, or the last word of several, are near, too.
std::size_t strangeness(std::string_view said, std::string_view known) {
  const bool part = said.size() >= 3 && (known.starts_with(said) || ends_with_word(known, said));
  return part ? 1 : distance(said, known);
}

}  // namespace

std::optional<std::string> nearest(const std::string& said, const Words& known) {
  constexpr std::size_t longest = 40;  // nobody mistypes more, and the work grows with the square
  if (said.size() > longest || known.empty()) return std::nullopt;
  const auto best = std::min_element(known.begin(), known.end(), [&](const auto& a, const auto& b) {
    return strangeness(said, a) < strangeness(said, b);
  });
  const std::size_t most = said.size() < 4 ? 1 : 2;
  return strangeness(said, *best) <= most ? std::optional(*best) : std::nullopt;
}

std::string did_you_mean(const std::string& said, const Words& known) {
  const auto word = nearest(said, known);
  return word && *word != said ? " Did you mean `" + *word + "`?" : "";
}

}  // namespace crm::cli
