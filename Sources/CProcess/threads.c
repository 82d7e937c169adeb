#include "CProcess.h"

#include <pthread.h>
#include <signal.h>

static void *begin(void *work) {
  ((void (*)(void))work)();
  return NULL;
}

bool sroc_start_thread(size_t stack_bytes, void (*work)(void)) {
  pthread_attr_t attributes;
  if (pthread_attr_init(&attributes) != 0) { return false; }
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  pthread_attr_setstacksize(&attributes, stack_bytes);
  // A thread begins with the signals blocked that its maker has blocked.
  sigset_t blocked, earlier;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGINT);
  sigaddset(&blocked, SIGTERM);
  sigaddset(&blocked, SIGHUP);
  pthread_sigmask(SIG_BLOCK, &blocked, &earlier);
  pthread_t thread;
  int failure = pthread_create(&thread, &attributes, begin, (void *)work);
  pthread_sigmask(SIG_SETMASK, &earlier, NULL);
  pthread_attr_destroy(&attributes);
  return failure == 0;
}
