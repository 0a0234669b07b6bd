#include "cli/input.hpp"

#include <filesystem>
#include <iostream>

#include <crm/error.hpp>

namespace crm::cli {

namespace {

constexpr std::size_t kMostBytes = (std::size_t{1} << 20) + 1;

bool is_blank(const std::string& text) { return text.find_first_not_of(" \t\r\n") == std::string::npos; }

}  // namespace

Input::Input(const std::string& name, const char* argument) {
  if (name == "-") return;
  file_.open(name, std::ios::binary);
  std::error_code ignored;
  if (!file_ || std::filesystem::is_directory(name, ignored))
    throw Error(Code::not_found, "There is no file of this name that can be read.", argument);
}

std::istream& Input::stream() { return file_.is_open() ? static_cast<std::istream&>(file_) : std::cin; }

std::string read_document(std::istream& in) {
  std::string text(kMostBytes, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(in.gcount()));
  return text;
}

bool LineReader::next(std::string& line) {
  while (read(line))
    if (!is_blank(line)) return true;
  return false;
}

bool LineReader::read(std::string& line) {
  constexpr int end = std::char_traits<char>::eof();
  std::streambuf& buffer = *in_.rdbuf();
  line.clear();
  int c = buffer.sbumpc();
  if (c == end) return false;
  for (; c != end && c != '\n'; c = buffer.sbumpc())
    if (line.size() < kMostBytes) line.push_back(static_cast<char>(c));
  if (line.ends_with('\r')) line.pop_back();
  ++number_;
  return true;
}

}  // namespace crm::cli
