// Imports a file's rows, batch by batch, in a constant amount of memory.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include <crm/load.hpp>

#include "intake/file_builder.hpp"
#include "intake/rejects.hpp"
#include "intake/rows.hpp"

namespace crm::intake {

struct ImportCounts {
  std::int64_t lines = 0, created = 0, updated = 0, unchanged = 0, rejected = 0;
};

class Importer {
 public:
  // What is done with a batch of customers' files: Session::put, or a rehearsal of it.
  using Put = std::function<std::vector<PutResult>(std::vector<CustomerFile>)>;

  Importer(Rows& rows, FileBuilder& builder, Kind main, Put put, RejectsFile& rejects)
      : rows_(rows), builder_(builder), main_(main), put_(std::move(put)), rejects_(rejects) {}

  // The next batch, which is one transaction. False: there was none.
  bool step();
  const ImportCounts& counts() const { return counts_; }

 private:
  // A row whose file waits to be put: what the rejects file would need of it.
  struct Waiting {
    std::int64_t line = 0;
    std::string text;
    std::vector<std::size_t> ends;
  };

  bool fill_batch();
  void take(const Row& row);
  void put_batch();
  void count(const PutResult& result);
  void reject(const Waiting& waiting, const Error& error);

  Rows& rows_;
  FileBuilder& builder_;
  const Kind main_;
  const Put put_;
  RejectsFile& rejects_;
  ImportCounts counts_;
  Row row_;
  std::vector<CustomerFile> files_;
  std::vector<Waiting> waiting_;  // of files_, and spares behind them for their memory
};

}  // namespace crm::intake
