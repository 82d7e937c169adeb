import AccuracyData
import CStudyIntegrals
import SpecialFunctions

/// The likelihood of the bivariate binomial-normal model with the study effects integrated out:
///
///     log L(psi) = sum_i log of the integral of
///                  Bin(TP_i | expit t1) Bin(TN_i | expit t2) N2((t1, t2); mu, Sigma) d(t1, t2)
///
/// exact up to a quadrature error that one tolerance controls; binomial coefficients included. A
/// missing arm contributes the factor 1. Rules and error bounds: docs/statistics.md, section 3.
///
/// Under a design each study has the means of its design row in place of those of the point; see
/// `CollapsedLikelihood+Design.swift`.
public struct CollapsedLikelihood: Sendable {
  /// The largest standard deviation for which the rules are tested; beyond it a density takes the
  /// value 0. No preset has prior mass of 1e-6 there: half_cauchy(2.5) has 2e-13.
  public static let largestDeviation = 1e13

  /// The studies, in the order of the data.
  public let studies: [AccuracyStudy]
  /// The relative error that spacing and window of the rules are chosen for.
  public let tolerance: Double
  /// The instruction set in use.
  public let instructionSet: InstructionSet

  /// The number of design rows; 0 where all studies have the means of the point.
  public let rowCount: Int

  let table: StudyTable
  /// Per study: log binomial coefficients plus the maxima that the kernel scales out.
  let constants: [Double]
  let constant: Double

  /// Tabulates the studies.
  ///
  /// - Parameters:
  ///   - studies: at least one study, each with at least one arm.
  ///   - rows: the design row of each study, from 0 without gaps; empty without a design.
  ///   - rowCount: how many rows the columns of points have; nil for the rows that are used.
  ///   - tolerance: of the integration rules, in (0, 0.1); the default keeps the error of the total
  ///     log likelihood near 1e-6.
  ///   - instructionSet: for the kernel; one that the processor has.
  ///   - tabulated: whether the binomial factors are tabulated beforehand, which pays from some
  ///     hundred evaluations on.
  ///   - threads: 1 keeps to this thread, more leaves the number to the system.
  public init(
    studies: [AccuracyStudy], rows: [Int] = [], rowCount: Int? = nil, tolerance: Double = 1e-7,
    instructionSet: InstructionSet = .best, tabulated: Bool = true, threads: Int = 1
  ) {
    precondition(!studies.isEmpty, "a likelihood needs a study")
    precondition(tolerance > 0 && tolerance < 0.1)
    precondition(rows.isEmpty || rows.count == studies.count, "a design has a row for each study")
    self.rowCount = rows.isEmpty ? 0 : rowCount ?? (rows.max() ?? 0) + 1
    self.studies = studies
    self.tolerance = tolerance
    self.instructionSet = instructionSet
    table = StudyTable(
      studies: studies, rows: rows.map { UInt32($0) }, tolerance: tolerance,
      instructionSet: instructionSet, tabulated: tabulated, threads: threads)
    constants = studies.map { study in
      [study.diseased, study.nondiseased].reduce(0) { sum, arm in
        guard let arm else { return sum }
        return sum + logBinomialCoefficient(trials: arm.total, successes: arm.correct)
          + BinomialMargin(correct: arm.correct, incorrect: arm.incorrect).logMaximum
      }
    }
    constant = constants.reduce(0, +)
  }

  init(withoutDesignOf other: CollapsedLikelihood) {
    (studies, tolerance, instructionSet) = (other.studies, other.tolerance, other.instructionSet)
    (constants, constant) = (other.constants, other.constant)
    table = other.table.withoutRows()
    rowCount = 0
  }

  /// log L at one point.
  ///
  /// - Parameter point: SDs positive and finite.
  /// - Returns: the total over studies; finite for every legal point.
  public func logLikelihood(at point: BivariatePoint) -> Double {
    withKernel(point) { studies, kernelPoint in
      sroc_log_likelihood(studies, kernelPoint, nil, instructionSet.code, nil, nil, nil, nil)
    } + constant
  }

  /// The most points of one call of `logLikelihoods(at:into:)`.
  public static let largestBlock = Int(SROC_BLOCK_MAX)

  /// log L at many points: several times as fast a point as one by one.
  ///
  /// Eight points at a time share the studies' lattices, so that a value depends on its company
  /// within the tolerance of the rules, and is the same for the same block.
  ///
  /// - Parameters:
  ///   - points: coordinate-major: mu_se, mu_sp, tau_se, tau_sp (positive and finite), rho and
  ///     sqrt(1 - rho^2) of at most `largestBlock` points; under a design then mu_se and mu_sp of each
  ///     row, and the first two are means like them, by which points are put among their like.
  ///   - floors: nothing, or one a point: a value below its floor may be replaced by an upper bound
  ///     of it that is below the floor as well, which is cheaper.
  ///   - values: one a point, overwritten.
  /// - Returns: the number of points that had to be evaluated one by one.
  @discardableResult
  public func logLikelihoods(
    at points: Span<Double>, floors: Span<Double>, into values: inout MutableSpan<Double>
  ) -> Int {
    let count = values.count
    precondition(points.count == (6 + 2 * rowCount) * count && count <= Self.largestBlock)
    precondition(floors.isEmpty || floors.count == count)
    var singly = 0
    var kernelFloors: [Double] = []
    if !floors.isEmpty { kernelFloors = (0..<count).map { floors[$0] - constant } }
    table.withKernelStudies { studies in
      points.withUnsafeBufferPointer { points in
        kernelFloors.withUnsafeBufferPointer { floors in
          values.withUnsafeMutableBufferPointer { values in
            sroc_log_likelihoods(
              studies, points.baseAddress, count, instructionSet.code,
              floors.isEmpty ? nil : floors.baseAddress,
              values.baseAddress, &singly)
          }
        }
      }
    }
    for i in 0..<count { values[i] += constant }
    return singly
  }

  /// log L and its gradient with respect to (mu_se, mu_sp, log tau_se, log tau_sp, atanh rho).
  ///
  /// By Fisher's identity the gradient is a posterior mean over the same nodes as the value.
  ///
  /// - Parameter point: SDs positive and finite.
  /// - Returns: the value and the five derivatives in that order.
  public func logLikelihoodAndGradient(
    at point: BivariatePoint
  ) -> (value: Double, gradient: InlineArray<5, Double>) {
    var gradient = InlineArray<5, Double>(repeating: 0)
    let value = withUnsafeTemporaryAllocation(of: Double.self, capacity: 5) { buffer in
      let value = withKernel(point) { studies, kernelPoint in
        sroc_log_likelihood(
          studies, kernelPoint, nil, instructionSet.code, nil, buffer.baseAddress, nil, nil)
      }
      for i in 0..<5 { gradient[i] = buffer[i] }
      return value
    }
    return (value + constant, gradient)
  }

  /// log L_i of every study at one point, and how many studies the graded rule had to take.
  ///
  /// - Parameter point: SDs positive and finite.
  /// - Returns: one value a study, binomial coefficients included, and the number of fallbacks.
  public func studyLogLikelihoods(at point: BivariatePoint) -> (values: [Double], graded: Int) {
    var declined = 0
    var values = [Double](repeating: 0, count: studies.count)
    values.withUnsafeMutableBufferPointer { buffer in
      withKernel(point) { studies, kernelPoint in
        _ = sroc_log_likelihood(
          studies, kernelPoint, nil, instructionSet.code, buffer.baseAddress, nil, nil, &declined)
      }
    }
    for i in values.indices { values[i] += constants[i] }
    return (values, declined)
  }

  /// An upper bound of log L at one point, cheap and loose.
  ///
  /// - Parameter point: SDs positive and finite.
  /// - Returns: the bound, binomial coefficients included.
  func upperBound(at point: BivariatePoint) -> Double {
    withKernel(point) { studies, kernelPoint in
      sroc_log_likelihood_bound(studies, kernelPoint, nil, instructionSet.code, -.infinity)
    } + constant
  }

  /// log L_i by the graded rule alone, for tests and comparisons.
  ///
  /// - Parameters:
  ///   - study: index of the study.
  ///   - point: SDs positive and finite.
  /// - Returns: the study's log likelihood, binomial coefficients included.
  public func gradedLogLikelihood(ofStudy study: Int, at point: BivariatePoint) -> Double {
    precondition(studies.indices.contains(study))
    return withKernel(point) { studies, kernelPoint in
      sroc_graded_log_integral(studies, study, kernelPoint, nil, instructionSet.code, nil)
    } + constants[study]
  }

  /// What the kernel is given at one point, for the benchmark package, which counts its operations.
  ///
  /// - Parameters:
  ///   - point: SDs positive and finite.
  ///   - body: takes the addresses of the `sroc_studies` and the `sroc_point` of study_integrals.h;
  ///     they are valid during the call only.
  /// - Returns: what `body` returns.
  public func withKernelInput<Result>(
    at point: BivariatePoint, _ body: (UnsafeRawPointer, UnsafeRawPointer) -> Result
  ) -> Result {
    withKernel(point) { body(UnsafeRawPointer($0), UnsafeRawPointer($1)) }
  }

  func withKernel<Result>(
    _ point: BivariatePoint,
    _ body: (UnsafePointer<sroc_studies>, UnsafePointer<sroc_point>) -> Result
  ) -> Result {
    var kernelPoint = sroc_point(
      mu1: point.muSensitivity, mu2: point.muSpecificity, tau1: point.tauSensitivity,
      tau2: point.tauSpecificity, rho: point.correlation, root: point.complement)
    return table.withKernelStudies { body($0, &kernelPoint) }
  }
}
