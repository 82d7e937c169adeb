import Synchronization

/// `summarize(_:level:detail:)` for many quantities from several threads: memory and normal scores of one
/// serve the next. The summaries are the same.
public final class Summarizer: Sendable {
  private let idle = Mutex<[Workspace]>([])

  /// A summarizer without memory yet.
  public init() {}

  /// Summarises the draws of one quantity.
  ///
  /// - Parameters:
  ///   - chains: the draws, one array a chain, equally long.
  ///   - level: probability of the equal-tailed interval, in 0 ... 1.
  ///   - detail: whether R-hat, ESS and MCSE are wanted.
  /// - Returns: the summary.
  public func summarize(
    _ chains: [[Double]], level: Double = 0.95, detail: SummaryDetail = .full
  ) -> DrawSummary {
    var workspace = idle.withLock { $0.popLast() } ?? Workspace()
    let summary = ChainStatistics.summarize(chains, level: level, detail: detail, using: &workspace)
    idle.withLock { $0.append(workspace) }
    return summary
  }
}
