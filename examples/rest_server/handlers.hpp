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

// calls.cpp
Answer pre_call(Exchange& exchange);
Answer post_call(Exchange& exchange);

// about.cpp
Answer root(Exchange& exchange);
Answer health(Exchange& exchange);
Answer api_health(Exchange& exchange);
Answer deploy_guide(Exchange& exchange);
Answer dashboard_stats(Exchange& exchange);

}  // namespace rest
