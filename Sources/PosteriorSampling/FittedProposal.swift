import DenseLinearAlgebra
import Draws
import ModelInterface
import RandomStreams
import Samplers

/// What an independence sampler drew from, with the density in whose coordinates it is.
package struct FittedProposal: Sendable {
  /// The whole posterior: the product of its parts.
  package let density: any BlockLogDensity & DecodableDensity
  /// One a part.
  package let adapted: [AdaptedIndependence]

  /// A proposal of a posterior of one part.
  package init(
    density: any BlockLogDensity & DecodableDensity, adapted: AdaptedIndependence
  ) {
    (self.density, self.adapted) = (density, [adapted])
  }

  /// The proposals of parts that are independent given the data.
  package init(joining parts: [FittedProposal]) {
    density = JoinedDensity(parts.map(\.density))
    adapted = parts.flatMap(\.adapted)
  }

  /// Whether every part is small enough for a widened batch.
  package var isSmall: Bool {
    adapted.allSatisfy { $0.dimension <= AdaptedIndependence.largestDimension }
  }
}

/// Fits a proposal to the posterior of a model, as an independence sampler does first.
///
/// - Parameters:
///   - model: data and prior.
///   - key: of the fit.
///   - threads: never changes the result.
/// - Returns: nil where the model has no such density, or no proposal could be fitted.
/// - Throws: `SamplingError`.
package func fittedProposal(
  of model: some AccuracyModel, key: StreamKey, threads: Int
) throws -> FittedProposal? {
  let routes = model.independenceRoutes()
  var parts: [FittedProposal] = []
  for route in routes {
    func adapted<Target: BlockLogDensity>(_ target: Target) throws -> AdaptedIndependence? {
      do {
        return try adaptIndependence(
          to: target, start: route.start, evaluations: max(3500, 700 * target.dimension),
          key: route.part.map { key.child(.level($0)) } ?? key, threads: threads)
      } catch is LinearAlgebraError {
        return nil
      }
    }
    guard let found = try adapted(route.density) else { return nil }
    parts.append(FittedProposal(density: route.density, adapted: found))
  }
  guard let first = parts.first else { return nil }
  return parts.count == 1 ? first : FittedProposal(joining: parts)
}

/// The product of densities of different parameters, its coordinates one part's after the other's.
struct JoinedDensity: BlockLogDensity, DecodableDensity {
  private let parts: [any BlockLogDensity & DecodableDensity]

  init(_ parts: [any BlockLogDensity & DecodableDensity]) { self.parts = parts }

  var dimension: Int { parts.reduce(0) { $0 + $1.dimension } }
  var variables: [Variable] { parts.flatMap(\.variables) }

  func logDensity(at position: Span<Double>) -> Double {
    var (sum, first) = (0.0, 0)
    for part in parts {
      sum += part.logDensity(at: position.extracting(first..<(first + part.dimension)))
      first += part.dimension
    }
    return sum
  }

  func logDensities(
    at positions: Span<Double>, floors: Span<Double>, into values: inout MutableSpan<Double>
  ) {
    let n = values.count
    var first = 0
    for j in 0..<n { values[j] = 0 }
    var own = [Double](repeating: 0, count: n)
    for part in parts {
      let end = first + part.dimension
      var span = own.mutableSpan
      // A floor of the sum is none of a part.
      part.logDensities(at: positions.extracting((first * n)..<(end * n)), into: &span)
      for j in 0..<n { values[j] += span[j] }
      first = end
    }
  }

  func decode(
    _ positions: Span<Double>, count: Int, into columns: inout MutableSpan<Double>, stride: Int,
    offset: Int
  ) {
    var (first, column) = (0, 0)
    for part in parts {
      let end = first + part.dimension
      part.decode(
        positions.extracting((first * count)..<(end * count)), count: count, into: &columns,
        stride: stride, offset: column * stride + offset)
      first = end
      column += part.variables.count
    }
  }
}
