import CMath
import CProposalKernels
import DenseLinearAlgebra
import SpecialFunctions

/// What a triangular map bends: independent, but for their common scale.
enum ProposalNoise: Sendable, Equatable {
  /// A multivariate t.
  case studentT(degreesOfFreedom: Double)
  /// A multivariate normal that is stretched as a whole by `stretch` with probability `share`: a tail
  /// like that of a t with 30 degrees of freedom, at no more than a uniform number.
  case stretchedNormal(share: Double, stretch: Double)

  /// The noise of the final map; behind a wide part of 1/32, the share of all proposals is 1/8.
  static let standard = ProposalNoise.stretchedNormal(share: 4.0 / 31, stretch: 1.35)
}

/// A normal-like distribution on R^d whose coordinates bend one after the other.
///
/// With y = L^-1 (x - m) and noise e (`ProposalNoise`),
///
///     y_k = a_k(g(y_<k)) + exp(b_k(g(y_<k))) (alpha_k + beta_k sinh((asinh(e_k) + epsilon_k) / delta_k))
///
/// a_k quadratic, b_k linear in g(v) = v / sqrt(1 + v^2 / 9), which is bounded and so keeps the
/// conditional scale from collapsing in the tails. epsilon and delta are the skewness and tail weight
/// of Jones and Pewsey (2009). With all coefficients at their neutral values it is the noise itself,
/// moved and scaled. The map is triangular, so sampling and density both cost one pass; the pass from
/// noise to point yields the density as well. Both are done by the vector kernels (proposal_map.h).
struct TriangularProposal: Sendable {
  let dimension: Int
  let noise: ProposalNoise
  let mean: [Double]
  /// L and L^-1, lower rows one after the other.
  private let factor: [Double]
  private let inverseFactor: [Double]
  /// The coefficients of a_k (constant, linear, products), one coordinate after the other.
  private var location: [Double]
  /// The coefficients of b_k (constant, linear), one coordinate after the other.
  private var logScale: [Double]
  /// Per coordinate: alpha, beta, epsilon, delta.
  var shape: [SinhArcsinhShape]

  private let logNormalisation: Double

  /// Mean m, scale matrix L L', no bending.
  init(mean: [Double], factor: LowerTriangularMatrix, noise: ProposalNoise) {
    let d = mean.count
    precondition(d <= Int(SROC_PROPOSAL_DIMENSION_MAX), "too many coordinates for the map")
    dimension = d
    self.mean = mean
    self.noise = noise
    location = [Double](repeating: 0, count: Self.locationOffset(d))
    logScale = [Double](repeating: 0, count: Self.logScaleOffset(d))
    shape = [SinhArcsinhShape](repeating: SinhArcsinhShape(), count: d)
    self.factor = (0..<d).flatMap { row in (0...row).map { factor[row, $0] } }
    var inverse = [Double](repeating: 0, count: d * (d + 1) / 2)
    for column in 0..<d {
      var unit = [Double](repeating: 0, count: d)
      unit[column] = 1
      let solution = factor.solve(unit)
      for row in column..<d { inverse[row * (row + 1) / 2 + column] = solution[row] }
    }
    inverseFactor = inverse
    switch noise {
    case .studentT(let nu):
      logNormalisation =
        lgamma(0.5 * (nu + Double(d))) - lgamma(0.5 * nu) - 0.5 * Double(d) * log(nu * Double.pi)
        - factor.logDeterminant
    case .stretchedNormal:
      logNormalisation = -0.5 * Double(d) * log(2 * Double.pi) - factor.logDeterminant
    }
  }

  /// Mean and scale matrix of this map around another noise, without the bending.
  func unbent(spread: Double, noise: ProposalNoise) -> TriangularProposal {
    var rows = [Double](repeating: 0, count: dimension * dimension)
    for row in 0..<dimension {
      for column in 0...row {
        rows[row * dimension + column] = spread * factor[row * (row + 1) / 2 + column]
      }
    }
    return TriangularProposal(
      mean: mean, factor: LowerTriangularMatrix(order: dimension, rowMajor: rows), noise: noise)
  }

  /// Where a_k starts: the sum over j < k of 1 + j + j (j + 1) / 2.
  private static func locationOffset(_ k: Int) -> Int {
    k * (k + 1) / 2 + (k - 1) * k * (k + 1) / 6
  }

  /// Where b_k starts: the sum over j < k of 1 + j.
  private static func logScaleOffset(_ k: Int) -> Int { k * (k + 1) / 2 }

  /// Sets the bending of one coordinate.
  mutating func setBend(_ k: Int, location a: [Double], logScale b: [Double]) {
    location.replaceSubrange(Self.locationOffset(k)..<Self.locationOffset(k + 1), with: a)
    logScale.replaceSubrange(Self.logScaleOffset(k)..<Self.logScaleOffset(k + 1), with: b)
  }

  @inline(__always)
  static func bounded(_ v: EightLanes) -> EightLanes { v / (1 + v * v * (1.0 / 9)).root }

  /// The map as the kernels take it; the pointer is valid during the call only.
  func withKernelMap<Result>(
    _ body: (UnsafePointer<sroc_proposal_map>) -> Result
  ) -> Result {
    let shapes = shape.flatMap { [$0.alpha, $0.beta, $0.epsilon, $0.delta] }
    return mean.withUnsafeBufferPointer { mean in
      factor.withUnsafeBufferPointer { factor in
        inverseFactor.withUnsafeBufferPointer { inverseFactor in
          location.withUnsafeBufferPointer { location in
            logScale.withUnsafeBufferPointer { logScale in
              shapes.withUnsafeBufferPointer { shapes in
                var map = sroc_proposal_map(
                  dimension: dimension, mean: mean.baseAddress, factor: factor.baseAddress,
                  inverse_factor: inverseFactor.baseAddress, location: location.baseAddress,
                  log_scale: logScale.baseAddress, shape: shapes.baseAddress,
                  degrees_of_freedom: 0, stretch: 1, stretched_share: 0,
                  log_normalisation: logNormalisation)
                switch noise {
                case .studentT(let nu): map.degrees_of_freedom = nu
                case .stretchedNormal(let share, let stretch):
                  (map.stretched_share, map.stretch) = (share, stretch)
                }
                return body(&map)
              }
            }
          }
        }
      }
    }
  }

  /// Turns noise into points, in place.
  ///
  /// - Parameters:
  ///   - points: coordinate-major draws of the noise, a multiple of eight; overwritten.
  ///   - logDensities: the log density at each point, as `logDensities(at:)` gives it; overwritten.
  func push(_ points: inout [Double], logDensities: inout [Double]) {
    let count = logDensities.count
    precondition(count % 8 == 0 && points.count == dimension * count)
    withKernelMap { sroc_push_noise($0, &points, count, vectorInstructionSet, &logDensities) }
  }

  /// The log densities, normalised.
  ///
  /// - Parameter points: coordinate-major, a multiple of eight.
  /// - Returns: one value a point.
  func logDensities(at points: [Double]) -> [Double] {
    let count = points.count / dimension
    precondition(count % 8 == 0 && points.count == dimension * count)
    var result = [Double](repeating: 0, count: count)
    withKernelMap { sroc_map_log_densities($0, points, count, vectorInstructionSet, &result) }
    return result
  }

  /// y = L^-1 (x - m), one coordinate of one group of points.
  @inline(__always)
  func whitened(_ k: Int, of positions: Span<EightLanes>) -> EightLanes {
    var y = EightLanes.zero
    for column in 0...k {
      y += inverseFactor[k * (k + 1) / 2 + column] * (positions[column] - mean[column])
    }
    return y
  }
}

/// What the vector kernels of this room run with.
let vectorInstructionSet = sroc_best_instruction_set()
