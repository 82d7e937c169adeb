import CMath
import CollapsedLikelihood
import SpecialFunctions

extension RegressionModel {
  /// log L of a covariance group at a block of points under t-distributed effects: by `StudentLikelihood`, and
  /// by a mixture of normal likelihoods where that does not serve a point.
  ///
  /// - Parameters:
  ///   - group: with a likelihood of t-distributed effects.
  ///   - points: the columns of the points, as the likelihood takes them.
  ///   - estimated: degrees of freedom of each point; empty where they are given.
  ///   - floors: nothing, or one a point, below which a bound may take the place of a value.
  ///   - count: number of points.
  /// - Returns: one value a point.
  func studentLogLikelihoods(
    of group: CovarianceGroup, points: Span<Double>, estimated: [Double],
    floors: Span<Double> = Span(), count: Int
  ) -> [Double] {
    guard let student = group.student else { preconditionFailure("effects are not t-distributed") }
    let freedom = (0..<count).map { estimated.isEmpty ? givenDegreesOfFreedom : estimated[$0] }
    var values = [Double](repeating: 0, count: count)
    var span = values.mutableSpan
    student.logLikelihoods(
      at: points, degreesOfFreedom: freedom.span, floors: floors, into: &span)
    let left = values.indices.filter { values[$0].isNaN }
    for first in stride(from: 0, to: left.count, by: StudentBlock.capacity) {
      let places = Array(left[first..<min(first + StudentBlock.capacity, left.count)])
      let own = (0..<(6 + 2 * group.likelihood.rowCount)).flatMap { column in
        places.map { points[column * count + $0] }
      }
      let mixtures = (estimated.isEmpty ? [places[0]] : places)
        .compactMap { mixture(estimated.isEmpty ? nil : estimated[$0]) }
      var block = StudentBlock(
        group.likelihood, mixtures: mixtures, pointCount: places.count)
      let terms = block.logLikelihoods(points: own)
      for (k, place) in places.enumerated() {
        values[place] = group.studies.indices.reduce(0) { $0 + terms[$1 * places.count + k] }
      }
    }
    return values
  }

  /// log L at a point as the sampler has it.
  func studentLogLikelihood(at point: RegressionPoint) -> Double {
    groups.indices.reduce(0) { sum, number in
      let (group, covariance) = (groups[number], point.covariances[number])
      let means = means(ofGroup: number, coefficients: point.coefficients)
      let columns =
        [
          means[0], means[1], covariance.tauSensitivity, covariance.tauSpecificity,
          covariance.correlation, covariance.complement,
        ] + means
      return sum
        + studentLogLikelihoods(
          of: group, points: columns.span, estimated: point.degreesOfFreedom.map { [$0] } ?? [],
          count: 1)[0]
    }
  }
}

/// log L of a block of points under t-distributed study effects: every node of the mixture is one pass of
/// the normal likelihood over the points that still need it, with each point's standard deviations scaled.
///
/// Nodes come from the largest weight down. Once the terms of all studies of a point fall and are below
/// `negligible` of their sums, the rest is a geometric series: of weights w far below, the likelihood goes
/// like a power of w and so does their density. So the widest normals, whose integrals are expensive, are
/// worked out for outlying studies alone.
struct StudentBlock {
  /// Points at once: their values of all studies stay in the cache.
  static let capacity = 512
  /// log of the share of a study's sum below which the rest is a series.
  static let negligible = -9.2

  private let likelihood: CollapsedLikelihood
  private let mixtures: [StudentMixture]
  private let pointCount: Int
  private let columnCount: Int
  /// log of each study's sum so far as its largest term and the sum relative to that, and its last term:
  /// study i, point j at `i * pointCount + j`.
  private var largest: [Double]
  private var total: [Double]
  private var last: [Double]

  /// - Parameters:
  ///   - likelihood: of a covariance group, with design rows.
  ///   - mixtures: one for all points, or one a point.
  ///   - pointCount: number of points.
  init(_ likelihood: CollapsedLikelihood, mixtures: [StudentMixture], pointCount: Int) {
    self.likelihood = likelihood
    self.mixtures = mixtures
    self.pointCount = pointCount
    columnCount = 6 + 2 * likelihood.rowCount
    let size = likelihood.studies.count * pointCount
    largest = [Double](repeating: -1e300, count: size)
    total = [Double](repeating: 0, count: size)
    last = [Double](repeating: -1e300, count: size)
  }

  private func mixture(_ point: Int) -> StudentMixture {
    mixtures[mixtures.count == 1 ? 0 : point]
  }

  /// The log likelihoods of all studies: that of study i at point j at `i * pointCount + j`.
  ///
  /// - Parameter points: the columns of the points, as the likelihood takes them.
  /// - Returns: sums over all nodes.
  mutating func logLikelihoods(points: [Double]) -> [Double] {
    var active = Array(0..<pointCount)
    var node = 0
    while !active.isEmpty {
      active.removeAll { node >= mixture($0).nodes.count }
      guard !active.isEmpty else { break }
      let values = values(at: node, points: points, of: active)
      active = active.enumerated().filter {
        !add(values, node, $0.offset, $0.element, active.count)
      }
      .map(\.element)
      node += 1
    }
    return largest.indices.map { largest[$0] + log(total[$0]) }
  }

  /// The normal likelihoods of some points at a node.
  private func values(at node: Int, points: [Double], of active: [Int]) -> [Double] {
    let count = active.count
    var scaled = [Double](repeating: 0, count: columnCount * count)
    for column in 0..<columnCount {
      for (k, j) in active.enumerated() {
        scaled[column * count + k] = points[column * pointCount + j]
      }
    }
    for (k, j) in active.enumerated() {
      let scale = exp(-0.5 * mixture(j).nodes[node])
      for column in 2..<4 {
        // Beyond the largest deviation no rule is tested; the density there is nothing.
        scaled[column * count + k] = min(
          scaled[column * count + k] * scale, CollapsedLikelihood.largestDeviation)
      }
    }
    var values = [Double](repeating: 0, count: likelihood.studies.count * count)
    likelihood.studyLogLikelihoods(at: scaled.span, into: &values)
    return values
  }

  /// Adds a node's terms of one point; returns whether the rest of all its sums is a series, which is then
  /// added too.
  private mutating func add(
    _ values: [Double], _ node: Int, _ k: Int, _ point: Int, _ count: Int
  ) -> Bool {
    let share = mixture(point).logShares[node]
    var isDone = mixture(point).nodes[node] < 0
    for study in likelihood.studies.indices {
      let place = study * pointCount + point
      let term = values[study * count + k] + share
      if term > largest[place] {
        total[place] = total[place] * exp(largest[place] - term) + 1
        largest[place] = term
      } else {
        total[place] += exp(term - largest[place])
      }
      let isSmall =
        term < last[place] - 0.1
        && term - largest[place] < Self.negligible + log(total[place])
      isDone = isDone && isSmall
    }
    guard isDone else {
      for study in likelihood.studies.indices {
        last[study * pointCount + point] = values[study * count + k] + share
      }
      return false
    }
    for study in likelihood.studies.indices {
      let place = study * pointCount + point
      let term = values[study * count + k] + share
      let ratio = exp(term - last[place])
      total[place] += exp(term - largest[place]) * ratio / (1 - ratio)
    }
    return true
  }
}
