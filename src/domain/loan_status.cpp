// Which loans are open.
#include <crm/loan.hpp>

namespace crm {

bool is_open(const Loan& loan) noexcept { return loan.status != "paid_off"; }

}  // namespace crm
