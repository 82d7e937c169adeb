import AccuracyData
import AccuracyModels
import CMath
import CollapsedLikelihood
import Distributions
import Draws
import FrequentistFits
import ModelInterface
import SpecialFunctions

extension AccuracyMargin {
  /// Its mean.
  var mean: Variable { self == .sensitivity ? .muSensitivity : .muSpecificity }
  /// Its between-study SD.
  var deviation: Variable { self == .sensitivity ? .tauSensitivity : .tauSpecificity }
  /// Its part of a population.
  var part: PopulationParts { self == .sensitivity ? .sensitivity : .specificity }
}

/// One proportion by itself: the likelihood of its mean logit and, where studies differ, of its SD,
///
///     y_i ~ Bin(n_i, expit t_i),  t_i ~ N(mu, tau^2),     or all t_i = mu.
///
/// Studies without the arm contribute the factor 1.
struct Margin: Sendable {
  /// Which proportion.
  let kind: AccuracyMargin
  /// All studies, with this arm alone.
  let studies: [AccuracyStudy]
  /// The likelihood with study effects integrated out; nil where studies do not differ.
  let likelihood: CollapsedLikelihood?
  /// log binomial coefficients, study by study.
  private let constants: [Double]
  /// Right results and participants of all studies, all that the likelihood of one proportion needs.
  private let total: (correct: Double, total: Double, constant: Double)

  /// The margin of a data set.
  ///
  /// - Parameters:
  ///   - kind: which proportion.
  ///   - studies: the data.
  ///   - varies: whether studies differ.
  ///   - threads: at work at once while tables are filled.
  init(_ kind: AccuracyMargin, studies: [AccuracyStudy], varies: Bool, threads: Int) {
    self.kind = kind
    self.studies = studies.map { study in
      var study = study
      if kind == .sensitivity { study.nondiseased = nil } else { study.diseased = nil }
      return study
    }
    likelihood = varies ? samplingLikelihood(self.studies, threads: threads) : nil
    constants = self.studies.map { study in
      kind.arm(of: study).map {
        logBinomialCoefficient(trials: $0.total, successes: $0.correct)
      } ?? 0
    }
    let arms = self.studies.compactMap(kind.arm)
    total = (
      Double(arms.reduce(0) { $0 + $1.correct }), Double(arms.reduce(0) { $0 + $1.total }),
      constants.reduce(0, +)
    )
  }

  /// Whether studies differ.
  var varies: Bool { likelihood != nil }

  /// A value of mean and SD among the five parameters; the other margin takes no part.
  func point(mean: Double, deviation: Double) -> BivariatePoint {
    let isFirst = kind == .sensitivity
    return BivariatePoint(
      muSensitivity: isFirst ? mean : 0, muSpecificity: isFirst ? 0 : mean,
      tauSensitivity: isFirst ? deviation : 1, tauSpecificity: isFirst ? 1 : deviation,
      fisherZ: 0)
  }

  /// log L_i of every study.
  ///
  /// - Parameters:
  ///   - mean: mu.
  ///   - deviation: tau; not used where studies do not differ.
  /// - Returns: one value a study, binomial coefficients included.
  func studyLogLikelihoods(mean: Double, deviation: Double) -> [Double] {
    if let likelihood {
      return likelihood.studyLogLikelihoods(at: point(mean: mean, deviation: deviation)).values
    }
    return studies.indices.map { study in
      kind.arm(of: studies[study]).map {
        constants[study] + Self.term(Double($0.correct), Double($0.total), mean).value
      } ?? 0
    }
  }

  /// log L with its derivatives by mu and log tau.
  func logLikelihoodAndGradient(
    mean: Double, deviation: Double
  ) -> (value: Double, mean: Double, logDeviation: Double) {
    guard let likelihood else {
      let term = Self.term(total.correct, total.total, mean)
      return (total.constant + term.value, term.slope, 0)
    }
    let (value, slopes) = likelihood.logLikelihoodAndGradient(
      at: point(mean: mean, deviation: deviation))
    return kind == .sensitivity ? (value, slopes[0], slopes[2]) : (value, slopes[1], slopes[3])
  }

  /// y t - n log(1 + exp t) and its derivative.
  private static func term(
    _ correct: Double, _ total: Double, _ t: Double
  ) -> (value: Double, slope: Double) {
    let e = exp(-abs(t))
    let p = t > 0 ? 1 / (1 + e) : e / (1 + e)
    return (correct * t - total * (max(t, 0) + log1p(e)), correct - total * p)
  }

  /// All studies as normal observations around their modes, as weight and working value.
  ///
  /// - Parameters:
  ///   - mean: mu at which they are linearised.
  ///   - deviation: tau at which they are.
  /// - Returns: those with a weight.
  func linearised(mean: Double, deviation: Double) -> [(weight: Double, value: Double)] {
    let point = point(mean: mean, deviation: deviation)
    let (weight, product) = kind == .sensitivity ? (0, 3) : (1, 4)
    return studies.compactMap { study in
      let fields = study.linearised(at: point)
      return fields[weight] > 0 ? (fields[weight], fields[product] / fields[weight]) : nil
    }
  }
}

extension AccuracyMargin {
  /// The prior of its mean.
  func meanPrior(_ prior: AccuracyPrior) -> ScalarPrior {
    self == .sensitivity ? prior.muSensitivity : prior.muSpecificity
  }

  /// The prior of its SD: the margin of a prior of the whole covariance.
  func deviationPrior(_ prior: AccuracyPrior) -> ScalarPrior {
    self == .sensitivity ? prior.covariance.tauSensitivity : prior.covariance.tauSpecificity
  }
}

/// log tau as a function of a standard normal score, which then has the prior of tau.
struct DeviationCoordinate: Sendable {
  private let covariance: CovarianceCoordinates

  /// Tabulates the quantiles of a prior of a SD.
  init(_ prior: ScalarPrior) {
    covariance = CovarianceCoordinates(
      prior: .separate(tauSensitivity: prior, tauSpecificity: prior, rho: .lkj(eta: 2)))
  }

  /// log tau at a score.
  func evaluate(_ score: Double) -> Double { covariance.evaluate(score, 0, 0).logTauSensitivity }

  /// A derivative by log tau as one by the score.
  func pullBack(score: Double, slope: Double) -> Double {
    covariance.pullBack(scores: SIMD3(score, 0, 0), gradient: SIMD3(slope, 0, 0)).x
  }

  /// The score of a SD.
  func score(of deviation: Double) -> Double {
    covariance.scores(
      logTauSensitivity: log(deviation), logTauSpecificity: log(deviation), fisherZ: 0
    ).x
  }
}
