// A host that loads the library as Kamailio's interpreters do and unloads it as FreeSWITCH does, again and
// again, while threads are at work in it. Exits with 0 when all went well.
//
//   dlopen_host LIBRARY URL     loads, works on that database, unloads
//   dlopen_host LIBRARY         loads only, between two calls of getppid() by which a trace is cut
#include <crm.h>
#include <dlfcn.h>
#include <unistd.h>

#include <atomic>
#include <thread>
#include <vector>

namespace {

template <class Function>
Function* find(void* library, Function*, const char* name) {
  return reinterpret_cast<Function*>(dlsym(library, name));
}
#define FIND(library, name) find(library, static_cast<decltype(name)*>(nullptr), #name)

crm_database* open(void* library, const char* url) {
  crm_options* options = nullptr;
  crm_database* database = nullptr;
  FIND(library, crm_options_new)(&options, nullptr);
  FIND(library, crm_options_set_url)(options, url, CRM_NTS, nullptr);
  FIND(library, crm_options_set_migrate)(options, 1, nullptr);
  FIND(library, crm_options_set_actor)(options, "host", CRM_NTS, nullptr);
  FIND(library, crm_open)(options, &database, nullptr);
  FIND(library, crm_options_free)(options);
  return database;
}

// Works until it is told to stop; false when a call failed.
bool work(void* library, crm_database* database, const std::atomic<bool>& stop) {
  crm_session* session = nullptr;
  bool well = FIND(library, crm_session_new)(database, nullptr, 0, &session, nullptr) == CRM_OK;
  const auto ask = FIND(library, crm_pre_call);
  const auto release = FIND(library, crm_pre_call_answer_free);
  do {
    crm_pre_call_answer* answer = nullptr;
    well = well && ask(session, "5551234567", CRM_NTS, &answer, nullptr) == CRM_OK;
    release(answer);
  } while (!stop && well);
  FIND(library, crm_session_free)(session);
  return well;
}

bool load_work_and_unload(const char* path, const char* url) {
  void* library = dlopen(path, RTLD_NOW | RTLD_GLOBAL);
  if (library == nullptr) return false;
  crm_database* database = open(library, url);
  std::atomic<bool> stop = false, well = FIND(library, crm_warmup)(database, nullptr) == CRM_OK;
  const auto close = FIND(library, crm_close);
  std::vector<std::thread> threads;
  for (int i = 0; i < 2; ++i)
    threads.emplace_back([&] {
      if (!work(library, database, stop)) well = false;
    });
  dlclose(library);  // the threads are still inside
  stop = true;
  for (std::thread& thread : threads) thread.join();
  close(database);
  return well;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 2) {
    getppid();
    const bool loaded = dlopen(argv[1], RTLD_NOW | RTLD_GLOBAL) != nullptr;
    getppid();
    return loaded ? 0 : 1;
  }
  for (int i = 0; i < 20; ++i)
    if (!load_work_and_unload(argv[1], argv[2])) return 1;
  return 0;
}
