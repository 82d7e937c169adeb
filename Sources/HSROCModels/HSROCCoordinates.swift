import AccuracyModels
import CMath
import CPosteriorPoints
import CollapsedLikelihood
import Distributions
import SpecialFunctions

/// The coordinates in which a normal-like proposal fits the collapsed posterior of the HSROC model: three
/// scores of the reference's covariance, one score a difference of the shape, all standard normal under the
/// prior, then c = (mu_A0, mu_B0, differences of accuracy, differences of the threshold), standardised by
/// its approximate conditional distribution given these.
///
/// Given b = beta of the reference and the g of every row, the means of a row are linear in c,
///
///     mu_A = d_A' c,   d_A = (e^(-g/2), 0, e^(-(b+g)/2) a / 2,  e^(-(b+g)/2) t)
///     mu_B = d_B' c,   d_B = (0, e^(g/2),  e^((b+g)/2) a / 2, -e^((b+g)/2) t)
///
/// so that with the studies linearised at the mode (`StandardisedMeans` has A_i and y_i), D = [d_A d_B]',
/// prior precisions P0 and means m0,
///
///     P = P0 + sum_i D_i' A_i D_i = L L',   L z = P0 m0 + sum_i D_i' A_i y_i,
///     L' c = z + x,   log |dc / dx| = -sum_k log L_kk.
struct HSROCCoordinates: Sendable {
  /// Studies of one row of the design, which have all but their counts in common.
  private struct Row: Sendable {
    /// `SROC_PRECISION_FIELDS` a study.
    let studies: [Double]
    let accuracy: [Double]
    let threshold: [Double]
    let shape: [Double]
    /// Where its two means stand among the columns of points.
    let column: Int
  }

  /// Where the covariance of a group stands, and its rows.
  private struct Group: Sendable {
    let columns: Range<Int>
    let rows: [Row]
    /// The row with most studies, whose means put points in order.
    let typical: Int
  }

  /// How many of c there are.
  let count: Int
  let shapeCount: Int
  private let groups: [Group]
  private let priorPrecision: [Double]
  private let priorPull: [Double]

  /// The columns that the likelihood of each group takes.
  var groupColumns: [Range<Int>] { groups.map(\.columns) }
  /// The columns of all groups.
  var columnCount: Int { groups.last?.columns.upperBound ?? 0 }

  /// Linearises the studies of a model.
  ///
  /// - Parameters:
  ///   - model: data, design and prior.
  ///   - reference: the point, usually the posterior mode.
  init(_ model: HSROCModel, reference: HSROCPoint) {
    let own = model.coefficients
    count = 2 + own.accuracy.count + own.threshold.count
    shapeCount = own.shape.count
    let matched =
      [model.prior.muSensitivity.matchedNormal, model.prior.muSpecificity.matchedNormal]
      + own.linearPriors.map(\.matchedNormal)
    priorPrecision = matched.map { 1 / ($0.sd * $0.sd) }
    priorPull = matched.map { $0.mean / ($0.sd * $0.sd) }
    var column = 0
    var groups: [Group] = []
    for group in model.groups {
      var rows: [Row] = []
      for (local, place) in group.rows.enumerated() {
        let x = model.design.rows[place].hierarchical
        let population = reference.population(x)
        let studies = group.studies.filter { model.design.rowOfStudy[$0] == place }
        rows.append(
          Row(
            studies: studies.flatMap { model.studies[$0].linearised(at: population) },
            accuracy: x.accuracy, threshold: x.threshold, shape: x.shape,
            column: column + 6 + 2 * local))
      }
      let end = column + 6 + 2 * rows.count
      let typical = rows.indices.max { rows[$0].studies.count < rows[$1].studies.count } ?? 0
      groups.append(Group(columns: column..<end, rows: rows, typical: typical))
      column = end
    }
    self.groups = groups
  }

  /// Points from scores' values and standardised c.
  ///
  /// - Parameters:
  ///   - scales: log s_A, log s_B and atanh rho of the reference, three columns of a multiple of eight.
  ///   - shapes: a column a difference of the shape.
  ///   - standardised: a column each of x.
  ///   - points: `columnCount` columns, overwritten.
  ///   - coefficients: a column each of c, overwritten.
  ///   - logDeterminants: log |dc / dx| of each point, overwritten; NaN marks a point outside the legal
  ///     range, which takes SDs of 1, no correlation and means of 0.
  func expand(
    scales: [Double], shapes: [Double], standardised: [Double], into points: inout [Double],
    coefficients: inout [Double], logDeterminants: inout [Double]
  ) {
    let size = logDeterminants.count
    precondition(size % 8 == 0 && scales.count == 3 * size && standardised.count == count * size)
    precondition(points.count == columnCount * size && coefficients.count == standardised.count)
    var work = Workspace(count: count)
    for first in stride(from: 0, to: size, by: 8) {
      expandEight(
        first, size, scales.span, shapes.span, standardised.span, &work, &points, &coefficients,
        &logDeterminants)
    }
  }

  /// The normal equations of eight points, reused.
  private struct Workspace {
    var precision: [EightLanes]
    var pull: [EightLanes]
    var first: [EightLanes]
    var second: [EightLanes]

    init(count: Int) {
      precision = [EightLanes](repeating: .zero, count: count * count)
      pull = [EightLanes](repeating: .zero, count: count)
      first = pull
      second = pull
    }
  }

  private func expandEight(
    _ j: Int, _ size: Int, _ scales: Span<Double>, _ shapes: Span<Double>, _ x: Span<Double>,
    _ work: inout Workspace, _ points: inout [Double], _ coefficients: inout [Double],
    _ logDeterminants: inout [Double]
  ) {
    let (logA, logB) = (scales.lanes(at: j), scales.lanes(at: size + j))
    let fisherZ = scales.lanes(at: 2 * size + j)
    let least = EightLanes(repeating: -300)
    let most = EightLanes(repeating: log(CollapsedLikelihood.largestDeviation))
    let shape = EightLanes(repeating: HSROCModel.largestShape)
    var isLegal = fisherZ.magnitudes .< BivariateModel.largestFisherZ
    isLegal .&= (logB - logA).magnitudes .< shape
    // rho and sqrt(1 - rho^2) of z: e = exp(-2 |z|).
    let half = (-fisherZ.magnitudes).exponential
    let square = half * half
    var rho = (1 - square) / (1 + square)
    rho.replace(with: -rho, where: fisherZ .< 0)
    let complement = 2 * half / (1 + square)
    for k in 0..<count {
      for l in 0...k { work.precision[k * count + l] = .zero }
      work.precision[k * count + k] = EightLanes(repeating: priorPrecision[k])
      work.pull[k] = EightLanes(repeating: priorPull[k])
    }
    var covariances: [(g: EightLanes, first: EightLanes, second: EightLanes)] = []
    for group in groups {
      var g = EightLanes.zero
      for (k, w) in group.rows[0].shape.enumerated() where w != 0 {
        g += w * shapes.lanes(at: k * size + j)
      }
      let (own, other) = (logA - 0.5 * g, logB + 0.5 * g)
      isLegal .&= (own .> least) .& (other .> least)
      isLegal .&= (own .< most) .& (other .< most)
      isLegal .&= (other - own).magnitudes .< shape
      let (first, second) = (own.exponential, other.exponential)
      covariances.append((g, first, second))
      let root = (0.5 * (other - own)).exponential
      for row in group.rows {
        accumulate(row, g, root, (first, second, rho, complement), &work)
      }
    }
    solve(j, size, x, &work, &coefficients, &logDeterminants)
    for (group, covariance) in zip(groups, covariances) {
      write(group, j, size, covariance, (rho, complement), &work, &points, coefficients)
    }
    for lane in 0..<8 {
      let isUsable = (0..<count).allSatisfy { abs(coefficients[$0 * size + j + lane]) < 1e100 }
      guard isLegal[lane], isUsable, logDeterminants[j + lane].isFinite else {
        logDeterminants[j + lane] = .nan
        for group in groups {
          for column in group.columns { points[column * size + j + lane] = 0 }
          for column in [2, 3, 5] {
            points[(group.columns.lowerBound + column) * size + j + lane] = 1
          }
        }
        continue
      }
    }
  }

  /// d_A and d_B of a row.
  private func loadings(
    _ row: Row, _ g: EightLanes, _ root: EightLanes, _ work: inout Workspace
  ) {
    let stretch = (0.5 * g).exponential
    (work.first[0], work.first[1]) = (1 / stretch, .zero)
    (work.second[0], work.second[1]) = (.zero, stretch)
    let inverse = 1 / root
    for (k, a) in row.accuracy.enumerated() {
      work.first[2 + k] = 0.5 * a * inverse
      work.second[2 + k] = 0.5 * a * root
    }
    let base = 2 + row.accuracy.count
    for (k, t) in row.threshold.enumerated() {
      work.first[base + k] = t * inverse
      work.second[base + k] = -t * root
    }
  }

  /// Adds D' A D and D' A y of a row's studies.
  private func accumulate(
    _ row: Row, _ g: EightLanes, _ root: EightLanes,
    _ covariance: (
      first: EightLanes, second: EightLanes, rho: EightLanes, complement: EightLanes
    ), _ work: inout Workspace
  ) {
    let (v1, v2) = (
      covariance.first * covariance.first, covariance.second * covariance.second
    )
    let c = covariance.rho * covariance.first * covariance.second
    let determinant = v1 * v2 * covariance.complement * covariance.complement
    var (a11, a12, a22) = (EightLanes.zero, EightLanes.zero, EightLanes.zero)
    var (p1, p2) = (EightLanes.zero, EightLanes.zero)
    for i in stride(from: 0, to: row.studies.count, by: Int(SROC_PRECISION_FIELDS)) {
      let (w1, w2, w12) = (row.studies[i], row.studies[i + 1], row.studies[i + 2])
      let scale = 1 / (1 + w1 * v1 + w2 * v2 + w12 * determinant)
      a11 += scale * (w1 + w12 * v2)
      a12 -= scale * (w12 * c)
      a22 += scale * (w2 + w12 * v1)
      let (y1, y2) = (row.studies[i + 5], row.studies[i + 6])
      let first: EightLanes = row.studies[i + 3] + y1 * v2
      let second: EightLanes = row.studies[i + 4] + y2 * v1
      p1 += scale * (first - y2 * c)
      p2 += scale * (second - y1 * c)
    }
    loadings(row, g, root, &work)
    for k in 0..<count {
      let (first, second) = (work.first[k], work.second[k])
      let (left, right) = (first * a11 + second * a12, first * a12 + second * a22)
      work.pull[k] += first * p1 + second * p2
      for l in 0...k {
        work.precision[k * count + l] += left * work.first[l] + right * work.second[l]
      }
    }
  }

  /// Cholesky factor, z, then c by back substitution.
  private func solve(
    _ j: Int, _ size: Int, _ x: Span<Double>, _ work: inout Workspace,
    _ coefficients: inout [Double], _ logDeterminants: inout [Double]
  ) {
    let n = count
    var logDeterminant = EightLanes.zero
    for k in 0..<n {
      for l in 0...k {
        var sum = work.precision[k * n + l]
        for i in 0..<l { sum -= work.precision[k * n + i] * work.precision[l * n + i] }
        if l < k {
          work.precision[k * n + l] = sum / work.precision[l * n + l]
        } else {
          sum.replace(with: 1e-300, where: .!(sum .> 1e-300))
          work.precision[k * n + k] = sum.root
          logDeterminant -= 0.5 * sum.logarithm
        }
      }
      var z = work.pull[k]
      for i in 0..<k { z -= work.precision[k * n + i] * work.pull[i] }
      work.pull[k] = z / work.precision[k * n + k]
    }
    var columns = coefficients.mutableSpan
    for k in stride(from: n - 1, through: 0, by: -1) {
      var value = work.pull[k] + x.lanes(at: k * size + j)
      for i in (k + 1)..<max(n, k + 1) { value -= work.precision[i * n + k] * work.pull[i] }
      work.pull[k] = value / work.precision[k * n + k]
      columns.store(work.pull[k], at: k * size + j)
    }
    var span = logDeterminants.mutableSpan
    span.store(logDeterminant, at: j)
  }

  /// The columns of a group: its covariance, the means of its rows, and those of the typical one.
  private func write(
    _ group: Group, _ j: Int, _ size: Int,
    _ covariance: (g: EightLanes, first: EightLanes, second: EightLanes),
    _ correlation: (rho: EightLanes, complement: EightLanes), _ work: inout Workspace,
    _ points: inout [Double], _ coefficients: [Double]
  ) {
    let base = group.columns.lowerBound
    let root = (covariance.second / covariance.first).root
    var columns = points.mutableSpan
    columns.store(covariance.first, at: (base + 2) * size + j)
    columns.store(covariance.second, at: (base + 3) * size + j)
    columns.store(correlation.rho, at: (base + 4) * size + j)
    columns.store(correlation.complement, at: (base + 5) * size + j)
    for (number, row) in group.rows.enumerated() {
      loadings(row, covariance.g, root, &work)
      var (first, second) = (EightLanes.zero, EightLanes.zero)
      for k in 0..<count {
        let c = work.pull[k]
        first += work.first[k] * c
        second += work.second[k] * c
      }
      columns.store(first, at: row.column * size + j)
      columns.store(second, at: (row.column + 1) * size + j)
      if number == group.typical {
        columns.store(first, at: base * size + j)
        columns.store(second, at: (base + 1) * size + j)
      }
    }
  }
}
