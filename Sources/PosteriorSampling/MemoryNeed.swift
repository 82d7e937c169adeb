import AccuracyData
import CProcess
import Concurrency
import Messages
import Requests

/// The memory that fits need, estimated before they start: where the system refuses memory, a Swift
/// program ends without a word.
package struct MemoryNeed: Equatable {
  /// Bytes of all draws with what is derived from them.
  package var draws: Int
  /// Bytes of the tables and results of all studies.
  package var studies: Int

  /// The need of fits whose results are kept together.
  ///
  /// Measured with the release build over all samplers and outputs: 318 to 486 bytes a draw, 61 kB a
  /// study. Half as much again is counted. `nuts` besides holds every coordinate of each draw of a fit,
  /// five and two a study, until they are translated.
  ///
  /// - Parameters:
  ///   - options: sampler, chains and draws of each fit.
  ///   - studies: of each fit.
  ///   - settings: of each fit; every setting has quantities of its own.
  ///   - isSaved: draws are read, not made.
  package init(
    _ options: FitOptions, studies: [Int], settings: Int = 1, isSaved: Bool = false
  ) {
    let count = options.chains * options.draws
    let coordinates =
      options.sampler == .jointNUTS && !isSaved ? 5 + 2 * (studies.max() ?? 0) : 0
    draws = count * (studies.count * settings * 720 + 12 * coordinates)
    self.studies = studies.reduce(0, +) * 92_000
  }

  /// What any fit needs besides, measured as 6 to 11 MB.
  package static let fixed = 16_000_000

  package var bytes: Int { draws + studies + Self.fixed }

  /// Refuses a run for which the limits leave too little, or that needs more than the machine has.
  ///
  /// - Parameters:
  ///   - left: bytes that the limits leave.
  ///   - physical: bytes of memory that the machine has.
  /// - Throws: `AnalysisError` with code `.software` that names both numbers.
  package func require(
    left: UInt64 = sroc_memory_left(), physical: UInt64 = sroc_physical_memory()
  ) throws(AnalysisError) {
    let remedy: Message =
      draws >= studies
      ? "fewer draws (\(argument: .draws)), fewer chains (\(argument: .chains))"
      : "fewer studies (\(argument: .filter))"
    if UInt64(bytes) > left {
      throw AnalysisError(
        .software,
        "this run may need \(Self.megabytes(UInt64(bytes))) of memory, and the limits (ulimit -v, "
          + "ulimit -d) leave \(Self.megabytes(left)); \(remedy) or a higher limit would do")
    }
    // Without the margin: where memory is only scarce, the run may well succeed.
    let least = UInt64(bytes) / 3 * 2
    if least > physical {
      throw AnalysisError(
        .software,
        "this run needs \(Self.megabytes(least)) of memory, and the machine has "
          + "\(Self.megabytes(physical)); \(remedy) would do")
    }
    reserveMemory(bytes: bytes)
  }

  private static func megabytes(_ bytes: UInt64) -> String { "\((bytes + 999_999) / 1_000_000) MB" }
}
