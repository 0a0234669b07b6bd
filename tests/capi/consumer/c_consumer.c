/* Makes a database with John in it through the installed C library, and asks who he is. */
#include <crm.h>
#include <stdio.h>

int main(int argc, char** argv) {
  crm_options* options = NULL;
  crm_database* database = NULL;
  crm_session* session = NULL;
  crm_text* answer = NULL;
  crm_error* error = NULL;
  const char* john =
      "{\"account_number\": \"1\", \"first_name\": \"John\", \"primary_phone_number\": \"5551234567\", "
      "\"state\": \"NY\"}";
  int failed = argc != 2 || crm_options_new(&options, &error) ||
               crm_options_set_url(options, argv[1], CRM_NTS, &error) ||
               crm_options_set_migrate(options, 1, &error) || crm_open(options, &database, &error) ||
               crm_session_new(database, "consumer", CRM_NTS, &session, &error) ||
               crm_customer_create(session, john, CRM_NTS, NULL, &error) ||
               crm_pre_call_json(session, "5551234567", CRM_NTS, &answer, &error);
  puts(failed ? crm_error_message(error, NULL) : crm_text_data(answer, NULL));
  crm_text_free(answer);
  crm_error_free(error);
  crm_session_free(session);
  crm_close(database);
  crm_options_free(options);
  return failed;
}
