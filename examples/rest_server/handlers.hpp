// Who answers each route. A handler translates, and leaves every rule to the library.
#pragma once

#include "route.hpp"

namespace rest {

// customers.cpp
Answer list_customers(Exchange& exchange);
Answer create_customer(Exchange& exchange);
Answer show_customer(Exchange& exchange);
Answer update_customer(Exchange& exchange);
Answer delete_customer(Exchange& exchange);

// loans.cpp
Answer list_loans(Exchange& exchange);
Answer create_loan(Exchange& exchange);
Answer show_loan(Exchange& exchange);
Answer update_loan(Exchange& exchange);
Answer delete_loan(Exchange& exchange);

// interactions.cpp
Answer list_interactions(Exchange& exchange);
Answer create_interaction(Exchange& exchange);
Answer show_interaction(Exchange& exchange);
Answer update_interaction(Exchange& exchange);
Answer delete_interaction(Exchange& exchange);

// owned.cpp. R: crm::CustomerPhone, crm::Vehicle, crm::CustomerNote
template <class R>
Answer list_owned(Exchange& exchange);
template <class R>
Answer create_owned(Exchange& exchange);
template <class R>
Answer show_owned(Exchange& exchange);
template <class R>
Answer update_owned(Exchange& exchange);
template <class R>
Answer delete_owned(Exchange& exchange);
Answer list_payments(Exchange& exchange);
Answer record_payment(Exchange& exchange);
Answer show_payment(Exchange& exchange);
Answer reverse_payment(Exchange& exchange);

// calls.cpp
Answer pre_call(Exchange& exchange);
Answer post_call(Exchange& exchange);

// sign_in.cpp
Answer login(Exchange& exchange);
Answer refresh(Exchange& exchange);
Answer logout(Exchange& exchange);
Answer me(Exchange& exchange);
Answer change_password(Exchange& exchange);

// about.cpp
Answer root(Exchange& exchange);
Answer health(Exchange& exchange);
Answer api_health(Exchange& exchange);
Answer dashboard_stats(Exchange& exchange);
Answer metrics(Exchange& exchange);

// deploy.cpp
Answer deploy(Exchange& exchange);
Answer deploy_guide(Exchange& exchange);

// docs.cpp
Answer docs_page(Exchange& exchange);
Answer docs_start(Exchange& exchange);
Answer docs_style(Exchange& exchange);
Answer docs_script(Exchange& exchange);

// openapi.cpp
Answer openapi(Exchange& exchange);

}  // namespace rest
