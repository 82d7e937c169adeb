import Draws
import TabularText

/// One factor of a mean: a categorical term, a combination of two, whose observed combinations are levels.
struct DesignFactor {
  /// The covariates, one or two.
  let covariates: [Int]
  /// The observed combinations, in the order of the first level, then of the second.
  let combinations: [[Int]]

  /// Which of the combinations a profile has; nil for one that no row has.
  func level(of profile: Profile) -> Int? {
    combinations.firstIndex(of: covariates.map { profile.levels[$0] })
  }
}

/// The values of all covariates in one row: levels of the categorical ones, standardised numbers of the
/// others.
struct Profile: Hashable {
  /// The level of each categorical covariate; -1 of the others.
  var levels: [Int]
  /// The standardised number of each continuous covariate; 0 of the others.
  var numbers: [Double]
}

/// The coefficients of one mean with their multipliers.
struct MeanTerms {
  private enum Column {
    case one
    case level(of: DesignFactor, Int)
    case slope(of: Int)
    case slopeAtLevel(of: Int, DesignFactor, Int)
  }

  private(set) var coefficients: [StudyDesign.Coefficient] = []
  private var columns: [Column] = []

  /// Codes the terms of a mean.
  ///
  /// - Parameters:
  ///   - terms: of the formula.
  ///   - covariates: all of the formula, which terms name by their place.
  ///   - profiles: those of the rows.
  ///   - naming: how levels are named.
  ///   - areDifferences: whether all coefficients are differences from a reference, where all of them are
  ///     0: then no term is coded by cells, and there is no coefficient without one.
  /// - Throws: `StudyDesignError` for an interaction of two continuous covariates.
  init(
    _ terms: [(text: String, covariates: [Int])], of covariates: [Covariate],
    profiles: [Profile], naming: LevelNaming, areDifferences: Bool = false
  ) throws(StudyDesignError) {
    let factors = terms.filter { term in
      term.covariates.allSatisfy { covariates[$0].kind == .categorical }
    }
    for (number, term) in factors.enumerated() {
      let factor = Self.factor(term.covariates, profiles)
      let isByCells = number == 0 && !areDifferences
      for (place, levels) in factor.combinations.enumerated() where isByCells || place > 0 {
        let own = naming.index(of: term.covariates, levels)
        if isByCells {
          add(.level(of: factor, place), index: own, kind: .mean)
        } else {
          let reference = naming.index(of: term.covariates, factor.combinations[0])
          let text = reference.map(\.value).joined(separator: ":")
          let last = own.count - 1
          var index = own
          index[last].value += " vs \(text)"
          add(.level(of: factor, place), index: index, kind: .contrast)
        }
      }
    }
    let isAlone = terms.isEmpty
    if factors.isEmpty && !areDifferences {
      add(.one, index: isAlone ? [] : [IndexEntry("intercept", axis: "term")], kind: .mean)
    }
    for term in terms {
      let numbers = term.covariates.filter { covariates[$0].kind == .continuous }
      guard let number = numbers.first else { continue }
      guard numbers.count == 1 else {
        throw StudyDesignError(
          .usage,
          "\(term.text): an interaction needs a categorical column; \(naming.columns[numbers[0]]) and "
            + "\(naming.columns[numbers[1]]) are both continuous")
      }
      let entry = IndexEntry("\(naming.columns[number]), per SD", axis: "slope")
      let kind = StudyDesign.CoefficientKind.slope(covariate: naming.columns[number])
      guard let other = term.covariates.first(where: { $0 != number }) else {
        add(.slope(of: number), index: [entry], kind: kind)
        continue
      }
      let factor = Self.factor([other], profiles)
      for (place, levels) in factor.combinations.enumerated() {
        add(
          .slopeAtLevel(of: number, factor, place),
          index: [entry] + naming.index(of: [other], levels), kind: kind)
      }
    }
  }

  private mutating func add(
    _ column: Column, index: [IndexEntry], kind: StudyDesign.CoefficientKind
  ) {
    columns.append(column)
    coefficients.append(StudyDesign.Coefficient(index: index, kind: kind))
  }

  private static func factor(_ covariates: [Int], _ profiles: [Profile]) -> DesignFactor {
    let observed = Set(profiles.map { profile in covariates.map { profile.levels[$0] } })
    return DesignFactor(
      covariates: covariates,
      combinations: observed.sorted { $0.lexicographicallyPrecedes($1) })
  }

  /// What the coefficients are multiplied by in a row; nil where a combination of levels has no row.
  func multipliers(at profile: Profile) -> [Double]? {
    var result: [Double] = []
    for column in columns {
      switch column {
      case .one: result.append(1)
      case .level(let factor, let place):
        guard let level = factor.level(of: profile) else { return nil }
        result.append(level == place ? 1 : 0)
      case .slope(let number): result.append(profile.numbers[number])
      case .slopeAtLevel(let number, let factor, let place):
        guard let level = factor.level(of: profile) else { return nil }
        result.append(level == place ? profile.numbers[number] : 0)
      }
    }
    return result
  }
}

/// How levels are named: by themselves where one covariate is categorical, with their column where several
/// are.
struct LevelNaming {
  let columns: [String]
  let levels: [[String]]

  init(_ covariates: [Covariate]) {
    (columns, levels) = (covariates.map(\.column), covariates.map(\.levels))
  }

  func index(of covariates: [Int], _ places: [Int]) -> [IndexEntry] {
    let areSeveral = levels.count { !$0.isEmpty } > 1
    return zip(covariates, places).map { covariate, place in
      IndexEntry(
        levels[covariate][place], column: areSeveral ? columns[covariate] : nil,
        axis: columns[covariate])
    }
  }
}
