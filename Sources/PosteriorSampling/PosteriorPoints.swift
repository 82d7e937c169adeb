import ModelInterface
import Samplers

/// Posterior draws laid out for timing densities: evenly thinned, in the coordinates sampled.
package struct PosteriorPoints {
  /// The positions.
  let positions: [[Double]]

  /// Thins chains.
  ///
  /// - Parameters:
  ///   - chains: draws, at least one.
  ///   - limit: number of points at most; fewer where they have many coordinates.
  package init(_ chains: [ChainDraws], limit: Int) {
    let dimension = chains[0].dimension
    let most = max(64, min(limit, 200_000 / dimension))
    let perChain = max(1, min(chains[0].count, most / chains.count))
    positions = chains.prefix(most).flatMap { chain in
      (0..<perChain).map { k in
        let draw = (2 * k + 1) * chain.count / (2 * perChain)
        return (0..<dimension).map { chain.positions[$0 * chain.count + draw] }
      }
    }
  }

  /// The same draws in other coordinates.
  package init(_ other: PosteriorPoints, coordinates: ([Double]) -> [Double]?) {
    positions = other.positions.compactMap(coordinates)
  }

  /// Nanoseconds of one log density, one point at a time.
  package func costOfDensity<Target: LogDensity>(_ target: Target) -> Double {
    nanoseconds(units: positions.count) {
      positions.reduce(0) { $0 + target.logDensity(at: $1.span) }
    }
  }

  /// Nanoseconds of one log density, in blocks of a size.
  package func costOfDensity<Target: BlockLogDensity>(_ target: Target, blockSize: Int) -> Double {
    // Whole blocks: where there are too few points, they are taken again.
    let blocks = max(1, positions.count / blockSize)
    let columns = (0..<blocks).map { block in
      (0..<target.dimension).flatMap { k in
        (0..<blockSize).map { positions[(block * blockSize + $0) % positions.count][k] }
      }
    }
    var values = [Double](repeating: 0, count: blockSize)
    return nanoseconds(units: blocks * blockSize) {
      var sum = 0.0
      var span = values.mutableSpan
      for block in columns {
        target.logDensities(at: block.span, into: &span)
        sum += span[0]
      }
      return sum
    }
  }

  /// Nanoseconds of one log density with its gradient.
  package func costOfGradient<Target: DifferentiableLogDensity>(_ target: Target) -> Double {
    var gradient = [Double](repeating: 0, count: target.dimension)
    return nanoseconds(units: positions.count) {
      var sum = 0.0
      var span = gradient.mutableSpan
      for position in positions {
        sum += target.logDensity(at: position.span, gradient: &span) + span[0]
      }
      return sum
    }
  }
}
