import AccuracyData
import CMath
import Requests

/// How a proportion with its interval stands to that of the reference row.
///
/// Both are taken on the scale asin(sqrt(p)). There the variance of an observed proportion is about
/// 1 / (4 n) for every p, so a step of 0.01 weighs more near 1 than near one half, and a typed 1.00
/// has a place, which it has not on the logit scale.
package struct MarginComparison {
  /// Further from the reference estimate than this share of its interval is a difference.
  static let largestDistance = 0.1
  /// An interval wider than this many times the reference's, or narrower, is a difference.
  static let largestWidthRatio = 1.5

  /// "sensitivity" or "specificity".
  package let word: String
  /// What the row has.
  package let own: PublishedValue.Proportion
  /// What the reference has.
  package let reference: PublishedValue.Proportion
  /// Distance of the estimates in widths of the reference's interval.
  package let distance: Double
  /// Width of the own interval over that of the reference's; nil where there is none, or where it has
  /// another level.
  let widthRatio: Double?

  /// Nil where one has no estimate, or the reference no interval.
  init?(
    word: String, own: PublishedValue.Proportion?, reference: PublishedValue.Proportion?,
    haveOneLevel: Bool
  ) {
    guard let own, let reference, let width = Self.width(reference), width > 0 else { return nil }
    (self.word, self.own, self.reference) = (word, own, reference)
    distance = abs(Self.scaled(own.estimate) - Self.scaled(reference.estimate)) / width
    widthRatio = haveOneLevel ? Self.width(own).map { $0 / width } : nil
  }

  /// Whether the estimate lies far from the reference's.
  var isFar: Bool { distance > Self.largestDistance }

  /// Whether the interval is much wider or narrower.
  var hasOtherWidth: Bool {
    widthRatio.map { $0 > Self.largestWidthRatio || $0 * Self.largestWidthRatio < 1 } ?? false
  }

  /// Whether the interval is narrower than the reference's.
  var isNarrower: Bool { widthRatio.map { $0 < 1 } ?? false }

  /// Whether the own estimate lies nearer to a proportion than the reference's does.
  func isNearer(to proportion: Double) -> Bool {
    abs(Self.scaled(own.estimate) - Self.scaled(proportion))
      < abs(Self.scaled(reference.estimate) - Self.scaled(proportion))
  }

  /// Whether the reference's estimate lies nearer to a proportion than the own does.
  func isFurther(from proportion: Double) -> Bool {
    abs(Self.scaled(own.estimate) - Self.scaled(proportion))
      > abs(Self.scaled(reference.estimate) - Self.scaled(proportion))
  }

  /// How many times as wide as the other the wider interval is.
  var widthFactor: Double { widthRatio.map { max($0, 1 / $0) } ?? 1 }

  private static func scaled(_ proportion: Double) -> Double {
    asin(min(max(proportion, 0), 1).squareRoot())
  }

  private static func width(_ value: PublishedValue.Proportion) -> Double? {
    guard let lower = value.lower, let upper = value.upper else { return nil }
    return scaled(upper) - scaled(lower)
  }
}

extension Comparison {
  /// The row that the others are measured by: Bayes, else the exact likelihood, else what comes near
  /// it; nil where no row of the studies has an estimate with an interval.
  var referenceIndex: Int? {
    let usable = rows.indices.filter { index in
      let row = rows[index]
      return row.method != nil && row.level == nil
        && observedMargins.contains { row[keyPath: $0.value]?.upper != nil }
    }
    for method in [ComparisonMethod.bayes, .maximumLikelihood, .laplace] {
      if let index = usable.first(where: { rows[$0].method == method }) { return index }
    }
    return usable.first { rows[$0].method != .ladder } ?? usable.first
  }

  /// The margins that a study observed; what a row has of another comes from the prior alone.
  private var observedMargins:
    [(word: String, value: KeyPath<ComparisonRow, PublishedValue.Proportion?>)]
  {
    var margins: [(word: String, value: KeyPath<ComparisonRow, PublishedValue.Proportion?>)] = []
    if dataset.diseasedTotal > 0 { margins.append(("sensitivity", \.sensitivity)) }
    if dataset.nondiseasedTotal > 0 { margins.append(("specificity", \.specificity)) }
    return margins
  }

  /// A row's margins beside the reference's.
  package func margins(_ row: ComparisonRow, beside reference: ComparisonRow) -> [MarginComparison]
  {
    let haveOneLevel = intervalLevel(row) == intervalLevel(reference)
    return observedMargins.compactMap { margin in
      MarginComparison(
        word: margin.word, own: row[keyPath: margin.value],
        reference: reference[keyPath: margin.value], haveOneLevel: haveOneLevel)
    }
  }

  /// The level of a row's intervals: that of the run, or for a typed-in row its own.
  package func intervalLevel(_ row: ComparisonRow) -> Double {
    row.intervalLevel ?? options.fit.level
  }
}
