import AccuracyData
import Draws
import Messages
import TabularText

extension StudyDesign {
  /// A design has at most so many coefficients of both means.
  public static let mostCoefficients = 100
  /// As many populations are reported at most.
  public static let mostPopulations = 200

  /// Makes the design of a data set.
  ///
  /// - Parameters:
  ///   - request: what parameters depend on.
  ///   - studies: the rows of the data, at least one.
  ///   - direct: of data that were cut down to direct comparisons, how: levels then stand in the order that
  ///     they had before.
  /// - Throws: `StudyDesignError` for unknown columns and levels, levels without an arm that has a mean
  ///   there, and columns that say the same.
  public init(
    _ request: DesignRequest, studies: [AccuracyStudy], direct: DirectComparison? = nil
  ) throws(StudyDesignError) {
    var maker = try DesignMaker(request, studies: studies, direct: direct)
    try maker.requireKnownLevels(request)
    self = try maker.design(request)
  }
}

/// The parts of a design on the way to it.
struct DesignMaker {
  let studies: [AccuracyStudy]
  let formula: ModelFormula
  let covariates: [Covariate]
  let profiles: [Profile]
  let naming: LevelNaming

  init(
    _ request: DesignRequest, studies: [AccuracyStudy], direct: DirectComparison? = nil
  ) throws(StudyDesignError) {
    self.studies = studies
    var covariates: [Covariate] = []
    var written: [String: String] = [:]
    for column in request.formula.columns {
      let kind = request.kinds.first { $0.column.lowercased() == column.lowercased() }?.kind
      let covariate = try Covariate(
        CovariateChoice(column, kind: kind), in: studies, references: request.references,
        direct: direct)
      written[column] = covariate.column
      if !covariates.contains(where: { $0.column == covariate.column }) {
        covariates.append(covariate)
      }
    }
    func spelled(_ terms: [ModelFormula.Term]) -> [ModelFormula.Term] {
      terms.map { ModelFormula.Term($0.columns.map { written[$0] ?? $0 }) }
    }
    formula = ModelFormula(
      muSensitivity: spelled(request.formula.muSensitivity),
      muSpecificity: spelled(request.formula.muSpecificity),
      covariance: request.formula.covariance.map { written[$0] ?? $0 }
    ).onHierarchicalScale(
      accuracy: spelled(request.formula.accuracy), threshold: spelled(request.formula.threshold),
      shape: spelled(request.formula.shape))
    self.covariates = covariates
    naming = LevelNaming(covariates)
    profiles = studies.indices.map { study in
      Profile(
        levels: covariates.map {
          if case .levels(_, let ofRows) = $0.values { ofRows[study] } else { -1 }
        },
        numbers: covariates.map {
          if case .numbers(let numbers, let mean, let deviation) = $0.values {
            (numbers[study] - mean) / deviation
          } else {
            0
          }
        })
    }
  }

  func isSame(_ first: String, _ second: String) -> Bool {
    first.lowercased() == second.lowercased()
  }

  func place(_ column: String) -> Int {
    covariates.firstIndex { $0.column == column } ?? 0
  }

  func terms(
    _ terms: [ModelFormula.Term], areDifferences: Bool = false
  ) throws(StudyDesignError) -> MeanTerms {
    try MeanTerms(
      terms.map { ($0.text, $0.columns.map(place)) }, of: covariates, profiles: profiles,
      naming: naming, areDifferences: areDifferences)
  }

  mutating func design(_ request: DesignRequest) throws(StudyDesignError) -> StudyDesign {
    try requireOwnInteractions()
    let (first, second) = (try terms(formula.muSensitivity), try terms(formula.muSpecificity))
    let scale = formula.isHierarchical ? try HierarchicalCoding(self) : nil
    let count =
      first.coefficients.count + second.coefficients.count + (scale?.coefficientCount ?? 0)
    guard count <= StudyDesign.mostCoefficients else {
      throw StudyDesignError(
        .data,
        "the model would have \(count) coefficients; at most "
          + "\(StudyDesign.mostCoefficients) are fitted, so that fewer or coarser columns are needed"
      )
    }
    let (groups, groupOfLevel) = try covarianceGroups()
    func row(_ profile: Profile) -> StudyDesign.Row? {
      guard let x = first.multipliers(at: profile), let z = second.multipliers(at: profile) else {
        return nil
      }
      var row = StudyDesign.Row(sensitivity: x, specificity: z, group: groupOfLevel(profile))
      if let scale {
        guard let own = scale.multipliers(at: profile) else { return nil }
        row.hierarchical = own
      }
      return row
    }
    var rows: [StudyDesign.Row] = []
    var rowOfStudy: [Int] = []
    for profile in profiles {
      guard let own = row(profile) else { continue }
      if let known = rows.firstIndex(of: own) {
        rowOfStudy.append(known)
      } else {
        rowOfStudy.append(rows.count)
        rows.append(own)
      }
    }
    try requireRank(first, \.sensitivity, arm: \.diseased, name: "sensitivity", rows, rowOfStudy)
    try requireRank(
      second, \.specificity, arm: \.nondiseased, name: "specificity", rows, rowOfStudy)
    try scale?.requireRank(rows, rowOfStudy)
    let populations = try self.populations(row)
    return StudyDesign(
      formula: formula, covariates: covariates, sensitivity: first.coefficients,
      specificity: second.coefficients, hierarchical: scale?.terms, rows: rows,
      rowOfStudy: rowOfStudy, groups: groups,
      populations: populations, points: points(request, populations, row),
      ranges: ranges(populations, row),
      warnings: warnings(populations, isSeparate: groups.count > 1) + levelWarnings
        + pointWarnings(request))
  }

  /// The covariance groups and the group of a profile.
  private func covarianceGroups() throws(StudyDesignError) -> (
    groups: [[IndexEntry]], of: (Profile) -> Int
  ) {
    guard let column = formula.covariance else { return ([[]], { _ in 0 }) }
    let covariate = place(column)
    guard covariates[covariate].kind == .categorical else {
      // Of several columns the first is taken before the data say what it is.
      let other = covariates.first { $0.kind == .categorical }.map {
        ", or name \($0.column) in its place"
      }
      throw StudyDesignError(
        .usage,
        "tau can differ between the levels of a categorical column only, and "
          + "\(quotedForMessage(column)) is continuous; take it as \(column):categorical if its values "
          + "are categories" + (other ?? ""))
    }
    let levels = covariates[covariate].levels.indices
    return (levels.map { naming.index(of: [covariate], [$0]) }, { $0.levels[covariate] })
  }

  /// The observed combinations of levels, at the means of continuous covariates.
  private func populations(
    _ row: (Profile) -> StudyDesign.Row?
  ) throws(StudyDesignError) -> [StudyDesign.Population] {
    let factors = covariates.indices.filter { covariates[$0].kind == .categorical }
    let centre = [Double](repeating: 0, count: covariates.count)
    let observed = Set(profiles.map(\.levels)).sorted { $0.lexicographicallyPrecedes($1) }
    guard observed.count <= StudyDesign.mostPopulations else {
      throw StudyDesignError(
        .data,
        "the covariates have \(observed.count) combinations of levels; at most "
          + "\(StudyDesign.mostPopulations) are reported")
    }
    let plain: [IndexEntry] = covariates.isEmpty ? [] : [IndexEntry("intercept", axis: "term")]
    return observed.compactMap { levels in
      row(Profile(levels: levels, numbers: centre)).map {
        StudyDesign.Population(
          index: factors.isEmpty ? plain : naming.index(of: factors, factors.map { levels[$0] }),
          row: $0, studies: profiles.indices.filter { profiles[$0].levels == levels })
      }
    }
  }

  /// The quartiles of each continuous covariate, and what was asked for, in every population.
  private func points(
    _ request: DesignRequest, _ populations: [StudyDesign.Population],
    _ row: (Profile) -> StudyDesign.Row?
  ) -> [StudyDesign.Point] {
    var points: [StudyDesign.Point] = []
    for (place, covariate) in covariates.enumerated() {
      guard case .numbers(let numbers, let mean, let deviation) = covariate.values else { continue }
      var wanted = zip([0.25, 0.5, 0.75], ["lower quartile", "median", "upper quartile"]).map {
        (value: quantile($0, of: numbers), words: $1)
      }
      wanted += request.points.filter { isSame($0.column, covariate.column) }.map { ($0.value, "") }
      var known: Set<Double> = []
      wanted = wanted.filter { known.insert($0.value).inserted }
      for (number, population) in populations.enumerated() {
        let levels = profiles[population.studies[0]].levels
        for (value, words) in wanted {
          var profile = Profile(
            levels: levels, numbers: [Double](repeating: 0, count: covariates.count))
          profile.numbers[place] = (value - mean) / deviation
          guard let own = row(profile) else { continue }
          let entry = IndexEntry(
            "\(covariate.column)=\(Covariate.exact(value))", axis: "at")
          let isOnly = population.index.map(\.value) == ["intercept"]
          points.append(
            StudyDesign.Point(
              index: (isOnly ? [] : population.index) + [entry], population: number,
              column: covariate.column, value: value, words: words, row: own))
        }
      }
    }
    return points
  }

  /// The ends of each continuous covariate in every population whose studies differ in it.
  private func ranges(
    _ populations: [StudyDesign.Population], _ row: (Profile) -> StudyDesign.Row?
  ) -> [StudyDesign.ObservedRange] {
    var ranges: [StudyDesign.ObservedRange] = []
    for (place, covariate) in covariates.enumerated() {
      guard case .numbers(let numbers, let mean, let deviation) = covariate.values else { continue }
      for (number, population) in populations.enumerated() {
        let own = population.studies.map { numbers[$0] }
        guard let low = own.min(), let high = own.max(), low < high else { continue }
        func end(_ value: Double) -> StudyDesign.Row? {
          var profile = Profile(
            levels: profiles[population.studies[0]].levels,
            numbers: [Double](repeating: 0, count: covariates.count))
          profile.numbers[place] = (value - mean) / deviation
          return row(profile)
        }
        guard let first = end(low), let last = end(high) else { continue }
        ranges.append(
          StudyDesign.ObservedRange(
            column: covariate.column, population: number, ends: (low, high), rows: (first, last)))
      }
    }
    return ranges
  }

  /// Quantile of a sample, linear between its values (type 7 of Hyndman and Fan 1996).
  private func quantile(_ share: Double, of numbers: [Double]) -> Double {
    let sorted = numbers.sorted()
    let place = share * Double(sorted.count - 1)
    let below = Int(place)
    let above = min(below + 1, sorted.count - 1)
    return sorted[below] + (place - Double(below)) * (sorted[above] - sorted[below])
  }
}

/// The first column that is a combination of those before it, by Gram-Schmidt; nil where there is none.
func firstDependentColumn(_ matrix: [[Double]]) -> Int? {
  var basis: [[Double]] = []
  for k in (matrix.first ?? []).indices {
    let column = matrix.map { $0[k] }
    func norm(_ x: [Double]) -> Double { x.reduce(0) { $0 + $1 * $1 }.squareRoot() }
    var rest = column
    // Twice, because rounding leaves a part of the others in the first time.
    for _ in 0..<2 {
      for vector in basis {
        let dot = zip(rest, vector).reduce(0) { $0 + $1.0 * $1.1 }
        for i in rest.indices { rest[i] -= dot * vector[i] }
      }
    }
    let length = norm(rest)
    guard length > 1e-8 * norm(column), length > 0 else { return k }
    basis.append(rest.map { $0 / length })
  }
  return nil
}
