// A compact table: a number of 16 bits under each of many 64-bit fingerprints.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace crm::service {

// Eight bytes for a fingerprint, in tables that are 83 to 94 % full. Each of the 1024 parts grows for itself,
// so that growing needs no memory to speak of. Of a fingerprint 58 bits count: the 10 that choose the part,
// and 48.
class Fingerprints {
 public:
  // 0: there is none.
  std::uint16_t get(std::uint64_t fingerprint) const;
  // 0 takes it out.
  void set(std::uint64_t fingerprint, std::uint16_t value);
  void clear() { parts_.clear(); }

 private:
  struct Part {
    std::vector<std::uint64_t> slots;  // 48 bits of the fingerprint, 16 of the value; 0: free
    std::size_t used = 0;
  };

  static std::size_t find(const Part& part, std::uint64_t key);
  static void grow(Part& part);
  static void take_out(Part& part, std::size_t at);

  std::vector<Part> parts_;  // none while there is nothing
};

}  // namespace crm::service
