import AccuracyAnalysis
import Reports

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
  require(error.code != .software, "bad input called a defect: \(error.message.debugDescription)")
  requireVisible(SafeText.visible(error.message), "message")
}

/// A text for the terminal: not empty, nothing in it that steers a terminal or turns its direction.
///
/// - Parameters:
///   - text: what is shown.
///   - what: its name.
func requireVisible(_ text: String, _ what: String) {
  require(!text.isEmpty, "empty \(what)")
  for scalar in text.unicodeScalars {
    let steers: Bool =
      switch scalar.value {
      case 0x0A: false
      case 0..<0x20, 0x7F..<0xA0: true
      case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: true
      default: false
      }
    require(!steers, "\(what) with a control character: \(text.debugDescription)")
  }
}
