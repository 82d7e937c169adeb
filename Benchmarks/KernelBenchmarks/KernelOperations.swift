import CKernelOperations
import CollapsedLikelihood

/// The operations that the kernel needs for log L at some points, counted by running its own source on
/// a vector type that counts.
struct KernelOperations {
  /// Of all points together, each on eight doubles.
  let counts: kernel_operation_counts
  /// How many points of a block no tile could take.
  let singly: Int
  /// The values that the counting kernel found, without the constant of each study.
  private let values: [Double]

  /// Counts one block.
  ///
  /// - Parameters:
  ///   - points: at most `CollapsedLikelihood.largestBlock`.
  ///   - likelihood: whose studies and tables are used.
  init(ofBlock points: [BivariatePoint], likelihood: CollapsedLikelihood) {
    var counts = kernel_operation_counts()
    var values = [Double](repeating: 0, count: points.count)
    let columns = columns(of: points)
    singly = likelihood.withKernelInput(at: points[0]) { studies, _ in
      count_block_operations(studies, columns, points.count, &values, &counts)
    }
    (self.counts, self.values) = (counts, values)
  }

  /// Counts points one by one.
  ///
  /// - Parameters:
  ///   - points: any number.
  ///   - likelihood: whose studies and tables are used.
  init(ofPoints points: [BivariatePoint], likelihood: CollapsedLikelihood) {
    var counts = kernel_operation_counts()
    values = points.map { point in
      likelihood.withKernelInput(at: point) { count_kernel_operations($0, $1, nil, &counts) }
    }
    (self.counts, singly) = (counts, points.count)
  }

  /// Stops unless the kernel that was counted finds the values of the one that was timed, up to the
  /// binomial coefficients and the like, which it leaves to its caller.
  func check(against timed: [Double]) {
    let constant = timed[0] - values[0]
    for (value, other) in zip(values, timed) {
      precondition(
        abs(other - value - constant) < 1e-8 * (1 + abs(constant)),
        "the kernel that counts is not the one that is timed")
    }
  }
}

/// Points as the block kernel takes them, coordinate-major.
func columns(of points: [BivariatePoint]) -> [Double] {
  points.map(\.muSensitivity) + points.map(\.muSpecificity) + points.map(\.tauSensitivity)
    + points.map(\.tauSpecificity) + points.map(\.correlation) + points.map(\.complement)
}
