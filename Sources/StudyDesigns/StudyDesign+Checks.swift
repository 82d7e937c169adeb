import AccuracyData
import Messages
import TabularText

/// What a request and the data must have for a design, and what a reviewer should know of it.
extension DesignMaker {
  /// Every reference and every point must be of the data.
  func requireKnownLevels(_ request: DesignRequest) throws(StudyDesignError) {
    let levels = covariates.flatMap(\.levels)
    for reference in request.references {
      let key = comparisonKey(trimmedText(reference))
      guard levels.contains(where: { comparisonKey($0) == key }) else {
        let column = covariates.first { $0.kind == .continuous }?.column ?? ""
        throw StudyDesignError(
          .usage,
          "no covariate has the level \(quotedForMessage(reference)), which is to be the reference; "
            + (levels.isEmpty
              ? "\(column) is continuous and has none: leave the reference out, or take the column as "
                + "\(column):categorical"
              : "the levels are \(listedNames(levels, limit: 12))"))
      }
      // The first reference that is a level of a column stands first there.
      let own = covariates.filter { $0.levels.contains { comparisonKey($0) == key } }
      guard own.contains(where: { comparisonKey($0.levels[0]) == key }) else {
        let (column, first) = (own[0].column, own[0].levels[0])
        throw StudyDesignError(
          .usage,
          "\(quotedForMessage(first)) and \(quotedForMessage(reference)) are both levels of "
            + "\(quotedForMessage(column)), which has one reference; leave one of them out")
      }
    }
    for point in request.points {
      guard let covariate = covariates.first(where: { isSame($0.column, point.column) }) else {
        throw StudyDesignError(
          .usage,
          "\(quotedForMessage(point.column)), of which a value is asked for, is no covariate of this "
            + "model")
      }
      guard covariate.kind == .continuous else {
        throw StudyDesignError(
          .usage,
          "\(quotedForMessage(covariate.column)) is categorical and has no values between its levels; "
            + "take it as \(covariate.column):continuous if its values are numbers")
      }
    }
  }

  /// An interaction holds what its columns do by themselves: a mean for each observed combination of levels,
  /// a slope for each level.
  func requireOwnInteractions() throws(StudyDesignError) {
    let sides = [
      formula.muSensitivity, formula.muSpecificity, formula.accuracy, formula.threshold,
      formula.shape,
    ]
    for terms in sides {
      // The header's spelling shows what is the same.
      if let twice = terms.first(where: { term in
        Set(term.columns).count < term.columns.count
          || terms.count { Set($0.columns) == Set(term.columns) } > 1
      }) {
        throw StudyDesignError(
          .usage, "\(twice.text) names the same column twice; leave one of them out")
      }
      for term in terms where term.columns.count > 1 {
        let isSlope = term.columns.contains { covariates[place($0)].kind == .continuous }
        let held = term.columns.filter { column in
          (!isSlope || covariates[place(column)].kind == .continuous)
            && terms.contains(ModelFormula.Term([column]))
        }
        guard !held.isEmpty else { continue }
        throw StudyDesignError(
          .usage,
          "\(term.text) has a \(isSlope ? "slope for each level" : "mean for each combination") "
            + "already; leave \(held.map { ModelFormula.Term([$0]).text }.joined(separator: " and ")) out beside it"
        )
      }
    }
  }

  func warnings(
    _ populations: [StudyDesign.Population], isSeparate: Bool
  ) -> [DataWarning] {
    populations.filter { population in
      Set(population.studies.map { studies[$0].label }).count == 1 && populations.count > 1
    }.map { population in
      let label = population.index.map(\.text).joined(separator: ", ")
      let rest =
        isSeparate
        ? "its standard deviations and correlation are their prior"
        : "its mean is known from that study alone"
      return DataWarning(
        code: .smallLevel, message: "\(quotedForMessage(label)) has one study; \(rest)")
    }
  }

  /// Columns that were to be compared and have one level in these rows.
  var levelWarnings: [DataWarning] {
    covariates.filter { $0.levels.count == 1 }.map {
      DataWarning(
        code: .oneLevel,
        message:
          "\(quotedForMessage($0.column)) is \(quotedForMessage($0.levels[0])) in every row; "
          + "there is nothing to compare it with")
    }
  }

  /// Points that were asked for and that no study is near.
  func pointWarnings(_ request: DesignRequest) -> [DataWarning] {
    covariates.flatMap { covariate -> [DataWarning] in
      guard case .numbers(let numbers, _, _) = covariate.values, let low = numbers.min(),
        let high = numbers.max()
      else { return [] }
      return request.points.filter {
        isSame($0.column, covariate.column) && ($0.value < low || $0.value > high)
      }.map {
        DataWarning(
          code: .beyondData,
          message: "\(quotedForMessage(covariate.column)) is between \(Covariate.exact(low)) and "
            + "\(Covariate.exact(high)) in these studies; accuracy at \(Covariate.exact($0.value)) "
            + "goes by the straight line alone, which no study shows to hold there")
      }
    }
  }

  /// Each coefficient must be told apart from the others by the studies that observed the arm.
  func requireRank(
    _ terms: MeanTerms, _ multipliers: KeyPath<StudyDesign.Row, [Double]>,
    arm: KeyPath<AccuracyStudy, AccuracyArm?>, name: String, _ rows: [StudyDesign.Row],
    _ rowOfStudy: [Int]
  ) throws(StudyDesignError) {
    let base = name == "sensitivity" ? "mu_se" : "mu_sp"
    let observed = studies.indices.filter { (studies[$0][keyPath: arm]?.total ?? 0) > 0 }
    guard !observed.isEmpty, !covariates.isEmpty else { return }
    let matrix = observed.map { rows[rowOfStudy[$0]][keyPath: multipliers] }
    func shown(_ k: Int) -> String {
      let index = terms.coefficients[k].index.map(\.text).joined(separator: ",")
      return index.isEmpty ? base : "\(base)[\(index)]"
    }
    for k in terms.coefficients.indices where matrix.allSatisfy({ $0[k] == 0 }) {
      let participants = name == "sensitivity" ? "diseased" : "non-diseased"
      throw StudyDesignError(
        .data,
        "\(shown(k)) cannot be estimated: no study of it has \(participants) participants; let the "
          + "covariate affect " + (name == "sensitivity" ? "specificity" : "sensitivity")
          + " alone",
        words: ", or leave the level out with",
        remedy: terms.coefficients[k].index.first.flatMap { entry in
          (entry.column ?? entry.axis).map { ArgumentValue(.filter, "\($0)!=\(entry.value)") }
        })
    }
    guard let dependent = firstDependentColumn(matrix) else { return }
    throw StudyDesignError(
      .data,
      "\(shown(dependent)) cannot be told apart from \(listedNames((0..<dependent).map(shown), limit: 6)) "
        + "by these studies: the columns \(listedNames(formula.columns, limit: 6)) say the same of "
        + "\(name); leave one of them out")
  }
}
