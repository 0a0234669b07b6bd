// The settings of the process: umask, signals, standard files, character set.
#include "cli/startup.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <clocale>
#include <initializer_list>

namespace crm::cli {

namespace {

// The wrong way round, so that reading and writing fail as they did before.
void fill_closed_files() {
  for (const int file : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    if (fcntl(file, F_GETFD) == -1) open("/dev/null", file == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

}  // namespace

void set_up_process() {
  umask(077);
  fill_closed_files();
  signal(SIGPIPE, SIG_DFL);  // the one that started us may have had it ignored
  std::setlocale(LC_CTYPE, "C.UTF-8");
}

}  // namespace crm::cli
