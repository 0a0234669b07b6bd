// What the server says about itself and the portfolio: /, /health, /api/health, /deploy,
// /api/dashboard-stats.
#include "answers.hpp"
#include "handlers.hpp"
#include "service.hpp"

namespace rest {

namespace {

using crm::json::Writer;

std::string_view platform(const Exchange& exchange) {
  return name(exchange.service.settings().database.platform);
}

std::string variable(const Exchange& exchange, const char* name) {
  const auto setting = crm::find_setting(exchange.service.settings().sources, name);
  return setting ? setting->value : "";
}

void append_or_null(Writer& out, const std::string& text) { text.empty() ? out.null() : out.value(text); }

Answer unhealthy(const Exchange& exchange) {
  Answer answer{503};
  Writer out(answer.body);
  out.begin_object().key("status").value("unhealthy").key("message").value("The database does not answer.");
  out.key("database").value("disconnected").key("customers").null().key("timestamp").value(timestamp());
  out.key("environment").value(platform(exchange)).end_object();
  return answer;
}

// One sum for clients that know one currency: US dollars, or the only other one.
crm::Money portfolio(const crm::Dashboard& dashboard) {
  for (const crm::Money& sum : dashboard.total_portfolio)
    if (sum.currency == crm::Currency{}) return sum;
  return dashboard.total_portfolio.empty() ? crm::Money{} : dashboard.total_portfolio.front();
}

void append_groups(Writer& out, const char* name, const std::vector<crm::LoanGroup>& groups) {
  out.key(name).begin_array();
  for (const crm::LoanGroup& group : groups) {
    out.begin_object().key("key").value(group.key).key("loans").value(group.loans);
    out.key("currency")
        .value(group.due_amount.currency.code())
        .key("due_amount")
        .raw(group.due_amount.to_string());
    out.key("balance_remaining").raw(group.balance_remaining.to_string()).end_object();
  }
  out.end_array();
}

void append_calls(std::string& text, const std::string& kind, const crm::CallStatistics& calls) {
  std::int64_t failed = 0;
  for (const crm::FailureCount& failure : calls.failures) {
    failed += failure.calls;
    text += "crm_database_calls_total{kind=\"" + kind + "\",code=\"" + std::string(name(failure.code)) +
            "\"} " + std::to_string(failure.calls) + "\n";
  }
  text += "crm_database_calls_total{kind=\"" + kind + "\",code=\"ok\"} " +
          std::to_string(calls.calls - failed) + "\n";
}

}  // namespace

Answer root(Exchange& exchange) {
  const std::string slug = variable(exchange, "REPL_SLUG"), owner = variable(exchange, "REPL_OWNER");
  Answer answer;
  Writer out(answer.body);
  out.begin_object().key("message").value("Loan collection API");
  out.key("description").value("Customers, loans and calls of a loan-collection call centre");
  out.key("version")
      .value(crm::version())
      .key("health_check")
      .value("/health")
      .key("api_health")
      .value("/api/health");
  out.key("deploy_webhook").value("/deploy").key("documentation").begin_object();
  out.key("page")
      .value("/docs")
      .key("openapi")
      .value("/openapi.json")
      .key("customers")
      .value("/api/customers");
  out.key("loans")
      .value("/api/loans")
      .key("pre_call")
      .value("/api/fetch_user_profile_pre_call/?caller_number=5551234567");
  out.key("post_call")
      .value("/api/post_call_outcomes/")
      .key("dashboard")
      .value("/api/dashboard-stats")
      .end_object();
  out.key("sample_data").value("crm_server --sample-data fills an empty database with five customers");
  out.key("replit_url");
  append_or_null(out, slug.empty() || owner.empty() ? "" : "https://" + slug + "." + owner + ".repl.co");
  out.end_object();
  return answer;
}

// Without a credential there are no counts: how many customers there are is nobody's business.
Answer health(Exchange& exchange) {
  try {
    exchange.service.database().health();
  } catch (const crm::Error&) {
    return unhealthy(exchange);
  }
  Answer answer;
  Writer out(answer.body);
  out.begin_object().key("status").value("healthy").key("message").value("The API is running.");
  out.key("database").value("connected").key("customers").null();
  out.key("timestamp").value(timestamp()).key("environment").value(platform(exchange)).end_object();
  return answer;
}

Answer api_health(Exchange& exchange) {
  const crm::Health health = exchange.service.database().health();
  Answer answer;
  Writer out(answer.body);
  out.begin_object().key("status").value("healthy").key("api_version").value(crm::version());
  out.key("database")
      .begin_object()
      .key("status")
      .value("connected")
      .key("customers")
      .value(health.customers);
  out.key("loans").value(health.loans).key("interactions").value(health.interactions);
  out.key("has_sample_data")
      .value(exchange.session.customers().find_account("1234567890").has_value())
      .end_object();
  out.key("endpoints")
      .begin_object()
      .key("customers")
      .value("/api/customers")
      .key("loans")
      .value("/api/loans");
  out.key("pre_call")
      .value("/api/fetch_user_profile_pre_call/")
      .key("post_call")
      .value("/api/post_call_outcomes/");
  out.end_object()
      .key("environment")
      .begin_object()
      .key("platform")
      .value(platform(exchange))
      .key("repl_slug");
  append_or_null(out, variable(exchange, "REPL_SLUG"));
  out.key("repl_owner");
  append_or_null(out, variable(exchange, "REPL_OWNER"));
  out.end_object().key("timestamp").value(timestamp()).end_object();
  return answer;
}

Answer dashboard_stats(Exchange& exchange) {
  const crm::Dashboard dashboard = exchange.session.dashboard();
  Answer answer;
  Writer out(answer.body);
  out.begin_object().key("total_customers").value(dashboard.total_customers);
  out.key("total_loans").value(dashboard.total_loans).key("active_loans").value(dashboard.active_loans);
  out.key("past_due_loans").value(dashboard.past_due_loans);
  out.key("total_portfolio").raw(portfolio(dashboard).to_string());
  out.key("total_interactions").value(dashboard.total_interactions).key("portfolio").begin_array();
  for (const crm::Money& sum : dashboard.total_portfolio)
    out.begin_object()
        .key("currency")
        .value(sum.currency.code())
        .key("amount")
        .raw(sum.to_string())
        .end_object();
  out.end_array();
  append_groups(out, "by_status", dashboard.by_status);
  append_groups(out, "by_days_past_due", dashboard.by_bucket);
  out.end_object();
  return answer;
}

Answer metrics(Exchange& exchange) {
  const crm::Statistics statistics = exchange.service.database().statistics();
  std::string text = exchange.service.metrics().text();
  text += "# HELP crm_waiting Requests that wait for a thread.\n# TYPE crm_waiting gauge\ncrm_waiting " +
          std::to_string(exchange.service.waiting()) + "\n";
  text += "# HELP crm_database_calls_total Calls of the library.\n# TYPE crm_database_calls_total counter\n";
  for (const auto& [kind, calls] :
       {std::pair("pre_call", &statistics.pre_call), std::pair("read", &statistics.read),
        std::pair("write", &statistics.write)})
    append_calls(text, kind, *calls);
  return {200, std::move(text), "text/plain; version=0.0.4"};
}

}  // namespace rest
