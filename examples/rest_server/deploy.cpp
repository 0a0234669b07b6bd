// /deploy. The command outlives the server, because it may be what restarts it; what it prints goes to the
// server's standard error stream, never to the caller.
#include "deploy.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <crm/auth.hpp>

#include "answers.hpp"
#include "body.hpp"
#include "handlers.hpp"
#include "service.hpp"

namespace rest {

namespace {

using crm::json::Writer;

constexpr std::chrono::milliseconds kLook{50};

// -1: it could not be started.
pid_t start_process(const std::vector<std::string>& command) {
  posix_spawn_file_actions_t files;
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_init(&files);
  posix_spawnattr_init(&attributes);
  posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&files, STDERR_FILENO, STDOUT_FILENO);
  posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1);  // the server's port and its clients
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID);
  std::vector<char*> arguments;
  for (const std::string& argument : command) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  pid_t pid = -1;
  if (::posix_spawn(&pid, arguments[0], &files, &attributes, arguments.data(), environ) != 0) pid = -1;
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&files);
  return pid;
}

Answer state_answer(int status, std::string_view state, std::string_view message) {
  Answer answer{status};
  Writer out(answer.body);
  out.begin_object().key("status").value(state).key("message").value(message).key("output").null();
  out.key("timestamp").value(timestamp()).end_object();
  return answer;
}

// A signed body that is no push of ours is nobody's fault. A branch that was deleted has nothing to deploy.
bool is_push_to_branch(const Exchange& exchange, const Deploy& deploy) {
  if (exchange.request.header("x-github-event") != "push") return false;
  const Value body = read_body(exchange.request.body);
  const auto ref = said_text(body, "ref");
  const Value* deleted = said(body, "deleted");
  const bool is_gone =
      deleted != nullptr && deleted->kind() == crm::json::Kind::boolean && deleted->boolean();
  return ref && deploy.is_branch(*ref) && !is_gone;
}

// GitHub's are UUIDs; a line of the file holds one.
bool is_delivery(std::string_view id) {
  const auto is_plain = [](char letter) {
    return (letter >= '0' && letter <= '9') || (letter >= 'a' && letter <= 'z') ||
           (letter >= 'A' && letter <= 'Z') || letter == '-';
  };
  return !id.empty() && id.size() <= 100 && std::all_of(id.begin(), id.end(), is_plain);
}

}  // namespace

Deploy::Deploy(DeploySettings settings) : settings_(std::move(settings)) {
  if (!is_on()) return;
  std::ifstream before(settings_.deliveries_file);
  for (std::string delivery; std::getline(before, delivery);) deliveries_.insert(delivery);
  written_.open(settings_.deliveries_file, std::ios::app);
  if (!written_)
    throw crm::Error(crm::Code::permission,
                     "The file crm.deliveries, which keeps a push from deploying twice, cannot be written "
                     "here: start the server in a folder of its own.",
                     "--deploy-command");
}

bool Deploy::is_signed(std::string_view body, std::string_view signature) const {
  return crm::is_signed(body, settings_.secret, signature);
}

bool Deploy::remember(const std::string& delivery) {
  const std::lock_guard lock(mutex_);
  if (deliveries_.contains(delivery)) return false;
  written_ << delivery << std::endl;
  if (!written_) throw crm::Error(crm::Code::unavailable, "The delivery could not be written down.");
  deliveries_.insert(delivery);
  return true;
}

bool Deploy::start() {
  return worker_.offer([this] { run(); });
}

void Deploy::run() {
  state_ = "running";
  const pid_t pid = start_process(settings_.command);
  int status = -1;
  while (pid > 0 && !ending_ && ::waitpid(pid, &status, WNOHANG) == 0) std::this_thread::sleep_for(kLook);
  state_ = pid > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0 ? "succeeded" : "failed";
}

Answer deploy(Exchange& exchange) {
  Deploy& deploy = exchange.service.deploy();
  if (!deploy.is_on()) throw Refusal{404, "not_found", "The deploy webhook is off."};
  if (!deploy.is_signed(exchange.request.body, exchange.request.header("x-hub-signature-256")))
    throw Refusal{401, "unauthorized", "The signature is missing or wrong."};
  const std::string delivery(exchange.request.header("x-github-delivery"));
  if (!is_delivery(delivery)) throw bad_request("X-GitHub-Delivery is required.");
  if (!is_push_to_branch(exchange, deploy))
    return state_answer(200, "ignored", "This event deploys nothing.");
  if (!deploy.remember(delivery)) throw Refusal{409, "conflict", "This delivery came before."};
  const bool queued = deploy.start();
  return state_answer(
      202, queued ? "queued" : "waiting",
      queued ? "The deploy command will run." : "A deploy waits already; it will take this push along.");
}

Answer deploy_guide(Exchange& exchange) {
  const Deploy& deploy = exchange.service.deploy();
  Answer answer;
  Writer out(answer.body);
  out.begin_object().key("message").value("Deployment webhook");
  out.key("description").value("A push to the repository on GitHub runs the operator's deploy command.");
  out.key("usage").value("POST /deploy, sent and signed by GitHub");
  out.key("setup_instructions").begin_array();
  out.value("Start crm_server with --deploy-secret-file, --deploy-command and --deploy-branch.");
  out.value("On GitHub: Settings, Webhooks, Add webhook; the payload URL ends in /deploy.");
  out.value("Content type application/json, the same secret, just the push event.").end_array();
  out.key("manual_alternative").value("Run your deploy command on the server by hand.");
  out.key("status")
      .value(deploy.is_on() ? deploy.state() : "off: no secret and command are configured")
      .end_object();
  return answer;
}

}  // namespace rest
