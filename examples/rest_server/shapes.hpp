// The contract's shapes, a list of names each. What the contract does not know stands behind "beyond".
#pragma once

#include "shape.hpp"

namespace rest::shapes {

const Shape<crm::Customer>& customer_row();  // in lists
const Shape<crm::Customer>& customer_detail();
const Shape<crm::Customer>& customer_writable();  // what clients may set
const Shape<crm::Customer>& caller();             // a customer in the pre-call answer

const Shape<crm::Loan>& loan_of_customer();  // in a customer's detail
const Shape<crm::Loan>& loan_row();          // in lists; `customer` and `vehicle` are beside it
const Shape<crm::Loan>& loan_detail();
const Shape<crm::Loan>& loan_writable();
const Shape<crm::Loan>& loan_of_caller();

const Shape<crm::Interaction>& interaction_of_customer();  // in a customer's detail
const Shape<crm::Interaction>& interaction_row();
const Shape<crm::Interaction>& interaction_detail();
const Shape<crm::Interaction>& interaction_writable();
const Shape<crm::Interaction>& interaction_of_caller();

// Of the records that the contract does not know: all that there is.
template <class R>
const Shape<R>& whole() {
  static const Shape<R> shape = Shape<R>::whole();
  return shape;
}
template <class R>
const Shape<R>& writable() {
  static const Shape<R> shape = Shape<R>::writable();
  return shape;
}

}  // namespace rest::shapes
