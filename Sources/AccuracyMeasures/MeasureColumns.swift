import ModelInterface

/// Derived measures of a run of draws, one column per measure.
public struct MeasureColumns: Sendable {
  /// Number of draws.
  public let count: Int
  /// By raw value; empty outside the scope.
  private var columns = [[Double]](repeating: [], count: Measure.allCases.count)

  fileprivate init(count: Int, scope: MeasureScope) {
    self.count = count
    for measure in scope.measures { columns[measure.rawValue].reserveCapacity(count) }
  }

  /// The draws of one measure; NaN outside the scope.
  ///
  /// - Parameter measure: which one.
  public subscript(measure: Measure) -> [Double] {
    let column = columns[measure.rawValue]
    return column.count == count ? column : [Double](repeating: .nan, count: count)
  }

  /// Puts other draws in the place of a measure's.
  mutating func replace(_ measure: Measure, _ draws: [Double]) {
    columns[measure.rawValue] = draws
  }

  fileprivate mutating func append(_ draws: [DerivedMeasures], scope: MeasureScope) {
    for measure in scope.measures {
      for draw in draws { columns[measure.rawValue].append(draw[measure]) }
    }
  }
}

/// Derives all measures of all draws.
///
/// - Parameters:
///   - columns: posterior draws.
///   - context: what the measures need from the data.
///   - scope: the measures outside of it are NaN.
/// - Returns: one column of `columns.count` values per measure.
/// - Complexity: a microsecond or less per draw.
public func deriveMeasures(
  from columns: PopulationColumns, context: MeasureContext, scope: MeasureScope = .all
) -> MeasureColumns {
  var result = MeasureColumns(count: columns.count, scope: scope)
  // As many draws at a time as the nearest cache holds.
  for first in stride(from: 0, to: columns.count, by: 128) {
    let draws = (first..<min(first + 128, columns.count)).map {
      DerivedMeasures(columns[$0], context: context, scope: scope)
    }
    result.append(draws, scope: scope)
  }
  if case .t(let degreesOfFreedom) = columns.effects, scope == .all {
    result.adapt(columns, degreesOfFreedom: degreesOfFreedom)
  }
  return result
}
