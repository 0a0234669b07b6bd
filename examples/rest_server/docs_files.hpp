// The files of docs/, which the assembler puts into this program.
#pragma once

#include <string_view>

namespace rest::docs {

std::string_view page();
std::string_view start();
std::string_view style();
std::string_view script();
std::string_view schemas();

}  // namespace rest::docs
