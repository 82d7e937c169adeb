import Distributions
import Draws
import Fitting
import HSROCModels
import ModelInterface
import RegressionModels
import StudyDesigns

/// A model with covariates, robust effects or the HSROC scale, as far as a program in another language has to
/// know it.
///
/// Every parameter is a scalar there: `mu_se[CT]` is `mu_se_1`, by the numbers of the files of draws.
struct ExportDesign {
  /// A parameter in a program, with what it is called in this program's files.
  struct Name: Sendable {
    let identifier: String
    let name: String
  }

  /// Coefficients of one side of the model with what they are multiplied by, study by study.
  struct Side {
    /// Of the data, as `x_se`.
    let matrix: String
    let coefficients: [(identifier: String, prior: ScalarPrior)]
    /// A row a study.
    let multipliers: [[Double]]
  }

  /// What the means follow from.
  enum Scale {
    /// Means of logit sensitivity and specificity, each the sum of its coefficients.
    case means(sensitivity: Side, specificity: Side)
    /// Accuracy, threshold and shape: that of the reference plus differences.
    case hierarchical(accuracy: Side, threshold: Side, shape: Side)
  }

  /// A setting's sensitivity and specificity, with what coefficients are multiplied by.
  struct Population {
    let sensitivity: String
    let specificity: String
    let row: StudyDesign.Row
  }

  let scale: Scale
  let prior: AccuracyPrior
  let effects: RandomEffects
  /// The covariance group of each study, from 0.
  let groups: [Int]
  /// What the parameters of each group end with: nothing, or `_1`.
  let suffixes: [String]
  let populations: [Population]
  /// All that is compared with the fit.
  let names: [Name]

  /// The design of a fit; nil of the plain model, and of one that these programs do not have.
  init?(_ fit: ModelFit) {
    let (model, files) = (fit.model, DrawFileNames(fit.model))
    func identifier(_ variable: Variable) -> String {
      String(files[variable].compactMap { $0 == "[" ? "_" : $0 == "]" ? nil : $0 })
    }
    func name(_ variable: Variable) -> Name {
      Name(identifier: identifier(variable), name: variable.name)
    }
    func side(
      _ matrix: String, _ coefficients: [Variable], _ multipliers: (Int) -> [Double],
      _ studies: Int
    ) -> Side? {
      var own: [(identifier: String, prior: ScalarPrior)] = []
      for variable in coefficients {
        guard let prior = model.parameter(variable)?.prior.scalar else { return nil }
        own.append((identifier(variable), prior))
      }
      return Side(
        matrix: matrix, coefficients: own, multipliers: (0..<studies).map(multipliers))
    }
    guard let designed = model as? any DesignedModel else { return nil }
    let (design, count) = (designed.design, designed.studies.count)
    func row(_ study: Int) -> StudyDesign.Row { design.rows[design.rowOfStudy[study]] }
    if let regression = model as? RegressionModel {
      guard
        let first = side(
          "x_se", design.sensitivity.map { Variable.muSensitivity($0.index) },
          { row($0).sensitivity }, count),
        let second = side(
          "x_sp", design.specificity.map { Variable.muSpecificity($0.index) },
          { row($0).specificity }, count)
      else { return nil }
      scale = .means(sensitivity: first, specificity: second)
      effects = regression.effects
    } else if model is HSROCModel {
      let terms = design.hierarchical ?? StudyDesign.HierarchicalTerms()
      guard
        let accuracy = side(
          "x_accuracy", terms.accuracy.map { Variable.lambda($0.index) },
          { row($0).hierarchical.accuracy }, count),
        let threshold = side(
          "x_threshold", terms.threshold.map { Variable.theta($0.index) },
          { row($0).hierarchical.threshold }, count),
        let shape = side(
          "x_shape", terms.shape.map { Variable.beta($0.index) },
          { row($0).hierarchical.shape }, count)
      else { return nil }
      scale = .hierarchical(accuracy: accuracy, threshold: threshold, shape: shape)
      effects = .normal
    } else {
      return nil
    }
    prior = model.prior
    groups = (0..<count).map { row($0).group }
    suffixes = design.groups.indices.map { design.groups[$0].isEmpty ? "" : "_\($0 + 1)" }
    populations = zip(model.settings, design.populations).map { setting, population in
      let (first, second) = (
        DrawFileNames.sensitivity(setting.index), DrawFileNames.specificity(setting.index)
      )
      return Population(
        sensitivity: identifier(first), specificity: identifier(second), row: population.row)
    }
    names =
      model.parameters.map { name($0.variable) }
      + model.settings.flatMap {
        [name(DrawFileNames.sensitivity($0.index)), name(DrawFileNames.specificity($0.index))]
      }
  }

  /// The sides of the model that have coefficients, with their matrices.
  var sides: [Side] {
    switch scale {
    case .means(let first, let second): [first, second]
    case .hierarchical(let accuracy, let threshold, let shape):
      [accuracy, threshold, shape].filter { !$0.coefficients.isEmpty }
    }
  }

  /// The sum of coefficients times numbers, as text of both languages.
  static func sum(
    _ side: Side, _ multipliers: [Double], after first: String? = nil
  ) -> String {
    let terms = zip(side.coefficients, multipliers).filter { $0.1 != 0 }.map {
      $0.1 == 1 ? $0.0.identifier : "(\(ExportText.number($0.1))) * \($0.0.identifier)"
    }
    let all = (first.map { [$0] } ?? []) + terms
    return all.isEmpty ? "0" : all.joined(separator: " + ")
  }

  /// Accuracy, threshold and shape of the reference are called.
  var reference: (lambda: String, theta: String, beta: String) {
    func own(_ base: String) -> String {
      names.first {
        $0.identifier == base || $0.identifier == base + "_1"
      }?.identifier ?? base
    }
    return (own("lambda"), own("theta"), own("beta"))
  }

  /// The logits of a setting's sensitivity and specificity, as text of both languages.
  func logits(_ population: Population) -> (sensitivity: String, specificity: String) {
    switch scale {
    case .means(let first, let second):
      return (
        Self.sum(first, population.row.sensitivity), Self.sum(second, population.row.specificity)
      )
    case .hierarchical(let accuracy, let threshold, let shape):
      let (own, x) = (reference, population.row.hierarchical)
      let lambda = Self.sum(accuracy, x.accuracy, after: own.lambda)
      let theta = Self.sum(threshold, x.threshold, after: own.theta)
      let beta = Self.sum(shape, x.shape, after: own.beta)
      return (
        "(\(theta) + 0.5 * (\(lambda))) * exp(-0.5 * (\(beta)))",
        "(0.5 * (\(lambda)) - (\(theta))) * exp(0.5 * (\(beta)))"
      )
    }
  }

  /// Comment lines: what the program has, and what its parameters are called elsewhere.
  func headingLines(_ heading: [String]) -> [String] {
    var lines = heading
    switch scale {
    case .means:
      lines += [
        "True positives are binomial with probability expit(effect_se), true negatives with",
        "expit(effect_sp); (effect_se, effect_sp) of a study are bivariate normal around mean_se and",
        "mean_sp.",
      ]
    case .hierarchical:
      lines += [
        "True positives are binomial with probability expit(effect_se), true negatives with",
        "expit(effect_sp); accuracy, threshold and shape of the HSROC model give means and SDs. The",
        "prior belongs to mu_se, mu_sp, tau_se, tau_sp and rho of the reference.",
      ]
    }
    if effects != .normal {
      lines += [
        "A study's weight divides both variances of its effects, which are then t-distributed."
      ]
    }
    let renamed = names.filter { $0.identifier != $0.name }
    return lines + (renamed.isEmpty ? [] : [""])
      + renamed.map { "\($0.identifier) is \($0.name)" }
  }
}

/// A line of a program with other names.
enum ExportRenaming {
  /// Puts a suffix behind every word of `names`.
  static func suffixed(_ line: String, _ names: Set<String>, _ suffix: String) -> String {
    guard !suffix.isEmpty, !line.hasPrefix("#"), !line.hasPrefix("//") else { return line }
    var (result, word) = ("", "")
    func flush() {
      result += word
      if names.contains(word) { result += suffix }
      word = ""
    }
    for character in line {
      if character.isLetter || character.isNumber || character == "_" {
        word.append(character)
      } else {
        flush()
        result.append(character)
      }
    }
    flush()
    return result
  }
}
