/* Makes one call of the C library fail, stop or end the process, so that a fault can be put at each step
 * of a program that knows nothing of it. Preloaded; four variables of the environment say what happens:
 *   FAULT_CALL   rename, write, fsync or open
 *   FAULT_AT     the number of the call, from 1
 *   FAULT_DOES   kill (SIGKILL before the call), stop (SIGSTOP before it), or the number of an error
 *   FAULT_UNTIL  the last number of a call that fails; FAULT_AT where it is missing
 * Only writes to ordinary files count. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

static atomic_long calls;

/* Whether this call of a kind fails; `errno` is set then. */
static int fails(const char *kind) {
  const char *call = getenv("FAULT_CALL"), *at = getenv("FAULT_AT"), *does = getenv("FAULT_DOES");
  if (!call || !at || !does || strcmp(call, kind) != 0) return 0;
  const char *until = getenv("FAULT_UNTIL");
  long number = atomic_fetch_add(&calls, 1) + 1, first = atol(at);
  long last = until ? atol(until) : first;
  if (number < first || number > last) return 0;
  if (strcmp(does, "kill") == 0) raise(SIGKILL);
  if (strcmp(does, "stop") == 0) {
    raise(SIGSTOP);
    return 0;
  }
  errno = atoi(does);
  return 1;
}

int rename(const char *old, const char *new) {
  static int (*next)(const char *, const char *);
  if (!next) next = dlsym(RTLD_NEXT, "rename");
  return fails("rename") ? -1 : next(old, new);
}

int renameat(int from, const char *old, int to, const char *new) {
  static int (*next)(int, const char *, int, const char *);
  if (!next) next = dlsym(RTLD_NEXT, "renameat");
  return fails("rename") ? -1 : next(from, old, to, new);
}

int fsync(int file) {
  static int (*next)(int);
  if (!next) next = dlsym(RTLD_NEXT, "fsync");
  return fails("fsync") ? -1 : next(file);
}

ssize_t write(int file, const void *bytes, size_t count) {
  static ssize_t (*next)(int, const void *, size_t);
  if (!next) next = dlsym(RTLD_NEXT, "write");
  struct stat status;
  if (fstat(file, &status) == 0 && S_ISREG(status.st_mode) && file > 2 && fails("write")) return -1;
  return next(file, bytes, count);
}

/* The mode behind the flags, where the flags have one. */
#define MODE(flags, mode)                                    \
  mode_t mode = 0;                                           \
  if ((flags) & O_CREAT || ((flags) & O_TMPFILE) == O_TMPFILE) { \
    va_list rest;                                            \
    va_start(rest, flags);                                   \
    mode = va_arg(rest, mode_t);                             \
    va_end(rest);                                            \
  }

int open(const char *path, int flags, ...) {
  static int (*next)(const char *, int, ...);
  if (!next) next = dlsym(RTLD_NEXT, "open");
  MODE(flags, mode)
  return fails("open") ? -1 : next(path, flags, mode);
}

int openat(int folder, const char *path, int flags, ...) {
  static int (*next)(int, const char *, int, ...);
  if (!next) next = dlsym(RTLD_NEXT, "openat");
  MODE(flags, mode)
  return fails("open") ? -1 : next(folder, path, flags, mode);
}
