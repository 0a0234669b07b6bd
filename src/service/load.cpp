// Loading many customers in one transaction, with one audit row for all.
#include <crm/error.hpp>
#include <crm/session.hpp>

#include "domain/checks.hpp"
#include "domain/record.hpp"
#include "service/calls.hpp"
#include "service/customer_file.hpp"

namespace crm {

using namespace service;

namespace {

constexpr std::size_t kMaxFiles = 10'000, kMaxSource = 500;

void audit_load(Unit& unit, std::size_t customers, std::string_view source) {
  std::string what;
  json::Writer writer(what);
  writer.begin_object()
      .key("source")
      .value(source)
      .key("customers")
      .value(static_cast<std::int64_t>(customers));
  writer.end_object();
  audit(unit, CustomerId{}, "load", "customer", 0, what);
}

}  // namespace

std::vector<CustomerId> Session::load(std::vector<CustomerFile> files, std::string_view source) {
  if (files.size() > kMaxFiles)
    throw Error(Code::invalid_argument, "At most 10,000 customers can be loaded at once.");
  domain::naming("source", [&] { domain::check_text(source, kMaxSource); });
  const auto shared = std::make_shared<const std::vector<CustomerFile>>(std::move(files));
  return engine_->write(call_of(*this), [shared, source = std::string(source)](Unit& unit) {
    std::vector<CustomerId> ids;
    ids.reserve(shared->size());
    Tally tally;
    RunMemory run(PutRun::Ids::here);
    for (const CustomerFile& file : *shared)
      ids.push_back(add_file(unit, run, domain::make_record<Customer>(file.customer), file, tally));
    audit_load(unit, shared->size(), source);
    return ids;
  });
}

}  // namespace crm
