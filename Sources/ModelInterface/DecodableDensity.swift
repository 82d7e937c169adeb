import Draws

/// A log density whose coordinates can be translated into named parameters.
///
/// Samplers see coordinates in which a proposal fits; all that follows a sampler asks for parameters by
/// name. This is the one place where the first become the second.
public protocol DecodableDensity: LogDensity {
  /// The parameters that a position stands for, in the order of the columns of `decode`.
  var variables: [Variable] { get }

  /// The parameters at many positions.
  ///
  /// - Parameters:
  ///   - positions: `count` points, coordinate-major.
  ///   - count: number of points.
  ///   - columns: variable v of point j is written to `v * stride + offset + j`; NaN where the position
  ///     is outside the range of the parameters.
  ///   - stride: distance of two columns, at least `offset + count`.
  ///   - offset: where the first point goes in each column.
  func decode(
    _ positions: Span<Double>, count: Int, into columns: inout MutableSpan<Double>, stride: Int,
    offset: Int)
}

extension DecodableDensity {
  /// The parameters at the positions of one chain, as a block of a `DrawTable`.
  ///
  /// - Parameters:
  ///   - positions: of the chain's draws, coordinate-major.
  ///   - drawsPerChain: number of draws.
  /// - Returns: one column a variable, one after the other.
  public func block(of positions: Span<Double>, drawsPerChain: Int) -> [Double] {
    var block = [Double](repeating: 0, count: variables.count * drawsPerChain)
    var columns = block.mutableSpan
    decode(positions, count: drawsPerChain, into: &columns, stride: drawsPerChain, offset: 0)
    return block
  }
}
