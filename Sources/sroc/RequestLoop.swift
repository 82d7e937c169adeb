import ArgumentParser
import Batches
import CProcess
import Concurrency
import Messages
import Output
import Requests

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Requests on standard input, answers on standard output, line by line, until the input ends.
///
/// Whoever sends one request and waits has its answer at once; of many that wait already several are worked
/// on side by side.
struct RequestLoop {
  let requests: RequestLines
  let threads: Int

  /// A line of more bytes is no request.
  private static let longestLine = 64 << 20

  init(seed: UInt64, threads: Int) {
    (requests, self.threads) = (RequestLines(seed: seed), threads)
  }

  func run() throws {
    // A signal then asks for the end, so that no line is broken.
    sroc_set_phase(SROC_WRITING)
    var waiting: [UInt8] = []
    var number = 1
    var isAtEnd = false
    // Bytes that were looked through for the end of a line.
    var searched = 0
    while !isAtEnd {
      isAtEnd = try read(into: &waiting)
      var lines: [[UInt8]] = []
      var start = 0
      while let end = waiting[max(start, searched)...].firstIndex(of: 10) {
        lines.append(Array(waiting[start..<end]))
        start = end + 1
      }
      waiting.removeFirst(start)
      searched = waiting.count
      if isAtEnd, !waiting.isEmpty { lines.append(waiting) }
      try answer(lines, first: number)
      number += lines.count
      guard waiting.count <= Self.longestLine else {
        throw AnalysisError(.badData, "line \(number): more than 64 MB, which is no request")
      }
    }
  }

  /// Answers as many as there are threads at a time, so that the first need not wait for the last.
  private func answer(_ lines: [[UInt8]], first: Int) throws {
    for start in stride(from: 0, to: lines.count, by: threads) {
      let some = Array(lines[start..<min(start + threads, lines.count)])
      do {
        let answers = try requests.answers(to: some, first: first + start, threads: threads)
        for answer in answers { StandardOutput.write(answer) }
      } catch is WorkCancelled {
        throw Interruption.exitCode
      }
    }
  }

  /// Waits for bytes; true at the end of the input.
  private func read(into waiting: inout [UInt8]) throws -> Bool {
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      if Cancellation.isRequested { throw Interruption.exitCode }
      let count = piece.withUnsafeMutableBytes { Glibc.read(0, $0.baseAddress, $0.count) }
      if count < 0 {
        if errno == EINTR { continue }
        let reason = String(cString: strerror(errno))
        throw AnalysisError(.noInput, "standard input cannot be read: \(reason)")
      }
      waiting.append(contentsOf: piece[..<count])
      return count == 0
    }
  }
}
