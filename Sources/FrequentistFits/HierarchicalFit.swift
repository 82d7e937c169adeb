import AccuracyData
import CMath
import DenseLinearAlgebra
import StudyDesigns

/// The exact maximum likelihood fit of a design on the HSROC scale.
public struct HierarchicalFit: Sendable {
  /// How accuracy, threshold and shape depend on covariates.
  public let design: StudyDesign
  /// How the estimation ended.
  public let status: FitStatus
  /// The maximum, binomial coefficients included; nil where there is none.
  public let logLikelihood: Double?
  /// Wall-clock time.
  public let seconds: Double
  private let terms: StudyDesign.HierarchicalTerms
  private let likelihood: HierarchicalLikelihood?
  private let result: SearchResult

  /// The estimates on the HSROC scale, of the reference and the differences from it.
  public struct Estimates: Sendable, Equatable {
    /// Accuracy, threshold and shape of the reference.
    public let lambda, theta, beta: Double
    /// Variances of accuracy and threshold.
    public let varianceOfAccuracy, varianceOfThreshold: Double
    /// Differences.
    public let accuracy, threshold, shape: [Double]
  }

  fileprivate init(
    _ design: StudyDesign, _ terms: StudyDesign.HierarchicalTerms,
    _ likelihood: HierarchicalLikelihood?, _ result: SearchResult, seconds: Double
  ) {
    (self.design, self.terms, self.likelihood) = (design, terms, likelihood)
    (self.result, self.seconds) = (result, seconds)
    (status, logLikelihood) = (result.status, result.logLikelihood)
  }

  /// The estimates; nil where there are none.
  public var estimates: Estimates? {
    guard let likelihood, !result.coordinates.isEmpty else { return nil }
    let (position, base) = (result.coordinates, likelihood.meanCount)
    let loadings = CovarianceLoadings(position[base..<(base + 3)])
    let product = loadings.tauSensitivity * loadings.tauSpecificity
    let root = (loadings.tauSpecificity / loadings.tauSensitivity).squareRoot()
    let (a, b) = (root * position[0], position[1] / root)
    let first = 2 + terms.accuracy.count
    let second = first + terms.threshold.count
    return Estimates(
      lambda: a + b, theta: 0.5 * (a - b), beta: 2 * log(root),
      varianceOfAccuracy: 2 * (product + loadings.covariance),
      varianceOfThreshold: 0.5 * (product - loadings.covariance),
      accuracy: Array(position[2..<first]), threshold: Array(position[first..<second]),
      shape: Array(position[second..<base]))
  }

  /// The fit of one place in the design as that of the plain model, with the log likelihood of the whole.
  ///
  /// - Parameter row: of the design.
  /// - Returns: a fit with five parameters, their covariance by the delta method.
  public func plainFit(at row: StudyDesign.Row) -> FrequentistFit {
    var own = SearchResult(status: status)
    guard let likelihood, let covariance = result.covariance, !result.coordinates.isEmpty else {
      return FrequentistFit(method: .maximumLikelihood, own)
    }
    func five(_ coordinates: [Double]) -> [Double] {
      let found = HierarchicalLikelihood.Place(row.hierarchical, coordinates, likelihood)
      return [found.means.x, found.means.y] + found.loadings.values
    }
    own.coordinates = five(result.coordinates)
    own.free = (0..<5).filter { $0 < 4 || result.free.contains(likelihood.meanCount + 2) }
    let slopes = result.free.map { index -> [Double] in
      let step = 1e-5 * max(abs(result.coordinates[index]), 0.01)
      var (low, high) = (result.coordinates, result.coordinates)
      low[index] -= step
      high[index] += step
      return zip(five(high), five(low)).map { ($0 - $1) / (2 * step) }
    }
    own.covariance = covariance.carried(own.free.map { k in slopes.map { $0[k] } })
    (own.logLikelihood, own.iterations) = (logLikelihood, result.iterations)
    var fit = FrequentistFit(method: .maximumLikelihood, own)
    fit.seconds = seconds
    return fit
  }
}

/// Estimates a design on the HSROC scale by exact maximum likelihood; see docs/statistics.md, section 13.
///
/// - Parameters:
///   - design: how accuracy, threshold and shape depend on covariates, if they do.
///   - studies: the rows of the data that the design was made of.
/// - Returns: the fit; failure is a status with its reason, never a number.
public func fitHierarchical(
  _ design: StudyDesign, studies: [AccuracyStudy]
) -> HierarchicalFit {
  let start = ContinuousClock.now
  let terms = design.hierarchical ?? StudyDesign.HierarchicalTerms()
  if let reason = reasonAgainstEstimation(design, studies) {
    return HierarchicalFit(design, terms, nil, .failed(reason), seconds: 0)
  }
  let likelihood = HierarchicalLikelihood(design, terms: terms, studies: studies)
  let zeros = [Double](repeating: 0, count: likelihood.meanCount - 2)
  let starts = startingPoints(LikelihoodLayout(levels: [studies])).map {
    Array($0[..<2]) + zeros + Array($0[2...])
  }
  let result = maximise(likelihood, starts: starts)
  return HierarchicalFit(
    design, terms, likelihood, result, seconds: (ContinuousClock.now - start).inSeconds)
}
