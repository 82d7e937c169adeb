import AccuracyData
import CollapsedLikelihood
import FrequentistFits

/// The exact likelihood where all rows of a study share one effect, in coefficients of means and the loadings
/// of covariances: a study of several rows is one integral over the effect, one of a single row the plain one.
struct SharedEffectSum: MarginalLikelihood {
  /// A study of several rows.
  private struct Study: Sendable {
    let likelihood: SharedEffectLikelihood
    /// The terms of mu_se and mu_sp of each row.
    let means: [[LikelihoodLayout.Term]]
    /// The coordinate of its first loading.
    let base: Int
  }

  let meanCount: Int
  let groupCount: Int
  private let studies: [Study]
  private let singles: [(group: ExactGroup, base: Int)]
  private let bound: SaturatedBound

  /// - Parameters:
  ///   - layout: the rows with their means; those of one label belong to one study, and to one covariance.
  ///   - tolerance: of the integrals of studies with several rows. The default is tight enough for
  ///     derivatives to 1e-8, from which standard errors are worked out.
  init(_ layout: LikelihoodLayout, tolerance: Double = 1e-10) {
    (meanCount, groupCount) = (layout.meanCount, layout.groups.count)
    bound = SaturatedBound(layout)
    let all = layout.groups.flatMap { $0.flatMap(\.studies) }
    let counts = Dictionary(grouping: all, by: \.label).mapValues(\.count)
    let mean = meanCount
    var (studies, singles): ([Study], [(group: ExactGroup, base: Int)]) = ([], [])
    for (number, rows) in layout.groups.enumerated() {
      let base = mean + 3 * number
      let single = rows.compactMap { row in row.keeping { counts[$0.label] == 1 } }
      if !single.isEmpty { singles.append((ExactGroup(single), base)) }
      var places: [String: Int] = [:]
      var units: [(tables: [AccuracyStudy], means: [[LikelihoodLayout.Term]])] = []
      for row in rows {
        for table in row.studies where counts[table.label, default: 1] > 1 {
          let place = places[table.label] ?? units.count
          if place == units.count {
            places[table.label] = place
            units.append(([], []))
          }
          units[place].tables.append(table)
          units[place].means += [row.sensitivity, row.specificity]
        }
      }
      studies += units.map { unit in
        Study(
          likelihood: SharedEffectLikelihood(
            tables: unit.tables, rows: Array(unit.tables.indices), tolerance: tolerance,
            tabulated: false),
          means: unit.means, base: base)
      }
    }
    (self.studies, self.singles) = (studies, singles)
  }

  func upperBound(in spaces: [CovarianceSpace]) -> Double { bound.value(in: spaces) }

  func evaluate(_ coordinates: [Double], gradient: inout [Double]) -> Double {
    guard SearchLimits.hold(coordinates, loadings: loadingCount) else { return -.infinity }
    for k in gradient.indices { gradient[k] = 0 }
    var value = 0.0
    for (group, base) in singles { value += group.add(coordinates, base: base, to: &gradient) }
    for study in studies {
      let base = study.base
      let found = study.likelihood.logLikelihoodAndSlopes(
        loadings: SIMD3(coordinates[base], coordinates[base + 1], coordinates[base + 2]),
        means: study.means.map { $0.mean(at: coordinates) })
      value += found.value
      for (terms, slope) in zip(study.means, found.means) {
        for term in terms { gradient[term.coordinate] += term.multiplier * slope }
      }
      for k in 0..<3 { gradient[base + k] += found.loadings[k] }
    }
    return value
  }
}
