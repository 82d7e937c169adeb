import AccuracyData
import OtherPriors
import SpecialFunctions

/// What another usual prior does to a proportion, measured by the width of the run's own 95 % interval,
/// whatever level the run reports.
///
/// - The *median* moves if it lies more than a quarter of the width away, on the scale of proportions.
/// - The *interval* moves if either end lies more than a quarter of the width away on the logit scale,
///   where an end near 0 or 1 counts as much as one in the middle: 0.90 to 0.99 and 0.90 to 0.9999 are
///   different statements. An interval that becomes twice as wide, or half as wide, always moves.
///
/// Monte Carlo errors of the ends are near a twentieth of a posterior SD, which is an eightieth of the
/// width, and trigger neither. See docs/statistics.md, section 7.
private enum PriorPull {
  case none, interval, median

  static let share = 0.25

  init(of own: IntervalEstimate, under other: IntervalEstimate) {
    let width = own.upper - own.lower
    let logitWidth = logit(own.upper) - logit(own.lower)
    // Ends that both round to 0 or 1 are one; one that alone does lies infinitely far off.
    let moves = [(own.lower, other.lower), (own.upper, other.upper)].contains { own, other in
      let distance = abs(logit(own) - logit(other))
      return own != other && (distance == .infinity || distance > Self.share * logitWidth)
    }
    if abs(other.estimate - own.estimate) > Self.share * width {
      self = .median
    } else if moves {
      self = .interval
    } else {
      self = .none
    }
  }
}

/// `prior_pull`: another usual prior moves the median or an end of the 95 % interval; see `PriorPull`. A
/// row whose sampling is not reliable accuses nobody, and a proportion that no study observed is the
/// prior's anyway.
///
/// - Parameters:
///   - parameters: of the run.
///   - table: the other priors.
/// - Returns: one warning a proportion whose median moves, and one of all intervals that move.
func priorPullWarnings(_ parameters: [ParameterReport], table: [PriorRow]) -> [DataWarning] {
  var warnings: [DataWarning] = []
  var intervals: [String] = []
  let margins: [(String, KeyPath<PriorRow, IntervalEstimate>)] = [
    ("sensitivity", \.sensitivity95), ("specificity", \.specificity95),
  ]
  for (name, pick) in margins {
    guard let report = parameters.first(where: { $0.variable.base == name }),
      !report.isFromPriorOnly
    else { continue }
    let own = report.summary.interval95
    let pulls = table.filter(\.isReliable).map {
      (prior: $0.prior, pull: PriorPull(of: own, under: $0[keyPath: pick]))
    }
    func names(_ pull: PriorPull) -> String {
      pulls.filter { $0.pull == pull }.map(\.prior).joined(separator: " and ")
    }
    if !names(.median).isEmpty {
      warnings.append(
        DataWarning(
          code: .priorPull,
          message:
            "The prior decides much of the \(name): under \(names(.median)) the median moves "
            + "by more than a quarter of the 95 % interval's width."))
    }
    if !names(.interval).isEmpty { intervals.append("\(name) under \(names(.interval))") }
  }
  if !intervals.isEmpty {
    warnings.append(
      DataWarning(
        code: .priorPull,
        message: "Intervals depend on the prior (an end moves by over a quarter of the width in "
          + "logits): \(intervals.joined(separator: ", "))."))
  }
  return warnings
}
