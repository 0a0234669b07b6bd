// Lists in one column: written and read again, also as other people's tools write them.
#include "storage/columns.hpp"

#include <catch2/catch.hpp>
#include <crm/error.hpp>

#include "support/refusal.hpp"

using namespace crm;
using storage::list_text;
using storage::read_list;

using List = std::vector<std::string>;

TEST_CASE("a list comes back as it was written") {
  const List lists[] = {{},
                        {""},
                        {"", ""},
                        {"Dialed", "Ringing", "No_Answer"},
                        {"a,b"},
                        {"\"", "x"},
                        {"a\",\"b"},
                        {"back\\slash", "\n"},
                        {"[\"]"},
                        {"Zürich", "東京"},
                        {"\\\"", "\",\""}};
  for (const List& list : lists) CHECK(read_list(list_text(list)) == list);
}

TEST_CASE("a list that another tool wrote is read") {
  CHECK(read_list(R"([ "a" , "b" ])") == List{"a", "b"});
  CHECK(read_list(R"(["a", "b"])") == List{"a", "b"});
  CHECK(read_list(R"(["\u0041"])") == List{"A"});
}

TEST_CASE("what is no list of texts is refused") {
  for (const char* text : {R"(["a"b"])", R"(["a","b)", R"(["a",1"])", R"([")", R"(["a",,"b"])"})
    CHECK(test::refusal_of([&] { read_list(text); }).code == Code::invalid_argument);
}
