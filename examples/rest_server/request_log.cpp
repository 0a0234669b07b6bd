// One write() a line, so that lines of several threads do not mix.
#include "request_log.hpp"

#include <unistd.h>

#include <crm/date.hpp>
#include <crm/json_writer.hpp>
#include <string>

namespace rest {

void write_log(LogWhat what, const LogLine& line) {
  if (what == LogWhat::off || (what == LogWhat::errors && line.status < 500)) return;
  const auto now = std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
  std::string text;
  crm::json::Writer out(text);
  out.begin_object().key("at").value(crm::to_string(now)).key("method").value(line.method);
  out.key("route").value(line.route).key("status").value(std::int64_t{line.status});
  out.key("us").value(std::int64_t{line.took.count()}).key("request_id").value(line.request_id);
  out.key("who").value(line.who).key("address").value(line.address);
  if (!line.error.empty()) out.key("error").value(line.error);
  out.end_object();
  text += '\n';
  [[maybe_unused]] const auto written = ::write(STDERR_FILENO, text.data(), text.size());
}

}  // namespace rest
