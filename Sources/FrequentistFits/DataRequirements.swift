import AccuracyData

/// Why a bivariate model has no maximum in these data, where that can be seen beforehand.
///
/// A margin needs two studies, or its spread between studies is anything; a margin in which no
/// result was ever wrong (or right) has its likelihood increase without end as the mean grows.
///
/// - Parameters:
///   - levels: name and studies of each level; the name is empty without a covariate.
///   - correction: of the normal approximation; `nil` for the exact likelihood.
///   - needsTwoStudies: false for models without a spread between studies.
/// - Returns: the reason, or `nil`.
func reasonAgainstEstimation(
  _ levels: [(name: String, studies: [AccuracyStudy])], correction: ContinuityCorrection?,
  needsTwoStudies: Bool = true
) -> String? {
  for level in levels {
    let place = level.name.isEmpty ? "" : " in \(level.name)"
    for (arms, people, right, wrong) in [
      (level.studies.map(\.diseased), "diseased", "found", "missed"),
      (level.studies.map(\.nondiseased), "non-diseased", "negative", "positive"),
    ] {
      let used = arms.compactMap { $0 }.filter { $0.total > 0 }
      if used.isEmpty { return "no \(people) participants\(place)" }
      if correction == nil {
        if used.allSatisfy({ $0.incorrect == 0 }) {
          return "no \(people) participant\(place) tested \(wrong == "missed" ? "negative" : wrong)"
            + ": the likelihood has no maximum"
        }
        if used.allSatisfy({ $0.correct == 0 }) {
          return "no \(people) participant\(place) tested \(right == "found" ? "positive" : right)"
            + ": the likelihood has no maximum"
        }
      }
    }
  }
  let all = levels.flatMap(\.studies)
  if needsTwoStudies {
    for (arms, people) in [
      (all.map(\.diseased), "diseased"), (all.map(\.nondiseased), "non-diseased"),
    ] where arms.count(where: { ($0?.total ?? 0) > 0 }) < levels.count + 1 {
      let few = all.count == 1 ? "one study" : "too few studies with \(people) participants"
      return "\(few): the variance between studies cannot be estimated"
    }
  }
  if correction == ContinuityCorrection.none,
    let study = all.first(where: { study in
      [study.diseased, study.nondiseased].contains { arm in
        arm.map { $0.total > 0 && min($0.correct, $0.incorrect) == 0 } ?? false
      }
    })
  {
    return "\(study.label) has a zero cell, which has no logit without a correction"
  }
  return nil
}
