import CMath
import CollapsedLikelihood
import Draws
import SpecialFunctions

/// One value of all parameters of a regression.
struct RegressionPoint: Sendable {
  /// Coefficients of both means.
  var coefficients: [Double]
  /// The covariance of each group; means are not used.
  var covariances: [BivariatePoint]
  /// Degrees of freedom where they are estimated.
  var degreesOfFreedom: Double?
  /// phi, or kappa_se and kappa_sp, of the structure of studies with several tables.
  var structure: [Double] = []
}

extension RegressionModel {
  /// The means of a group's rows, as its likelihood takes them.
  func means(ofGroup group: Int, coefficients: [Double]) -> [Double] {
    groups[group].rows.flatMap { row in
      let means = Self.means(of: design.rows[row], coefficients: coefficients)
      return [means.sensitivity, means.specificity]
    }
  }

  /// log L at a point.
  func logLikelihood(at point: RegressionPoint) -> Double {
    guard !effects.isRobust, dependence == nil else {
      return studyLogLikelihoods(at: point).values.reduce(0, +)
    }
    return groups.indices.reduce(0) { sum, group in
      sum
        + groups[group].likelihood.logLikelihood(
          at: point.covariances[group],
          means: means(ofGroup: group, coefficients: point.coefficients))
    }
  }

  /// log L_i of every study, in the order of the data, and how many the graded rule took; of a study with
  /// several dependent tables at its first table, and 0 at the others.
  func studyLogLikelihoods(at point: RegressionPoint) -> (values: [Double], graded: Int) {
    if let dependence { return dependentLogLikelihoods(dependence, at: point) }
    guard let mixture = mixture(point.degreesOfFreedom) else {
      return normalLogLikelihoods(at: point)
    }
    return studyLogLikelihoods(at: point, mixture: mixture)
  }

  /// The same of normal effects.
  func normalLogLikelihoods(at point: RegressionPoint) -> (values: [Double], graded: Int) {
    var values = [Double](repeating: 0, count: studies.count)
    var graded = 0
    for (number, group) in groups.enumerated() {
      let own = group.likelihood.studyLogLikelihoods(
        at: point.covariances[number],
        means: means(ofGroup: number, coefficients: point.coefficients))
      graded += own.graded
      for (study, value) in zip(group.studies, own.values) { values[study] = value }
    }
    return (values, graded)
  }

  /// The same of a mixture of normal effects; of its nodes as many integrals count as graded as there are
  /// in one node on average.
  ///
  /// Nodes of small weights are left out once the terms of all studies fall and are `StudentBlock.negligible`
  /// of their sums; what is left out is a geometric series.
  func studyLogLikelihoods(
    at point: RegressionPoint, mixture: StudentMixture
  ) -> (values: [Double], graded: Int) {
    var sums = [LogSum](repeating: LogSum(), count: studies.count)
    var last = [Double](repeating: -.infinity, count: studies.count)
    var (graded, used) = (0, 0)
    for (x, share) in zip(mixture.nodes, mixture.logShares) {
      var scaled = point
      scaled.covariances = point.covariances.map { $0.scaled(byWeight: x) }
      let own = normalLogLikelihoods(at: scaled)
      graded += own.graded
      used += 1
      let terms = own.values.map { $0 + share }
      for (study, term) in terms.enumerated() { sums[study].add(term) }
      let isDone =
        x < 0
        && terms.indices.allSatisfy {
          terms[$0] < last[$0] - 0.1 && terms[$0] < sums[$0].value + StudentBlock.negligible
        }
      if isDone {
        for (study, term) in terms.enumerated() {
          let ratio = exp(term - last[study])
          sums[study].add(term + log(ratio / (1 - ratio)))
        }
        break
      }
      last = terms
    }
    return (sums.map(\.value), graded / used)
  }

  /// A study's five parameters: the means of its row and the covariance of its group.
  func point(ofStudy study: Int, at point: RegressionPoint) -> BivariatePoint {
    let row = design.rows[design.rowOfStudy[study]]
    let means = Self.means(of: row, coefficients: point.coefficients)
    var own = point.covariances[row.group]
    (own.muSensitivity, own.muSpecificity) = (means.sensitivity, means.specificity)
    return own
  }

  /// log prior density of the degrees of freedom; 0 where they are not estimated.
  func logPriorOfDegreesOfFreedom(_ point: RegressionPoint) -> Double {
    guard let prior = effects.prior, let nu = point.degreesOfFreedom else { return 0 }
    return prior.logDensity(nu)
  }

  /// log prior density of what tables of one study depend by; 0 where they do not.
  func logPriorOfStructure(_ point: RegressionPoint) -> Double {
    zip(dependence?.parameters ?? [], point.structure).reduce(0) {
      $0 + $1.0.prior.logDensity($1.1)
    }
  }

  /// log prior density of all parameters, on their own scales.
  func logPrior(at point: RegressionPoint) -> Double {
    zip(coefficients, point.coefficients).reduce(0) { $0 + $1.0.prior.logDensity($1.1) }
      + point.covariances.reduce(0) { $0 + prior.logCovarianceDensity(at: $1) }
      + logPriorOfDegreesOfFreedom(point) + logPriorOfStructure(point)
  }
}

/// The parameters of a regression in a table of draws, point by point.
struct RegressionDraws {
  private let table: DrawTable
  private let coefficientPlaces: [Int]
  private let covariancePlaces: [(tau1: Int, tau2: Int, fisherZ: Int)]
  private let freedomPlace: Int?
  private let structurePlaces: [Int]

  /// Reads a table; one without a variable of the model is a programmer error.
  init(_ table: DrawTable, of model: RegressionModel) {
    func place(_ variable: Variable) -> Int {
      guard let place = table.place(of: variable) else {
        preconditionFailure("no draws of \(variable.name)")
      }
      return place
    }
    self.table = table
    coefficientPlaces = model.coefficients.map { place($0.variable) }
    covariancePlaces = model.design.groups.indices.map { group in
      let places = model.covarianceVariables(group).map(place)
      return (places[0], places[1], places[3])
    }
    freedomPlace = model.degreesOfFreedom.map { _ in place(.degreesOfFreedom) }
    structurePlaces = model.dependence?.parameters.map { place($0.variable) } ?? []
  }

  /// The parameters of one draw.
  func point(at draw: DrawPlace) -> RegressionPoint {
    func value(_ place: Int) -> Double {
      table.value(at: place, chain: draw.chain, draw: draw.draw)
    }
    return RegressionPoint(
      coefficients: coefficientPlaces.map(value),
      covariances: covariancePlaces.map {
        BivariatePoint(
          muSensitivity: 0, muSpecificity: 0, tauSensitivity: value($0.tau1),
          tauSpecificity: value($0.tau2), fisherZ: value($0.fisherZ))
      }, degreesOfFreedom: freedomPlace.map(value), structure: structurePlaces.map(value))
  }
}

extension BivariatePoint {
  /// The covariance of a study with the weight w: Sigma / w.
  ///
  /// - Parameter x: log w.
  /// - Returns: the point with other standard deviations.
  func scaled(byWeight x: Double) -> BivariatePoint {
    let scale = exp(-0.5 * x)
    var scaled = self
    scaled.tauSensitivity *= scale
    scaled.tauSpecificity *= scale
    return scaled
  }
}
