import Distributions
import Draws
import HSROCModels
import ModelInterface
import RegressionModels
import StudyDesigns

/// A model with covariates, robust effects or the HSROC scale, as far as a program in another language has to
/// know it.
///
/// Every parameter is a scalar there: `mu_se[CT]` is `mu_se_1`, by the numbers of the files of draws.
package struct ExportDesign: Sendable {
  /// A parameter in a program, with what it is called in this program's files.
  package struct Name: Sendable {
    package let identifier: String
    package let name: String

    /// A parameter with its names.
    package init(identifier: String, name: String) {
      (self.identifier, self.name) = (identifier, name)
    }
  }

  /// Coefficients of one side of the model with what they are multiplied by, study by study.
  package struct Side: Sendable {
    /// Of the data, as `x_se`.
    package let matrix: String
    package let coefficients: [(identifier: String, prior: ScalarPrior)]
    /// A row a study.
    package let multipliers: [[Double]]
  }

  /// What the means follow from.
  package enum Scale: Sendable {
    /// Means of logit sensitivity and specificity, each the sum of its coefficients.
    case means(sensitivity: Side, specificity: Side)
    /// Accuracy, threshold and shape: that of the reference plus differences.
    case hierarchical(accuracy: Side, threshold: Side, shape: Side)
  }

  /// A setting's sensitivity and specificity, with what coefficients are multiplied by.
  package struct Population: Sendable {
    package let sensitivity: String
    package let specificity: String
    package let row: StudyDesign.Row
  }

  /// How several rows of one study depend on each other.
  package struct Rows: Sendable {
    package let structure: RowStructure
    /// The study of each row, from 1.
    package let studies: [Int]
    /// The prior of the SDs of rows around their study, of `shared+within`.
    package let kappa: ScalarPrior?
  }

  /// Nil where rows are independent.
  package let rows: Rows?
  package let scale: Scale
  package let prior: AccuracyPrior
  package let effects: RandomEffects
  /// The covariance group of each study, from 0.
  package let groups: [Int]
  /// What the parameters of each group end with: nothing, or `_1`.
  package let suffixes: [String]
  package let populations: [Population]
  /// All that is compared with the fit.
  package let names: [Name]

  /// The design of a model; nil of the plain one, and of one that programs in other languages do not have.
  ///
  /// - Parameter model: any.
  package init?(_ model: any AccuracyModel) {
    let names = ExportNames(model)
    guard let designed = model as? any DesignedModel,
      let scale = Scale(designed, names: names)
    else { return nil }
    self.scale = scale
    rows = Rows(designed)
    effects = (model as? RegressionModel)?.effects ?? .normal
    prior = model.prior
    let design = designed.design
    groups = design.rowOfStudy.map { design.rows[$0].group }
    suffixes = design.groups.indices.map { design.groups[$0].isEmpty ? "" : "_\($0 + 1)" }
    populations = zip(model.settings, design.populations).map { setting, population in
      Population(
        sensitivity: names.identifier(DrawFileNames.sensitivity(setting.index)),
        specificity: names.identifier(DrawFileNames.specificity(setting.index)),
        row: population.row)
    }
    let accuracies = model.settings.flatMap {
      [DrawFileNames.sensitivity($0.index), DrawFileNames.specificity($0.index)]
    }
    self.names = (model.parameters.map(\.variable) + accuracies).map {
      Name(identifier: names.identifier($0), name: $0.name)
    }
  }

  /// The sides of the model that have coefficients, with their matrices.
  package var sides: [Side] {
    switch scale {
    case .means(let first, let second): [first, second]
    case .hierarchical(let accuracy, let threshold, let shape):
      [accuracy, threshold, shape].filter { !$0.coefficients.isEmpty }
    }
  }
}

extension ExportDesign.Rows {
  fileprivate init?(_ model: any DesignedModel) {
    guard model.tables != .independent else { return nil }
    var numbers: [String: Int] = [:]
    structure = model.tables
    studies = model.studies.map { study in
      if let known = numbers[study.label] { return known }
      numbers[study.label] = numbers.count + 1
      return numbers.count
    }
    kappa = model.parameters.first { $0.variable.base == "kappa_se" }?.prior.scalar
  }
}

/// What the variables of a model are called in a program.
private struct ExportNames {
  private let model: any AccuracyModel
  private let files: DrawFileNames

  init(_ model: any AccuracyModel) { (self.model, files) = (model, DrawFileNames(model)) }

  /// `mu_se_1` where files of draws have `mu_se[1]`.
  func identifier(_ variable: Variable) -> String {
    String(files[variable].compactMap { $0 == "[" ? "_" : $0 == "]" ? nil : $0 })
  }

  /// A side of the model; nil where one of its coefficients has no prior of a family.
  func side(
    _ matrix: String, _ base: Variable, _ coefficients: [StudyDesign.Coefficient],
    _ multipliers: [[Double]]
  ) -> ExportDesign.Side? {
    var own: [(identifier: String, prior: ScalarPrior)] = []
    for coefficient in coefficients {
      let variable = base(coefficient.index)
      guard let prior = model.parameter(variable)?.prior.scalar else { return nil }
      own.append((identifier(variable), prior))
    }
    return ExportDesign.Side(matrix: matrix, coefficients: own, multipliers: multipliers)
  }
}

extension ExportDesign.Scale {
  fileprivate init?(_ model: any DesignedModel, names: ExportNames) {
    let design = model.design
    func multipliers(_ pick: (StudyDesign.Row) -> [Double]) -> [[Double]] {
      design.rowOfStudy.map { pick(design.rows[$0]) }
    }
    if model is HSROCModel {
      let terms = design.hierarchical ?? StudyDesign.HierarchicalTerms()
      guard
        let accuracy = names.side(
          "x_accuracy", .lambda, terms.accuracy, multipliers { $0.hierarchical.accuracy }),
        let threshold = names.side(
          "x_threshold", .theta, terms.threshold, multipliers { $0.hierarchical.threshold }),
        let shape = names.side(
          "x_shape", .beta, terms.shape, multipliers { $0.hierarchical.shape })
      else { return nil }
      self = .hierarchical(accuracy: accuracy, threshold: threshold, shape: shape)
    } else if model is RegressionModel {
      guard
        let first = names.side(
          "x_se", .muSensitivity, design.sensitivity, multipliers(\.sensitivity)),
        let second = names.side(
          "x_sp", .muSpecificity, design.specificity, multipliers(\.specificity))
      else { return nil }
      self = .means(sensitivity: first, specificity: second)
    } else {
      return nil
    }
  }
}
