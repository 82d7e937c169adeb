/// The functions of `ScalarPrior` for a column of draws: the family and its constants are made once.
extension ScalarPrior {
  /// `logDensity(_:)` of every value.
  ///
  /// - Parameter values: the parameter on its own scale.
  /// - Returns: one log density a value; `-infinity` outside the support.
  public func logDensities(_ values: [Double]) -> [Double] {
    let family = family
    let interval = family.support
    var densities = family.logDensities(values)
    for (i, x) in values.enumerated() where !(x > interval.lower && x < interval.upper) {
      densities[i] = -.infinity
    }
    return densities
  }

  /// `logDensityOfFisherZ(_:)` of every value.
  ///
  /// - Parameter values: atanh(rho).
  /// - Returns: one log density a value, with respect to atanh(rho).
  public func logDensitiesOfFisherZ(_ values: [Double]) -> [Double] {
    let family = family
    let interval = family.support
    var densities = family.logDensities(fisherZ: values)
    for (i, y) in values.enumerated() where isOutside(y, of: interval) {
      densities[i] = -.infinity
    }
    return densities
  }

  /// `normalScore(_:)` of every value.
  ///
  /// - Parameter values: the parameter on its own scale.
  /// - Returns: one score a value.
  public func normalScores(_ values: [Double]) -> [Double] {
    let family = family
    return values.map { normalScore($0, in: family) }
  }

  /// `normalScore(fisherZ:)` of every value.
  ///
  /// - Parameter values: atanh(rho).
  /// - Returns: one score a value.
  public func normalScores(fisherZ values: [Double]) -> [Double] {
    let family = family
    return values.map { family.normalScore(fisherZ: $0) }
  }
}
