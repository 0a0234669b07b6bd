// seed: the sample customers, or any number of made-up ones.
#include <algorithm>

#include "cli/commands.hpp"
#include "cli/errors.hpp"
#include "cli/interrupt.hpp"
#include "cli/progress_bar.hpp"
#include "cli/table.hpp"
#include "samples/generator.hpp"
#include "samples/sample_data.hpp"

namespace crm::cli {

namespace {

constexpr std::uint64_t kSeed = 1;
constexpr std::int64_t kBatch = 1000, kMostCustomers = 8'000'000;

void refuse_second_time(Session& session) {
  const auto first = samples::Generator(kSeed).next();
  if (session.customers().find_account(*first.customer.account_number.value()))
    throw Error(Code::conflict, "The database has made-up customers already; use a new one.");
}

// False: Ctrl-C was first.
bool load(Session& session, std::vector<CustomerFile> batch) {
  try {
    session.load(std::move(batch), "seed");
    return true;
  } catch (const Error& error) {
    if (!is_interruption(error)) throw;
    return false;
  }
}

// Up to Ctrl-C: says how many were added.
std::int64_t add_made_up(Session& session, std::int64_t count) {
  ProgressBar progress("customers", count);
  samples::Generator generator(kSeed);
  std::int64_t done = 0;
  while (done < count && !Interruptible::interrupted()) {
    std::vector<CustomerFile> batch;
    const std::int64_t end = std::min(done + kBatch, count);
    for (std::int64_t i = done; i < end; ++i) batch.push_back(generator.next());
    if (load(session, std::move(batch))) done = end;
    progress.show(done);
  }
  return done;
}

void print_added(const Context& context, std::int64_t customers, const std::string& sentence) {
  print_done(context, sentence, {{"customers", customers}});
}

int seed_made_up(const Context& context, Session& session, std::int64_t count) {
  refuse_second_time(session);
  const std::int64_t done = add_made_up(session, count);
  print_added(context, done, "Added " + std::to_string(done) + " made-up customers.");
  return done == count ? kDone : kInterrupted;
}

// Those that are there already stay as they are.
int seed_samples(const Context& context, Session& session) {
  std::vector<CustomerFile> files = samples::sample_customers();
  std::erase_if(files, [&](const CustomerFile& file) {
    return session.customers().find_account(*file.customer.account_number.value()).has_value();
  });
  if (files.empty()) {
    print_added(context, 0, "The sample customers are there already; nothing was changed.");
    return kDone;
  }
  const auto added = static_cast<std::int64_t>(session.load(std::move(files), "seed").size());
  print_added(context, added,
              "Added " + std::to_string(added) + " sample customers. Now ask: crmctl pre-call 5551234567");
  return kDone;
}

struct Seed {
  static constexpr const char *name = "seed", *description = "Add the five sample customers, or made-up ones";
  std::int64_t customers = 0;
  std::string at;

  void add_options(CLI::App& app) {
    app.add_option("--customers", customers, "Add this many made-up customers instead, always the same ones")
        ->type_name("N")
        ->check(CLI::Range(std::int64_t{1}, kMostCustomers));
    app.add_option("--at", at, "As of this instant, ISO 8601; for tests and demos")->type_name("INSTANT");
  }

  int run(const Context& context) {
    const Interruptible interruptible;
    Session session = context.bulk_session(at);
    return customers == 0 ? seed_samples(context, session) : seed_made_up(context, session, customers);
  }
};

}  // namespace

void add_seed(CLI::App& app, Context& context) { add_command<Seed>(app, context); }

}  // namespace crm::cli
