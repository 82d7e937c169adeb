import CVectorKernels

/// Studies linearised as normal observations of their two effects, and the sums over them that the
/// means' distribution given a covariance needs.
///
/// A study with working values y1, y2 of variances 1 / w1, 1 / w2 contributes
/// A = [w1 + w1 w2 v2, -w1 w2 c; ., w2 + w1 w2 v1] / D to the precision of the means, with
/// v1, v2, c the entries of Sigma and D = 1 + w1 v1 + w2 v2 + w1 w2 |Sigma|. So seven sums of products
/// over D make up both the precision and its product with the means. A missing arm has weight 0.
public struct PrecisionSums: Sendable {
  /// Sums a point has: of w1, w2, w1 w2, w1 y1, w2 y2, w1 w2 y1, w1 w2 y2, each over D.
  public static let fields = Int(SROC_PRECISION_FIELDS)

  private let studies: [Double]
  private let instructionSet: InstructionSet

  /// Lays out the studies.
  ///
  /// - Parameters:
  ///   - studies: weights (w1, w2), not negative, and working values (y1, y2) of each.
  ///   - instructionSet: one that the processor has.
  public init(
    studies: [(weights: SIMD2<Double>, values: SIMD2<Double>)], instructionSet: InstructionSet
  ) {
    self.studies = studies.flatMap { study in
      let (w, y) = (study.weights, study.values)
      let both = w.x * w.y
      return [w.x, w.y, both, w.x * y.x, w.y * y.y, both * y.x, both * y.y]
    }
    self.instructionSet = instructionSet
  }

  /// The sums at several covariances.
  ///
  /// - Parameters:
  ///   - variance1: tau_se^2 of each point; a multiple of eight points.
  ///   - variance2: tau_sp^2.
  ///   - determinant: of Sigma.
  ///   - sums: `fields` values a point, field-major, overwritten.
  public func evaluate(
    variance1: Span<Double>, variance2: Span<Double>, determinant: Span<Double>,
    into sums: inout MutableSpan<Double>
  ) {
    let count = variance1.count
    precondition(count % 8 == 0 && variance2.count == count && determinant.count == count)
    precondition(sums.count == Self.fields * count)
    variance1.withUnsafeBufferPointer { first in
      variance2.withUnsafeBufferPointer { second in
        determinant.withUnsafeBufferPointer { third in
          sums.withUnsafeMutableBufferPointer { sums in
            sroc_precision_sums(
              studies, studies.count / Self.fields, first.baseAddress, second.baseAddress,
              third.baseAddress, count, instructionSet.code, sums.baseAddress)
          }
        }
      }
    }
  }
}
