import ModelInterface
import SpecialFunctions

/// The best end of BFGS searches with the analytic gradient from several starts; the first that converges is
/// the last.
///
/// It serves as reference and starting point, so a search that stops short costs efficiency, never
/// correctness.
///
/// - Parameters:
///   - target: the density.
///   - starts: where to search from, in order.
///   - maxIterations: line searches of each.
/// - Returns: the position; nil where no search found a finite density.
package func highestMode(
  of target: some DifferentiableLogDensity, starts: [[Double]], maxIterations: Int
) -> [Double]? {
  var best: (value: Double, position: [Double])?
  for start in starts {
    let result = minimizeBFGS(
      start: start, stepSize: 0.3, tolerance: 1e-4, maxIterations: maxIterations
    ) { position, gradient in
      var span = gradient.mutableSpan
      let value = target.logDensity(at: position.span, gradient: &span)
      for i in span.indices { span[i] = -span[i] }
      return -value
    }
    if result.value.isFinite && result.value < (best?.value ?? .infinity) {
      best = (result.value, result.position)
    }
    if result.converged { break }
  }
  return best?.position
}
