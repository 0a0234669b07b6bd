// A program with libcrm as CRM_WITH_POSTGRES=OFF makes it: files work, a PostgreSQL URL is refused in words, and
// libpq is nowhere. Exits with 1, and says why, when that is not so.
#include <crm.h>

#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>

#include <crm/crm.hpp>

namespace {

bool works_with_sqlite() {
  crm::Session session = crm::Database({.url = "sqlite://"}).session("test");
  return session.customers().get(session.customers().create({.first_name = "John"}).id).has_value();
}

bool refuses_postgres() {
  try {
    crm::Database({.url = "postgresql://crm@localhost/crm"});
  } catch (const crm::Error& error) {
    return error.code() == crm::Code::unsupported && error.field() == "url" &&
           std::string(error.what()).find("CRM_WITH_POSTGRES=OFF") != std::string::npos;
  }
  return false;
}

bool says_so_in_c() {
  return crm_has_feature("sqlite", CRM_NTS) == 1 && crm_has_feature("postgresql", CRM_NTS) == 0;
}

bool has_libpq() {
  std::ifstream maps("/proc/self/maps");
  const std::string loaded{std::istreambuf_iterator<char>(maps), {}};
  return loaded.find("libpq") != std::string::npos;
}

int fail(const char* why) {
  std::puts(why);
  return 1;
}

}  // namespace

int main() {
  if (!works_with_sqlite()) return fail("SQLite does not work");
  if (!refuses_postgres()) return fail("a PostgreSQL URL is not refused in words");
  if (!says_so_in_c()) return fail("the features are not those of a library without PostgreSQL");
  if (has_libpq()) return fail("libpq is loaded");
  return 0;
}
