import CProposalKernels
import ModelInterface

/// Proposals made together, with their log densities.
///
/// Size is a matter of speed only: the content of a proposal does not depend on it.
struct ProposalBlock {
  let dimension: Int
  /// The number of proposals, a multiple of eight.
  let count: Int
  /// Coordinate k of proposal j is at k * count + j.
  var positions: [Double]
  /// The normalised log density of the distribution that the proposals are drawn from.
  var logDensities: [Double]
  /// One uniform number a proposal, drawn with it, for the decision to accept it.
  var uniforms: [Double]

  init(dimension: Int, count: Int) {
    precondition(count % 8 == 0, "proposals come in groups of eight")
    self.dimension = dimension
    self.count = count
    positions = [Double](repeating: 0, count: dimension * count)
    logDensities = [Double](repeating: 0, count: count)
    uniforms = logDensities
  }

  /// The next multiple of eight.
  static func wholeGroups(_ count: Int) -> Int { (count + 7) / 8 * 8 }

  /// The logarithms of the uniform numbers.
  func logUniforms() -> [Double] {
    var result = uniforms
    sroc_logarithms(&result, count, vectorInstructionSet)
    return result
  }

  /// A weight below e^-25 (1.4e-11) of the mean weight is taken for zero: all such weights together
  /// change a mean over the draws less than a density that is right to 1e-6 does, and most of them are
  /// those of points far out, where a density is expensive and a bound of it is not.
  private static let negligibleLogWeight = -25.0

  /// The log densities below which the weights of the proposals are negligible, for `floors` of
  /// `BlockLogDensity`.
  ///
  /// - Parameter meanLogWeight: the log of the mean weight, or of an estimate of it; minus infinity
  ///   where there is none yet.
  /// - Returns: one value a proposal; empty without an estimate.
  func negligibleDensities(meanLogWeight: Double) -> [Double] {
    guard meanLogWeight > -.infinity else { return [] }
    let most = meanLogWeight + Self.negligibleLogWeight
    return logDensities.map { $0 + most }
  }

  /// Makes values below their floors, which may be bounds only, densities of zero.
  func dropBelow(_ floors: [Double], _ values: inout [Double]) {
    for j in floors.indices where values[j] < floors[j] { values[j] = -.infinity }
  }

  /// So many stretches of about the same length, each of whole groups of eight and none empty.
  func parts(of number: Int) -> [Range<Int>] {
    let length = Self.wholeGroups((count + number - 1) / number)
    return stride(from: 0, to: count, by: length).map { $0..<min($0 + length, count) }
  }

  /// The target's log densities at a stretch of proposals.
  ///
  /// - Parameters:
  ///   - target: the density.
  ///   - part: the stretch.
  ///   - floors: nothing, or one a proposal of the whole block.
  /// - Returns: one value a proposal of the stretch.
  func logDensities<Target: BlockLogDensity>(
    of target: Target, _ part: Range<Int>, floors: [Double]
  ) -> [Double] {
    var coordinates: [Double] = []
    coordinates.reserveCapacity(dimension * part.count)
    for k in 0..<dimension {
      coordinates += positions[(k * count + part.lowerBound)..<(k * count + part.upperBound)]
    }
    var values = [Double](repeating: 0, count: part.count)
    var span = values.mutableSpan
    let partFloors = floors.isEmpty ? Span() : floors.span.extracting(part)
    target.logDensities(at: coordinates.span, floors: partFloors, into: &span)
    return values
  }

  /// The coordinates of one proposal.
  func position(_ index: Int) -> [Double] {
    (0..<dimension).map { positions[$0 * count + index] }
  }

  /// The error that a NaN or `+infinity` at a proposal is.
  func failure(at index: Int, value: Double) -> SamplingError {
    .nonFiniteLogDensity(position: position(index), value: value)
  }
}
