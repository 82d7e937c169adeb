import AccuracyModels
import CMath
import CollapsedLikelihood
import Distributions
import Draws
import ModelInterface
import SpecialFunctions

/// The collapsed posterior of a regression in the coordinates in which a normal-like proposal fits it;
/// see `RegressionCoordinates`.
///
///     log density = sum_g log L_g + log p(beta) + log |d beta / dx| - |scores|^2 / 2
struct RegressionPosterior: BlockLogDensity, DecodableDensity {
  let model: RegressionModel
  let dimension: Int
  /// The posterior mode in these coordinates: where an adaptation should start.
  let start: [Double]

  let coordinates: RegressionCoordinates
  let coefficients: [MeanCoefficient]
  let stretches: [TailStretch]

  init(model: RegressionModel) {
    self.model = model
    let gradient = RegressionGradient(model: model)
    dimension = gradient.dimension
    let mode = model.mode()
    let reference = gradient.point(at: mode.span)
    coefficients = model.coefficients
    coordinates = RegressionCoordinates(model, reference: reference)
    stretches = coefficients.map { TailStretch(prior: $0.prior) }
    let count = coefficients.count
    let scores = Array(mode[count..<(count + 3 * model.groups.count)])
    let standardised = Self.standardised(
      reference, scores: scores, model: model, coordinates: coordinates)
    start = Array(mode[count...]) + zip(stretches, standardised).map { $0.unstretched($1) }
  }

  /// The standardised coefficients of given ones. beta is linear in x, so that d beta / dx is read off from
  /// unit vectors, and x follows from a lower triangular system.
  private static func standardised(
    _ reference: RegressionPoint, scores: [Double], model: RegressionModel,
    coordinates: RegressionCoordinates
  ) -> [Double] {
    let beta = reference.coefficients
    let n = beta.count
    // Place 0: x = 0; place k + 1: the k-th unit vector.
    let count = (n + 8) / 8 * 8
    var scales = [Double](repeating: 0, count: scores.count * count)
    for (k, score) in scores.enumerated() { for j in 0..<count { scales[k * count + j] = score } }
    Self.evaluate(&scales, model: model, count: count, coordinates: coordinates)
    var units = [Double](repeating: 0, count: n * count)
    for k in 0..<n { units[k * count + k + 1] = 1 }
    var points = [Double](repeating: 0, count: coordinates.columnCount * count)
    var coefficients = [Double](repeating: 0, count: n * count)
    var logDeterminants = [Double](repeating: 0, count: count)
    coordinates.expand(
      scales: scales,
      structureValues: reference.structure.flatMap { [Double](repeating: $0, count: count) },
      standardised: units, into: &points, coefficients: &coefficients,
      logDeterminants: &logDeterminants)
    var x = [Double](repeating: 0, count: n)
    for i in 0..<n {
      let centre = coefficients[i * count]
      var rest = beta[i] - centre
      for k in 0..<i { rest -= (coefficients[i * count + k + 1] - centre) * x[k] }
      x[i] = rest / (coefficients[i * count + i + 1] - centre)
    }
    return x
  }

  /// log tau_se, log tau_sp and atanh rho of each group from its scores, in place.
  static func evaluate(
    _ scales: inout [Double], model: RegressionModel, count: Int,
    coordinates: RegressionCoordinates
  ) {
    for group in 0..<coordinates.groupCount {
      let range = (3 * group * count)..<(3 * (group + 1) * count)
      var own = Array(scales[range])
      model.covariance.evaluate(&own, count: count, instructionSet: coordinates.instructionSet)
      scales.replaceSubrange(range, with: own)
    }
  }

  var variables: [Variable] { model.variables }

  func logDensity(at position: Span<Double>) -> Double {
    var value = InlineArray<1, Double>(repeating: 0)
    var span = value.mutableSpan
    logDensities(at: position, into: &span)
    return value[0]
  }

  func logDensities(
    at positions: Span<Double>, floors: Span<Double>, into values: inout MutableSpan<Double>
  ) {
    let n = values.count
    precondition(positions.count == dimension * n && (floors.isEmpty || floors.count == n))
    let most = CollapsedLikelihood.largestBlock
    var block = RegressionBlock(capacity: min(n, most), of: self)
    for first in stride(from: 0, to: n, by: most) {
      let count = min(n - first, most)
      block.expand(positions, first: first, count: count, of: self)
      let likelihoods = block.logLikelihoods(
        of: model, floors: floors.isEmpty ? Span() : floors.extracting(first..<(first + count)))
      for j in 0..<count {
        let value = likelihoods[j] + block.logPriors[j]
        values[first + j] = value.isNaN ? -.infinity : value
      }
    }
  }

  func decode(
    _ positions: Span<Double>, count: Int, into columns: inout MutableSpan<Double>, stride: Int,
    offset: Int
  ) {
    precondition(positions.count == dimension * count)
    var block = RegressionBlock(capacity: min(count, CollapsedLikelihood.largestBlock), of: self)
    for first in Swift.stride(from: 0, to: count, by: CollapsedLikelihood.largestBlock) {
      let length = min(count - first, CollapsedLikelihood.largestBlock)
      block.expand(positions, first: first, count: length, of: self)
      block.copy(count: length, to: &columns, at: offset + first, stride: stride)
    }
  }
}

/// The parameters of a block of positions of `RegressionPosterior`, and their prior.
struct RegressionBlock {
  /// Points that fit, a multiple of eight.
  let capacity: Int
  /// log prior of the coefficients and of the scores, with the log Jacobian; NaN outside the legal range.
  private(set) var logPriors: [Double]

  private let groupColumns: [Range<Int>]
  private let covarianceColumns: Int
  /// Degrees of freedom of each point where they are estimated.
  private var degreesOfFreedom: [Double]
  /// phi, or kappa_se and kappa_sp, of studies with several dependent tables: columns.
  private var structure: [Double]
  private var points: [Double]
  private var scales: [Double]
  private var standardised: [Double]
  private var coefficients: [Double]

  init(capacity: Int, of posterior: RegressionPosterior) {
    let whole = (capacity + 7) / 8 * 8
    let coordinates = posterior.coordinates
    self.capacity = whole
    groupColumns = coordinates.groupColumns
    covarianceColumns = 3 * coordinates.groupCount
    points = [Double](repeating: 0, count: coordinates.columnCount * whole)
    scales = [Double](repeating: 0, count: covarianceColumns * whole)
    standardised = [Double](repeating: 0, count: coordinates.coefficientCount * whole)
    coefficients = standardised
    logPriors = [Double](repeating: 0, count: whole)
    degreesOfFreedom =
      posterior.model.degreesOfFreedom == nil ? [] : [Double](repeating: 0, count: whole)
    structure = [Double](
      repeating: 0, count: (posterior.model.dependence?.parameters.count ?? 0) * whole)
  }

  /// Fills the block; places beyond `count` repeat the last point.
  mutating func expand(
    _ positions: Span<Double>, first: Int, count: Int, of posterior: RegressionPosterior
  ) {
    let (n, capacity) = (positions.count / posterior.dimension, self.capacity)
    func fill(_ target: inout [Double], _ column: Int, from k: Int) {
      var span = target.mutableSpan
      for j in 0..<capacity {
        span[column * capacity + j] = positions[k * n + first + min(j, count - 1)]
      }
    }
    for k in 0..<covarianceColumns { fill(&scales, k, from: k) }
    let structureCount = structure.count / max(capacity, 1)
    let scoreCount = covarianceColumns + (degreesOfFreedom.isEmpty ? 0 : 1) + structureCount
    for k in posterior.coefficients.indices { fill(&standardised, k, from: scoreCount + k) }
    var squares = [Double](repeating: 0, count: capacity)
    for k in 0..<covarianceColumns {
      for j in 0..<capacity {
        let score = scales[k * capacity + j]
        squares[j] += 0.5 * score * score
      }
    }
    if let freedom = posterior.model.degreesOfFreedom {
      fill(&degreesOfFreedom, 0, from: covarianceColumns)
      for j in 0..<capacity {
        squares[j] += 0.5 * degreesOfFreedom[j] * degreesOfFreedom[j]
        degreesOfFreedom[j] = freedom.evaluate(degreesOfFreedom[j]).value
      }
    }
    for (k, parameter) in (posterior.model.dependence?.parameters ?? []).enumerated() {
      fill(&structure, k, from: scoreCount - structureCount + k)
      for place in (k * capacity)..<((k + 1) * capacity) {
        let score = structure[place]
        squares[place - k * capacity] += 0.5 * score * score
        structure[place] = parameter.value(atScore: score)
      }
    }
    RegressionPosterior.evaluate(
      &scales, model: posterior.model, count: capacity, coordinates: posterior.coordinates)
    var slopes: [[Double]] = []
    for (k, stretch) in posterior.stretches.enumerated() {
      let range = (k * capacity)..<((k + 1) * capacity)
      let own = stretch.stretch(&standardised, range)
      if !own.isEmpty { slopes.append(own) }
    }
    posterior.coordinates.expand(
      scales: scales, structureValues: structure, standardised: standardised, into: &points,
      coefficients: &coefficients,
      logDeterminants: &logPriors)
    for j in 0..<capacity {
      logPriors[j] -= squares[j]
      for column in slopes { logPriors[j] += column[j] }
    }
    for (k, coefficient) in posterior.coefficients.enumerated() {
      let column = Array(coefficients[(k * capacity)..<((k + 1) * capacity)])
      let densities = coefficient.prior.logDensities(column)
      for j in 0..<capacity { logPriors[j] += densities[j] }
    }
  }

  /// log L of the points.
  ///
  /// A value that falls below its floor may be replaced by a bound: the likelihood of what is not yet
  /// worked out is at most 1, so that a group's floor is what those before it leave.
  mutating func logLikelihoods(of model: RegressionModel, floors: Span<Double>) -> [Double] {
    if let dependence = model.dependence {
      // Places beyond the last point repeat it; their values are not used.
      var own = floors.isEmpty ? [] : [Double](repeating: .infinity, count: capacity)
      for j in floors.indices { own[j] = floors[j] - logPriors[j] }
      return dependence.logLikelihoods(
        points: points, values: structure, count: capacity, floors: own)
    }
    var sums = [Double](repeating: 0, count: capacity)
    var own = sums
    // Places beyond the last point repeat it; their values are not used.
    var ownFloors = floors.isEmpty ? [] : [Double](repeating: .infinity, count: capacity)
    for (group, columns) in zip(model.groups, groupColumns) {
      for j in floors.indices { ownFloors[j] = floors[j] - logPriors[j] - sums[j] }
      let range = (columns.lowerBound * capacity)..<(columns.upperBound * capacity)
      if model.effects.isRobust {
        own = model.studentLogLikelihoods(
          of: group, points: points.span.extracting(range), estimated: degreesOfFreedom,
          floors: ownFloors.span, count: capacity)
      } else {
        var span = own.mutableSpan
        group.likelihood.logLikelihoods(
          at: points.span.extracting(range), floors: ownFloors.span, into: &span)
      }
      for j in sums.indices { sums[j] += own[j] }
    }
    return sums
  }

  /// Copies the first points to columns of another length, in the order of `RegressionModel.variables`.
  func copy(count: Int, to columns: inout MutableSpan<Double>, at first: Int, stride: Int) {
    func put(
      _ source: [Double], _ from: Int, at variable: inout Int, _ out: inout MutableSpan<Double>
    ) {
      for j in 0..<count {
        out[variable * stride + first + j] =
          logPriors[j].isNaN ? .nan : source[from * capacity + j]
      }
      variable += 1
    }
    var variable = 0
    for k in 0..<(coefficients.count / max(capacity, 1)) {
      put(coefficients, k, at: &variable, &columns)
    }
    for group in groupColumns {
      for k in 2..<5 { put(points, group.lowerBound + k, at: &variable, &columns) }
    }
    if !degreesOfFreedom.isEmpty { put(degreesOfFreedom, 0, at: &variable, &columns) }
    for k in 0..<(structure.count / max(capacity, 1)) { put(structure, k, at: &variable, &columns) }
    for group in groupColumns.indices { put(scales, 3 * group + 2, at: &variable, &columns) }
  }
}
