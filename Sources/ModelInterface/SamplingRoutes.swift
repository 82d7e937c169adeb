/// A density for the independence samplers, whose proposals are evaluated in blocks.
public struct IndependenceRoute: Sendable {
  /// What is sampled, in coordinates in which a normal-like proposal fits.
  public let density: any BlockLogDensity & DecodableDensity
  /// Where the adaptation begins: the mode, in the coordinates of the density.
  public let start: [Double]
  /// What the parameters are of, as the level of a covariate, where a posterior has several parts; the
  /// random numbers of a part go by it.
  public let part: String?

  /// A route.
  ///
  /// - Parameters:
  ///   - density: what is sampled.
  ///   - start: where the adaptation begins.
  ///   - part: what the parameters are of, where a posterior has several parts.
  public init(
    _ density: any BlockLogDensity & DecodableDensity, start: [Double], part: String? = nil
  ) {
    (self.density, self.start, self.part) = (density, start, part)
  }
}

/// A density for NUTS.
public struct NoUTurnRoute: Sendable {
  /// What is sampled.
  public let density: any DifferentiableLogDensity & DecodableDensity
  /// The acceptance that its step size is chosen for.
  public let targetAcceptance: Double
  /// Where a chain begins, from one standard normal number a coordinate.
  public let start: @Sendable (_ normals: [Double]) -> [Double]

  /// A route.
  ///
  /// - Parameters:
  ///   - density: what is sampled.
  ///   - targetAcceptance: that the step size is chosen for.
  ///   - start: where a chain begins, from one standard normal number a coordinate.
  public init(
    _ density: any DifferentiableLogDensity & DecodableDensity, targetAcceptance: Double,
    start: @escaping @Sendable (_ normals: [Double]) -> [Double]
  ) {
    (self.density, self.targetAcceptance, self.start) = (density, targetAcceptance, start)
  }
}
