#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The seconds of processor time that this process has used so far, over all its threads: differences
/// of it leave out the time in which other programs had the processor, which the wall clock does not.
/// Everything timed here runs on one thread at a time.
func processorTime() -> Double {
  var time = timespec()
  let status = clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  precondition(status == 0, "no clock for the process")
  return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
}
