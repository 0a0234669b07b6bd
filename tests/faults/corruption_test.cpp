// Damaged database files: an answer or an error, never a crash, never a hang.
//
// CRM_MUTATIONS in the environment asks for more than the usual number.
#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <random>
#include <set>

#include "support/child.hpp"
#include "support/databases.hpp"
#include "support/records.hpp"

using namespace crm;
using namespace crm::test;

namespace {

constexpr std::size_t kPage = 4096;
constexpr int kMutations = 1000, kAtOnce = 50;  // each lot has a process of its own

std::string bytes_of(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// A closed database with a bit of everything.
std::string sound_database() {
  const TempFolder folder;
  const std::string file = folder.file("crm.db");
  {
    Database database(Options{.url = "sqlite:///" + file, .migrate = true});
    Session session = database.session("test");
    session.set_deadline(std::chrono::minutes(1));
    std::vector<CustomerFile> files;
    for (int i = 0; i < 40; ++i) {
      CustomerFile next{.customer = john_doe(), .loans = {a_loan(), a_loan()}};
      next.customer.account_number = "A" + std::to_string(i);
      next.interactions.assign(3, an_interaction());
      next.interactions[0].notes = std::string(static_cast<std::size_t>(i) * 200, 'n');
      files.push_back(std::move(next));
    }
    session.load(std::move(files), "test");
    for (int i = 1; i <= 40; ++i)
      session.post_call({.call_id = std::to_string(i), .customer_id = CustomerId{i}, .note = "noted"});
  }
  return bytes_of(file);
}

std::size_t below(std::mt19937& random, std::size_t limit) { return random() % limit; }

void flip_bits(std::string& bytes, std::mt19937& random) {
  for (std::size_t n = 1 + below(random, 8); n > 0; --n)
    bytes[below(random, bytes.size())] ^= static_cast<char>(1U << below(random, 8));
}

// The first page and the pages' heads steer everything else.
void flip_bits_of_a_head(std::string& bytes, std::mt19937& random) {
  const std::size_t page = below(random, bytes.size() / kPage) * kPage;
  bytes[page + below(random, 120)] ^= static_cast<char>(1U << below(random, 8));
}

void cut(std::string& bytes, std::mt19937& random) { bytes.resize(below(random, bytes.size())); }

void swap_pages(std::string& bytes, std::mt19937& random) {
  const std::size_t pages = bytes.size() / kPage;
  const auto begin = bytes.begin() + static_cast<std::ptrdiff_t>(below(random, pages) * kPage);
  const auto other = bytes.begin() + static_cast<std::ptrdiff_t>(below(random, pages) * kPage);
  if (begin != other) std::swap_ranges(begin, begin + kPage, other);
}

void blank_a_stretch(std::string& bytes, std::mt19937& random) {
  const std::size_t begin = below(random, bytes.size());
  const std::size_t size = std::min(below(random, 2 * kPage), bytes.size() - begin);
  std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(begin), size, static_cast<char>(random()));
}

std::string damaged(std::string bytes, unsigned seed) {
  constexpr void (*ways[])(std::string&, std::mt19937&) = {flip_bits, flip_bits_of_a_head, cut, swap_pages,
                                                           blank_a_stretch};
  std::mt19937 random(seed);
  ways[seed % std::size(ways)](bytes, random);
  return bytes;
}

void read_everything(Session& session) {
  all_pages([&](const PageRequest& page) { return session.customers().list({}, page); });
  all_pages([&](const PageRequest& page) { return session.loans().list(LoanFilter{}, page); });
  all_pages([&](const PageRequest& page) { return session.interactions().list(InteractionFilter{}, page); });
  session.dashboard();
  std::string json;
  session.pre_call_json("2125551234", json);
  for (int id = 1; id <= 40; ++id) session.audit({id});
}

void write_something(Session& session) {
  session.post_call({.call_id = "new", .customer_id = CustomerId{7}, .disposition = "promise_to_pay"});
  session.customers().create({.account_number = "new", .last_name = "Roe"});
  session.customers().erase({3});
}

// The code's word, or "worked"; only Error may come out.
template <class Call>
std::string result_of(Call call) {
  try {
    call();
    return "worked";
  } catch (const Error& error) {
    return std::string(name(error.code()));
  }
}

// One damaged file: reads, writes, and how they ended.
std::string use(const std::string& file) {
  Database database(Options{.url = "sqlite:///" + file});
  Session session = database.session("test");
  session.set_deadline(std::chrono::seconds(20));
  return result_of([&] { read_everything(session); }) + " " + result_of([&] { write_something(session); }) +
         " " + result_of([&] { read_everything(session); });
}

// Lines "<seed> <how the reads, the writes and the reads again ended>".
std::string use_lot(const std::string& sound, unsigned first) {
  const TempFolder folder;
  std::string lines;
  for (unsigned seed = first; seed < first + kAtOnce; ++seed) {
    const std::string file = folder.file("crm" + std::to_string(seed) + ".db");
    std::ofstream(file, std::ios::binary) << damaged(sound, seed);
    lines += std::to_string(seed) + " " + use(file) + "\n";
  }
  return lines;
}

}  // namespace

TEST_CASE("a damaged database gives errors or answers, and neither crashes nor hangs", "[slow]") {
  const char* more = std::getenv("CRM_MUTATIONS");
  const int mutations = more != nullptr ? std::atoi(more) : kMutations;
  const std::string sound = sound_database();
  int worked = 0, corrupt = 0;
  for (int first = 0; first < mutations; first += kAtOnce) {
    CAPTURE(first);  // seeds from here on
    std::istringstream lines(in_child([&] { return use_lot(sound, static_cast<unsigned>(first)); }));
    for (std::string line; std::getline(lines, line);) {
      std::istringstream words(line);
      std::string seed, before, change, after;
      words >> seed >> before >> change >> after;
      CAPTURE(line);
      worked += before == "worked";
      corrupt += before == "corrupt" || change == "corrupt";
      // What is damaged may read as an older or newer schema, or as a record that is not there.
      const std::set<std::string> allowed{"worked",         "corrupt",   "schema_too_old",
                                          "schema_too_new", "not_found", "conflict"};
      CHECK(allowed.contains(before));
      CHECK(allowed.contains(change));
      CHECK(allowed.contains(after));
    }
  }
  // The damage must reach both what SQLite looks at and what it does not.
  CHECK(worked > mutations / 20);
  CHECK(corrupt > mutations / 5);
}
