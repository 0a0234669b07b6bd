// The database: opened, warmed up, migrated, made ready for a fork, closed.
#include "barrier.hpp"
#include "options.hpp"
#include "session.hpp"

namespace capi = crm::capi;

crm_status crm_open(const crm_options* options, crm_database** out, crm_error** err) {
  return capi::attempt(err, [&] {
    crm_database*& place = capi::cleared(out);
    const crm_options& how = capi::required(options, "options");
    crm::Database database(how.options);
    if (!how.actor.empty()) database.session(how.actor);  // refuses what is no name
    place = new crm_database{std::move(database), how.actor, capi::Shelves(how.options.default_country)};
  });
}

void crm_close(crm_database* database) { delete database; }

crm_status crm_warmup(crm_database* database, crm_error** err) {
  return capi::attempt(err, [&] { capi::required(database, "database").database.warm_up(); });
}

crm_status crm_migrate(crm_database* database, int32_t* ran, crm_error** err) {
  if (ran != nullptr) *ran = 0;
  return capi::attempt(err, [&] {
    const int migrations = capi::required(database, "database").database.migrate();
    if (ran != nullptr) *ran = migrations;
  });
}

crm_status crm_before_fork(crm_database* database, crm_error** err) {
  return capi::attempt(err, [&] { capi::required(database, "database").database.before_fork(); });
}
