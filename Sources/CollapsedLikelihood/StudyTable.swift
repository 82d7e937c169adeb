import AccuracyData
import CStudyIntegrals

/// What the kernel needs of every study, laid out eight studies a group (see `study_integrals.h`).
struct StudyTable: Sendable {
  /// The groups, `SROC_GROUP_DOUBLES` each; padding lanes repeat the last study.
  let groups: [Double]

  /// Tabulates level sets, maxima and spacings of all arms.
  ///
  /// - Parameters:
  ///   - studies: at least one study.
  ///   - tolerance: relative error that the spacing is to allow.
  init(studies: [AccuracyStudy], tolerance: Double) {
    let fields = Int(SROC_MARGIN_FIELDS)
    let levels = Int(SROC_LEVELS)
    let drops = (0..<levels).map { sroc_level_drop(Int32($0)) }
    let groupCount = (studies.count + 7) / 8
    var table = [Double](repeating: 0, count: groupCount * 2 * fields * 8)
    for slot in 0..<(groupCount * 8) {
      let study = studies[min(slot, studies.count - 1)]
      for (index, arm) in [study.diseased, study.nondiseased].enumerated() {
        let margin = BinomialMargin(correct: arm?.correct ?? 0, incorrect: arm?.incorrect ?? 0)
        let sets = margin.levelSets(drops: drops)
        let values =
          [
            margin.successes, margin.total, margin.sign, margin.logMaximum,
            margin.inverseSquaredSpacing(tolerance: tolerance),
          ] + sets.lower + sets.upper
        let base = ((slot / 8) * 2 + index) * fields * 8 + slot % 8
        for (field, value) in values.enumerated() { table[base + 8 * field] = value }
      }
    }
    groups = table
  }
}
