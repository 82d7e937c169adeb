import Requests
import SpecialFunctions

/// What the first of two tests is worth more than the second, once a false positive has a price.
public struct NetBenefitContrast: Sendable, Equatable {
  /// Of the people tested.
  public var prevalence: Prevalence
  /// How many true positives one false positive avoided is worth.
  public var exchangeRate: Double
  /// Net benefit of the first less that of the second, in true positives a person tested; NaN where a
  /// proportion is not known.
  public var difference: IntervalEstimate
  /// Posterior probability that the first has more; NaN where a proportion is not known.
  public var probabilityHigher: Double

  /// A contrast.
  ///
  /// - Parameters:
  ///   - prevalence: of the people tested.
  ///   - exchangeRate: true positives for one false positive avoided.
  ///   - difference: first less second, in true positives a person tested.
  ///   - probabilityHigher: that the first has more.
  public init(
    prevalence: Prevalence, exchangeRate: Double, difference: IntervalEstimate,
    probabilityHigher: Double
  ) {
    (self.prevalence, self.exchangeRate) = (prevalence, exchangeRate)
    (self.difference, self.probabilityHigher) = (difference, probabilityHigher)
  }

  /// Whether there are numbers.
  package var isKnown: Bool { !probabilityHigher.isNaN }
}

extension ComparedAccuracy {
  /// Net benefit of the first less that of the second, draw by draw, in true positives a person tested.
  ///
  /// d = p (Se_1 - Se_2) + w (1 - p) (Sp_1 - Sp_2): the more true positives of the first, and the fewer
  /// false positives at w true positives each. See docs/statistics.md, section 6.
  ///
  /// - Parameters:
  ///   - first: draws of the first.
  ///   - second: as many draws of the second.
  ///   - prevalences: p, one a draw.
  ///   - exchangeRate: w, above 0.
  /// - Returns: d.
  package static func netBenefit(
    of first: ComparedAccuracy, over second: ComparedAccuracy, prevalences: some Collection<Double>,
    exchangeRate: Double
  ) -> [Double] {
    zip(first.sensitivity.indices, prevalences).map { draw, prevalence in
      prevalence * (first.sensitivity[draw] - second.sensitivity[draw])
        + exchangeRate * (1 - prevalence) * (first.specificity[draw] - second.specificity[draw])
    }
  }
}

extension IntervalEstimate {
  /// No number.
  package static let unknown = IntervalEstimate(estimate: .nan, lower: .nan, upper: .nan)
}
