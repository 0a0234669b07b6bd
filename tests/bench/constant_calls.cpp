// crm_server's pre-call, answering the same bytes whoever is asked for: CONSTANT_BYTES of them. The rest of
// the server, with its credentials, is as it is.
#include <cstdlib>
#include <string>

#include "handlers.hpp"

namespace rest {

Answer pre_call(Exchange&) {
  static const std::string body(std::strtoul(std::getenv("CONSTANT_BYTES"), nullptr, 10), 'x');
  Answer answer;
  answer.body = body;
  return answer;
}

Answer post_call(Exchange&) { return {}; }

}  // namespace rest
