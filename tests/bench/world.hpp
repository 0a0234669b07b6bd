// What a process measures with: the database, whom to ask for, and what a benchmark keeps open between its
// runs.
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "files.hpp"
#include "process.hpp"
#include "samples/random.hpp"

namespace crm::bench {

// Whether other processes measure at the same time, in turn with this one.
enum class Company { alone, others };

// Threads: those of one benchmark.
class World {
 public:
  World(std::filesystem::path database, Company company, std::string server = {})
      : database_(std::move(database)), server_(std::move(server)), company_(company) {}

  // To be held while a benchmark runs, by its first thread: the others wait for that one.
  Turn turn(int thread = 0) { return Turn(company_ == Company::others && thread == 0); }

  const std::filesystem::path& database() const { return database_; }
  // The URL of a database on PostgreSQL with the same customers; empty: there is none.
  const std::string& server() const { return server_; }
  // A copy of the database to write to, the same one for the whole process.
  const std::filesystem::path& copy();
  // Every customer's primary number, and every account, in their own order.
  const std::vector<std::string>& numbers();
  const std::vector<std::string>& accounts();

  // The T that a benchmark makes in its first run and keeps for the next: open connections stay warm. It goes
  // when another benchmark keeps something.
  template <class T, class Make>
  T& keep(const std::string& benchmark, Make make) {
    const std::lock_guard lock(mutex_);
    if (kept_for_ != benchmark) {
      kept_.reset();
      kept_for_.clear();
      kept_ = std::shared_ptr<T>(make());
      kept_for_ = benchmark;
    }
    return *static_cast<T*>(kept_.get());
  }

 private:
  std::filesystem::path database_;
  std::string server_;
  const Company company_;
  std::optional<ScratchFile> copy_;
  std::vector<std::string> numbers_, accounts_;
  std::mutex mutex_;
  std::shared_ptr<void> kept_;
  std::string kept_for_;
};

// Draws from all of them, in the same order every time; each thread has an order of its own.
class Draw {
 public:
  explicit Draw(const std::vector<std::string>& all, int thread = 0)
      : all_(all), random_(static_cast<std::uint64_t>(thread) + 1) {}
  const std::string& next() { return all_[random_.below(all_.size())]; }

 private:
  const std::vector<std::string>& all_;
  samples::Random random_;
};

// SQLite's process-wide setting, for the connections that are opened next. None may be open.
enum class MemoryStatistics { on, off };
void set_memory_statistics(MemoryStatistics statistics);

// Each kind of work, on both sides: registered with Google Benchmark as work/side.
void register_pre_call(World& world);
void register_c_pre_call(World& world);
void register_lists(World& world);
void register_post_call(World& world);
void register_load(World& world);
void register_short_lived(World& world);
void register_postgres(World& world);

}  // namespace crm::bench
