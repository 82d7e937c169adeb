// What a process asks of the system where nothing may be allocated or locked.
#ifndef CPROCESS_H
#define CPROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// What a signal finds the program at.
enum sroc_phase {
  /// Nothing is on disk: the program leaves at once.
  SROC_WORKING,
  /// Files are being written: the work is told to stop and removes them.
  SROC_WRITING,
  /// All files are complete.
  SROC_WRITTEN,
};

/// Begins to listen to SIGINT, SIGTERM and SIGHUP, the last unless it is ignored as under nohup.
///
/// Called by the main thread, which alone receives them: while the handler looks at the phase, no other
/// can begin.
///
/// - erases_line: whether a progress bar may stand on the line where the message goes.
void sroc_watch_signals(bool erases_line);

/// Enters a phase.
void sroc_set_phase(enum sroc_phase phase);

/// The first of these signals that arrived; 0 where none did.
int sroc_caught_signal(void);

/// Ends the program with 70 and a message where a limit of the system is below what any run needs: Swift
/// ends on a failed allocation with a signal, after which nothing can be said. Without such limits memory that was
/// freed is kept for the next use. First thing in main.
void sroc_require_limits(void);

/// Bytes that may still be allocated under the limits of address space and data; UINT64_MAX without any.
uint64_t sroc_memory_left(void);

/// Bytes of memory of the machine, or of the container; UINT64_MAX where unknown.
uint64_t sroc_physical_memory(void);

/// Starts a thread that these signals do not reach and that nobody waits for.
///
/// - Returns: false where the system refuses one.
bool sroc_start_thread(size_t stack_bytes, void (*work)(void));

#endif
