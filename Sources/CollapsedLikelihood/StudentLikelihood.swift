import AccuracyData
import CMath
import CStudyIntegrals

/// The collapsed likelihood of studies whose effects are bivariate t with nu degrees of freedom around the
/// means of their design rows:
///
///     log L = sum_i log of the integral of
///         Bin(TP_i | expit t1) Bin(TN_i | expit t2) z^-(nu/2 + 1) / (2 pi sqrt(det Sigma)) d(t1, t2),
///     z = 1 + (t - mu_r(i))' Sigma^-1 (t - mu_r(i)) / nu.
///
/// A product rule in t: Gauss rules with the binomial factor for their weight where it is narrow beside the t
/// density, else a lattice. Rules and errors: docs/statistics.md, section 12.
public struct StudentLikelihood: Sendable {
  /// The relative error of one integral that the rules are chosen for.
  public static let tolerance = 1e-5

  private let likelihood: CollapsedLikelihood
  /// As `sroc_student_factors` has them.
  private let deviations: [Double]
  private let nodes: [Double]

  /// Makes the rules.
  ///
  /// - Parameter likelihood: of the same studies under normal effects, with design rows.
  public init(_ likelihood: CollapsedLikelihood) {
    precondition(likelihood.rowCount > 0, "t-distributed effects need design rows")
    self.likelihood = likelihood
    let room = 2 * Int(SROC_STUDENT_NODES)
    var (deviations, nodes) = ([Double](), [Double]())
    for study in likelihood.studies {
      for arm in [study.diseased, study.nondiseased] {
        let margin = BinomialMargin(correct: arm?.correct ?? 0, incorrect: arm?.incorrect ?? 0)
        guard margin.successes > 0 else {
          deviations.append(1e300)
          nodes += [Double](repeating: 0, count: room)
          continue
        }
        let rules = BinomialGaussRules(margin)
        deviations.append(rules.deviation * Self.skewness(margin.successes))
        nodes += rules.nodes
      }
    }
    (self.deviations, self.nodes) = (deviations, nodes)
  }

  /// How many times wider a factor of y successes, the rarer kind, counts than a normal one of its SD.
  static func skewness(_ y: Double) -> Double { 1 + 0.95 * pow(y, -0.62) }

  /// log L at many points.
  ///
  /// - Parameters:
  ///   - points: as `CollapsedLikelihood.logLikelihoods(at:floors:into:)` takes them under a design.
  ///   - degreesOfFreedom: above 1, one a point.
  ///   - floors: nothing, or one a point: a value below its floor may be replaced by an upper bound of it
  ///     that is below the floor as well.
  ///   - values: one a point, overwritten; NaN where these rules do not serve a point, whose SDs are too small
  ///     beside the studies', so that a mixture of normals has to.
  public func logLikelihoods(
    at points: Span<Double>, degreesOfFreedom: Span<Double>, floors: Span<Double>,
    into values: inout MutableSpan<Double>
  ) {
    let count = values.count
    precondition(
      points.count == (6 + 2 * likelihood.rowCount) * count && degreesOfFreedom.count == count
        && count <= CollapsedLikelihood.largestBlock && (floors.isEmpty || floors.count == count))
    let kernelFloors = floors.indices.map { floors[$0] - likelihood.constant }
    let logTolerance = min(-log(likelihood.tolerance), -log(Self.tolerance))
    likelihood.table.withKernelStudies { studies in
      deviations.withUnsafeBufferPointer { deviations in
        nodes.withUnsafeBufferPointer { nodes in
          var factors = sroc_student_factors(
            log_tolerance: logTolerance, deviations: deviations.baseAddress,
            nodes: nodes.baseAddress)
          points.withUnsafeBufferPointer { points in
            degreesOfFreedom.withUnsafeBufferPointer { freedom in
              kernelFloors.withUnsafeBufferPointer { floors in
                values.withUnsafeMutableBufferPointer { values in
                  sroc_student_log_likelihoods(
                    studies, &factors, points.baseAddress, freedom.baseAddress, count,
                    likelihood.instructionSet.code, floors.isEmpty ? nil : floors.baseAddress,
                    values.baseAddress)
                }
              }
            }
          }
        }
      }
    }
    for i in 0..<count { values[i] += likelihood.constant }
  }
  /// An upper bound of log L at one point, cheap and loose.
  ///
  /// - Parameters:
  ///   - point: SDs positive and finite.
  ///   - means: two a design row.
  ///   - degreesOfFreedom: above 1.
  /// - Returns: the bound, binomial coefficients included.
  func upperBound(at point: BivariatePoint, means: [Double], degreesOfFreedom: Double) -> Double {
    likelihood.withKernel(point, means) { studies, kernelPoint, means in
      sroc_student_bound(studies, kernelPoint, degreesOfFreedom, means, -.infinity)
    } + likelihood.constant
  }
}
