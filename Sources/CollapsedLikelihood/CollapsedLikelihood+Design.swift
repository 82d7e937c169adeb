import AccuracyData
import CStudyIntegrals

/// The likelihood under a design: study i has the means of its design row r(i),
///
///     log L(psi) = sum_i log of the integral of
///         Bin(TP_i | expit t1) Bin(TN_i | expit t2) N2((t1, t2); mu_r(i), Sigma) d(t1, t2).
///
/// Means are given for all rows, mu_se and mu_sp of the first row, then of the next. The means of the point
/// itself do not count.
extension CollapsedLikelihood {
  /// The likelihood of the same studies where all have the means of the point, with the same tables.
  ///
  /// - Returns: a likelihood without design rows.
  public func withoutDesign() -> CollapsedLikelihood { CollapsedLikelihood(withoutDesignOf: self) }

  /// log L at one point.
  ///
  /// - Parameters:
  ///   - point: SDs positive and finite.
  ///   - means: two a design row.
  /// - Returns: the total over studies.
  public func logLikelihood(at point: BivariatePoint, means: [Double]) -> Double {
    withKernel(point, means) { studies, kernelPoint, means in
      sroc_log_likelihood(studies, kernelPoint, means, instructionSet.code, nil, nil, nil, nil)
    } + constant
  }

  /// log L_i of every study at one point, and how many studies the graded rule had to take.
  ///
  /// - Parameters:
  ///   - point: SDs positive and finite.
  ///   - means: two a design row.
  /// - Returns: one value a study, binomial coefficients included, and the number of fallbacks.
  public func studyLogLikelihoods(
    at point: BivariatePoint, means: [Double]
  ) -> (values: [Double], graded: Int) {
    var declined = 0
    var values = [Double](repeating: 0, count: studies.count)
    values.withUnsafeMutableBufferPointer { buffer in
      withKernel(point, means) { studies, kernelPoint, means in
        _ = sroc_log_likelihood(
          studies, kernelPoint, means, instructionSet.code, buffer.baseAddress, nil, nil,
          &declined)
      }
    }
    for i in values.indices { values[i] += constants[i] }
    return (values, declined)
  }

  /// log L with its derivatives by the means of the rows and by (log tau_se, log tau_sp, atanh rho).
  ///
  /// - Parameters:
  ///   - point: SDs positive and finite.
  ///   - means: two a design row.
  ///   - meanSlopes: two a design row, overwritten.
  /// - Returns: the value, and the three derivatives by the covariance.
  public func logLikelihoodAndGradient(
    at point: BivariatePoint, means: [Double], meanSlopes: inout [Double]
  ) -> (value: Double, covariance: SIMD3<Double>) {
    precondition(meanSlopes.count == 2 * rowCount)
    let (values, slopes) = studyLogLikelihoodsAndGradients(at: point, means: means)
    for k in meanSlopes.indices { meanSlopes[k] = 0 }
    var covariance = SIMD3<Double>.zero
    for study in studies.indices {
      let row = row(ofStudy: study)
      meanSlopes[2 * row] += slopes[5 * study]
      meanSlopes[2 * row + 1] += slopes[5 * study + 1]
      covariance += SIMD3(slopes[5 * study + 2], slopes[5 * study + 3], slopes[5 * study + 4])
    }
    return (values.reduce(0, +), covariance)
  }

  /// log L_i of every study with its derivatives by its own means and by (log tau_se, log tau_sp, atanh
  /// rho).
  ///
  /// - Parameters:
  ///   - point: SDs positive and finite.
  ///   - means: two a design row.
  /// - Returns: one value a study, binomial coefficients included, and five derivatives a study.
  public func studyLogLikelihoodsAndGradients(
    at point: BivariatePoint, means: [Double]
  ) -> (values: [Double], slopes: [Double]) {
    var gradient = [Double](repeating: 0, count: 5)
    var values = [Double](repeating: 0, count: studies.count)
    var slopes = [Double](repeating: 0, count: 5 * studies.count)
    withKernel(point, means) { studies, kernelPoint, means in
      _ = sroc_log_likelihood(
        studies, kernelPoint, means, instructionSet.code, &values, &gradient, &slopes, nil)
    }
    for i in values.indices { values[i] += constants[i] }
    return (values, slopes)
  }

  /// log L_i of every study at many points.
  ///
  /// - Parameters:
  ///   - points: as `logLikelihoods(at:floors:into:)` takes them, of at most `largestBlock` points.
  ///   - values: that of study i at point j at `i * count + j`, overwritten.
  public func studyLogLikelihoods(at points: Span<Double>, into values: inout [Double]) {
    let count = values.count / max(studies.count, 1)
    precondition(points.count == (6 + 2 * rowCount) * count && count <= Self.largestBlock)
    precondition(rowCount > 0, "studies by themselves need design rows")
    table.withKernelStudies { studies in
      points.withUnsafeBufferPointer { points in
        values.withUnsafeMutableBufferPointer { values in
          sroc_study_log_likelihoods(
            studies, points.baseAddress, count, instructionSet.code, values.baseAddress)
        }
      }
    }
    for (study, constant) in constants.enumerated() {
      for j in (study * count)..<((study + 1) * count) { values[j] += constant }
    }
  }

  /// The design row of a study.
  ///
  /// - Parameter study: its place in the likelihood.
  /// - Returns: the row, from 0.
  public func row(ofStudy study: Int) -> Int { Int(table.rows[study]) }

  /// The parameters of one study under a design: those of the point with the means of its row.
  ///
  /// - Parameters:
  ///   - study: its place in the data.
  ///   - point: SDs and correlation.
  ///   - means: two a design row.
  /// - Returns: the point.
  public func point(ofStudy study: Int, _ point: BivariatePoint, means: [Double]) -> BivariatePoint
  {
    let row = row(ofStudy: study)
    return BivariatePoint(
      muSensitivity: means[2 * row], muSpecificity: means[2 * row + 1],
      tauSensitivity: point.tauSensitivity, tauSpecificity: point.tauSpecificity,
      fisherZ: point.fisherZ)
  }

  func withKernel<Result>(
    _ point: BivariatePoint, _ means: [Double],
    _ body: (UnsafePointer<sroc_studies>, UnsafePointer<sroc_point>, UnsafePointer<Double>?) ->
      Result
  ) -> Result {
    precondition(means.count == 2 * rowCount && rowCount > 0, "two means for each design row")
    return means.withUnsafeBufferPointer { means in
      withKernel(point) { body($0, $1, means.baseAddress) }
    }
  }
}
