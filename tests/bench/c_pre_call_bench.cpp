// Pre-call through the C interface: what the door costs. Every getter of every record is read.
#include <benchmark/benchmark.h>
#include <crm.h>

#include <stdexcept>

#include "settings.hpp"
#include "world.hpp"

namespace crm::bench {

namespace {

using benchmark::State;

// Reads one getter when it is one of this handle's; the other functions of the header are passed over.
template <class Handle>
struct Reader {
  const Handle* handle;

  void read(const char* (*getter)(const Handle*, size_t*)) const {
    size_t len = 0;
    benchmark::DoNotOptimize(getter(handle, &len));
  }
  void read(int64_t (*getter)(const Handle*)) const { benchmark::DoNotOptimize(getter(handle)); }
  void read(int32_t (*getter)(const Handle*)) const { benchmark::DoNotOptimize(getter(handle)); }
  void read(int32_t (*getter)(const Handle*, int64_t*)) const {
    int64_t number = 0;
    benchmark::DoNotOptimize(getter(handle, &number));
  }
  void read(...) const {}
};

template <class Handle>
void read_all(const Handle* handle) {
  const Reader<Handle> reader{handle};
#define CRM_FUNCTION(name) reader.read(name);
#include "all_functions.inc"
#undef CRM_FUNCTION
}

void read_candidate(const crm_candidate* who) {
  read_all(crm_candidate_customer(who));
  read_all(crm_candidate_phone(who));
  read_all(crm_candidate_decision(who));
  for (size_t i = 0; i < crm_candidate_loan_count(who); ++i) read_all(crm_candidate_loan(who, i));
  for (size_t i = 0; i < crm_candidate_interaction_count(who); ++i)
    read_all(crm_candidate_interaction(who, i));
}

void require(crm_status status) {
  if (status != CRM_OK) throw std::runtime_error(crm_status_name(status));
}

// A database as the other benchmarks open it.
class Library {
 public:
  explicit Library(World& world) {
    world.numbers();
    set_memory_statistics(MemoryStatistics::off);
    crm_options* options = nullptr;
    const std::string url = "sqlite:///" + std::filesystem::absolute(world.database()).string();
    require(crm_options_new(&options, nullptr));
    require(crm_options_set_url(options, url.c_str(), CRM_NTS, nullptr));
    require(crm_options_set_pre_call_deadline_ms(options, 600'000, nullptr));
    require(crm_options_set_mmap_bytes(options, kMapBytes, nullptr));
    require(crm_options_set_interactions(options, kInteractions, nullptr));
    require(crm_open(options, &database_, nullptr));
    require(crm_session_new(database_, kActor, CRM_NTS, &session_, nullptr));
    crm_options_free(options);
  }
  ~Library() {
    crm_session_free(session_);
    crm_close(database_);
  }
  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;

  crm_session* session() const { return session_; }

 private:
  crm_database* database_ = nullptr;
  crm_session* session_ = nullptr;
};

template <class Call>
void measure(State& state, World& world, const std::string& name, Call call) {
  const Turn turn = world.turn();
  crm_session* const session =
      world.keep<Library>(name, [&] { return std::make_unique<Library>(world); }).session();
  Draw draw(world.numbers());
  for (auto _ : state) call(session, draw.next());
  state.SetItemsProcessed(state.iterations());
}

void ask_typed(crm_session* session, const std::string& number) {
  crm_pre_call_answer* answer = nullptr;
  require(crm_pre_call(session, number.data(), number.size(), &answer, nullptr));
  for (size_t i = 0; i < crm_pre_call_answer_candidate_count(answer); ++i)
    read_candidate(crm_pre_call_answer_candidate(answer, i));
  crm_pre_call_answer_free(answer);
}

void ask_json(crm_session* session, const std::string& number) {
  static char buffer[1 << 20];
  size_t len = 0;
  require(
      crm_pre_call_json_into(session, number.data(), number.size(), buffer, sizeof buffer, &len, nullptr));
  benchmark::DoNotOptimize(buffer[len]);
}

}  // namespace

void register_c_pre_call(World& world) {
  const auto add = [&](std::string name, auto ask) {
    benchmark::RegisterBenchmark(name.c_str(),
                                 [&world, name, ask](State& state) { measure(state, world, name, ask); });
  };
  add("pre_call/c", ask_typed);
  add("pre_call_json/c", ask_json);
}

}  // namespace crm::bench
