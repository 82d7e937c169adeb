#include "CProcess.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

// The minima. What was measured on x86-64 with the release build stands beside each.
enum {
  // --version 44,811 kB with the shared libraries of Swift, of which 44,600 kB are mapped before main.
  least_address_space = 64 << 20,
  // Beyond what is mapped: `check` 0.2 MB, `fit` of a dozen studies 6 MB, with all its files 11 MB.
  least_memory_left = 16 << 20,
  // `fit` 245 kB.
  least_stack = 512 << 10,
  // `fit --out` 4: three streams and one file at a time.
  least_files = 16,
};

static void refuse(const char *what, const char *option, unsigned long long there,
                   unsigned long long needed, const char *unit) {
  char text[256];
  int length = snprintf(text, sizeof text,
                        "sroc: the limit of %s (ulimit %s) leaves %llu%s; at least %llu%s are needed\n",
                        what, option, there, unit, needed, strncmp(unit, " kB", 3) == 0 ? " kB" : "");
  if (length > 0) {
    ssize_t written = write(2, text, (size_t)length);
    (void)written;
  }
  _exit(70);
}

/// Pages of the program's address space and of its data; 0 where the system does not tell.
static void mapped_bytes(unsigned long long *all, unsigned long long *data) {
  *all = *data = 0;
  int file = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
  if (file < 0) { return; }
  char text[128];
  ssize_t count = read(file, text, sizeof text - 1);
  close(file);
  if (count <= 0) { return; }
  text[count] = 0;
  unsigned long long fields[6] = {0};
  char *rest = text;
  for (int k = 0; k < 6; k++) { fields[k] = strtoull(rest, &rest, 10); }
  unsigned long long page = (unsigned long long)sysconf(_SC_PAGESIZE);
  *all = fields[0] * page;
  *data = fields[5] * page;
}

static uint64_t less(uint64_t limit, unsigned long long taken) {
  return limit > taken ? limit - taken : 0;
}

static bool soft_limit(int resource, uint64_t *value) {
  struct rlimit limit;
  if (getrlimit(resource, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) { return false; }
  *value = limit.rlim_cur;
  return true;
}

uint64_t sroc_memory_left(void) {
  uint64_t space, data, left = UINT64_MAX;
  bool has_space = soft_limit(RLIMIT_AS, &space), has_data = soft_limit(RLIMIT_DATA, &data);
  if (!has_space && !has_data) { return left; }
  unsigned long long all, own;
  mapped_bytes(&all, &own);
  if (has_space) { left = less(space, all); }
  if (has_data && less(data, own) < left) { left = less(data, own); }
  return left;
}

uint64_t sroc_physical_memory(void) {
  long pages = sysconf(_SC_PHYS_PAGES), page = sysconf(_SC_PAGESIZE);
  uint64_t size = pages > 0 && page > 0 ? (uint64_t)pages * (uint64_t)page : UINT64_MAX;
  // The limit of a container.
  int file = open("/sys/fs/cgroup/memory.max", O_RDONLY | O_CLOEXEC);
  if (file < 0) { return size; }
  char text[32];
  ssize_t count = read(file, text, sizeof text - 1);
  close(file);
  if (count <= 0 || text[0] < '0' || text[0] > '9') { return size; }
  text[count] = 0;
  uint64_t limit = strtoull(text, NULL, 10);
  return limit > 0 && limit < size ? limit : size;
}

void sroc_require_limits(void) {
  uint64_t value, left;
  if (soft_limit(RLIMIT_STACK, &value) && value < least_stack) {
    refuse("the stack", "-s", value >> 10, least_stack >> 10, " kB");
  }
  if (soft_limit(RLIMIT_AS, &value) && value < least_address_space) {
    refuse("address space", "-v", value >> 10, least_address_space >> 10, " kB");
  }
  left = sroc_memory_left();
  if (left < least_memory_left) {
    bool is_space = soft_limit(RLIMIT_AS, &value);
    refuse(is_space ? "address space" : "data", is_space ? "-v" : "-d", left >> 10,
           least_memory_left >> 10, " kB beside the program");
  }
  if (soft_limit(RLIMIT_NOFILE, &value) && value < least_files) {
    refuse("open files", "-n", value, least_files, "");
  }
  // RLIMIT_NPROC needs no minimum: where no thread can be made, the one at hand does the work.
#ifdef __GLIBC__
  if (left != UINT64_MAX) {
    // Otherwise each thread reserves 64 MB for what it allocates.
    mallopt(M_ARENA_MAX, 1);
  } else {
    // Columns of draws come and go all the time, and a page that was given back is cleared again for the next
    // one: kept, a fit takes a quarter less page faults and some 3 % less time.
    mallopt(M_MMAP_THRESHOLD, 32 << 20);
    mallopt(M_TRIM_THRESHOLD, 256 << 20);
  }
#endif
}
