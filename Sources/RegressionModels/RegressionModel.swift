import AccuracyData
import AccuracyModels
import CollapsedLikelihood
import Distributions
import Draws
import ModelInterface
import SpecialFunctions
import StudyDesigns

/// The bivariate binomial-normal model whose means depend on covariates, and whose covariance may differ
/// between the levels of one of them; study effects integrated out:
///
///     TP_i ~ Bin(n_i1, expit a_i),  TN_i ~ Bin(n_i0, expit b_i),
///     (a_i, b_i) ~ N2((x_i' beta_se, z_i' beta_sp), Sigma_g(i)).
///
/// Means of levels have the prior of a mean, differences and slopes that of a coefficient; SDs and
/// correlations have theirs independently in each covariance group. See docs/statistics.md, section 10.
public struct RegressionModel: Sendable {
  /// How means depend on covariates.
  public let design: StudyDesign
  /// The studies, in the order of the data.
  public let studies: [AccuracyStudy]
  /// The prior.
  public let prior: AccuracyPrior
  /// One likelihood a covariance group, with the places of its studies in the data and of its rows in the
  /// design.
  let groups: [CovarianceGroup]
  let covariance: CovarianceCoordinates
  /// The coefficients of both means with their names, priors and what they are multiplied by.
  let coefficients: [MeanCoefficient]
  /// The family of study effects.
  public let effects: RandomEffects
  /// The mixture where the degrees of freedom are given.
  private let fixedMixture: StudentMixture?
  /// Where they are estimated.
  let degreesOfFreedom: DegreesOfFreedomCoordinate?
  /// Studies with several tables, where these depend on each other.
  let dependence: DependentTables?

  /// How tables of one study depend on each other; `independent` where no study has several.
  public var tables: RowStructure { dependence?.structure ?? .independent }

  /// The studies of one covariance group.
  struct CovarianceGroup: Sendable {
    let likelihood: CollapsedLikelihood
    /// The same of t-distributed effects.
    let student: StudentLikelihood?
    let studies: [Int]
    /// Rows of the design, in the order of the likelihood's.
    let rows: [Int]
  }

  /// The model.
  ///
  /// - Parameters:
  ///   - studies: the rows of the data.
  ///   - design: of these studies.
  ///   - prior: of the parameters.
  ///   - effects: the family of study effects.
  ///   - tables: how tables of one study depend on each other: independent ones under t-distributed effects
  ///     and where levels have covariances of their own.
  ///   - kappa: the prior of the SDs of tables around their study, where they have effects of their own.
  ///   - tolerance: of the integration rules.
  ///   - threads: at work at once while tables are filled.
  public init(
    studies: [AccuracyStudy], design: StudyDesign, prior: AccuracyPrior,
    effects: RandomEffects = .normal, tables: RowStructure = .independent,
    kappa: ScalarPrior = .halfNormal(scale: 1), tolerance: Double = 1e-6, threads: Int = 1
  ) {
    precondition(
      tables == .independent || (effects == .normal && design.groups.count == 1),
      "dependent tables have normal effects and one covariance")
    dependence = DependentTables(
      tables, kappa: kappa, studies: studies, rows: design.rowOfStudy, tolerance: tolerance,
      threads: threads)
    (self.studies, self.design, self.prior, self.effects) = (studies, design, prior, effects)
    if case .student(let nu) = effects {
      fixedMixture = StudentMixture(degreesOfFreedom: nu)
    } else {
      fixedMixture = nil
    }
    degreesOfFreedom = effects.prior.map { DegreesOfFreedomCoordinate(prior: $0) }
    covariance = CovarianceCoordinates(prior: prior.covariance)
    coefficients = Self.coefficients(design, prior: prior)
    groups = design.groups.indices.map { group in
      let own = studies.indices.filter { design.rows[design.rowOfStudy[$0]].group == group }
      let rows = design.rows.indices.filter { design.rows[$0].group == group }
      let likelihood = CollapsedLikelihood(
        studies: own.map { studies[$0] },
        rows: own.map { rows.firstIndex(of: design.rowOfStudy[$0]) ?? 0 },
        tolerance: tolerance, threads: threads)
      return CovarianceGroup(
        likelihood: likelihood,
        student: effects.isRobust ? StudentLikelihood(likelihood) : nil, studies: own, rows: rows)
    }
  }

  private init(_ other: RegressionModel, prior: AccuracyPrior) {
    (design, studies, groups, self.prior) = (other.design, other.studies, other.groups, prior)
    (effects, fixedMixture) = (other.effects, other.fixedMixture)
    degreesOfFreedom = other.degreesOfFreedom
    dependence = other.dependence
    covariance = CovarianceCoordinates(prior: prior.covariance)
    coefficients = Self.coefficients(design, prior: prior)
  }

  /// The same model of the same data under another prior.
  ///
  /// - Parameter prior: of the parameters.
  /// - Returns: the model, with the tables of this one's likelihoods.
  public func underPrior(_ prior: AccuracyPrior) -> RegressionModel {
    RegressionModel(self, prior: prior)
  }

  /// The degrees of freedom where they are given; infinite of normal effects.
  var givenDegreesOfFreedom: Double {
    if case .student(let nu) = effects { nu } else { .infinity }
  }

  /// The mixture of study effects at some degrees of freedom; nil of normal effects.
  func mixture(_ nu: Double?) -> StudentMixture? {
    fixedMixture ?? nu.map { StudentMixture(degreesOfFreedom: $0) }
  }

  /// The same with closer nodes.
  func mixture(_ nu: Double?, refinement: Double) -> StudentMixture? {
    guard case .student(let given) = effects else {
      return nu.map { StudentMixture(degreesOfFreedom: $0, refinement: refinement) }
    }
    return StudentMixture(degreesOfFreedom: given, refinement: refinement)
  }

  // MARK: Names

  private static func coefficients(
    _ design: StudyDesign, prior: AccuracyPrior
  ) -> [MeanCoefficient] {
    let first = design.sensitivity.map {
      MeanCoefficient(
        variable: Variable.muSensitivity($0.index), kind: $0.kind, isSensitivity: true,
        prior: $0.kind == .mean ? prior.muSensitivity : prior.coefficient)
    }
    return first
      + design.specificity.map {
        MeanCoefficient(
          variable: Variable.muSpecificity($0.index), kind: $0.kind, isSensitivity: false,
          prior: $0.kind == .mean ? prior.muSpecificity : prior.coefficient)
      }
  }

  /// tau_se, tau_sp and rho of a covariance group, and its atanh rho.
  func covarianceVariables(_ group: Int) -> [Variable] {
    let index = design.groups[group]
    return [
      Variable.tauSensitivity(index), Variable.tauSpecificity(index), Variable.rho(index),
      Variable.fisherZ(index),
    ]
  }

  /// What a table of draws holds, in order.
  var variables: [Variable] {
    let covariances = design.groups.indices.map(covarianceVariables)
    return coefficients.map(\.variable) + covariances.flatMap { $0.dropLast() }
      + (degreesOfFreedom == nil ? [] : [.degreesOfFreedom])
      + (dependence?.parameters.map(\.variable) ?? []) + covariances.compactMap(\.last)
  }

  /// What each coefficient is multiplied by in a row of the design, of both means one after the other.
  static func multipliers(of row: StudyDesign.Row) -> [Double] { row.sensitivity + row.specificity }

  /// The means of a row.
  static func means(
    of row: StudyDesign.Row, coefficients: [Double]
  ) -> (sensitivity: Double, specificity: Double) {
    let count = row.sensitivity.count
    func sum(_ x: [Double], from first: Int) -> Double {
      x.indices.reduce(0) { $0 + (x[$1] == 0 ? 0 : x[$1] * coefficients[first + $1]) }
    }
    return (sum(row.sensitivity, from: 0), sum(row.specificity, from: count))
  }
}

/// A coefficient of one of the means.
struct MeanCoefficient: Sendable {
  let variable: Variable
  let kind: StudyDesign.CoefficientKind
  let isSensitivity: Bool
  let prior: ScalarPrior

  /// What a figure or a table calls it.
  var heading: String {
    let arm = isSensitivity ? "sensitivity" : "specificity"
    let index = variable.index.map(\.text).joined(separator: ", ")
    return switch kind {
    case .mean where index.isEmpty: "Mean logit \(arm)"
    case .mean: "Mean logit \(arm), \(index)"
    case .contrast: "Difference of mean logit \(arm), \(index)"
    case .slope: "Slope of mean logit \(arm), \(index)"
    }
  }
}
