import Documents
import Fitting
import Messages
import Requests

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Stops the process, as libFuzzer wants a finding to be told.
func broken(_ property: String) -> Never {
  tell("\nfuzz: broken property: \(property)")
  abort()
}

/// Writes a line to standard error.
func tell(_ line: String) {
  let bytes = Array((line + "\n").utf8)
  _ = write(2, bytes, bytes.count)
}

/// Stops the process unless the condition holds.
func require(_ condition: Bool, _ property: @autoclosure () -> String) {
  if !condition { broken(property()) }
}

/// An error of bad input blames the input, never the program, and has a message that can be shown.
///
/// - Parameter error: any error of a reader.
func requireGoodMessage(_ error: any Error) {
  let error = AnalysisError(error)
  let said = error.message.spelled(by: .commandLine)
  require(error.code != .software, "bad input called a defect: \(said.debugDescription)")
  requireVisible(SafeText.visible(said), "message")
}

/// A text for the terminal: not empty, and nothing but its line ends that a terminal may obey.
///
/// - Parameters:
///   - text: what is shown.
///   - what: its name.
func requireVisible(_ text: String, _ what: String) {
  require(!text.isEmpty, "empty \(what)")
  let steering = text.unicodeScalars.first { $0 != "\n" && SafeText.steers($0) }
  require(steering == nil, "\(what) that steers a terminal: \(text.debugDescription)")
}
