/// How fast the posterior of one setting's population falls far out, which decides the moments that its
/// quantities have.
public struct PopulationTails: Sendable, Equatable {
  /// Of logit sensitivity.
  public let sensitivity: ArmTails
  /// Of logit specificity.
  public let specificity: ArmTails
  /// Whether both SDs are large together, as under a prior of their covariance.
  public let tiesDeviations: Bool

  /// The tails of a population.
  ///
  /// - Parameters:
  ///   - sensitivity: of logit sensitivity.
  ///   - specificity: of logit specificity.
  ///   - tiesDeviations: whether both SDs are large together.
  public init(sensitivity: ArmTails, specificity: ArmTails, tiesDeviations: Bool) {
    (self.sensitivity, self.specificity) = (sensitivity, specificity)
    self.tiesDeviations = tiesDeviations
  }
}

/// How fast the tails of one arm's mean logit and SD fall.
public struct ArmTails: Sendable, Equatable {
  /// The power of the SD's prior tail; `lightTail` where it falls faster than any power.
  public let deviationIndex: Double
  /// The power of the mean's prior tail.
  public let meanIndex: Double
  /// The exponential rate of the mean's prior tail.
  public let meanRate: Double
  /// What the data add to that rate above.
  public let upperGain: Double
  /// What the data add to that rate below.
  public let lowerGain: Double
  /// The number of studies with right and wrong results, which bound mean and SD.
  public let twoSided: Double
  /// Whether the data bound the mean on both sides.
  public let isEnclosed: Bool

  /// Faster than any power; larger than any number of studies, and finite, so that 0 times it is 0.
  public static let lightTail = 1e12

  /// The tails of an arm.
  ///
  /// - Parameters:
  ///   - deviationIndex: the power of the SD's prior tail.
  ///   - meanIndex: the power of the mean's prior tail.
  ///   - meanRate: the exponential rate of the mean's prior tail.
  ///   - upperGain: what the data add to that rate above.
  ///   - lowerGain: what the data add to that rate below.
  ///   - twoSided: the number of studies with right and wrong results.
  ///   - isEnclosed: whether the data bound the mean on both sides.
  public init(
    deviationIndex: Double = lightTail, meanIndex: Double = lightTail,
    meanRate: Double = lightTail, upperGain: Double = 0, lowerGain: Double = 0,
    twoSided: Double = 0, isEnclosed: Bool = false
  ) {
    (self.deviationIndex, self.meanIndex, self.meanRate) = (deviationIndex, meanIndex, meanRate)
    (self.upperGain, self.lowerGain) = (upperGain, lowerGain)
    (self.twoSided, self.isEnclosed) = (twoSided, isEnclosed)
  }
}
