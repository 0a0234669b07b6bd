#include "raw_postgres_profile.hpp"

#include "settings.hpp"

namespace crm::bench::raw {

namespace {

const std::string kBegin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", kCommit = "COMMIT";
const std::string kDirectory =
    "SELECT customer_id FROM phone_directory WHERE number = $1 ORDER BY customer_id LIMIT 101";
const std::string kCustomer = select_customer() + " WHERE id = $1";
const std::string kPhone = select_phone() + " WHERE customer_id = $1 AND number = $2";
const std::string kLoans = select_loan() + " WHERE customer_id = $1 ORDER BY customer_id, id";
const std::string kNewest =
    select_interaction() + " WHERE customer_id = $1 ORDER BY creation_date DESC, id DESC LIMIT $2";

constexpr auto kNothing = [](PostgresRow) {};

auto into_ids(std::vector<std::int64_t>& ids) {
  ids.clear();
  return [&ids](PostgresRow row) {
    for (int column = 0; row.next(); column = 0) row.read(column, ids.emplace_back());
  };
}

template <class Record>
auto into_one(Record& record) {
  return [&record](PostgresRow row) {
    if (row.next()) read(row, record);
  };
}

template <class Record>
auto into_all(std::vector<Record>& records) {
  return [&records](PostgresRow row) {
    while (row.next()) read(row, records.emplace_back());
  };
}

}  // namespace

template <class When>
std::vector<ProfileOf<When>> PipelinedReader<When>::find(const std::string& number) {
  connection_.send(kBegin);
  connection_.send(kDirectory, number);
  connection_.sync();
  connection_.skip(1);
  connection_.take(into_ids(ids_));
  connection_.take_sync();
  for (const std::int64_t id : ids_) {
    connection_.send(kCustomer, id);
    connection_.send(kPhone, id, number);
    connection_.send(kLoans, id);
    connection_.send(kNewest, id, std::int64_t{kInteractions});
  }
  connection_.send(kCommit);
  connection_.sync();
  std::vector<ProfileOf<When>> profiles(ids_.size());
  for (ProfileOf<When>& profile : profiles) {
    connection_.take(into_one(profile.customer));
    connection_.take(into_one(profile.phone));
    connection_.take(into_all(profile.loans));
    connection_.take(into_all(profile.interactions));
    sort_newest_first(profile.loans);
  }
  connection_.skip(1);
  connection_.take_sync();
  return profiles;
}

template class PipelinedReader<Number>;
template class PipelinedReader<std::string>;

std::vector<ProfileOf<Number>> ReaderInTurn::find(const std::string& number) {
  connection_.run(kBegin, kNothing);
  connection_.run(kDirectory, into_ids(ids_), number);
  std::vector<ProfileOf<Number>> profiles(ids_.size());
  for (std::size_t i = 0; i < ids_.size(); ++i) {
    ProfileOf<Number>& profile = profiles[i];
    connection_.run(kCustomer, into_one(profile.customer), ids_[i]);
    connection_.run(kPhone, into_one(profile.phone), ids_[i], number);
    connection_.run(kLoans, into_all(profile.loans), ids_[i]);
    connection_.run(kNewest, into_all(profile.interactions), ids_[i], std::int64_t{kInteractions});
    sort_newest_first(profile.loans);
  }
  connection_.run(kCommit, kNothing);
  return profiles;
}

}  // namespace crm::bench::raw
