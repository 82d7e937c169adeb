import Documents

/// What came of the rows of a batch, or of one shard of it.
public struct BatchCount: Sendable {
  /// Rows that this process has to see to.
  public var total: Int
  /// Rows that stand, those of an earlier process included.
  public var done = 0
  /// Rows that an earlier process wrote.
  public var kept = 0
  /// Rows with estimates that passed all checks.
  public var ok = 0
  /// Rows with estimates that did not.
  public var notConverged = 0
  /// Rows without estimates.
  public var errors = 0
  /// The first error in the order of the rows, with its data set.
  public var firstError: (dataset: String, message: String)? { error?.words }
  private var error: (row: Int, words: (dataset: String, message: String))?

  /// None yet.
  ///
  /// - Parameter total: rows to come.
  public init(total: Int) { self.total = total }

  /// Notes an error, which threads may meet in any order.
  mutating func note(error words: (dataset: String, message: String), row: Int) {
    if row < error?.row ?? .max { error = (row, words) }
  }

  mutating func add(_ status: RowStatus?) {
    done += 1
    switch status {
    case .ok: ok += 1
    case .notConverged: notConverged += 1
    case .error, nil: errors += 1
    }
  }

  /// What a person reads at the end: "1,000 data sets: 998 ok, 1 not converged, 1 error".
  public var words: String {
    let sets = total == 1 ? "1 data set" : "\(NumberText.count(total)) data sets"
    var parts = ["\(NumberText.count(ok)) ok"]
    if notConverged > 0 { parts.append("\(NumberText.count(notConverged)) not converged") }
    if errors > 0 {
      parts.append("\(NumberText.count(errors)) \(errors == 1 ? "error" : "errors")")
    }
    return "\(sets): " + parts.joined(separator: ", ")
  }

  /// What a person reads meanwhile: "1,250 of 25,000, 96/s, 4 min left".
  ///
  /// - Parameter seconds: since this process began.
  /// - Returns: a few words.
  public func progress(after seconds: Double) -> String {
    let standing = "\(NumberText.count(done)) of \(NumberText.count(total))"
    let own = done - kept
    guard seconds >= 1, own > 0 else { return standing }
    let rate = Double(own) / seconds
    let speed = rate >= 10 ? "\(Int(rate))/s" : "\(Int((rate * 60).rounded()))/min"
    return "\(standing), \(speed), \(Self.duration(Double(total - done) / rate)) left"
  }

  private static func duration(_ seconds: Double) -> String {
    switch seconds {
    case ..<60: "\(Int(seconds.rounded(.up))) s"
    case ..<5400: "\(Int((seconds / 60).rounded(.up))) min"
    default: "\(Int((seconds / 3600).rounded(.up))) h"
    }
  }
}

/// Why a batch ended before its last row.
public struct BatchInterrupted: Error {
  /// What stands.
  public let count: BatchCount
}
