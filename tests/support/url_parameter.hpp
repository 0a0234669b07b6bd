// The parts of the tests' own PostgreSQL URLs, "postgresql://crm@/postgres?host=FOLDER&port=NUMBER".
#pragma once

#include <string>

namespace crm::test {

inline std::string url_parameter(const std::string& url, const std::string& name) {
  const std::size_t begin = url.find(name + "=") + name.size() + 1;
  return url.substr(begin, url.find('&', begin) - begin);
}

}  // namespace crm::test
