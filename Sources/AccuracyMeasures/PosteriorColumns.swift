/// Draws of the five basic parameters, one array per parameter, all of the same length.
///
/// Element `i` of every array belongs to draw `i`; chains may be laid one after another.
public struct PosteriorColumns: Sendable, Equatable {
  /// Draws of the mean of logit sensitivity.
  public let muSensitivity: [Double]
  /// Draws of the mean of logit specificity.
  public let muSpecificity: [Double]
  /// Draws of the between-study standard deviation of logit sensitivity.
  public let tauSensitivity: [Double]
  /// Draws of the between-study standard deviation of logit specificity.
  public let tauSpecificity: [Double]
  /// Draws of the between-study correlation of the two logits.
  public let rho: [Double]

  /// Joins five arrays of draws; arrays of different lengths are a programmer error.
  ///
  /// - Parameters:
  ///   - muSensitivity: draws of the mean of logit sensitivity.
  ///   - muSpecificity: draws of the mean of logit specificity.
  ///   - tauSensitivity: draws of the standard deviation of logit sensitivity.
  ///   - tauSpecificity: draws of the standard deviation of logit specificity.
  ///   - rho: draws of the correlation.
  public init(
    muSensitivity: [Double], muSpecificity: [Double], tauSensitivity: [Double],
    tauSpecificity: [Double], rho: [Double]
  ) {
    let count = muSensitivity.count
    precondition(
      muSpecificity.count == count && tauSensitivity.count == count
        && tauSpecificity.count == count && rho.count == count,
      "columns of draws must have one length")
    self.muSensitivity = muSensitivity
    self.muSpecificity = muSpecificity
    self.tauSensitivity = tauSensitivity
    self.tauSpecificity = tauSpecificity
    self.rho = rho
  }

  /// Number of draws.
  public var count: Int { muSensitivity.count }

  /// The draw with the given index.
  ///
  /// - Parameter index: position of the draw, in `0..<count`.
  public subscript(index: Int) -> BivariateParameters {
    BivariateParameters(
      muSensitivity: muSensitivity[index], muSpecificity: muSpecificity[index],
      tauSensitivity: tauSensitivity[index], tauSpecificity: tauSpecificity[index],
      rho: rho[index])
  }
}
