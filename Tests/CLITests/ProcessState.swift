import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

// What the system says of a running process, so that a test sends a signal when the program is ready for
// it and not after so many seconds. Linux alone says it; elsewhere the tests wait for a second.

/// The fields of /proc/PID/stat from the state on (proc(5) numbers it 3); nil where there are none.
private func statistics(of process: pid_t) -> [Substring]? {
  guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
    // The name of the program, in parentheses, may hold anything.
    let end = text.lastIndex(of: ")")
  else { return nil }
  return text[text.index(after: end)...].split(separator: " ")
}

/// Processor time of a running process so far, over all threads; nil where the system does not say.
func processorSeconds(of process: pid_t) -> Double? {
  // utime and stime are fields 14 and 15.
  guard let fields = statistics(of: process), fields.count > 12, let user = Double(fields[11]),
    let system = Double(fields[12])
  else { return nil }
  return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
}

/// Whether a signal is in a mask of /proc/PID/status, such as SigCgt and SigIgn; nil where the system
/// does not say.
func hasSignal(_ number: Int32, in mask: String, of process: pid_t) -> Bool? {
  guard let text = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8),
    let line = text.split(separator: "\n").first(where: { $0.hasPrefix(mask + ":") }),
    let bits = UInt64(line.dropFirst(mask.count + 1).filter(\.isHexDigit), radix: 16)
  else { return nil }
  return bits >> UInt64(number - 1) & 1 == 1
}

/// Waits until a condition holds, for ten minutes at most and no longer than the process lives.
///
/// - Returns: whether it came to hold.
func waited(for process: pid_t, until condition: () -> Bool) -> Bool {
  let limit = ContinuousClock.now + .seconds(600)
  while !condition() {
    if ContinuousClock.now > limit || statistics(of: process)?.first == "Z" { return false }
    usleep(2000)
  }
  return true
}

/// Waits until the program has its own handler for a signal, which the shell before it has not.
func waitedForHandler(of number: Int32, in process: pid_t) -> Bool {
  #if os(Linux)
    return waited(for: process) { hasSignal(number, in: "SigCgt", of: process) == true }
  #else
    usleep(1_000_000)
    return true
  #endif
}

/// Waits until the program waits for somebody: asleep at 50 looks one after the other, without work;
/// what the caller wants to see is called at each look.
func waitedUntilAsleep(_ process: pid_t, atEachLook: () -> Void = {}) -> Bool {
  #if os(Linux)
    var looks = 0
    var work: Double?
    return waited(for: process) {
      atEachLook()
      let now = processorSeconds(of: process)
      looks = statistics(of: process)?.first == "S" && now == work ? looks + 1 : 0
      work = now
      return looks == 50
    }
  #else
    usleep(1_000_000)
    return true
  #endif
}
