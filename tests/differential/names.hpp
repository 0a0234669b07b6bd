// What records are called in a comparison: "loan 3" is the third loan that was seen, whatever id a database
// gave it.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "domain/fields.hpp"

namespace crm::test {

// Of one participant. All participants see the same answers, so they give the same names.
class Names {
 public:
  // A new number the first time; from 1.
  template <class R>
  std::size_t number_of(Id<R> id) {
    Known& known = known_[std::string(domain::record_name<R>)];
    const auto [place, is_new] = known.numbers.try_emplace(id.value, known.ids.size() + 1);
    if (is_new) known.ids.push_back(id.value);
    return place->second;
  }

  // 0: it was not seen yet.
  template <class R>
  std::size_t known_number_of(Id<R> id) const {
    const auto known = known_.find(domain::record_name<R>);
    if (known == known_.end()) return 0;
    const auto found = known->second.numbers.find(id.value);
    return found == known->second.numbers.end() ? 0 : found->second;
  }

  // An id that nobody has, when the number is not known yet.
  template <class R>
  Id<R> id_of(std::size_t number) const {
    const auto known = known_.find(domain::record_name<R>);
    if (number == 0 || known == known_.end() || number > known->second.ids.size()) return {kNobody};
    return {known->second.ids[number - 1]};
  }

  template <class R>
  std::size_t count() const {
    const auto known = known_.find(domain::record_name<R>);
    return known == known_.end() ? 0 : known->second.ids.size();
  }

 private:
  static constexpr std::int64_t kNobody = std::int64_t{1} << 50;

  struct Known {
    std::vector<std::int64_t> ids;
    std::map<std::int64_t, std::size_t> numbers;
  };
  std::map<std::string, Known, std::less<>> known_;
};

}  // namespace crm::test
