// Imports a file's rows, batch by batch, in a constant amount of memory.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <crm/error.hpp>
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
  // What is done with a batch of customers' files; is_last: no other comes.
  using Put = std::function<std::vector<PutResult>(std::vector<CustomerFile> files, bool is_last)>;

  Importer(Rows& rows, FileBuilder& builder, Kind main, Put put, RejectsFile& rejects)
      : rows_(rows), builder_(builder), main_(main), put_(std::move(put)), rejects_(rejects) {}

  // The next batch, which is one transaction. False: there was none.
  bool step();
  const ImportCounts& counts() const { return counts_; }

 private:
  // A row of the batch: what the rejects file would need of it, and why it could not even be put.
  struct Line {
    std::int64_t number = 0;
    std::string text;               // of its cells
    std::vector<std::size_t> ends;  // of each in it
    std::optional<Error> error;
  };

  bool fill_batch();
  void take(const Row& row);
  void keep(Line& line, const Row& row);
  void put_batch();
  void count(const PutResult& result);
  void reject(const Line& line, const Error& error);

  Rows& rows_;
  FileBuilder& builder_;
  const Kind main_;
  const Put put_;
  RejectsFile& rejects_;
  ImportCounts counts_;
  Row row_;
  std::vector<CustomerFile> files_;  // of the batch's lines without an error
  std::vector<Line> lines_;          // the batch's, and spares behind them for their memory
  std::size_t batch_ = 0;            // how many are the batch's
  std::size_t bytes_ = 0;            // in them
  bool at_end_ = false;              // of the rows
};

}  // namespace crm::intake
