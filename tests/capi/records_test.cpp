// Records, lists and the views of the whole, as JSON through the C interface.
#include <vector>

#include "c_api.hpp"

using namespace crm::test;

namespace {

bool holds(const std::string& json, const std::string& part) { return json.find(part) != std::string::npos; }

FilterHandle filter_of(int64_t customer) {
  auto filter = made<FilterHandle>(crm_filter_new);
  must([&](auto err) { return crm_filter_set_customer_id(filter.get(), customer, err); });
  return filter;
}

using Create = crm_status (*)(crm_session*, int64_t, const char*, size_t, crm_text**, crm_error**);
using CreateOnce = crm_status (*)(crm_session*, int64_t, const char*, size_t, const char*, size_t, crm_text**,
                                  crm_error**);
using Get = crm_status (*)(crm_session*, int64_t, int64_t, crm_text**, crm_error**);
using Update = crm_status (*)(crm_session*, int64_t, int64_t, const char*, size_t, int64_t, crm_text**,
                              crm_error**);
using Delete = crm_status (*)(crm_session*, int64_t, int64_t, int64_t, crm_error**);
using List = crm_status (*)(crm_session*, const crm_filter*, crm_text**, crm_error**);

struct Noun {
  const char* name;
  Create create;
  CreateOnce create_once;
  Get get;
  Update update;
  Delete remove;
  List list;
  const char* json;
  const char* change;
};

#define CRM_NOUN(noun, json, change)                                                             \
  Noun {                                                                                         \
#noun, crm_##noun##_create, crm_##noun##_create_once, crm_##noun##_get, crm_##noun##_update, \
        crm_##noun##_delete, crm_##noun##_list, json, change                                     \
  }

// What a customer with a loan may have; about_loan is a note about that.
std::vector<Noun> nouns(const std::string& about_loan) {
  return {
      CRM_NOUN(customer_phone, R"({"number": "5552223333", "kind": "work"})", R"({"rank": 7})"),
      CRM_NOUN(loan, kLoan, R"({"days_past_due": 7})"),
      CRM_NOUN(vehicle, R"({"vin": "1HGCM82633A004352", "make": "Honda", "model": "Accord", "year": 2003})",
               R"({"mileage": 7})"),
      CRM_NOUN(interaction, R"({"source": "Email", "status": "Completed"})", R"({"notes": "7"})"),
      CRM_NOUN(customer_note, R"({"note": "Speaks Spanish."})", R"({"note": "7"})"),
      CRM_NOUN(loan_note, about_loan.c_str(), R"({"note": "7"})"),
  };
}

std::string note_about_loan(crm_session* with, int64_t owner) {
  return R"({"note": "Asked for a copy.", "loan_id": )" + std::to_string(create_loan(with, owner)) + "}";
}

}  // namespace

TEST_CASE("every record of a customer is created and read and changed and listed and deleted") {
  const OpenDatabase database;
  const auto session = database.session();
  crm_session* const with = session.get();
  const int64_t john = create_john(with);
  const std::string about_loan = note_about_loan(with, john);
  for (const Noun& noun : nouns(about_loan)) {
    INFO(noun.name);
    const auto created = json_of([&](crm_text** out, crm_error** err) {
      return noun.create(with, john, noun.json, CRM_NTS, out, err);
    });
    const int64_t id = number_in(created, "id");
    CHECK(number_in(created, "customer_id") == john);
    const auto got = json_of([&](auto out, auto err) { return noun.get(with, john, id, out, err); });
    CHECK(got == created);
    const auto updated = json_of([&](auto out, auto err) {
      return noun.update(with, john, id, noun.change, CRM_NTS, number_in(got, "version"), out, err);
    });
    CHECK(holds(updated, "7"));
    CHECK(said([&](auto err) {
            return noun.update(with, john, id, noun.change, CRM_NTS, 99, nullptr, err);
          }) == "conflict version");
    const auto filter = filter_of(john);
    const auto list = json_of([&](auto out, auto err) { return noun.list(with, filter.get(), out, err); });
    CHECK(holds(list, updated));
    CHECK(holds(list, R"("next":null)"));
    CHECK(said([&](auto err) { return noun.remove(with, john, id, 99, err); }) == "conflict version");
    CHECK(said([&](auto err) { return noun.remove(with, john, id, 0, err); }) == "ok");
    const std::string missing = "not_found " + std::string(noun.name) + "_id";
    crm_text* none = nullptr;
    CHECK(said([&](auto err) { return noun.get(with, john, id, &none, err); }) == missing);
    CHECK(said([&](auto err) { return noun.remove(with, john, id, 0, err); }) == missing);
  }
}

TEST_CASE("every record that is created once with a key is not doubled when it is asked for again") {
  const OpenDatabase database;
  const auto session = database.session();
  crm_session* const with = session.get();
  const int64_t john = create_john(with);
  const std::string about_loan = note_about_loan(with, john);
  for (const Noun& noun : nouns(about_loan)) {
    INFO(noun.name);
    const std::string key = std::string("key of a ") + noun.name;
    const auto create = [&](auto out, auto err) {
      return noun.create_once(with, john, noun.json, CRM_NTS, key.data(), key.size(), out, err);
    };
    CHECK(json_of(create) == json_of(create));
    CHECK(said([&](auto err) {
            return noun.create_once(with, john, noun.json, CRM_NTS, nullptr, 0, nullptr, err);
          }) == "invalid_argument idempotency_key");
  }
}

TEST_CASE("a customer who is created once with a key is not doubled when they are asked for again") {
  const OpenDatabase database;
  const auto session = database.session();
  const auto create = [&](const char* who) {
    return [&, who](auto out, auto err) {
      return crm_customer_create_once(session.get(), who, CRM_NTS, "K-1", CRM_NTS, out, err);
    };
  };
  const std::string jane = json_of(create(R"({"first_name": "Jane"})"));
  CHECK(json_of(create(R"({"first_name": "Jane"})")) == jane);
  CHECK(said([&](auto err) { return create(R"({"first_name": "Joan"})")(nullptr, err); }) ==
        "conflict idempotency_key");
}

TEST_CASE("a customer is found by account number and external id and SSN and phone and name") {
  const OpenDatabase database;
  const auto session = database.session();
  crm_session* const with = session.get();
  const int64_t john = create_john(with);
  must([&](auto err) {
    return crm_customer_update(with, john, R"({"external_id": "X-1", "ssn": "123-45-6789"})", CRM_NTS, 0,
                               nullptr, err);
  });
  const auto by_account = json_of(
      [&](auto out, auto err) { return crm_customer_find_account(with, "1234567890", CRM_NTS, out, err); });
  CHECK(number_in(by_account, "id") == john);
  CHECK(holds(by_account, R"("ssn":"***-**-6789")"));
  CHECK(by_account == json_of([&](auto out, auto err) { return crm_customer_get(with, john, out, err); }));
  CHECK(by_account == json_of([&](auto out, auto err) {
          return crm_customer_find_external(with, "X-1", CRM_NTS, out, err);
        }));
  CHECK(holds(json_of([&](auto out, auto err) {
                return crm_customer_find_ssn(with, "123456789", CRM_NTS, out, err);
              }),
              by_account));
  crm_text* none = nullptr;
  CHECK(said([&](auto err) { return crm_customer_find_account(with, "0", 1, &none, err); }) ==
        "not_found customer_id");

  const auto phone = made<FilterHandle>(crm_filter_new);
  must([&](auto err) { return crm_filter_set_phone(phone.get(), "555 123 4567", CRM_NTS, err); });
  CHECK(holds(json_of([&](auto out, auto err) { return crm_customer_list(with, phone.get(), out, err); }),
              by_account));
  const auto name = made<FilterHandle>(crm_filter_new);
  must([&](auto err) { return crm_filter_set_name_prefix(name.get(), "doe, j", CRM_NTS, err); });
  CHECK(holds(json_of([&](auto out, auto err) { return crm_customer_list(with, name.get(), out, err); }),
              by_account));
  must([&](auto err) { return crm_filter_set_account_prefix(name.get(), "99", CRM_NTS, err); });
  CHECK(json_of([&](auto out, auto err) { return crm_customer_list(with, name.get(), out, err); }) ==
        R"({"items":[],"next":null})");

  const auto answer = pre_call(with);
  size_t len = 0;
  const auto* customer = crm_candidate_customer(crm_pre_call_answer_candidate(answer.get(), 0));
  CHECK(text(crm_customer_ssn_last4(customer, &len)) == "6789");
  CHECK(len == 4);
}

TEST_CASE("a social security number is revealed with a reason only") {
  const OpenDatabase database;
  const auto session = database.session();
  crm_session* const with = session.get();
  const int64_t john = create_john(with);
  crm_text* none = nullptr;
  CHECK(said([&](auto err) { return crm_customer_reveal_ssn(with, john, "asked", 5, &none, err); }) ==
        "not_found ssn");
  must([&](auto err) {
    return crm_customer_update(with, john, R"({"ssn": "987654321"})", CRM_NTS, 0, nullptr, err);
  });
  CHECK(json_of([&](auto out, auto err) {
          return crm_customer_reveal_ssn(with, john, "asked", 5, out, err);
        }) == "987654321");
  CHECK(said([&](auto err) { return crm_customer_reveal_ssn(with, john, "", 0, &none, err); }) ==
        "invalid_argument reason");
  const auto filter = filter_of(john);
  const auto audit =
      json_of([&](auto out, auto err) { return crm_audit_list(with, filter.get(), out, err); });
  CHECK(holds(audit, R"("action":"reveal_ssn")"));
  CHECK(holds(audit, R"("actor":"test")"));
  CHECK(!holds(audit, "987654321"));
}

TEST_CASE("a customer with loans is erased but not deleted") {
  const OpenDatabase database;
  const auto session = database.session();
  crm_session* const with = session.get();
  const int64_t john = create_john(with);
  create_loan(with, john);
  CHECK(said([&](auto err) { return crm_customer_delete(with, john, 0, err); }).substr(0, 8) == "conflict");
  must([&](auto err) { return crm_customer_erase(with, john, err); });
  crm_text* none = nullptr;
  CHECK(said([&](auto err) { return crm_customer_get(with, john, &none, err); }) == "not_found customer_id");
  const int64_t jane = create_john(with);
  CHECK(said([&](auto err) { return crm_customer_delete(with, jane, 0, err); }) == "ok");
}

TEST_CASE("the reason for erasing a customer outlives them in the audit trail") {
  const OpenDatabase database;
  const auto session = database.session();
  crm_session* const with = session.get();
  const int64_t john = create_john(with);
  const auto erased = [&](const std::string& reason) {
    return said([&](auto err) {
      return crm_customer_erase_with_reason(with, john, reason.data(), reason.size(), err);
    });
  };
  CHECK(erased(std::string(501, 'x')) == "invalid_argument reason");
  CHECK(erased("asked for it in writing") == "ok");
  const auto filter = filter_of(john);
  const auto audit =
      json_of([&](auto out, auto err) { return crm_audit_list(with, filter.get(), out, err); });
  CHECK(holds(audit, R"("action":"erase")"));
  CHECK(holds(audit, "asked for it in writing"));
  CHECK(said([&](auto err) {
          return crm_customer_erase_with_reason(with, create_john(with), nullptr, 0, err);
        }) == "ok");
}

TEST_CASE("customers of a name are listed by their first name beside another filter only") {
  const OpenDatabase database;
  const auto session = database.session();
  for (const char* who :
       {R"({"first_name": "Élodie", "last_name": "Doe"})", R"({"first_name": "Jane", "last_name": "Doe"})"})
    must([&](auto err) { return crm_customer_create(session.get(), who, CRM_NTS, nullptr, err); });
  const auto filter = made<FilterHandle>(crm_filter_new);
  must([&](auto err) { return crm_filter_set_first_name_prefix(filter.get(), "él", CRM_NTS, err); });
  crm_text* none = nullptr;
  CHECK(said([&](auto err) { return crm_customer_list(session.get(), filter.get(), &none, err); }) ==
        "invalid_argument first_name_prefix");
  must([&](auto err) { return crm_filter_set_name_prefix(filter.get(), "doe", CRM_NTS, err); });
  const auto found =
      json_of([&](auto out, auto err) { return crm_customer_list(session.get(), filter.get(), out, err); });
  CHECK(holds(found, "Élodie"));
  CHECK(!holds(found, "Jane"));
}

TEST_CASE("a list comes in pages") {
  const OpenDatabase database;
  const auto session = database.session();
  crm_session* const with = session.get();
  for (int i = 0; i < 5; ++i)
    must([&](auto err) { return crm_customer_create(with, "{}", 2, nullptr, err); });
  const auto filter = made<FilterHandle>(crm_filter_new);
  must([&](auto err) { return crm_filter_set_limit(filter.get(), 2, err); });
  int pages = 0;
  for (std::string next = "start"; !next.empty(); ++pages) {
    const auto page =
        json_of([&](auto out, auto err) { return crm_customer_list(with, filter.get(), out, err); });
    const auto place = page.find(R"("next":)") + 7;
    next = page[place] == 'n' ? "" : page.substr(place + 1, page.size() - place - 3);
    must([&](auto err) { return crm_filter_set_after(filter.get(), next.c_str(), CRM_NTS, err); });
  }
  CHECK(pages == 3);
  crm_text* none = nullptr;
  for (const int64_t limit : {int64_t{0}, int64_t{-1}, int64_t{1001}, INT64_MIN, INT64_MAX}) {
    CHECK(said([&](auto err) { return crm_filter_set_limit(filter.get(), limit, err); }) ==
          "invalid_argument limit");
  }
  must([&](auto err) { return crm_filter_set_limit(filter.get(), 2, err); });
  must([&](auto err) { return crm_filter_set_after(filter.get(), "rubbish", CRM_NTS, err); });
  CHECK(said([&](auto err) { return crm_customer_list(with, filter.get(), &none, err); }) ==
        "invalid_argument after");
}

TEST_CASE("a filter refuses a number that can be none and keeps what it had") {
  const OpenDatabase database;
  const auto session = database.session();
  const int64_t john = create_john(session.get());
  const auto filter = made<FilterHandle>(crm_filter_new);
  must([&](auto err) { return crm_filter_set_customer_id(filter.get(), john, err); });
  CHECK(said([&](auto err) { return crm_filter_set_customer_id(filter.get(), -1, err); }) ==
        "invalid_argument customer_id");
  CHECK(json_of([&](auto out, auto err) {
          return crm_customer_phone_list(session.get(), filter.get(), out, err);
        }).find(kJohnsNumber) != std::string::npos);
}

TEST_CASE("a list refuses a filter of another list and one of a customer's records needs the customer") {
  const OpenDatabase database;
  const auto session = database.session();
  crm_text* none = nullptr;
  const auto filter = made<FilterHandle>(crm_filter_new);
  must([&](auto err) { return crm_filter_set_status(filter.get(), "active", CRM_NTS, err); });
  CHECK(said([&](auto err) { return crm_customer_list(session.get(), filter.get(), &none, err); }) ==
        "invalid_argument status");
  CHECK(said([&](auto err) { return crm_vehicle_list(session.get(), nullptr, &none, err); }) ==
        "invalid_argument customer_id");
}

TEST_CASE("loans are listed by how long they are overdue and interactions by their follow-up") {
  const OpenDatabase database;
  const auto session = database.session();
  crm_session* const with = session.get();
  const int64_t john = create_john(with);
  const int64_t loan = create_loan(with, john);
  must([&](auto err) {
    return crm_loan_update(with, john, loan, R"({"days_past_due": 40})", CRM_NTS, 0, nullptr, err);
  });
  create_loan(with, john);
  const auto overdue = made<FilterHandle>(crm_filter_new);
  must([&](auto err) { return crm_filter_set_min_days_past_due(overdue.get(), 30, err); });
  const auto loans =
      json_of([&](auto out, auto err) { return crm_loan_list(with, overdue.get(), out, err); });
  CHECK(number_in(loans, "id") == loan);
  CHECK(loans.find(R"("id":)") == loans.rfind(R"("id":)"));

  int64_t owner = 0;
  must([&](auto err) { return crm_loan_find(with, loan, &owner, err); });
  CHECK(owner == john);
  CHECK(said([&](auto err) { return crm_loan_find(with, 999, &owner, err); }) == "not_found loan_id");
  CHECK(owner == 0);

  must([&](auto err) {
    return crm_interaction_create(with, john,
                                  R"({"source": "Email", "status": "Open", "follow_up_at": "2026-01-01"})",
                                  CRM_NTS, nullptr, err);
  });
  const auto due = made<FilterHandle>(crm_filter_new);
  must([&](auto err) {
    return crm_filter_set_follow_up_due(due.get(), 1767225600000000, err);
  });  // 2026-01-01
  CHECK(holds(json_of([&](auto out, auto err) { return crm_interaction_list(with, due.get(), out, err); }),
              "Email"));
  must([&](auto err) { return crm_filter_set_follow_up_due(due.get(), 1767225599999999, err); });
  CHECK(!holds(json_of([&](auto out, auto err) { return crm_interaction_list(with, due.get(), out, err); }),
               "Email"));
  must([&](auto err) { return crm_filter_set_follow_up_due(due.get(), INT64_MAX, err); });
  crm_text* none = nullptr;
  CHECK(said([&](auto err) { return crm_interaction_list(with, due.get(), &none, err); }) ==
        "invalid_argument follow_up_due");
}

TEST_CASE("a payment lowers the loan in its currency and is reversed by a row of its own") {
  const OpenDatabase database;
  const auto session = database.session();
  crm_session* const with = session.get();
  const int64_t john = create_john(with);
  const int64_t loan = create_loan(
      with, john,
      R"({"product_name": "Loan", "currency": "JPY", "due_amount": 5000, "contractual_installment_amount": 1,)"
      R"( "interest_late_fee": 0, "minimum_amount": 1, "due_date": "2026-01-31"})");
  const std::string json = R"({"amount": 1500, "loan_id": )" + std::to_string(loan) + "}";
  const auto payment = json_of(
      [&](auto out, auto err) { return crm_payment_create(with, john, json.data(), json.size(), out, err); });
  CHECK(holds(payment, R"("currency":"JPY")"));
  CHECK(number_in(json_of([&](auto out, auto err) { return crm_loan_get(with, john, loan, out, err); }),
                  "due_amount") == 3500);
  const int64_t id = number_in(payment, "id");
  CHECK(payment == json_of([&](auto out, auto err) { return crm_payment_get(with, john, id, out, err); }));
  const auto reverse = [&](const char* key) {
    return json_of([&](auto out, auto err) {
      return crm_payment_reverse_once(with, john, id, "bounced", CRM_NTS, key, CRM_NTS, out, err);
    });
  };
  CHECK(reverse("R-1") == reverse("R-1"));
  CHECK(said([&](auto err) {
          return crm_payment_reverse(with, john, id, "bounced", CRM_NTS, nullptr, err);
        }).substr(0, 8) == "conflict");
  CHECK(number_in(json_of([&](auto out, auto err) { return crm_loan_get(with, john, loan, out, err); }),
                  "due_amount") == 5000);
  const auto filter = filter_of(john);
  CHECK(holds(json_of([&](auto out, auto err) { return crm_payment_list(with, filter.get(), out, err); }),
              "bounced"));
  must([&](auto err) {
    return crm_loan_update(with, john, loan, R"({"minimum_amount": 70})", CRM_NTS, 0, nullptr, err);
  });
  CHECK(number_in(json_of([&](auto out, auto err) { return crm_loan_get(with, john, loan, out, err); }),
                  "minimum_amount") == 70);
}

TEST_CASE("the dashboard counts what there is") {
  const OpenDatabase database;
  const auto session = database.session();
  create_loan(session.get(), create_john(session.get()));
  const auto dashboard = json_of([&](auto out, auto err) { return crm_dashboard(session.get(), out, err); });
  CHECK(number_in(dashboard, "total_customers") == 1);
  CHECK(number_in(dashboard, "total_loans") == 1);
}

TEST_CASE("a vehicle is found by its VIN") {
  const OpenDatabase database;
  const auto session = database.session();
  const int64_t john = create_john(session.get());
  must([&](auto err) {
    return crm_vehicle_create(
        session.get(), john,
        R"({"vin": "1HGCM82633A004352", "make": "Honda", "model": "Accord", "year": 2003})", CRM_NTS, nullptr,
        err);
  });
  CHECK(number_in(json_of([&](auto out, auto err) {
                    return crm_vehicle_find_vin(session.get(), "1HGCM82633A004352", 17, out, err);
                  }),
                  "customer_id") == john);
}
