import CMath
import CollapsedLikelihood
import Distributions
import Draws
import ModelInterface

extension BivariateModel {
  /// The tolerance of the lattice.
  public var integrationTolerance: Double { likelihood.tolerance }

  /// How far the lattice is off at a draw.
  ///
  /// - Parameters:
  ///   - draws: of this model.
  ///   - place: which of them.
  /// - Returns: against the dense rule; the fallbacks are integrals that the graded rule took.
  public func integrationError(of draws: DrawTable, at place: DrawPlace) -> IntegrationError {
    let point = BivariateDraws(draws).point(chain: place.chain, draw: place.draw)
    let (values, graded) = likelihood.studyLogLikelihoods(at: point)
    let dense = DenseRule()
    var error = 0.0
    for (study, value) in zip(likelihood.studies, values) {
      error += value - dense.logLikelihood(of: study, at: point)
    }
    return IntegrationError(error: abs(error), fallbacks: graded)
  }

  /// How many SDs out the scores of tau and rho are tabulated.
  public var priorReach: Double { Self.largestScore }

  /// How many draws of tau_se, tau_sp and rho, or of Sigma as a whole, are beyond the tables.
  ///
  /// The coordinates are normal scores of the prior, tabulated up to `largestScore` and continued by a
  /// straight line. Prior mass beyond is 2e-17, so draws are found there only where prior and data exclude
  /// each other, and then they are under the straight line's prior.
  ///
  /// - Parameter draws: of this model.
  /// - Returns: numbers of draws by name.
  public func drawsBeyondPrior(_ draws: DrawTable) -> [(name: String, count: Double)] {
    prior.covariance.drawsBeyondTables(draws, index: [])
  }
}

extension CovariancePrior {
  /// How many draws of a covariance are beyond the tables of its scores; see
  /// `BivariateModel.drawsBeyondPrior`.
  ///
  /// - Parameters:
  ///   - draws: with the variables of the covariance.
  ///   - index: of these variables.
  /// - Returns: numbers of draws by name.
  package func drawsBeyondTables(
    _ draws: DrawTable, index: [IndexEntry]
  ) -> [(name: String, count: Double)] {
    let reach = BivariateModel.largestScore
    let (tauSensitivity, tauSpecificity) = (
      Variable.tauSensitivity(index), Variable.tauSpecificity(index)
    )
    let (rho, fisherZ) = (Variable.rho(index), Variable.fisherZ(index))
    func count(_ variable: Variable, _ low: Double, _ high: Double) -> Double {
      Double(draws.count(of: variable) { $0 < low || $0 > high })
    }
    switch self {
    case .separate(let first, let second, let correlation):
      func ends(_ tau: ScalarPrior) -> (Double, Double) {
        (exp(tau.logQuantile(normalScore: -reach)), exp(tau.logQuantile(normalScore: reach)))
      }
      let (firstEnds, secondEnds) = (ends(first), ends(second))
      let beyondRho = count(
        fisherZ, correlation.fisherZQuantile(normalScore: -reach),
        correlation.fisherZQuantile(normalScore: reach))
      return [
        (tauSensitivity.name, count(tauSensitivity, firstEnds.0, firstEnds.1)),
        (tauSpecificity.name, count(tauSpecificity, secondEnds.0, secondEnds.1)),
        (rho.name, beyondRho),
      ]
    case .inverseWishart(let whole):
      // Each draw has its own scores; a thousand show a share of 0.1 % well enough.
      let places = draws.thinned(limit: 2000)
      let columns = [tauSensitivity, tauSpecificity, fisherZ].map {
        draws.column($0, .places(places))
      }
      let beyond = places.indices.count { k in
        let scores = whole.scores(
          logTauSe: log(columns[0][k]), logTauSp: log(columns[1][k]), fisherZ: columns[2][k])
        return [scores.z1, scores.z2, scores.z3].contains { !(abs($0) <= reach) }
      }
      let share = Double(beyond) / Double(max(places.count, 1))
      return [(Variable("Sigma", index: index).name, share * Double(draws.totalDraws))]
    }
  }
}
