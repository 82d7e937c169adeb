import Draws
import SpecialFunctions
import StudyDesigns

import struct DenseLinearAlgebra.SymmetricMatrix

/// One point of the parameter space of a design.
public struct DesignPoint: Sendable, Equatable {
  /// Coefficients of mean logit sensitivity, in the order of the design.
  public var sensitivity: [Double]
  /// Coefficients of mean logit specificity.
  public var specificity: [Double]
  /// The covariance of each group.
  public var covariances: [CovarianceLoadings]

  /// The coefficients of both means, then three loadings a group.
  init(coordinates: [Double], of design: StudyDesign) {
    let (first, second) = (design.sensitivity.count, design.specificity.count)
    sensitivity = Array(coordinates[..<first])
    specificity = Array(coordinates[first..<(first + second)])
    covariances = design.groups.indices.map {
      let base = first + second + 3 * $0
      return CovarianceLoadings(coordinates[base..<(base + 3)])
    }
  }

  /// Mean logit sensitivity and specificity at a place in the design, x' beta_se and z' beta_sp.
  ///
  /// - Parameter row: of the design.
  /// - Returns: both means.
  public func means(of row: StudyDesign.Row) -> SIMD2<Double> {
    func product(_ x: [Double], _ beta: [Double]) -> Double {
      zip(x, beta).reduce(0) { $0 + $1.0 * $1.1 }
    }
    return SIMD2(product(row.sensitivity, sensitivity), product(row.specificity, specificity))
  }
}

/// The exact maximum likelihood fit of a design.
public struct DesignFit: Sendable {
  /// How means depend on covariates.
  public let design: StudyDesign
  /// How the estimation ended; at a boundary, that of the first covariance at one.
  public internal(set) var status: FitStatus
  /// The edge of the parameter space that each covariance is at; nil inside.
  public internal(set) var edges: [BoundarySpace?] = []
  /// The maximum, binomial coefficients included.
  public internal(set) var logLikelihood: Double?
  /// Coefficients of sensitivity, then of specificity, then three loadings a covariance.
  var coordinates: [Double] = []
  /// The coordinates that were estimated; those that an edge fixes are 0.
  var free: [Int] = []
  /// Inverse of the observed information of these, on the space that was maximised.
  var covariance: SymmetricMatrix?
  /// Steps of all climbs together.
  public internal(set) var iterations = 0
  /// Wall-clock time.
  public internal(set) var seconds = 0.0

  init(_ design: StudyDesign, _ result: SearchResult) {
    self.design = design
    (status, edges, logLikelihood) = (result.status, result.edges, result.logLikelihood)
    (coordinates, free, covariance) = (result.coordinates, result.free, result.covariance)
    iterations = result.iterations
  }

  /// The fit of a design whose means are those of levels, from one that `fitLevels` made of the same levels.
  ///
  /// - Parameters:
  ///   - design: one coefficient a level of each mean, in the order of the levels, and one covariance.
  ///   - fit: by exact maximum likelihood; without levels, of the plain model.
  package init(_ design: StudyDesign, _ fit: FrequentistFit) {
    let levels = max(fit.levels.count, 1)
    precondition(
      design.sensitivity.count == levels && design.specificity.count == levels
        && design.groups.count == 1 && fit.method == .maximumLikelihood)
    var result = SearchResult(status: fit.status)
    if let point = fit.point, let own = fit.covariance {
      // Levels have their two means side by side, designs all of one before all of the other.
      func place(_ k: Int) -> Int { k < 2 * levels ? k % 2 * levels + k / 2 : k }
      result.coordinates = point.coordinates
      for (k, value) in point.coordinates.enumerated() { result.coordinates[place(k)] = value }
      result.free = fit.freeCoordinates.map(place).sorted()
      let order = fit.freeCoordinates.map { result.free.firstIndex(of: place($0)) ?? 0 }
      var matrix = SymmetricMatrix(order: order.count)
      for a in order.indices {
        for b in 0...a { matrix[max(order[a], order[b]), min(order[a], order[b])] = own[a, b] }
      }
      result.covariance = matrix
      if case .boundary(let edge) = fit.status {
        result.edges = [edge]
      } else {
        result.edges = [nil]
      }
      (result.logLikelihood, result.iterations) = (fit.logLikelihood, fit.iterations)
    }
    self.init(design, result)
    seconds = fit.seconds
  }

  /// Parameters of the model: coefficients of both means and three a covariance, whether or not the maximum
  /// is at a boundary.
  public var parameterCount: Int {
    design.sensitivity.count + design.specificity.count + 3 * design.groups.count
  }

  /// The estimates; `nil` where there are none.
  public var point: DesignPoint? {
    coordinates.isEmpty ? nil : DesignPoint(coordinates: coordinates, of: design)
  }

  /// A quantity at the estimates.
  ///
  /// - Parameter quantity: a function of the parameters.
  /// - Returns: its value, `nil` where it does not exist.
  public func estimate(_ quantity: (DesignPoint) -> Double) -> Double? {
    guard let point else { return nil }
    let value = quantity(point)
    return value.isFinite ? value : nil
  }

  /// Its standard error by the delta method from the observed information.
  ///
  /// - Parameter quantity: a smooth function of the parameters.
  /// - Returns: the standard error; `nil` where it does not exist, as for a quantity that the boundary fixes.
  public func standardError(of quantity: (DesignPoint) -> Double) -> Double? {
    guard let covariance else { return nil }
    return deltaMethodError(at: coordinates, free: free, covariance: covariance) {
      quantity(DesignPoint(coordinates: $0, of: design))
    }
  }

  /// The Wald interval of a quantity, worked out on a scale of its own.
  ///
  /// - Parameters:
  ///   - level: interval probability in (0, 1).
  ///   - quantity: on the working scale (logit, log or plain).
  ///   - transform: increasing, to the scale that is reported.
  /// - Returns: the interval; `nil` without an estimate or a standard error.
  public func waldInterval(
    level: Double, of quantity: (DesignPoint) -> Double, transform: (Double) -> Double = { $0 }
  ) -> IntervalEstimate? {
    guard let value = estimate(quantity), let error = standardError(of: quantity) else {
      return nil
    }
    return IntervalEstimate(value, standardError: error, level: level, transform: transform)
  }

  /// The fit of one place in the design as that of the plain model: its two means and its covariance.
  ///
  /// - Parameter row: of the design.
  /// - Returns: a fit with five parameters; the log likelihood is that of the whole design.
  public func plainFit(at row: StudyDesign.Row) -> FrequentistFit {
    var result = SearchResult(status: status)
    guard let point, let covariance else {
      return FrequentistFit(method: .maximumLikelihood, result)
    }
    let edge = edges[row.group]
    result.status = edge.map { .boundary($0) } ?? .converged
    let means = point.means(of: row)
    let loadings = point.covariances[row.group]
    result.coordinates = [means.x, means.y] + loadings.values
    let (first, second) = (design.sensitivity.count, design.specificity.count)
    // Each of the five in terms of the free coordinates of the design.
    var combinations: [[Int: Double]] = [
      Dictionary(uniqueKeysWithValues: row.sensitivity.enumerated().map { ($0, $1) }),
      Dictionary(uniqueKeysWithValues: row.specificity.enumerated().map { (first + $0, $1) }),
    ]
    combinations += (0..<3).map { [first + second + 3 * row.group + $0: 1] }
    let own = (0..<5).filter { $0 < 2 || free.contains(first + second + 3 * row.group + $0 - 2) }
    let vectors = own.map { k in free.map { combinations[k][$0] ?? 0 } }
    (result.free, result.covariance) = (own, covariance.carried(vectors))
    (result.logLikelihood, result.iterations) = (logLikelihood, iterations)
    var fit = FrequentistFit(method: .maximumLikelihood, result)
    fit.seconds = seconds
    return fit
  }
}

extension SymmetricMatrix {
  /// The covariance of linear functions of what this is the covariance of: v' C w.
  ///
  /// - Parameter vectors: of the functions.
  /// - Returns: one row and column a vector.
  func carried(_ vectors: [[Double]]) -> SymmetricMatrix {
    var matrix = SymmetricMatrix(order: vectors.count)
    for a in vectors.indices {
      for b in 0...a {
        var sum = 0.0
        for i in 0..<order {
          for j in 0..<order { sum += vectors[a][i] * self[i, j] * vectors[b][j] }
        }
        matrix[a, b] = sum
      }
    }
    return matrix
  }
}
