// A file with a text in it, in a folder that goes with the test.
#pragma once

#include <fstream>
#include <string>
#include <string_view>

#include "intake/input.hpp"
#include "support/temp_folder.hpp"

namespace crm::test {

class TextFile {
 public:
  explicit TextFile(std::string_view text) {
    std::ofstream(path(), std::ios::binary).write(text.data(), static_cast<std::streamsize>(text.size()));
  }
  std::string path() const { return folder_.file("file"); }

 private:
  TempFolder folder_;
};

}  // namespace crm::test
