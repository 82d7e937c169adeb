import AccuracyData
import CMath
import CSharedEffects
import CStudyIntegrals

/// The likelihood of a study with several 2x2 tables whose true accuracies share an effect, all effects
/// integrated out: for its tables r,
///
///     L = integral of N2(e; 0, S) prod_r L_r(mu_r + e) de,
///     L_r(m) = integral of Bin(TP_r | expit t1) Bin(TN_r | expit t2) N2(t; m, W) dt.
///
/// S is the covariance that the tables share, W that of each table around the shared effect. Derivation and
/// errors: docs/statistics.md, section 15.
public struct SharedEffectLikelihood: Sendable {
  /// The most tables of one study.
  public static let mostTables = Int(SROC_MOST_TABLES)
  /// SDs of W below this count as nothing: its effect is at most half their square times the curvature of a
  /// binomial factor, a quarter of the participants.
  public static let leastDeviation = 1e-6

  /// The study's tables.
  public let tables: CollapsedLikelihood
  /// The design row of each table in the columns of points.
  private let rows: [UInt32]

  /// Tabulates a study.
  ///
  /// - Parameters:
  ///   - tables: its tables, 1 to `mostTables`.
  ///   - rows: the design row of each.
  ///   - tolerance: of the integration rules.
  ///   - instructionSet: for the kernel.
  ///   - tabulated: whether the binomial factors are tabulated beforehand.
  public init(
    tables: [AccuracyStudy], rows: [Int], tolerance: Double = 1e-6,
    instructionSet: InstructionSet = .best, tabulated: Bool = true
  ) {
    precondition(tables.count == rows.count && tables.count <= Self.mostTables)
    self.tables = CollapsedLikelihood(
      studies: tables, rows: Array(tables.indices), tolerance: tolerance,
      instructionSet: instructionSet, tabulated: tabulated)
    self.rows = rows.map { UInt32($0) }
  }

  /// log L at one point.
  ///
  /// - Parameters:
  ///   - effects: the two covariances.
  ///   - means: mu_se and mu_sp of each table.
  /// - Returns: binomial coefficients included.
  public func logLikelihood(at effects: TableEffects, means: [Double]) -> Double {
    withKernel(effects, means) { studies, means, shared, within in
      sroc_nested_log_integral(
        studies, means, shared, within, tables.instructionSet.code)
    } + tables.constant
  }

  /// log L at many points.
  ///
  /// - Parameters:
  ///   - means: mu_se and mu_sp of each design row, columns of points.
  ///   - covariances: SDs, correlation and sqrt(1 - rho^2) of S, then of W; a first SD of 0 stands for no W.
  ///   - floors: nothing, or one a point: a value below its floor may be replaced by an upper bound of it
  ///     that is below the floor as well, which is cheaper.
  ///   - values: one a point, overwritten.
  public func logLikelihoods(
    means: Span<Double>, covariances: Span<Double>, floors: [Double] = [],
    into values: inout MutableSpan<Double>
  ) {
    let count = values.count
    precondition(covariances.count == 8 * count && means.count % max(count, 1) == 0)
    let own = floors.map { $0 - tables.constant }
    tables.table.withKernelStudies { studies in
      means.withUnsafeBufferPointer { means in
        covariances.withUnsafeBufferPointer { covariances in
          values.withUnsafeMutableBufferPointer { values in
            sroc_nested_log_integrals(
              studies, means.baseAddress, rows, covariances.baseAddress, count,
              own.isEmpty ? nil : own, tables.instructionSet.code, values.baseAddress)
          }
        }
      }
    }
    for j in 0..<count { values[j] += tables.constant }
  }

  func withKernel<Result>(
    _ effects: TableEffects, _ means: [Double],
    _ body: (
      UnsafePointer<sroc_studies>, UnsafePointer<Double>?, UnsafePointer<sroc_point>,
      UnsafePointer<sroc_point>?
    ) -> Result
  ) -> Result {
    precondition(means.count == 2 * tables.studies.count)
    var shared = sroc_point(effects.shared)
    return tables.table.withKernelStudies { studies in
      means.withUnsafeBufferPointer { means in
        guard let own = effects.within else {
          return body(studies, means.baseAddress, &shared, nil)
        }
        var within = sroc_point(own)
        return body(studies, means.baseAddress, &shared, &within)
      }
    }
  }
}

/// How true accuracies of tables of one study vary.
public struct TableEffects: Sendable, Equatable {
  /// The covariance that tables of a study share; means are not used.
  public var shared: BivariatePoint
  /// That of each table around the shared effect; nil where there is none.
  public var within: BivariatePoint?

  /// Effects.
  ///
  /// - Parameters:
  ///   - shared: the covariance that tables of a study share.
  ///   - within: that of each table around it; one whose SDs are both below
  ///     `SharedEffectLikelihood.leastDeviation` counts as none.
  public init(shared: BivariatePoint, within: BivariatePoint?) {
    self.shared = shared
    let least = SharedEffectLikelihood.leastDeviation
    self.within = within.flatMap {
      max($0.tauSensitivity, $0.tauSpecificity) < least ? nil : $0
    }
  }
}

extension sroc_point {
  /// As the kernel takes it.
  init(_ point: BivariatePoint) {
    self.init(
      mu1: point.muSensitivity, mu2: point.muSpecificity, tau1: point.tauSensitivity,
      tau2: point.tauSpecificity, rho: point.correlation, root: point.complement)
  }
}
