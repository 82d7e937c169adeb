import AccuracyData
import AccuracyModels
import CollapsedLikelihood
import Distributions
import Draws
import ModelInterface
import RegressionModels
import StudyDesigns

/// The hierarchical summary ROC model (Rutter and Gatsonis 2001), whose accuracy, threshold and shape may
/// depend on covariates; study effects integrated out:
///
///     logit P(T+ | x = +-1/2) = (theta_i + alpha_i x) e^(-beta_i x),
///     alpha_i ~ N(Lambda_i, v_a),   theta_i ~ N(Theta_i, v_t),
///     Lambda_i = Lambda + a_i' l,   Theta_i = Theta + t_i' k,   beta_i = beta + w_i' c.
///
/// Without covariates it is the bivariate model in other parameters; `HSROCPoint` has the map. The reference
/// (first levels, means of continuous covariates) has the prior of the bivariate model on its means, SDs and
/// correlation; differences have that of coefficients. See docs/statistics.md, section 13.
public struct HSROCModel: Sendable {
  /// How accuracy, threshold and shape depend on covariates.
  public let design: StudyDesign
  /// The studies, in the order of the data.
  public let studies: [AccuracyStudy]
  /// The prior of the reference's population, and of differences.
  public let prior: AccuracyPrior
  /// One likelihood for the studies of each shape.
  let groups: [ShapeGroup]
  let covariance: CovarianceCoordinates
  let coefficients: HSROCCoefficients
  let margins: HSROCPriorMargins

  /// The studies of one shape, which have a covariance in common.
  struct ShapeGroup: Sendable {
    let likelihood: CollapsedLikelihood
    let studies: [Int]
    /// Rows of the design, in the order of the likelihood's.
    let rows: [Int]
  }

  /// The largest |beta| of a population. Beyond it, SDs that differ by the factor e^20, accuracy and
  /// threshold no longer tell one mean logit from the rounding of the other: the density is 0 there.
  public static let largestShape = 20.0

  /// The model.
  ///
  /// - Parameters:
  ///   - studies: the rows of the data.
  ///   - design: of these studies, on the HSROC scale or without covariates.
  ///   - prior: of the reference's population, and of differences.
  ///   - tolerance: of the integration rules.
  ///   - threads: at work at once while tables are filled.
  public init(
    studies: [AccuracyStudy], design: StudyDesign, prior: AccuracyPrior, tolerance: Double = 1e-6,
    threads: Int = 1
  ) {
    precondition(
      design.formula.isPlain || design.hierarchical != nil, "a design on the HSROC scale")
    var shapes: [[Double]] = []
    for row in design.rows where !shapes.contains(row.hierarchical.shape) {
      shapes.append(row.hierarchical.shape)
    }
    let groups = shapes.map { shape in
      let rows = design.rows.indices.filter { design.rows[$0].hierarchical.shape == shape }
      let own = studies.indices.filter { rows.contains(design.rowOfStudy[$0]) }
      return ShapeGroup(
        likelihood: CollapsedLikelihood(
          studies: own.map { studies[$0] },
          rows: own.map { rows.firstIndex(of: design.rowOfStudy[$0]) ?? 0 },
          tolerance: tolerance, threads: threads),
        studies: own, rows: rows)
    }
    self.init(studies, design, prior, groups)
  }

  private init(
    _ studies: [AccuracyStudy], _ design: StudyDesign, _ prior: AccuracyPrior,
    _ groups: [ShapeGroup]
  ) {
    (self.studies, self.design, self.prior, self.groups) = (studies, design, prior, groups)
    covariance = CovarianceCoordinates(prior: prior.covariance)
    coefficients = HSROCCoefficients(design.hierarchical, prior: prior.coefficient)
    margins = HSROCPriorMargins(prior: prior, covariance: covariance)
  }

  /// The same model of the same data under another prior.
  ///
  /// - Parameter prior: of the parameters.
  /// - Returns: the model, with the tables of this one's likelihoods.
  public func underPrior(_ prior: AccuracyPrior) -> HSROCModel {
    HSROCModel(studies, design, prior, groups)
  }

  // MARK: Likelihood

  /// log L_i of every study, in the order of the data, and how many the graded rule took.
  func studyLogLikelihoods(at point: HSROCPoint) -> (values: [Double], graded: Int) {
    var values = [Double](repeating: 0, count: studies.count)
    var graded = 0
    for group in groups {
      let (covariance, means) = populations(of: group, at: point)
      let own = group.likelihood.studyLogLikelihoods(at: covariance, means: means)
      graded += own.graded
      for (study, value) in zip(group.studies, own.values) { values[study] = value }
    }
    return (values, graded)
  }

  /// log L at a point.
  ///
  /// - Parameter point: SDs positive and finite.
  /// - Returns: the total over studies, binomial coefficients included.
  public func logLikelihood(at point: HSROCPoint) -> Double {
    groups.reduce(0) { sum, group in
      let (covariance, means) = populations(of: group, at: point)
      return sum + group.likelihood.logLikelihood(at: covariance, means: means)
    }
  }

  /// The covariance of a group, and two means a row.
  func populations(
    of group: ShapeGroup, at point: HSROCPoint
  ) -> (covariance: BivariatePoint, means: [Double]) {
    let all = group.rows.map { point.population(design.rows[$0].hierarchical) }
    return (all[0], all.flatMap { [$0.muSensitivity, $0.muSpecificity] })
  }

  /// log prior density on the HSROC scale: that of the reference's population divided by the Jacobian
  /// 4 s_A s_B, and that of the differences.
  ///
  /// - Parameter point: any.
  /// - Returns: minus infinity outside the support.
  public func logPrior(at point: HSROCPoint) -> Double {
    prior.logDensity(at: point.reference) - point.scale.logJacobian
      + coefficients.logPrior(point)
  }
}

/// The differences from the reference, of accuracy, then of the threshold, then of the shape.
struct HSROCCoefficients: Sendable {
  let accuracy: [Variable]
  let threshold: [Variable]
  let shape: [Variable]
  /// The prior of differences of the threshold.
  let prior: ScalarPrior
  /// Of the shape, the logarithm of a ratio of SDs, which no one thinks to be e^10: a prior that is wider than
  /// SD 2 is normal(0, 1) here.
  let shapePrior: ScalarPrior
  /// Of accuracy, of which half moves each logit: twice as wide. With normal(0, s), both logit differences of
  /// a symmetric curve are independent with SD s sqrt(2).
  let accuracyPrior: ScalarPrior
  /// Accuracy, threshold and shape of the reference, and the variances.
  let scale: [Variable]

  init(_ terms: StudyDesign.HierarchicalTerms?, prior: ScalarPrior) {
    let terms = terms ?? StudyDesign.HierarchicalTerms()
    accuracy = terms.accuracy.map { Variable.lambda($0.index) }
    threshold = terms.threshold.map { Variable.theta($0.index) }
    shape = terms.shape.map { Variable.beta($0.index) }
    self.prior = prior
    accuracyPrior = prior.doubled
    shapePrior = prior.matchedNormal.sd > 2 ? .normal(mean: 0, sd: 1) : prior
    func own(_ coefficients: [StudyDesign.Coefficient]) -> [IndexEntry] {
      coefficients.isEmpty ? [] : terms.reference
    }
    scale = [
      Variable.lambda(own(terms.accuracy)), Variable.theta(own(terms.threshold)),
      Variable.beta(own(terms.shape)), .varianceOfAccuracy, .varianceOfThreshold,
    ]
  }

  /// How many there are.
  var count: Int { accuracy.count + threshold.count + shape.count }

  /// What a table of draws holds: accuracy, threshold and shape, each of the reference and its differences,
  /// then the variances.
  var variables: [Variable] {
    [scale[0]] + accuracy + [scale[1]] + threshold + [scale[2]] + shape + scale[3...]
  }

  /// The values of `variables` at a point.
  func values(_ point: HSROCPoint) -> [Double] {
    let scale = point.scale
    return [scale.lambda] + point.accuracy + [scale.theta] + point.threshold + [scale.beta]
      + point.shape + [scale.varianceOfAccuracy, scale.varianceOfThreshold]
  }

  /// log prior density of the differences.
  func logPrior(_ point: HSROCPoint) -> Double {
    point.accuracy.reduce(0) { $0 + accuracyPrior.logDensity($1) }
      + point.threshold.reduce(0) { $0 + prior.logDensity($1) }
      + point.shape.reduce(0) { $0 + shapePrior.logDensity($1) }
  }

  /// The prior of each coefficient of c behind the means: accuracy, then threshold.
  var linearPriors: [ScalarPrior] {
    accuracy.map { _ in accuracyPrior } + threshold.map { _ in prior }
  }
}

extension ScalarPrior {
  /// The prior of twice the number.
  fileprivate var doubled: ScalarPrior {
    switch self {
    case .normal(let mean, let sd): .normal(mean: 2 * mean, sd: 2 * sd)
    case .logistic(let location, let scale): .logistic(location: 2 * location, scale: 2 * scale)
    case .studentT(let df, let location, let scale):
      .studentT(df: df, location: 2 * location, scale: 2 * scale)
    // No other family is a prior of coefficients.
    default: self
    }
  }
}

extension Variable {
  /// Accuracy on the HSROC scale.
  public static let lambda = Variable("lambda")
  /// Threshold on the HSROC scale.
  public static let theta = Variable("theta")
  /// Shape of the HSROC curve.
  public static let beta = Variable("beta")
  /// Variance of accuracy between studies.
  public static let varianceOfAccuracy = Variable("var_accuracy", scale: .positive)
  /// Variance of the threshold between studies.
  public static let varianceOfThreshold = Variable("var_threshold", scale: .positive)
}
