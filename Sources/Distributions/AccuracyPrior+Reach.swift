extension AccuracyPrior {
  /// Whether this prior has density wherever another has.
  ///
  /// - Parameter other: any prior.
  /// - Returns: from the ends of the supports.
  public func reaches(_ other: AccuracyPrior) -> Bool {
    zip(supports, other.supports).allSatisfy { own, others in
      own.lower <= others.lower && own.upper >= others.upper
    }
  }

  private var supports: [(lower: Double, upper: Double)] {
    [muSensitivity, muSpecificity, covariance.tauSensitivity, covariance.tauSpecificity]
      .map(\.support) + [covariance.rho?.support ?? (-1, 1)]
  }
}
