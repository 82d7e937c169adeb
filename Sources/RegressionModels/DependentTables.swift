import AccuracyData
import AccuracyModels
import CMath
import CPosteriorPoints
import CollapsedLikelihood
import Distributions
import Draws
import SpecialFunctions
import StudyDesigns

/// Studies with several tables whose effects depend on each other, and the parameters of that.
///
/// All tables have one covariance Sigma. `phi`, or `kappa_se` and `kappa_sp`, come after it wherever values
/// of parameters are listed.
struct DependentTables: Sendable {
  /// A study with several tables.
  struct Study: Sendable {
    /// Their places in the data.
    let tables: [Int]
    let likelihood: SharedEffectLikelihood
  }

  let structure: RowStructure
  let studies: [Study]
  /// Studies with one table, with the rows of the design; nil where there are none.
  let singles: CollapsedLikelihood?
  /// Their places in the data.
  let singleStudies: [Int]
  /// phi, or kappa_se and kappa_sp.
  let parameters: [StructureParameter]
  /// The study that each table of the data belongs to, by its place here; nil of a single one.
  let studyOfTable: [Int?]

  /// The tables of studies that have several; nil where no study has, or where tables are independent.
  ///
  /// - Parameters:
  ///   - structure: how they depend on each other.
  ///   - kappa: the prior of the SDs of tables around their study.
  ///   - studies: the rows of the data; those of one label belong to one study.
  ///   - rows: the row of the design of each.
  ///   - tolerance: of the integration rules.
  ///   - threads: at work at once while tables are filled.
  init?(
    _ structure: RowStructure, kappa: ScalarPrior, studies: [AccuracyStudy], rows: [Int],
    tolerance: Double, threads: Int
  ) {
    guard structure != .independent else { return nil }
    let several = Self.units(studies).filter { $0.count > 1 }
    guard !several.isEmpty else { return nil }
    self.structure = structure
    self.studies = several.map { tables in
      Study(
        tables: tables,
        likelihood: SharedEffectLikelihood(
          tables: tables.map { studies[$0] }, rows: tables.map { rows[$0] }, tolerance: tolerance))
    }
    var owners = [Int?](repeating: nil, count: studies.count)
    for (number, tables) in several.enumerated() { for table in tables { owners[table] = number } }
    studyOfTable = owners
    singleStudies = studies.indices.filter { owners[$0] == nil }
    singles =
      singleStudies.isEmpty
      ? nil
      : CollapsedLikelihood(
        studies: singleStudies.map { studies[$0] }, rows: singleStudies.map { rows[$0] },
        rowCount: (rows.max() ?? 0) + 1, tolerance: tolerance, threads: threads)
    switch structure {
    case .exchangeable:
      parameters = [StructureParameter(.phi, prior: .uniform(lower: 0, upper: 1))]
    case .sharedAndWithin:
      parameters = [
        StructureParameter(.kappaSensitivity, prior: kappa),
        StructureParameter(.kappaSpecificity, prior: kappa),
      ]
    case .shared, .independent: parameters = []
    }
  }

  /// The tables of each study, in the order of the data.
  static func units(_ studies: [AccuracyStudy]) -> [[Int]] {
    var places: [String: Int] = [:]
    var units: [[Int]] = []
    for (table, study) in studies.enumerated() {
      if let place = places[study.label] {
        units[place].append(table)
      } else {
        places[study.label] = units.count
        units.append([table])
      }
    }
    return units
  }

  /// The kernel's name of the structure.
  var code: sroc_table_structure {
    switch structure {
    case .independent: SROC_INDEPENDENT_TABLES
    case .exchangeable: SROC_EXCHANGEABLE_TABLES
    case .shared: SROC_SHARED_EFFECTS
    case .sharedAndWithin: SROC_SHARED_AND_OWN_EFFECTS
    }
  }

  /// Sigma split into what tables of a study share and what each has around it.
  ///
  /// - Parameters:
  ///   - covariance: Sigma.
  ///   - values: of `parameters`.
  /// - Returns: both covariances.
  func effects(_ covariance: BivariatePoint, _ values: [Double]) -> TableEffects {
    switch structure {
    case .independent, .shared: TableEffects(shared: covariance, within: nil)
    case .exchangeable:
      TableEffects(
        shared: covariance.scaled(byShare: 1 - values[0]),
        within: covariance.scaled(byShare: values[0]))
    case .sharedAndWithin:
      TableEffects(
        shared: covariance,
        within: BivariatePoint(
          muSensitivity: 0, muSpecificity: 0, tauSensitivity: values[0],
          tauSpecificity: values[1], fisherZ: 0))
    }
  }

  /// The covariance of one table by itself: Sigma, and kappa^2 where tables have effects of their own beside.
  func marginal(_ covariance: BivariatePoint, _ values: [Double]) -> BivariatePoint {
    guard structure == .sharedAndWithin else { return covariance }
    return covariance.adding(values[0], values[1])
  }
}

extension BivariatePoint {
  /// A share of the covariance.
  fileprivate func scaled(byShare share: Double) -> BivariatePoint {
    var scaled = self
    scaled.tauSensitivity *= share.squareRoot()
    scaled.tauSpecificity *= share.squareRoot()
    return scaled
  }

  /// With the variances of independent effects added.
  func adding(_ kappa1: Double, _ kappa2: Double) -> BivariatePoint {
    let (first, second) = (tauSensitivity * tauSensitivity, tauSpecificity * tauSpecificity)
    let (own1, own2) = (kappa1 * kappa1, kappa2 * kappa2)
    let both = correlation * tauSensitivity * tauSpecificity
    // No difference of like numbers, however near rho is to +-1.
    let determinant =
      first * second * complement * complement + first * own2 + second * own1 + own1 * own2
    var sum = self
    sum.tauSensitivity = (first + own1).squareRoot()
    sum.tauSpecificity = (second + own2).squareRoot()
    sum.fisherZ = asinh(both / determinant.squareRoot())
    return sum
  }
}

/// A parameter of how tables of one study depend on each other, as a function of a score that is standard
/// normal under its prior.
struct StructureParameter: Sendable {
  let variable: Variable
  let prior: ScalarPrior

  init(_ variable: Variable, prior: ScalarPrior) { (self.variable, self.prior) = (variable, prior) }

  func value(atScore score: Double) -> Double {
    prior.quantile(normalScore: min(max(score, -Self.reach), Self.reach))
  }

  /// How many SDs out scores are taken as they are.
  static let reach = 8.0

  /// What a figure or a table calls it.
  var heading: String {
    switch variable {
    case .phi: "Share of the variation that is each table's own"
    case .kappaSensitivity: "SD of logit sensitivity within studies"
    default: "SD of logit specificity within studies"
    }
  }
}

extension Variable {
  /// The share of the covariance of tables that tables of one study do not have in common.
  static let phi = Variable("phi", scale: .probability)
  /// The SD of a table's logit sensitivity around its study's.
  static let kappaSensitivity = Variable("kappa_se", scale: .positive)
  /// The SD of a table's logit specificity around its study's.
  static let kappaSpecificity = Variable("kappa_sp", scale: .positive)
}
