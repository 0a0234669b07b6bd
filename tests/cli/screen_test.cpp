// What a person at a terminal sees: tables that fit, colour, progress; and that nobody else sees them.
#include <fstream>
#include <iterator>
#include <sstream>

#include "cli/terminal.hpp"
#include "support/raw_sqlite.hpp"

using namespace crm::test;
using Catch::Contains;

namespace {

std::vector<std::string> lines_of(const std::string& screen) {
  std::vector<std::string> lines;
  std::istringstream stream(screen);
  for (std::string line; std::getline(stream, line);) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    lines.push_back(line);
  }
  return lines;
}

std::string content_of(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

// How many columns a text without control characters takes, for the few characters that the tests use.
std::size_t columns_of(const std::string& text) {
  std::size_t columns = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x80 || (byte >= 0xC0 && byte < 0xE3 && text.compare(i, 2, "\xCC\x81") != 0)) columns += 1;
    if (byte >= 0xE3) columns += 2;
  }
  return columns;
}

const std::string kLongActor = "A name of some fifty letters that no column can hold";

}  // namespace

TEST_CASE("A table fits the width of the terminal") {
  Terminal terminal;
  terminal.environment = {"CRM_ACTOR=" + kLongActor, "NO_COLOR=1"};
  for (const unsigned short columns : std::initializer_list<unsigned short>{120, 80, 60, 40, 30}) {
    const auto watched = terminal.watch({"config"}, {.columns = columns});
    const auto lines = lines_of(watched->screen());
    INFO(columns << " columns: " << watched->screen());
    CHECK(watched->exit_code() == 0);
    REQUIRE(lines.size() == 7);
    for (const std::string& line : lines) CHECK(columns_of(line) <= columns);
    CHECK((lines[3].find("…") != std::string::npos) == (columns < 80));
    CHECK((lines[3].find(kLongActor) != std::string::npos) == (columns >= 80));
  }
}

TEST_CASE("A table that cannot fit is shown a field a line") {
  Terminal terminal;
  terminal.environment = {"CRM_ACTOR=Ada", "NO_COLOR=1"};
  const auto lines = lines_of(terminal.watch({"config"}, {.columns = 20})->screen());
  REQUIRE(lines.size() > 18);
  CHECK(lines[0] == "setting  database");
  CHECK(std::count(lines.begin(), lines.end(), "value    Ada") == 1);
  terminal.environment.clear();
  terminal.make_seeded_database();
  const auto wide = terminal.watch({"query", "SELECT * FROM customer LIMIT 2"}, {.columns = 80});
  for (const std::string& line : lines_of(wide->screen())) CHECK(line.size() <= 80);
  CHECK_THAT(wide->screen(), Contains("+15551234567"));
}

TEST_CASE("CSV is cleaned of control characters on a terminal and nowhere else") {
  Terminal terminal;
  terminal.environment = {"CRM_ACTOR=Ada"};
  REQUIRE(terminal.crmctl({"init"}).exit_code == 0);
  const std::string trick = "\033[2J";
  const std::vector<std::string> query = {"query", "SELECT char(27) || '[2J' AS trick, char(10) AS line",
                                          "--csv"};
  CHECK_THAT(terminal.crmctl(query).out, Contains(trick));
  const auto watched = terminal.watch(query);
  CHECK_THAT(watched->screen(), !Contains("\033") && Contains("trick,line\r\n"));
  REQUIRE(terminal.crmctl({"customer", "add", "city=Boston"}).exit_code == 0);
  RawDatabase(terminal.file("crm.db")).execute("UPDATE customer SET city = 'Bos' || char(155) || 'ton'");
  const auto exported = terminal.watch({"export", "--columns", "city"});
  CHECK_THAT(exported->screen(), Contains("Bos ton"));
}

TEST_CASE("A table is whole when it goes to a file or to another program") {
  Terminal terminal;
  terminal.environment = {"CRM_ACTOR=" + kLongActor};
  CHECK_THAT(terminal.crmctl({"config"}).out, Contains("\nactor            " + kLongActor + "  CRM_ACTOR\n"));
  const std::string file = terminal.file("answer");
  terminal.watch({"config"}, {.columns = 20, .output_file = file})->screen();
  CHECK_THAT(content_of(file), Contains(kLongActor) && !Contains("\033"));
}

TEST_CASE("Wide characters count as two columns and marks as none") {
  Terminal terminal;
  const std::string name = "山田太郎山田太郎山田太郎山田太郎 e\xCC\x81";
  for (const auto& [columns, shown] :
       {std::pair<unsigned short, const char*>{80, "山田太郎山田太郎山田太郎山田太郎 e\xCC\x81  CRM"},
        {44, "actor            山田太郎山田太…   CRM_ACTOR"}}) {
    terminal.environment = {"CRM_ACTOR=" + name, "NO_COLOR=1"};
    const auto lines = lines_of(terminal.watch({"config"}, {.columns = columns})->screen());
    REQUIRE(lines.size() == 7);
    for (const std::string& line : lines) CHECK(columns_of(line) <= columns);
    CHECK_THAT(lines[3], Contains(shown));
  }
}

TEST_CASE("A terminal does not obey what a setting holds") {
  Terminal terminal;
  std::ofstream(terminal.file(".env")) << "CRM_ACTOR=\"\\tred\xC2\x9B"
                                          "31m\"\n";
  CHECK(terminal.crmctl({"config"}).exit_code == 2);  // no control characters but these
  std::ofstream(terminal.file(".env")) << "CRM_ACTOR=\"a\\nb\\tc\"\n";
  CHECK_THAT(terminal.watch({"config"})->screen(), Contains("a b c"));
}

TEST_CASE("Headings are bold on a terminal alone and never with NO_COLOR") {
  Terminal terminal;
  CHECK_THAT(terminal.watch({"config"})->screen(),
             Catch::StartsWith("\033[1mSETTING") && Contains("\033[0m\r\n"));
  CHECK_THAT(terminal.crmctl({"config"}).out, !Contains("\033"));
  for (const char* refusal : {"NO_COLOR=1", "NO_COLOR=no", "TERM=dumb"}) {
    terminal.environment = {refusal};
    CHECK_THAT(terminal.watch({"config"})->screen(), !Contains("\033"));
  }
  terminal.environment = {"NO_COLOR="};  // https://no-color.org: when present and not an empty string
  CHECK_THAT(terminal.watch({"config"})->screen(), Contains("\033[1m"));
}

TEST_CASE("Long work shows its progress on a terminal") {
  const Terminal terminal;
  REQUIRE(terminal.crmctl({"init"}).exit_code == 0);
  const auto watched = terminal.watch({"seed", "--customers", "1500"});
  CHECK_THAT(watched->screen(),
             Contains("\r\033[K[##############################] 100 %  1500 customers, ") &&
                 Contains(" /s\r\nAdded 1500 made-up customers.\r\n"));
  CHECK(watched->exit_code() == 0);
}

TEST_CASE("The progress bar goes to the errors, so that the answer can go to a file") {
  const Terminal terminal;
  REQUIRE(terminal.crmctl({"init"}).exit_code == 0);
  const std::string file = terminal.file("answer");
  CHECK_THAT(terminal.watch({"seed", "--customers", "10"}, {.output_file = file})->screen(),
             Contains("100 %"));
  CHECK(content_of(file) == "Added 10 made-up customers.\n");
}

TEST_CASE("The progress bar makes room for the answer and is not drawn where no line can be drawn anew") {
  Terminal terminal;
  terminal.make_seeded_database();
  const std::string screen = terminal.watch({"doctor"})->screen();
  CHECK_THAT(screen, Contains("checks, "));
  CHECK_THAT(screen, Contains("\r\033[Kok       "));
  const std::string exported = terminal.watch({"export"})->screen();
  CHECK_THAT(exported, Catch::StartsWith("id,version,"));
  terminal.environment = {"TERM=dumb"};
  CHECK_THAT(terminal.watch({"doctor"})->screen(), Catch::StartsWith("ok       ") && !Contains("checks, "));
}

TEST_CASE("Sentences are broken between words to fit the terminal") {
  const Terminal terminal;
  terminal.make_seeded_database();
  for (const char* command : {"doctor", "status"})
    for (const std::string& line : lines_of(terminal.watch({command}, {.columns = 60})->screen()))
      if (!line.starts_with("\r\033[K"))
        CHECK(line.size() <= std::max<std::size_t>(60, line.find("/crm.db")));
  const auto answer = lines_of(terminal.watch({"pre-call", "5551234567"}, {.columns = 50})->screen());
  CHECK(std::any_of(answer.begin(), answer.end(),
                    [](const std::string& line) { return line.starts_with("              "); }));
  for (const std::string& line : answer) CHECK(line.size() <= 50);
}

TEST_CASE("A narrow table cuts texts before numbers and dates") {
  const Terminal terminal;
  terminal.make_seeded_database();
  const std::string screen = terminal.watch({"customer", "list"}, {.columns = 60})->screen();
  CHECK_THAT(screen, Contains("+15551234567") && Contains("…"));
}

TEST_CASE("The progress bar is cut to a narrow terminal and is for terminals alone") {
  const Terminal terminal;
  REQUIRE(terminal.crmctl({"init"}).exit_code == 0);
  const std::string file = terminal.file("errors");
  CHECK(terminal.watch({"seed", "--customers", "10"}, {.errors_file = file})->screen() ==
        "Added 10 made-up customers.\r\n");
  CHECK(content_of(file) == "");
  REQUIRE(terminal.crmctl({"init", "--database", "sqlite:///2.db"}).exit_code == 0);
  const auto watched =
      terminal.watch({"seed", "--customers", "10", "--database", "sqlite:///2.db"}, {.columns = 24});
  CHECK_THAT(watched->screen(), Catch::StartsWith("\r\033[K100 %  10 customers, "));
  REQUIRE(terminal.crmctl({"init", "--database", "sqlite:///3.db"}).exit_code == 0);
  const auto wide = terminal.watch({"seed", "--customers", "10", "--database", "sqlite:///3.db"});
  CHECK_THAT(wide->screen(),
             Catch::StartsWith("\r\033[K[" + std::string(30, '#') + "] 100 %  10 customers, "));
}

TEST_CASE("Ctrl-C ends long work between two steps and what was reported is there") {
  const Terminal terminal;
  REQUIRE(terminal.crmctl({"init"}).exit_code == 0);
  const auto watched = terminal.watch({"seed", "--customers", "8000000"});
  REQUIRE(watched->wait_for("customers, "));
  watched->type("\x03");
  const std::string& screen = watched->screen();
  CHECK(watched->exit_code() == 130);
  const std::int64_t there = terminal.open().session("test").dashboard().total_customers;
  CHECK(there % 1000 == 0);
  CHECK(there > 0);
  CHECK_THAT(screen, Contains("\r\nAdded " + std::to_string(there) + " made-up customers.\r\n"));
}
