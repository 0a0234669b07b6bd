// SQL in every text that a request may hold.
#include "rest/injections.hpp"

#include "crypto/crypto.hpp"
#include "rest/operations.hpp"
#include "rest/people.hpp"
#include "rest/tables.hpp"

namespace crm::test {

using nlohmann::json;

namespace {

std::string in_url(const std::string& text) {
  std::string encoded;
  for (const char letter : text) {
    char hex[4];
    std::snprintf(hex, sizeof hex, "%%%02X", static_cast<unsigned char>(letter));
    encoded += hex;
  }
  return encoded;
}

// Every tenth on PostgreSQL, where each request takes longer, all in a file.
std::vector<std::string> texts_for(Where where) {
  const std::vector<std::string> all = injections();
  if (where == Where::in_a_file) return all;
  std::vector<std::string> some;
  for (std::size_t i = 0; i < all.size(); i += 10) some.push_back(all[i]);
  return some;
}

// A server, one connection to it, and what it holds before and after.
class Victim {
 public:
  explicit Victim(Where where,
                  const RestServer::Arguments& arguments = {"--auth", "off", "--sample-data", "--log", "off"})
      : server_(where, arguments),
        tables_(server_),
        connection_(server_.port()),
        content_(tables_.content()) {}

  HttpAnswer ask(const std::string& method, const std::string& target, const std::string& body = {},
                 const Headers& headers = {}) {
    connection_.send(http_request(method, target, body, headers));
    const HttpAnswer answer = connection_.answer();
    INFO(method << " " << target << " " << body << ": " << answer.body);
    CHECK(answer.status < 500);
    return answer;
  }
  HttpAnswer get(const std::string& target, const Headers& headers = {}) {
    return ask("GET", target, {}, headers);
  }

  void check_untouched() const { CHECK((tables_.content() == content_)); }
  void check_tables() const {
    const auto now = tables_.content();
    CHECK(now.size() == content_.size());
    for (const auto& [table, rows] : content_) {
      INFO(table);
      CHECK(now.contains(table));
      if (table == "auth_user" || table == "loan" || table == "customer_ssn")
        CHECK(now.at(table).size() == rows.size());
    }
  }
  const RestServer& server() const { return server_; }

 private:
  RestServer server_;
  Tables tables_;
  HttpConnection connection_;
  std::map<std::string, Tables::Rows> content_;
};

// The members of a schema that take a text, whatever is done with it.
std::vector<std::string> text_fields(const RestServer& server, const char* schema) {
  std::vector<std::string> names;
  const json& document = server.document().json();
  for (const auto& [name, field] :
       document.at("components").at("schemas").at(schema).at("properties").items())
    if (!field.contains("type") || field.at("type").dump().find("string") != std::string::npos)
      names.push_back(name);
  return names;
}

// A record, and its fields: those that keep any text as it is, those that keep short ones, and those that
// want a form.
struct Place {
  static constexpr std::size_t kShort = 16, kLong = 80;

  Place(Victim& victim, const char* schema, const char* said_target) : target(said_target) {
    for (const std::string& name : text_fields(victim.server(), schema)) {
      const auto keeps = [&](std::size_t length) {
        return victim.ask("PUT", target, json{{name, std::string(length, '\'')}}.dump()).status == 200;
      };
      (keeps(kLong) ? free : keeps(kShort) ? brief : formed).push_back(name);
    }
  }

  void fill(Victim& victim, const std::string& text) const {
    json body;
    for (const std::string& name : free) body[name] = text;
    for (const std::string& name : brief) body[name] = text.substr(0, kShort);
    if (!body.empty()) CHECK(victim.ask("PUT", target, body.dump()).status == 200);
    for (const std::string& name : formed) {
      const int status = victim.ask("PUT", target, json{{name, text}}.dump()).status;
      CHECK((status == 200 || status == 400));  // "-1" is an amount
    }
  }

  std::string target;
  std::vector<std::string> free{}, brief{}, formed{};
};

// Cursors as the library makes them, with the text in the place of a number or an instant, or, where a list
// is in the order of names, of a name.
std::vector<std::pair<std::string, std::string>> forged_cursors(const std::string& text) {
  const auto hex = [](const std::string& bytes) {
    return crypto::hex({reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()});
  };
  return {{"/api/customers?", hex("customer\x1ft" + text)},
          {"/api/loans?", hex("loans\x1fi1\x1ft" + text)},
          {"/api/loans?min_days_past_due=1&", hex("loans\x1ft" + text + "\x1fi1\x1fi1")},
          {"/api/customers/1/interactions?", hex("interactions\x1fi1\x1ft" + text + "\x1fi1")},
          {"/api/customers/1/phones?", hex("customer_phone\x1ft" + text)},
          {"/api/customers?name=x&", hex("name_directory\x1ft" + text + "\x1fi1")},
          {"/api/customers?account=x&", hex("account_directory\x1ft1\x1ft" + text)}};
}

}  // namespace

TEST_CASE("SQL in a filter or a cursor or a path finds nobody and breaks nothing") {
  const Where where = every_server_database();
  Victim victim(where);
  const auto finds_nobody = [&](const std::string& target) {
    const HttpAnswer answer = victim.get(target);
    if (answer.status == 200 && !answer.json().empty()) FAIL_CHECK(target << " gave " << answer.body);
  };
  for (const std::string& text : texts_for(where)) {
    const std::string said = in_url(text);
    for (const char* parameter : {"/api/customers?name=x", "/api/customers?account=x", "/api/loans?status="})
      finds_nobody(parameter + said);
    for (const char* parameter :
         {"/api/customers?phone=", "/api/customers?limit=", "/api/customers?after=", "/api/loans?after=",
          "/api/loans?customer_id=", "/api/loans?min_days_past_due=", "/api/customers/1/interactions?after=",
          "/api/customers/", "/api/loans/", "/api/customers/1/phones/", "/api/customers/1/payments/",
          "/api/fetch_user_profile_pre_call/?caller_number=x"})
      CHECK(victim.get(parameter + said).status >= (text == "-1" ? 200 : 400));
    for (const auto& [target, cursor] : forged_cursors(text))
      CHECK(victim.get(target + "after=" + cursor).status ==
            (target.find("name=") == target.npos ? 400 : 200));
    CHECK(victim.get("/api/customers?sort=" + said + "&order=" + said).json().size() == 5);
  }
  victim.check_untouched();
}

TEST_CASE("SQL in a body is a text or is refused") {
  const Where where = every_server_database();
  Victim victim(where);
  const std::vector<Place> places{{victim, "CustomerFields", "/api/customers/1"},
                                  {victim, "LoanFields", "/api/loans/1"},
                                  {victim, "InteractionFields", "/api/customers/1/interactions/1"},
                                  {victim, "PhoneFields", "/api/customers/1/phones/1"}};
  for (const std::string& text : texts_for(where)) {
    for (const Place& place : places) place.fill(victim, text);
    const json shown = victim.get("/api/customers/1").json();
    for (const char* name : {"first_name", "last_name", "city"}) CHECK(shown.at(name) == text);
  }
  victim.check_tables();
  CHECK(victim.get("/api/customers").json().size() == 5);
}

TEST_CASE("SQL in a credential or a header lets nobody in") {
  const Where where = every_server_database();
  Victim victim(where, {"--sample-data", "--log", "off", "--login-rate", "0", "--rate", "0"});
  for (const std::string& text : texts_for(where)) {
    if (text.find('\t') != text.npos || static_cast<unsigned char>(text[0]) > 127)
      continue;  // no header can hold it
    CHECK(victim.get("/api/customers", bearer(text)).status == 401);
    CHECK(victim.get("/api/customers", bearer("crm_" + text)).status == 401);
    CHECK(victim.get("/api/customers", {{"X-API-Key", text}}).status == 401);
    CHECK(victim.ask("POST", "/api/auth/refresh", json{{"refresh_token", text}}.dump()).status == 401);
  }
  for (const char* name : {"admin'--", "' OR '1'='1", "admin\" --", "' UNION SELECT 'x'--"})
    CHECK(victim.ask("POST", "/api/auth/login", json{{"username", name}, {"password", name}}.dump()).status ==
          401);
  victim.check_untouched();
}

TEST_CASE("the texts do harm where a statement is put together from them") {
  const RestServer server;
  const RawDatabase raw(server.folder().file("crm.db"));
  const std::vector<std::string> texts = injections();
  CHECK(texts.size() == 500);
  CHECK(std::set<std::string>(texts.begin(), texts.end()).size() == 500);
  int broken = 0, too_many = 0;
  for (const std::string& text : texts) {
    if (text.find("randomblob") != text.npos || text.find(';') != text.npos) continue;  // would work too well
    try {
      too_many += !raw.rows("SELECT id FROM customer WHERE first_name = '" + text + "'").empty();
    } catch (const std::exception&) {
      ++broken;
    }
  }
  CHECK(broken > 50);
  CHECK(too_many > 5);
}

}  // namespace crm::test
