import CGSL

/// What GSL sees in place of a value that is not finite: large, but its square does not overflow.
private let nonFiniteObjectiveValue = 1e100

/// Minimises a smooth function by the BFGS method of GSL (`vector_bfgs2`, Fletcher's line search).
///
/// Where the objective or its gradient is not finite the line search sees 1e100 and shortens its
/// step, so an objective may answer infinity or NaN outside its domain. After a line search that
/// cannot improve, the method restarts from steepest descent, twice at most.
///
/// - Parameters:
///   - start: first point, d coordinates, at least 1; the objective must be finite there.
///   - stepSize: length of the first trial step, positive.
///   - tolerance: the search ends when the Euclidean norm of the gradient is below it.
///   - maxIterations: at most so many line searches.
///   - stopping: asked after each line search with the point it ended at and the number of them so
///     far; true ends the search there.
///   - objectiveWithGradient: returns the value at a point and overwrites the d gradient values.
/// - Returns: the best point, with the reason for stopping; never throws and never aborts.
public func minimizeBFGS(
  start: [Double], stepSize: Double, tolerance: Double, maxIterations: Int,
  stopping: (_ position: [Double], _ iterations: Int) -> Bool = { _, _ in false },
  objectiveWithGradient: @escaping (_ position: [Double], _ gradient: inout [Double]) -> Double
) -> MinimizationResult {
  precondition(!start.isEmpty && stepSize > 0, "a minimisation needs coordinates and a step")
  let box = GradientObjective(objectiveWithGradient, dimension: start.count)
  return withExtendedLifetime(box) {
    runBFGS(
      box, start: start, stepSize: stepSize, tolerance: tolerance, maxIterations: maxIterations,
      stopping: stopping)
  }
}

/// The objective with its last evaluation, as GSL asks for value and gradient in separate calls.
private final class GradientObjective {
  private let objective: ([Double], inout [Double]) -> Double
  private var position: [Double]
  private(set) var gradient: [Double]
  private(set) var value = Double.nan
  private var evaluated = false

  init(_ objective: @escaping ([Double], inout [Double]) -> Double, dimension: Int) {
    self.objective = objective
    position = Array(repeating: 0, count: dimension)
    gradient = Array(repeating: 0, count: dimension)
  }

  func evaluate(_ point: UnsafePointer<gsl_vector>) {
    var same = evaluated
    for i in position.indices {
      let coordinate = gsl_vector_get(point, i)
      if coordinate != position[i] { same = false }
      position[i] = coordinate
    }
    if same { return }
    value = objective(position, &gradient)
    evaluated = true
    if !value.isFinite || gradient.contains(where: { !$0.isFinite }) {
      value = nonFiniteObjectiveValue
      for i in gradient.indices { gradient[i] = 0 }
    }
  }

  func writeGradient(_ target: UnsafeMutablePointer<gsl_vector>) {
    for i in gradient.indices { gsl_vector_set(target, i, gradient[i]) }
  }
}

private func boxed(_ pointer: UnsafeMutableRawPointer?) -> GradientObjective? {
  pointer.map { Unmanaged<GradientObjective>.fromOpaque($0).takeUnretainedValue() }
}

private func gslFunction(_ box: GradientObjective, dimension: Int) -> gsl_multimin_function_fdf {
  var function = gsl_multimin_function_fdf()
  function.n = dimension
  function.params = Unmanaged.passUnretained(box).toOpaque()
  function.f = { point, parameters in
    guard let point, let box = boxed(parameters) else { return nonFiniteObjectiveValue }
    box.evaluate(point)
    return box.value
  }
  function.df = { point, parameters, gradient in
    guard let point, let gradient, let box = boxed(parameters) else { return }
    box.evaluate(point)
    box.writeGradient(gradient)
  }
  function.fdf = { point, parameters, value, gradient in
    guard let point, let value, let gradient, let box = boxed(parameters) else { return }
    box.evaluate(point)
    value.pointee = box.value
    box.writeGradient(gradient)
  }
  return function
}

private func runBFGS(
  _ box: GradientObjective, start: [Double], stepSize: Double, tolerance: Double,
  maxIterations: Int, stopping: ([Double], Int) -> Bool
) -> MinimizationResult {
  guard gslReady, let point = gsl_vector_alloc(start.count),
    let minimizer = gsl_multimin_fdfminimizer_alloc(cgsl_multimin_bfgs2(), start.count)
  else { preconditionFailure("out of memory for a minimisation") }
  defer {
    gsl_multimin_fdfminimizer_free(minimizer)
    gsl_vector_free(point)
  }
  for i in start.indices { gsl_vector_set(point, i, start[i]) }
  var function = gslFunction(box, dimension: start.count)
  return withUnsafeMutablePointer(to: &function) { functionPointer in
    gsl_multimin_fdfminimizer_set(minimizer, functionPointer, point, stepSize, 0.1)
    func position() -> [Double] { start.indices.map { gsl_vector_get(minimizer.pointee.x, $0) } }
    func result(_ iterations: Int, _ reason: MinimizationResult.Reason) -> MinimizationResult {
      MinimizationResult(
        position: position(), value: minimizer.pointee.f,
        gradientNorm: norm(minimizer.pointee.gradient),
        iterations: iterations, reason: reason)
    }
    if minimizer.pointee.f >= nonFiniteObjectiveValue { return result(0, .nonFiniteStart) }
    var restarts = 0
    var iterations = 0
    while iterations < maxIterations {
      if norm(minimizer.pointee.gradient) < tolerance { return result(iterations, .tolerance) }
      iterations += 1
      if gsl_multimin_fdfminimizer_iterate(minimizer) == 0 {
        if stopping(position(), iterations) { return result(iterations, .stopped) }
        continue
      }
      if norm(minimizer.pointee.gradient) < tolerance { return result(iterations, .tolerance) }
      restarts += 1
      if restarts > 2 { return result(iterations, .noProgress) }
      gsl_vector_memcpy(point, minimizer.pointee.x)
      gsl_multimin_fdfminimizer_set(minimizer, functionPointer, point, stepSize * 0.01, 0.1)
    }
    let met = norm(minimizer.pointee.gradient) < tolerance
    return result(iterations, met ? .tolerance : .iterationLimit)
  }
}

private func norm(_ vector: UnsafePointer<gsl_vector>) -> Double {
  var sum = 0.0
  for i in 0..<vector.pointee.size {
    let value = gsl_vector_get(vector, i)
    sum += value * value
  }
  return sum.squareRoot()
}
