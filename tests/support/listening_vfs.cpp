// A SQLite VFS that passes everything on to the real one, and tells a listener about some of it.
#include "support/listening_vfs.hpp"

#include <sqlite3.h>

#include <stdexcept>
#include <utility>

namespace crm::test {

namespace {

FileListener listener;
sqlite3_vfs* real_vfs = nullptr;

// In SQLite's memory for a file the real one follows ours.
struct File {
  sqlite3_file base;
  sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};

sqlite3_file* real(sqlite3_file* file) { return reinterpret_cast<File*>(file)->real(); }
const sqlite3_io_methods& methods_of(sqlite3_file* file) { return *real(file)->pMethods; }

int write(sqlite3_file* file, const void* data, int size, sqlite3_int64 offset) {
  const int result = listener(FileStep::write);
  return result != SQLITE_OK ? result : methods_of(file).xWrite(real(file), data, size, offset);
}

int sync(sqlite3_file* file, int flags) {
  const int result = listener(FileStep::sync);
  return result != SQLITE_OK ? result : methods_of(file).xSync(real(file), flags);
}

// No memory maps: what SQLite fetches it then reads.
int fetch(sqlite3_file*, sqlite3_int64, int, void** pointer) {
  *pointer = nullptr;
  return SQLITE_OK;
}

// Without maps SQLite calls this in one place only: at the start of a checkpoint whose log has changed.
int unfetch(sqlite3_file*, sqlite3_int64, void*) { return listener(FileStep::checkpoint_begins); }

sqlite3_io_methods listening_methods() {
  sqlite3_io_methods methods{};
  methods.iVersion = 3;
  methods.xClose = [](sqlite3_file* f) { return methods_of(f).xClose(real(f)); };
  methods.xRead = [](sqlite3_file* f, void* p, int n, sqlite3_int64 at) {
    return methods_of(f).xRead(real(f), p, n, at);
  };
  methods.xWrite = write;
  methods.xTruncate = [](sqlite3_file* f, sqlite3_int64 n) { return methods_of(f).xTruncate(real(f), n); };
  methods.xSync = sync;
  methods.xFileSize = [](sqlite3_file* f, sqlite3_int64* n) { return methods_of(f).xFileSize(real(f), n); };
  methods.xLock = [](sqlite3_file* f, int lock) { return methods_of(f).xLock(real(f), lock); };
  methods.xUnlock = [](sqlite3_file* f, int lock) { return methods_of(f).xUnlock(real(f), lock); };
  methods.xCheckReservedLock = [](sqlite3_file* f, int* out) {
    return methods_of(f).xCheckReservedLock(real(f), out);
  };
  methods.xFileControl = [](sqlite3_file* f, int what, void* value) {
    return methods_of(f).xFileControl(real(f), what, value);
  };
  methods.xSectorSize = [](sqlite3_file* f) { return methods_of(f).xSectorSize(real(f)); };
  methods.xDeviceCharacteristics = [](sqlite3_file* f) {
    return methods_of(f).xDeviceCharacteristics(real(f));
  };
  methods.xShmMap = [](sqlite3_file* f, int region, int size, int extend, void volatile** out) {
    return methods_of(f).xShmMap(real(f), region, size, extend, out);
  };
  methods.xShmLock = [](sqlite3_file* f, int offset, int n, int flags) {
    return methods_of(f).xShmLock(real(f), offset, n, flags);
  };
  methods.xShmBarrier = [](sqlite3_file* f) { methods_of(f).xShmBarrier(real(f)); };
  methods.xShmUnmap = [](sqlite3_file* f, int remove) { return methods_of(f).xShmUnmap(real(f), remove); };
  methods.xFetch = fetch;
  methods.xUnfetch = unfetch;
  return methods;
}

int open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  static const sqlite3_io_methods methods = listening_methods();
  const int result = real_vfs->xOpen(real_vfs, name, real(file), flags, out_flags);
  file->pMethods = real(file)->pMethods != nullptr ? &methods : nullptr;
  return result;
}

}  // namespace

void listen_to_files(FileListener to) {
  static sqlite3_vfs vfs;
  listener = std::move(to);
  if (real_vfs != nullptr) return;
  real_vfs = sqlite3_vfs_find(nullptr);
  vfs = *real_vfs;
  vfs.zName = "listening";
  vfs.pNext = nullptr;
  vfs.szOsFile = static_cast<int>(sizeof(File)) + real_vfs->szOsFile;
  vfs.xOpen = open;
  if (sqlite3_vfs_register(&vfs, 1) != SQLITE_OK) throw std::runtime_error("SQLite takes no VFS");
}

}  // namespace crm::test
