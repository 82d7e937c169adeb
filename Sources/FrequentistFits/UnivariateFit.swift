import AccuracyData
import CollapsedLikelihood
import DenseLinearAlgebra
import SpecialFunctions

/// How one margin is combined over studies without the other.
public enum UnivariateMethod: String, Sendable, CaseIterable {
  /// Random effects: maximum of the exact binomial-normal likelihood.
  case binomialNormal
  /// Random effects on observed logits: moment estimate of DerSimonian and Laird (1986), Control.
  /// Clin. Trials 7, 177-188.
  case derSimonianLaird
  /// One common proportion: maximum of the exact binomial likelihood.
  case commonProportion
  /// One common logit: observed logits weighted by their inverse variance.
  case inverseVariance
}

/// Which of the two arms of a study.
public enum AccuracyMargin: String, Sendable, CaseIterable {
  /// The diseased: sensitivity.
  case sensitivity
  /// The non-diseased: specificity.
  case specificity

  /// Its arm of a study; nil where it is missing or empty.
  ///
  /// - Parameter study: any.
  /// - Returns: correct and incorrect results.
  package func arm(of study: AccuracyStudy) -> AccuracyArm? {
    guard let arm = self == .sensitivity ? study.diseased : study.nondiseased, arm.total > 0
    else { return nil }
    return arm
  }
}

/// Sensitivity or specificity alone.
public struct MarginFit: Sendable, Equatable {
  /// How it was estimated.
  public internal(set) var method: UnivariateMethod
  /// How the estimation ended.
  public internal(set) var status: FitStatus
  /// Mean logit.
  public internal(set) var mu: Double?
  /// Standard error of the mean logit.
  public internal(set) var standardError: Double?
  /// Standard deviation between studies; 0 for common-effect methods.
  public internal(set) var tau: Double?
  /// Log likelihood, where the method has one.
  public internal(set) var logLikelihood: Double?
  /// Studies with this arm.
  public internal(set) var studies: Int

  init(method: UnivariateMethod, status: FitStatus, studies: Int) {
    self.method = method
    self.status = status
    self.studies = studies
  }

  /// The proportion with its Wald interval on the logit scale.
  ///
  /// - Parameter level: interval probability in (0, 1).
  /// - Returns: the interval; `nil` without an estimate.
  public func proportion(level: Double) -> IntervalEstimate? {
    guard let mu, let standardError else { return nil }
    return IntervalEstimate(mu, standardError: standardError, level: level, transform: expit)
  }
}

/// Combines one margin over studies.
///
/// - Parameters:
///   - studies: the 2x2 tables; those without the arm are left out.
///   - margin: which arm.
///   - method: how.
///   - correction: for the methods on observed logits; decided over whole 2x2 tables, as `mada` does.
/// - Returns: the fit; failure is a status with its reason.
public func fitMargin(
  _ studies: [AccuracyStudy], margin: AccuracyMargin, method: UnivariateMethod,
  correction: ContinuityCorrection = .all
) -> MarginFit {
  let arms = studies.compactMap(margin.arm)
  let isExact = method == .binomialNormal || method == .commonProportion
  let isRandom = method == .binomialNormal || method == .derSimonianLaird
  var fit = MarginFit(method: method, status: .converged, studies: arms.count)
  let people = margin == .sensitivity ? "diseased" : "non-diseased"
  if arms.isEmpty {
    fit.status = .failed("no \(people) participants")
  } else if isRandom && arms.count < 2 {
    fit.status = .failed("one study: the variance between studies cannot be estimated")
  } else if isExact
    && (arms.allSatisfy { $0.incorrect == 0 } || arms.allSatisfy { $0.correct == 0 })
  {
    fit.status = .failed(
      "no \(people) participant was \(arms[0].incorrect == 0 ? "in" : "")correctly classified: "
        + "the likelihood has no maximum")
  } else if isExact {
    fit.estimateByLikelihood(arms, margin: margin, isRandom: isRandom)
  } else {
    let index = margin == .sensitivity ? 0 : 1
    let cells = correction.cells(studies).compactMap { $0[index] }
    if cells.contains(where: { min($0.correct, $0.incorrect) == 0 }) {
      fit.status = .failed("a zero cell has no logit without a correction")
    } else {
      fit.estimateByWeights(
        cells.map { ObservedLogit(correct: $0.correct, incorrect: $0.incorrect) },
        isRandom: isRandom)
    }
  }
  return fit
}

/// The binomial-normal likelihood of one margin in (mu, s) with tau = |s|.
private struct MarginLikelihood: MarginalLikelihood {
  let likelihood: SingleFactorLikelihood
  let index: Int
  var meanCount: Int { 1 }
  var loadingCount: Int { 1 }

  init(_ arms: [AccuracyArm], margin: AccuracyMargin) {
    index = margin == .sensitivity ? 0 : 1
    likelihood = SingleFactorLikelihood(
      studies: arms.enumerated().map { row, arm in
        AccuracyStudy(
          label: "", row: row + 1, diseased: margin == .sensitivity ? arm : nil,
          nondiseased: margin == .sensitivity ? nil : arm)
      })
  }

  func evaluate(_ coordinates: [Double], gradient: inout [Double]) -> Double {
    guard SearchLimits.hold(coordinates, loadings: 1) else { return -.infinity }
    var (mean, loading) = (SIMD2<Double>.zero, SIMD2<Double>.zero)
    mean[index] = coordinates[0]
    loading[index] = coordinates[1]
    let result = likelihood.evaluate(means: mean, loadings: loading)
    gradient[0] = result.meanGradient[index]
    gradient[1] = result.loadingGradient[index]
    return result.value
  }
}

extension MarginFit {
  fileprivate mutating func estimateByLikelihood(
    _ arms: [AccuracyArm], margin: AccuracyMargin, isRandom: Bool
  ) {
    let likelihood = MarginLikelihood(arms, margin: margin)
    let layout = LikelihoodLayout(levels: [
      arms.map { AccuracyStudy(label: "", row: 1, diseased: $0, nondiseased: nil) }
    ])
    var start = startingPoints(layout)[0][0]
    start = min(max(start, -10), 10)
    guard let common = climb(likelihood, from: [start, 0], free: [0], tolerance: 1e-6) else {
      status = .failed("the likelihood is not finite at its start")
      return
    }
    var (best, free) = (common, [0])
    if isRandom {
      let random = [0.3, 1.5].compactMap {
        climb(likelihood, from: [start, $0], free: [0, 1], tolerance: 1e-5)
      }.max { $0.value < $1.value }
      if let random, random.value > common.value + boundaryTolerance {
        (best, free) = (random, [0, 1])
      } else {
        status = .boundary(margin == .sensitivity ? .tauSensitivityZero : .tauSpecificityZero)
      }
    }
    if SearchLimits.areReached(best.coordinates, loadings: 1) {
      status = .failed("the likelihood has no maximum: estimates grow without end")
      return
    }
    guard let polished = polish(likelihood, best, free: free), polished.decrement < 1e-6 else {
      status = .failed("no convergence: the likelihood still rises at the last point")
      return
    }
    let position = polished.maximum.coordinates
    mu = position[0]
    tau = abs(position[1])
    standardError = polished.covariance[0, 0].squareRoot()
    logLikelihood = polished.maximum.value
  }

  /// mu = sum w y / sum w with w = 1 / (v + tau^2); tau^2 = (Q - (k - 1)) / (S1 - S2 / S1), at least
  /// 0, with Q and S from the weights 1 / v.
  fileprivate mutating func estimateByWeights(_ logits: [ObservedLogit], isRandom: Bool) {
    func combine(_ tauSquared: Double) -> (mean: Double, weight: Double) {
      let weights = logits.map { 1 / ($0.variance + tauSquared) }
      let sum = weights.reduce(0, +)
      return (zip(weights, logits).reduce(0) { $0 + $1.0 * $1.1.value } / sum, sum)
    }
    let common = combine(0)
    var tauSquared = 0.0
    if isRandom {
      let heterogeneity = logits.reduce(0) {
        $0 + ($1.value - common.mean) * ($1.value - common.mean) / $1.variance
      }
      let squares = logits.reduce(0) { $0 + 1 / ($1.variance * $1.variance) }
      tauSquared = max(
        0,
        (heterogeneity - Double(logits.count - 1)) / (common.weight - squares / common.weight))
    }
    let result = combine(tauSquared)
    mu = result.mean
    tau = tauSquared.squareRoot()
    standardError = 1 / result.weight.squareRoot()
  }
}
