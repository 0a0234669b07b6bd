// Work in processes of its own, for tests with several. Only for tests that have started no thread before.
#pragma once

#include <sys/types.h>

#include <functional>
#include <string>
#include <vector>

namespace crm::test {

// A forked process that runs `work` and ends without destructors, as a killed one does. It lives two minutes
// at most, so that a hanging test fails.
class Child {
 public:
  using Work = std::function<std::string()>;

  explicit Child(const Work& work);
  // A program of its own with these arguments; what it writes to its standard output is the report. longest_life:
  // seconds.
  explicit Child(const std::vector<std::string>& command, unsigned longest_life = 120);
  ~Child();
  Child(Child&& other) noexcept;
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  void kill();
  // As Ctrl-C does.
  void interrupt();
  bool has_ended() const;
  pid_t pid() const { return pid_; }
  // Reads on in the report, up to its end at most; empty: this is the end.
  std::string read_some();
  // What the work returned, "<code>: <message>" for an Error; waits for the end.
  std::string report();
  // What a signal or a failed program left; empty: it ended well. Waits for the end.
  std::string trouble();

 private:
  pid_t pid_ = -1;
  int report_ = -1;
};

// Runs the work in a child and gives back its report. Throws when the child crashed or hung.
std::string in_child(const Child::Work& work);

// Runs the work, called with 0 to count - 1, in as many children that begin at the same moment.
std::vector<std::string> in_children(int count, const std::function<std::string(int)>& work);

// Holds children back until the parent opens it. Each child must pass.
class Gate {
 public:
  Gate();
  ~Gate();
  Gate(const Gate&) = delete;
  Gate& operator=(const Gate&) = delete;
  void pass();  // in a child
  void open();  // in the parent

 private:
  int read_end_ = -1, write_end_ = -1;
};

}  // namespace crm::test
