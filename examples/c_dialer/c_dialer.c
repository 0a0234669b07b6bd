// A dialer in C: asks who is behind a number, calls them if that is allowed, and records what came of it.
//
//   cc -std=c99 c_dialer.c $(pkg-config --cflags --libs crm) -o c_dialer
//   ./c_dialer sqlite:///crm.db 5551234567
#include <crm.h>
#include <inttypes.h>
#include <stdio.h>

// Stands for your telephony: calls the customer, and says what came of it. True when something failed.
static int dial(const crm_customer* customer, crm_outcome* outcome, crm_error** error) {
  printf("calling %s\n", crm_customer_first_name(customer, NULL));
  return crm_outcome_set_call_id(outcome, "CALL-1", CRM_NTS, error) ||
         crm_outcome_set_customer_id(outcome, crm_customer_id(customer), error) ||
         crm_outcome_set_disposition(outcome, "Promise_to_Pay", CRM_NTS, error) ||
         crm_outcome_set_agreed_amount(outcome, 50000, error) ||  // cents
         crm_outcome_set_agreed_date(outcome, 20260315, error);
}

static void show(const crm_candidate* who) {
  const crm_decision* decision = crm_candidate_decision(who);
  for (size_t i = 0; i < crm_candidate_loan_count(who); ++i) {
    const crm_loan* loan = crm_candidate_loan(who, i);
    printf("%s: %" PRId64 " cents due\n", crm_loan_product_name(loan, NULL), crm_loan_due_amount(loan));
  }
  for (size_t i = 0; i < crm_decision_reason_count(decision); ++i)
    printf("not allowed: %s\n", crm_decision_reason_message(decision, i, NULL));
}

// One call: ask first, call only if that is allowed, record what came of it. True when something failed.
static int call_one(crm_session* session, const char* number, crm_error** error) {
  crm_pre_call_answer* answer = NULL;
  if (crm_pre_call(session, number, CRM_NTS, &answer, error)) return 1;
  // A number may be shared: the customer whose primary number it is comes first. NULL: nobody has this
  // number.
  const crm_candidate* who = crm_pre_call_answer_candidate(answer, 0);
  crm_outcome* outcome = NULL;
  int failed = 0;
  show(who);
  if (crm_decision_allowed(crm_candidate_decision(who)))
    failed = crm_outcome_new(&outcome, error) || dial(crm_candidate_customer(who), outcome, error) ||
             crm_post_call(session, outcome, NULL, error);  // on disk when it returns; again changes nothing
  crm_outcome_free(outcome);
  crm_pre_call_answer_free(answer);
  return failed;
}

int main(int argc, char** argv) {
  crm_options* options = NULL;
  crm_database* database = NULL;  // one for all threads
  crm_session* session = NULL;    // one for each thread, with the name of whoever acts
  crm_error* error = NULL;
  if (argc != 3) {
    fprintf(stderr, "usage: c_dialer DATABASE_URL NUMBER\n");
    return 2;
  }
  int failed = crm_options_new(&options, &error) || crm_options_set_url(options, argv[1], CRM_NTS, &error) ||
               crm_open(options, &database, &error) ||
               crm_session_new(database, "c_dialer", CRM_NTS, &session, &error) ||
               call_one(session, argv[2], &error);
  if (failed) fprintf(stderr, "c_dialer: %s\n", crm_error_message(error, NULL));
  crm_error_free(error);  // every _free takes NULL too
  crm_session_free(session);
  crm_close(database);
  crm_options_free(options);
  return failed;
}
