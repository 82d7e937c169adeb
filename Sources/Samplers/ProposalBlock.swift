import CVectorKernels

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

  /// The coordinates of one proposal.
  func position(_ index: Int) -> [Double] {
    (0..<dimension).map { positions[$0 * count + index] }
  }

  /// The error that a NaN or `+infinity` at a proposal is.
  func failure(at index: Int, value: Double) -> SamplingError {
    .nonFiniteLogDensity(position: position(index), value: value)
  }
}
