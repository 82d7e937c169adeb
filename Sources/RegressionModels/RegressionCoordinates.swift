import AccuracyModels
import CMath
import CPosteriorPoints
import CollapsedLikelihood
import SpecialFunctions

/// The coordinates in which a normal-like proposal fits the collapsed posterior of a regression: three
/// scores a covariance group, standard normal under the prior, then the coefficients, standardised by their
/// approximate conditional distribution given the covariances.
///
/// With the studies linearised at the mode (`StandardisedMeans` has the equations of one study), design
/// rows D_r = [x_r' 0; 0 z_r'], prior precisions P0 and means m0,
///
///     P = P0 + sum_i D_r(i)' A_i D_r(i) = U U',   U z = P0 m0 + sum_i D_r(i)' A_i y_i,
///     U' beta = z + x,   log |d beta / dx| = -sum_k log U_kk,
///
/// U upper triangular, so that a single level has the coordinates of the plain model.
struct RegressionCoordinates: Sendable {
  let coefficientCount: Int
  let groupCount: Int
  let instructionSet: InstructionSet
  /// Columns of points that each group's likelihood takes, from the first of these on.
  let groupColumns: [Range<Int>]
  /// The columns of all groups.
  var columnCount: Int { groupColumns.last?.upperBound ?? 0 }

  /// The kernel's name of how tables of one study depend on each other.
  private let structure: sroc_table_structure
  /// Studies with several dependent tables: these linearised, the row of each, and where those of each study
  /// end.
  private let tables: [Double]
  private let tableRows: [Int]
  private let tableEnds: [Int]
  private let studies: [Double]
  private let rowEnds: [Int]
  private let rowGroup: [Int]
  private let design: [Double]
  private let priorPrecision: [Double]
  private let priorPull: [Double]
  private let sensitivityCount: Int
  private let rowColumn: [Int]
  private let covarianceColumn: [Int]
  /// Two columns a group, where the means by which points are put in order are copied from.
  private let typicalColumn: [Int]

  /// Linearises the studies of a model.
  ///
  /// - Parameters:
  ///   - model: data, design and prior.
  ///   - reference: the point, usually the posterior mode.
  init(_ model: RegressionModel, reference: RegressionPoint) {
    let coefficients = model.coefficients
    coefficientCount = coefficients.count
    groupCount = model.groups.count
    instructionSet = model.groups.first?.likelihood.instructionSet ?? .best
    sensitivityCount = model.design.sensitivity.count
    let matched = coefficients.map(\.prior.matchedNormal)
    priorPrecision = matched.map { 1 / ($0.sd * $0.sd) }
    priorPull = matched.map { $0.mean / ($0.sd * $0.sd) }
    var studies: [Double] = []
    var (rowEnds, rowGroup, rowColumn) = ([Int](), [Int](), [Int]())
    var design: [Double] = []
    var (groupColumns, typicalColumn) = ([Range<Int>](), [Int]())
    var column = 0
    for (number, group) in model.groups.enumerated() {
      let rowsBegin = column + 6
      groupColumns.append(column..<(rowsBegin + 2 * group.rows.count))
      var sizes: [Int] = []
      for (local, row) in group.rows.enumerated() {
        let own = group.studies.filter {
          model.design.rowOfStudy[$0] == row && model.dependence?.studyOfTable[$0] == nil
        }
        sizes.append(own.count)
        for study in own {
          studies += model.studies[study].linearised(
            at: model.point(ofStudy: study, at: reference))
        }
        rowEnds.append(studies.count / Int(SROC_PRECISION_FIELDS))
        rowGroup.append(number)
        rowColumn.append(rowsBegin + 2 * local)
        design += RegressionModel.multipliers(of: model.design.rows[row])
      }
      let largest = sizes.indices.max { sizes[$0] < sizes[$1] } ?? 0
      typicalColumn.append(rowsBegin + 2 * largest)
      column = rowsBegin + 2 * group.rows.count
    }
    let dependent = model.dependence?.studies ?? []
    structure = model.dependence?.code ?? SROC_INDEPENDENT_TABLES
    tables = dependent.flatMap(\.tables).flatMap {
      model.studies[$0].linearised(at: model.point(ofStudy: $0, at: reference))
    }
    tableRows = dependent.flatMap(\.tables).map { model.design.rowOfStudy[$0] }
    tableEnds = dependent.indices.map { number in
      dependent[...number].reduce(0) { $0 + $1.tables.count }
    }
    (self.studies, self.rowEnds, self.rowGroup) = (studies, rowEnds, rowGroup)
    (self.design, self.rowColumn) = (design, rowColumn)
    (self.groupColumns, self.typicalColumn) = (groupColumns, typicalColumn)
    covarianceColumn = groupColumns.map { $0.lowerBound + 2 }
  }

  /// Points from scores and standardised coefficients.
  ///
  /// - Parameters:
  ///   - scales: log tau_se, log tau_sp and atanh rho of each group, columns of a multiple of eight points.
  ///   - structureValues: phi, or kappa_se and kappa_sp, of studies with several dependent tables: columns.
  ///   - standardised: a column a coefficient.
  ///   - points: `columnCount` columns, overwritten.
  ///   - coefficients: a column each, overwritten.
  ///   - logDeterminants: log |d beta / dx| of each point, overwritten; NaN marks a point outside the legal
  ///     range.
  func expand(
    scales: [Double], structureValues: [Double], standardised: [Double],
    into points: inout [Double],
    coefficients: inout [Double], logDeterminants: inout [Double]
  ) {
    let count = logDeterminants.count
    precondition(count % 8 == 0 && scales.count == 3 * groupCount * count)
    precondition(standardised.count == coefficientCount * count)
    precondition(points.count == columnCount * count && coefficients.count == standardised.count)
    withUnsafeTemporaryAllocation(
      byteCount: 8 * sroc_regression_workspace(coefficientCount), alignment: 64
    ) { workspace in
      withRegression(structureValues) { regression in
        var regression = regression
        sroc_regression_points(
          &regression, scales, standardised, count, instructionSet.code,
          workspace.baseAddress?.assumingMemoryBound(to: Double.self), &points, &coefficients,
          &logDeterminants)
      }
    }
    var span = points.mutableSpan
    for (group, typical) in zip(groupColumns, typicalColumn) {
      for j in 0..<(2 * count) { span[group.lowerBound * count + j] = span[typical * count + j] }
    }
  }

  private func withRegression(_ values: [Double], _ body: (sroc_regression) -> Void) {
    tables.withUnsafeBufferPointer { tables in
      tableRows.withUnsafeBufferPointer { tableRows in
        tableEnds.withUnsafeBufferPointer { tableEnds in
          values.withUnsafeBufferPointer { values in
            withRows { regression in
              var regression = regression
              regression.tables = tables.baseAddress
              (regression.table_rows, regression.table_ends) = (sizes(tableRows), sizes(tableEnds))
              regression.dependent_count = tableEnds.count
              regression.structure = structure
              regression.structure_values = values.baseAddress
              body(regression)
            }
          }
        }
      }
    }
  }

  /// Without studies that have several dependent tables.
  private func withRows(_ body: (sroc_regression) -> Void) {
    studies.withUnsafeBufferPointer { studies in
      rowEnds.withUnsafeBufferPointer { rowEnds in
        rowGroup.withUnsafeBufferPointer { rowGroup in
          design.withUnsafeBufferPointer { design in
            priorPrecision.withUnsafeBufferPointer { precision in
              priorPull.withUnsafeBufferPointer { pull in
                rowColumn.withUnsafeBufferPointer { rowColumn in
                  covarianceColumn.withUnsafeBufferPointer { covarianceColumn in
                    body(
                      sroc_regression(
                        studies: studies.baseAddress, row_ends: sizes(rowEnds),
                        row_group: sizes(rowGroup), design: design.baseAddress,
                        prior_precision: precision.baseAddress, prior_pull: pull.baseAddress,
                        row_count: rowEnds.count, group_count: groupCount,
                        sensitivity_count: sensitivityCount, coefficient_count: coefficientCount,
                        largest_deviation: CollapsedLikelihood.largestDeviation,
                        row_column: sizes(rowColumn), group_column: sizes(covarianceColumn),
                        tables: nil, table_rows: nil, table_ends: nil, dependent_count: 0,
                        structure: SROC_INDEPENDENT_TABLES, structure_values: nil))
                  }
                }
              }
            }
          }
        }
      }
    }
  }

  private func sizes(_ buffer: UnsafeBufferPointer<Int>) -> UnsafePointer<Int>? {
    buffer.baseAddress
  }
}
