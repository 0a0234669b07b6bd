// Which of a customer's loans an entry is about.
#pragma once

#include <crm/load.hpp>
#include <vector>

#include "service/run_memory.hpp"

namespace crm::service {

// A customer's loans while a file is written. A pointer that is answered is valid until take(), and its loan
// is not what another entry of the same file is about.
class LoanMatch {
 public:
  LoanMatch(std::vector<Loan> there, const RunMemory& run);

  // The one with this id. Error(conflict) when the entry gives it another product_name or origination_date:
  // then the id is another database's.
  Loan* by_id(const Entry<Loan>& entry);
  // Of an export of another database: what its id means here. Else, the one with the same id when product and
  // origination agree.
  Loan* by_source_id(const Entry<Loan>& entry);
  // One that the source has not spoken of, with every value that the entry names.
  Loan* unspoken_equal(const Entry<Loan>& entry);
  // The only one of that product (and origination date, when the entry names one) that the source has not
  // spoken of. Error(conflict, ..., "product_name") when there are several.
  Loan* unspoken_of_product(const Entry<Loan>& entry);
  // The one of that product (and origination date): the one that has every value when there are several.
  Loan* by_product(const Entry<Loan>& entry);
  // By product alone, when loans of one product are told apart by what is said of them; nth: how often the
  // source has said just this. Equal ones come first; then, all loans that the source has not spoken of being
  // none: a new one; there being only one loan at all: that. Else Error(conflict, ..., "product_name").
  Loan* by_content(const Entry<Loan>& entry, std::size_t nth);

  // One that the file has made.
  void take(Loan loan);

 private:
  struct Known {
    Loan loan;
    bool taken;
  };
  template <class Fits>
  std::vector<Known*> all(Fits fits);
  template <class Fits>
  Loan* only(const Entry<Loan>& entry, Fits fits);
  static Loan* take(Known* known);

  std::vector<Known> known_;
  const RunMemory& run_;
};

}  // namespace crm::service
