import AccuracyModels
import CMath
import CollapsedLikelihood
import Distributions
import Draws
import ModelInterface
import SpecialFunctions

/// The collapsed posterior of the HSROC model in the coordinates in which a normal-like proposal fits it;
/// see `HSROCCoordinates`.
///
///     log density = sum_g log L_g + log p(c) + log |dc / dx| - |scores|^2 / 2
struct HSROCPosterior: BlockLogDensity, DecodableDensity {
  let model: HSROCModel
  let dimension: Int
  /// The posterior mode in these coordinates: where an adaptation should start.
  let start: [Double]
  let coordinates: HSROCCoordinates
  let stretches: [TailStretch]
  /// Of c.
  let priors: [ScalarPrior]

  init(model: HSROCModel) {
    self.model = model
    let gradient = HSROCGradient(model: model)
    dimension = gradient.dimension
    let mode = model.mode()
    let reference = gradient.point(at: mode.span)
    coordinates = HSROCCoordinates(model, reference: reference)
    let own = model.coefficients
    priors = [model.prior.muSensitivity, model.prior.muSpecificity] + own.linearPriors
    stretches = priors.map { TailStretch(prior: $0) }
    let scores = Array(mode.suffix(3))
    let shapes = reference.shape.map { own.shapePrior.normalScore($0) }
    let standardised = Self.standardised(
      Array(mode[..<coordinates.count]), scores: scores, shapes: reference.shape, model: model,
      coordinates: coordinates)
    start = scores + shapes + zip(stretches, standardised).map { $0.unstretched($1) }
  }

  /// x of given c. c is linear in x, so that dc / dx is read off from unit vectors, and x follows from an
  /// upper triangular system.
  private static func standardised(
    _ c: [Double], scores: [Double], shapes: [Double], model: HSROCModel,
    coordinates: HSROCCoordinates
  ) -> [Double] {
    let n = c.count
    // Place 0: x = 0; place k + 1: the k-th unit vector.
    let size = (n + 8) / 8 * 8
    let (logA, logB, fisherZ) = model.covariance.evaluate(scores[0], scores[1], scores[2])
    func column(_ values: [Double]) -> [Double] {
      values.flatMap { [Double](repeating: $0, count: size) }
    }
    var units = [Double](repeating: 0, count: n * size)
    for k in 0..<n { units[k * size + k + 1] = 1 }
    var points = [Double](repeating: 0, count: coordinates.columnCount * size)
    var coefficients = [Double](repeating: 0, count: n * size)
    var logDeterminants = [Double](repeating: 0, count: size)
    coordinates.expand(
      scales: column([logA, logB, fisherZ]), shapes: column(shapes), standardised: units,
      into: &points, coefficients: &coefficients, logDeterminants: &logDeterminants)
    var x = [Double](repeating: 0, count: n)
    for i in stride(from: n - 1, through: 0, by: -1) {
      let centre = coefficients[i * size]
      var rest = c[i] - centre
      for k in (i + 1)..<max(n, i + 1) {
        rest -= (coefficients[i * size + k + 1] - centre) * x[k]
      }
      x[i] = rest / (coefficients[i * size + i + 1] - centre)
    }
    return x
  }

  var variables: [Variable] { model.coefficients.variables }

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
    var block = HSROCBlock(capacity: min(n, most), of: self)
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
    let most = CollapsedLikelihood.largestBlock
    var block = HSROCBlock(capacity: min(count, most), of: self)
    for first in Swift.stride(from: 0, to: count, by: most) {
      let length = min(count - first, most)
      block.expand(positions, first: first, count: length, of: self)
      for j in 0..<length {
        let values = block.values(j, of: model)
        for (v, value) in values.enumerated() {
          columns[v * stride + offset + first + j] = value
        }
      }
    }
  }
}

/// The parameters of a block of positions of `HSROCPosterior`, and their prior.
struct HSROCBlock {
  /// Points that fit, a multiple of eight.
  let capacity: Int
  /// log prior of c and of the scores, with the log Jacobian; NaN outside the legal range.
  private(set) var logPriors: [Double]

  private let groupColumns: [Range<Int>]
  private let shapeCount: Int
  private var points: [Double]
  /// log s_A, log s_B and atanh rho of the reference.
  private var scales: [Double]
  /// Differences of the shape.
  private var shapes: [Double]
  private var standardised: [Double]
  private var coefficients: [Double]

  init(capacity: Int, of posterior: HSROCPosterior) {
    let whole = (capacity + 7) / 8 * 8
    let coordinates = posterior.coordinates
    self.capacity = whole
    (groupColumns, shapeCount) = (coordinates.groupColumns, coordinates.shapeCount)
    points = [Double](repeating: 0, count: coordinates.columnCount * whole)
    scales = [Double](repeating: 0, count: 3 * whole)
    shapes = [Double](repeating: 0, count: coordinates.shapeCount * whole)
    standardised = [Double](repeating: 0, count: coordinates.count * whole)
    coefficients = standardised
    logPriors = [Double](repeating: 0, count: whole)
  }

  /// Fills the block; places beyond `count` repeat the last point.
  mutating func expand(
    _ positions: Span<Double>, first: Int, count: Int, of posterior: HSROCPosterior
  ) {
    let (n, capacity) = (positions.count / posterior.dimension, self.capacity)
    func fill(_ target: inout [Double], _ column: Int, from k: Int) {
      var span = target.mutableSpan
      for j in 0..<capacity {
        span[column * capacity + j] = positions[k * n + first + min(j, count - 1)]
      }
    }
    for k in 0..<3 { fill(&scales, k, from: k) }
    for k in 0..<shapeCount { fill(&shapes, k, from: 3 + k) }
    for k in posterior.stretches.indices { fill(&standardised, k, from: 3 + shapeCount + k) }
    var squares = [Double](repeating: 0, count: capacity)
    for column in [scales, shapes] {
      for (place, score) in column.enumerated() { squares[place % capacity] += 0.5 * score * score }
    }
    let (model, coordinates) = (posterior.model, posterior.coordinates)
    model.covariance.evaluate(
      &scales, count: capacity,
      instructionSet: model.groups.first?.likelihood.instructionSet ?? .best)
    let shapePrior = model.coefficients.shapePrior
    for place in shapes.indices {
      shapes[place] = shapePrior.quantile(normalScore: shapes[place])
    }
    var slopes: [[Double]] = []
    for (k, stretch) in posterior.stretches.enumerated() {
      let own = stretch.stretch(&standardised, (k * capacity)..<((k + 1) * capacity))
      if !own.isEmpty { slopes.append(own) }
    }
    coordinates.expand(
      scales: scales, shapes: shapes, standardised: standardised, into: &points,
      coefficients: &coefficients, logDeterminants: &logPriors)
    for j in 0..<capacity {
      logPriors[j] -= squares[j]
      for column in slopes { logPriors[j] += column[j] }
    }
    for (k, own) in posterior.priors.enumerated() {
      let column = Array(coefficients[(k * capacity)..<((k + 1) * capacity)])
      let densities = own.logDensities(column)
      for j in 0..<capacity { logPriors[j] += densities[j] }
    }
  }

  /// log L of the points; a value that falls below its floor may be replaced by a bound, as in
  /// `RegressionBlock`.
  mutating func logLikelihoods(of model: HSROCModel, floors: Span<Double>) -> [Double] {
    var sums = [Double](repeating: 0, count: capacity)
    var own = sums
    // Places beyond the last point repeat it; their values are not used.
    var ownFloors = floors.isEmpty ? [] : [Double](repeating: .infinity, count: capacity)
    for (group, columns) in zip(model.groups, groupColumns) {
      for j in floors.indices { ownFloors[j] = floors[j] - logPriors[j] - sums[j] }
      let range = (columns.lowerBound * capacity)..<(columns.upperBound * capacity)
      var span = own.mutableSpan
      group.likelihood.logLikelihoods(
        at: points.span.extracting(range), floors: ownFloors.span, into: &span)
      for j in sums.indices { sums[j] += own[j] }
    }
    return sums
  }

  /// The parameters of a point, in the order of the model's variables; NaN outside the legal range.
  func values(_ j: Int, of model: HSROCModel) -> [Double] {
    let own = model.coefficients
    guard !logPriors[j].isNaN else {
      return [Double](repeating: .nan, count: own.variables.count)
    }
    func column(_ source: [Double], _ first: Int, _ count: Int) -> [Double] {
      (first..<(first + count)).map { source[$0 * capacity + j] }
    }
    let point = HSROCPoint(
      reference: BivariatePoint(
        muSensitivity: coefficients[j], muSpecificity: coefficients[capacity + j],
        tauSensitivity: exp(scales[j]), tauSpecificity: exp(scales[capacity + j]),
        fisherZ: scales[2 * capacity + j]),
      accuracy: column(coefficients, 2, own.accuracy.count),
      threshold: column(coefficients, 2 + own.accuracy.count, own.threshold.count),
      shape: column(shapes, 0, shapeCount))
    return own.values(point)
  }
}
