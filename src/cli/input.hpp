// What crmctl reads: whole documents and lines, in bounded memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <fstream>
#include <istream>
#include <string>

namespace crm::cli {

// A file by its name, or the standard input, which is called "-".
class Input {
 public:
  // Throws Error(not_found) with the argument's name for a file that cannot be read.
  Input(const std::string& name, const char* argument);
  std::istream& stream();

 private:
  std::ifstream file_;
};

// Up to one byte more than the library takes as a document, so that it is the library that refuses more.
std::string read_document(std::istream& in);

// Lines that hold something, with their numbers.
class LineReader {
 public:
  explicit LineReader(std::istream& in) : in_(in) {}

  // Reads the next line that is not blank, without its end, and cut to what read_document reads, so that none
  // fills the memory. False: there is none.
  bool next(std::string& line);
  // Of the line that was read last, from 1.
  std::int64_t number() const { return number_; }

 private:
  bool read(std::string& line);

  std::istream& in_;
  std::int64_t number_ = 0;
};

}  // namespace crm::cli
