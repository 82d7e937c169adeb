/// The draws of one chain after warm-up, in the coordinates of the sampled density.
public struct ChainDraws: Sendable {
  /// The number of coordinates d.
  public let dimension: Int
  /// The number of draws n.
  public let count: Int
  /// The draws, coordinate-major: coordinate k of draw t is at `k * count + t`.
  public var positions: [Double]
  /// The log density of each draw, up to the target's constant.
  public var logDensities: [Double]
  /// Per draw: the acceptance statistic (NUTS) or 1 / 0 for accepted / rejected (independence).
  public var acceptance: [Double]
  /// What only NUTS has; `nil` for other kernels.
  public var noUTurn: NoUTurnTrace?

  /// Storage for `count` draws of `dimension` coordinates, all zero.
  ///
  /// - Parameters:
  ///   - dimension: number of coordinates, at least 1.
  ///   - count: number of draws, at least 0.
  public init(dimension: Int, count: Int) {
    self.dimension = dimension
    self.count = count
    positions = [Double](repeating: 0, count: dimension * count)
    logDensities = [Double](repeating: 0, count: count)
    acceptance = [Double](repeating: 0, count: count)
    noUTurn = nil
  }

  /// Mean of the acceptance statistic.
  public var acceptanceRate: Double { acceptance.reduce(0, +) / Double(max(count, 1)) }

  /// All draws of one coordinate.
  ///
  /// - Parameter coordinate: index in `0 ..< dimension`.
  /// - Returns: one value a draw, in order.
  public func coordinate(_ coordinate: Int) -> ArraySlice<Double> {
    positions[(coordinate * count)..<((coordinate + 1) * count)]
  }
}

/// The trajectory record of a NUTS chain, one entry a draw.
public struct NoUTurnTrace: Sendable {
  /// The step size in force after warm-up.
  public var stepSize: Double = 0
  /// Seconds that the chain's warm-up took.
  public var warmupSeconds: Double = 0
  /// The depth of each trajectory's tree.
  public var treeDepth: [Int] = []
  /// The number of leapfrog steps of each trajectory.
  public var leapfrogSteps: [Int] = []
  /// Whether the trajectory diverged.
  public var divergent: [Bool] = []
  /// The Hamiltonian at each draw.
  public var energy: [Double] = []

  /// An empty record.
  public init() {}
}

/// Why a sampler stopped without draws.
public enum SamplingError: Error, Equatable {
  /// The density returned NaN or `+infinity`.
  case nonFiniteLogDensity(position: [Double], value: Double)
  /// No starting point with a finite log density was found.
  case noFiniteStart
  /// The user interrupted the run.
  case interrupted
}
