import Documents

/// A bar on one line of a terminal that grows with the work done and erases itself at the end.
///
/// It is drawn at most ten times a second, only on an interactive terminal, and never with colour.
/// Elsewhere every call is free of output. One task owns it; it is not meant to be shared.
public struct ProgressBar: ~Copyable {
  /// Whether anything is drawn.
  public let isEnabled: Bool

  private let columns: Int
  private let clock: () -> ContinuousClock.Instant
  private let sink: (String) -> Void
  private var lastDrawn: ContinuousClock.Instant?
  private var isVisible = false

  private static let interval: Duration = .milliseconds(100)

  /// A bar on standard error.
  ///
  /// - Parameter isWanted: false for `--no-progress` and `--quiet`; nothing is drawn then.
  public init(isWanted: Bool = true) {
    self.init(
      isEnabled: isWanted && Terminal.isInteractive(.error),
      columns: Terminal.columns(.error) ?? 80,
      clock: { ContinuousClock().now },
      sink: { Terminal.write($0, to: .error) })
  }

  package init(
    isEnabled: Bool, columns: Int, clock: @escaping () -> ContinuousClock.Instant,
    sink: @escaping (String) -> Void
  ) {
    self.isEnabled = isEnabled
    self.columns = columns
    self.clock = clock
    self.sink = sink
  }

  deinit {
    if isVisible { sink("\r\u{1B}[2K") }
  }

  /// Shows the work done.
  ///
  /// - Parameters:
  ///   - share: the share done; values outside 0 to 1 count as these.
  ///   - label: what is being done, for example `sampling`.
  public mutating func update(share: Double, label: String) {
    guard isEnabled else { return }
    let now = clock()
    if let lastDrawn, lastDrawn.duration(to: now) < Self.interval { return }
    lastDrawn = now
    isVisible = true
    sink("\r\u{1B}[2K" + Self.line(share: share, label: label, columns: columns))
  }

  /// Erases the bar; a later update shows it again.
  public mutating func erase() {
    if isVisible { sink("\r\u{1B}[2K") }
    isVisible = false
    lastDrawn = nil
  }

  /// The bar as text, shorter than the terminal by one column so that it never wraps.
  package static func line(share: Double, label: String, columns: Int) -> String {
    let share = share.isNaN ? 0 : min(1, max(0, share))
    let percent = DisplayWidth.leftPadded("\(Int(share * 100)) %", to: 5)
    let available = max(1, columns - 1)
    let barWidth = min(40, available - DisplayWidth.columns(of: percent) - 12)
    guard barWidth >= 8 else { return DisplayWidth.truncated(percent, to: available) }
    let filled = Int((share * Double(barWidth)).rounded(.down))
    let bar =
      String(repeating: "\u{2588}", count: filled)
      + String(repeating: "\u{2591}", count: barWidth - filled)
    let line = "\(bar) \(percent)  \(SafeText.visible(label))"
    return DisplayWidth.truncated(line, to: available)
  }
}
