#include "CProcess.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

static _Atomic int current_phase = SROC_WORKING;
static _Atomic int caught = 0;
static volatile sig_atomic_t erases = 0;

static void say(const char *text) {
  // Nothing could be done about a failure.
  ssize_t written = write(2, text, strlen(text));
  (void)written;
}

/// Does only what POSIX calls async-signal-safe.
static void end(int number) {
  int none = 0;
  atomic_compare_exchange_strong(&caught, &none, number);
  int phase = atomic_load(&current_phase);
  if (phase == SROC_WRITING) { return; }
  if (erases) { say("\r\033[2K"); }
  say(phase == SROC_WRITTEN ? "sroc: interrupted; all files were written\n"
                            : "sroc: interrupted; nothing was written\n");
  _exit(128 + number);
}

void sroc_watch_signals(bool erases_line) {
  erases = erases_line;
  static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
  struct sigaction action = {.sa_handler = end};
  sigemptyset(&action.sa_mask);
  for (size_t k = 0; k < 3; k++) { sigaddset(&action.sa_mask, numbers[k]); }
  for (size_t k = 0; k < 3; k++) {
    struct sigaction earlier;
    bool is_ignored = sigaction(numbers[k], NULL, &earlier) == 0 && earlier.sa_handler == SIG_IGN;
    if (numbers[k] == SIGHUP && is_ignored) { continue; }
    sigaction(numbers[k], &action, NULL);
  }
  // A caller may have left them blocked, which outlives exec.
  sigprocmask(SIG_UNBLOCK, &action.sa_mask, NULL);
}

void sroc_set_phase(enum sroc_phase phase) { atomic_store(&current_phase, phase); }

int sroc_caught_signal(void) { return atomic_load_explicit(&caught, memory_order_relaxed); }
