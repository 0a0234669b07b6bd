// Five hundred texts that would do something if they became part of a statement: every way out of a quote,
// with every thing that one may want there, and every way to make the rest of the statement go away.
#pragma once

#include <string>
#include <vector>

namespace crm::test {

inline std::vector<std::string> injections() {
  const std::vector<std::string> starts{"'",   "x'", "')", "'))", "\"",     "\")",   "`",
                                        "\\'", "1",  "0)", "%'",  "\u02BC", "\uFF07"};
  const std::vector<std::string> wishes{" OR '1'='1",
                                        " OR 1=1",
                                        " OR TRUE",
                                        "; DROP TABLE customer",
                                        "; DELETE FROM loan",
                                        "; UPDATE auth_user SET role = 1",
                                        "; INSERT INTO auth_key SELECT * FROM auth_key",
                                        " UNION SELECT password_hash FROM auth_user",
                                        " UNION ALL SELECT NULL, NULL, NULL",
                                        " AND (SELECT count(*) FROM customer_ssn) > 0",
                                        " AND 1 = CAST((SELECT name FROM auth_user LIMIT 1) AS integer)",
                                        " AND pg_sleep(5) IS NULL",
                                        " AND randomblob(1000000000) IS NULL",
                                        "; ATTACH DATABASE '/etc/passwd' AS x",
                                        "; COPY customer TO PROGRAM 'id'",
                                        "||(SELECT sealed FROM customer_ssn LIMIT 1)||",
                                        " ORDER BY 99",
                                        " LIMIT 0, 1000000",
                                        "; PRAGMA writable_schema = 1"};
  const std::vector<std::string> ends{"", " --", "; --", " /*", " #"};
  std::vector<std::string> all{"$1",   "$2",       "?",       "?1",   ":name",    "@name", "%",      "_",
                               "%%%",  "\\",       "\\\\",    "''",   "'''",      "NULL",  "-1",     "1e309",
                               "0x27", "char(39)", "{{7*7}}", "${1}", "\u2028';", "[1]",   "a\tb';", "$$x$$"};
  for (std::size_t i = 0; all.size() < 500; ++i)
    all.push_back(starts[i % starts.size()] + wishes[i % wishes.size()] + ends[(i + i / 247) % ends.size()]);
  return all;
}

}  // namespace crm::test
