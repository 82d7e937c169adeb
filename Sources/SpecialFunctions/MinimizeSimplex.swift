import CGSL

/// Minimises a function by the simplex method of Nelder and Mead (GSL's `nmsimplex2`).
///
/// A value that is not finite is shown to the method as 1e100, so the simplex turns away from it.
///
/// - Parameters:
///   - start: first point, d coordinates, at least 1; the objective must be finite there.
///   - steps: d offsets that span the first simplex, none of them 0.
///   - tolerance: the search ends when the simplex's size (mean distance of its corners from
///     their centre) is below it.
///   - maxIterations: at most so many moves.
///   - objective: the value at a point.
/// - Returns: the best point; `gradientNorm` holds the final size of the simplex.
public func minimizeSimplex(
  start: [Double], steps: [Double], tolerance: Double, maxIterations: Int,
  objective: @escaping (_ position: [Double]) -> Double
) -> MinimizationResult {
  precondition(!start.isEmpty && start.count == steps.count, "one step for each coordinate")
  let box = PlainObjective(objective, dimension: start.count)
  return withExtendedLifetime(box) {
    runSimplex(box, start: start, steps: steps, tolerance: tolerance, maxIterations)
  }
}

/// The objective with a reused array for its argument.
private final class PlainObjective {
  private let objective: ([Double]) -> Double
  private var position: [Double]

  init(_ objective: @escaping ([Double]) -> Double, dimension: Int) {
    self.objective = objective
    position = Array(repeating: 0, count: dimension)
  }

  func value(_ point: UnsafePointer<gsl_vector>) -> Double {
    for i in position.indices { position[i] = gsl_vector_get(point, i) }
    let value = objective(position)
    return value.isFinite ? value : nonFiniteObjectiveValue
  }
}

private func runSimplex(
  _ box: PlainObjective, start: [Double], steps: [Double], tolerance: Double, _ limit: Int
) -> MinimizationResult {
  guard gslReady, let point = gsl_vector_alloc(start.count),
    let offsets = gsl_vector_alloc(start.count),
    let minimizer = gsl_multimin_fminimizer_alloc(cgsl_multimin_simplex(), start.count)
  else { preconditionFailure("out of memory for a minimisation") }
  defer {
    gsl_multimin_fminimizer_free(minimizer)
    gsl_vector_free(offsets)
    gsl_vector_free(point)
  }
  for i in start.indices {
    gsl_vector_set(point, i, start[i])
    gsl_vector_set(offsets, i, steps[i])
  }
  var function = gsl_multimin_function()
  function.n = start.count
  function.params = Unmanaged.passUnretained(box).toOpaque()
  function.f = { point, parameters in
    guard let point, let parameters else { return nonFiniteObjectiveValue }
    return Unmanaged<PlainObjective>.fromOpaque(parameters).takeUnretainedValue().value(point)
  }
  return withUnsafeMutablePointer(to: &function) { functionPointer in
    func result(_ iterations: Int, _ reason: MinimizationResult.Reason) -> MinimizationResult {
      MinimizationResult(
        position: start.indices.map { gsl_vector_get(minimizer.pointee.x, $0) },
        value: minimizer.pointee.fval, gradientNorm: minimizer.pointee.size,
        iterations: iterations, reason: reason)
    }
    let startValue = box.value(point)
    if startValue >= nonFiniteObjectiveValue {
      return MinimizationResult(
        position: start, value: startValue, gradientNorm: .nan, iterations: 0,
        reason: .nonFiniteStart)
    }
    gsl_multimin_fminimizer_set(minimizer, functionPointer, point, offsets)
    var iterations = 0
    while iterations < limit {
      iterations += 1
      if gsl_multimin_fminimizer_iterate(minimizer) != 0 {
        return result(iterations, .noProgress)
      }
      if minimizer.pointee.size < tolerance { return result(iterations, .tolerance) }
    }
    return result(iterations, .iterationLimit)
  }
}
