// Counters without locks; the text is made when it is asked for.
#include "metrics.hpp"

namespace rest {

namespace {

std::string seconds(std::int64_t microseconds) {
  std::string text = std::to_string(microseconds % 1'000'000);
  text.insert(0, 6 - text.size(), '0');
  return std::to_string(microseconds / 1'000'000) + "." + text;
}

constexpr std::int64_t bound_us(std::size_t bucket) { return std::int64_t{100} << bucket; }

}  // namespace

Metrics::Metrics() : rows_(std::make_unique<Row[]>(routes().size() + 1)) {}

std::size_t Metrics::row_of(const Route* route) const {
  return route == nullptr ? routes().size() : static_cast<std::size_t>(route - routes().data());
}

void Metrics::count(const Route* route, int status, std::chrono::microseconds took) {
  Row& row = rows_[row_of(route)];
  std::size_t bucket = 0;
  while (bucket < kBuckets && took.count() > bound_us(bucket)) ++bucket;
  row.by_class[static_cast<std::size_t>(status / 100)].fetch_add(1, std::memory_order_relaxed);
  row.took[bucket].fetch_add(1, std::memory_order_relaxed);
  row.total_us.fetch_add(took.count(), std::memory_order_relaxed);
}

std::string Metrics::text() const {
  std::string requests =
      "# HELP crm_http_requests_total Requests answered.\n# TYPE crm_http_requests_total counter\n";
  std::string took =
      "# HELP crm_http_request_seconds Time from the request's end to its answer.\n"
      "# TYPE crm_http_request_seconds histogram\n";
  for (std::size_t i = 0; i <= routes().size(); ++i) {
    const bool known = i < routes().size();
    const std::string labels = "method=\"" + std::string(known ? routes()[i].method : "-") + "\",route=\"" +
                               std::string(known ? routes()[i].pattern : "-") + "\"";
    for (std::size_t status = 1; status < 6; ++status)
      if (const auto count = rows_[i].by_class[status].load(std::memory_order_relaxed))
        requests += "crm_http_requests_total{" + labels + ",status=\"" + std::to_string(status) + "xx\"} " +
                    std::to_string(count) + "\n";
    std::int64_t sum = 0;
    for (std::size_t bucket = 0; bucket <= kBuckets; ++bucket)
      sum += rows_[i].took[bucket].load(std::memory_order_relaxed);
    if (sum == 0) continue;
    std::int64_t below = 0;
    for (std::size_t bucket = 0; bucket < kBuckets; ++bucket) {
      below += rows_[i].took[bucket].load(std::memory_order_relaxed);
      took += "crm_http_request_seconds_bucket{" + labels + ",le=\"" + seconds(bound_us(bucket)) + "\"} " +
              std::to_string(below) + "\n";
    }
    took += "crm_http_request_seconds_bucket{" + labels + ",le=\"+Inf\"} " + std::to_string(sum) + "\n";
    took += "crm_http_request_seconds_sum{" + labels + "} " +
            seconds(rows_[i].total_us.load(std::memory_order_relaxed)) + "\n";
    took += "crm_http_request_seconds_count{" + labels + "} " + std::to_string(sum) + "\n";
  }
  return requests + took;
}

}  // namespace rest
