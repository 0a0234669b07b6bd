// Distributing a database: the product's own business, after a look at the schema.
#include <crm/distribute.hpp>

#include "service/calls.hpp"
#include "service/caretaker.hpp"
#include "service/trail.hpp"
#include "storage/migrator.hpp"
#include "storage/unfinished_copy.hpp"

namespace crm {

using namespace service;

std::vector<PlacedTable> distribute(Session& session) {
  Engine& engine = engine_of(session);
  const Call call = call_of(session);
  std::vector<PlacedTable> placed;
  {
    const Caretaker caretaker(engine);
    const auto connection = caretaker.connect_to_look(call.watch == nullptr ? storage::Watch() : *call.watch);
    storage::check_schema(caretaker.driver(), *connection);
    storage::refuse_unfinished_copy(*connection);
    placed = caretaker.upkeep().distribute(*connection);
  }
  leave_word(engine, call_of(session), "distribute", "database");
  return placed;
}

}  // namespace crm
