import CollapsedLikelihood
import Draws

/// One value of all parameters of a regression.
struct RegressionPoint: Sendable {
  /// Coefficients of both means.
  var coefficients: [Double]
  /// The covariance of each group; means are not used.
  var covariances: [BivariatePoint]
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
    groups.indices.reduce(0) { sum, group in
      sum
        + groups[group].likelihood.logLikelihood(
          at: point.covariances[group],
          means: means(ofGroup: group, coefficients: point.coefficients))
    }
  }

  /// log L_i of every study, in the order of the data, and how many the graded rule took.
  func studyLogLikelihoods(at point: RegressionPoint) -> (values: [Double], graded: Int) {
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

  /// A study's five parameters: the means of its row and the covariance of its group.
  func point(ofStudy study: Int, at point: RegressionPoint) -> BivariatePoint {
    let row = design.rows[design.rowOfStudy[study]]
    let means = Self.means(of: row, coefficients: point.coefficients)
    var own = point.covariances[row.group]
    (own.muSensitivity, own.muSpecificity) = (means.sensitivity, means.specificity)
    return own
  }

  /// log prior density of all parameters, on their own scales.
  func logPrior(at point: RegressionPoint) -> Double {
    zip(coefficients, point.coefficients).reduce(0) { $0 + $1.0.prior.logDensity($1.1) }
      + point.covariances.reduce(0) { $0 + prior.logCovarianceDensity(at: $1) }
  }
}

/// The parameters of a regression in a table of draws, point by point.
struct RegressionDraws {
  private let table: DrawTable
  private let coefficientPlaces: [Int]
  private let covariancePlaces: [(tau1: Int, tau2: Int, fisherZ: Int)]

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
      })
  }
}
