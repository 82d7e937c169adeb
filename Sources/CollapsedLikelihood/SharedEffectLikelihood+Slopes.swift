import CSharedEffects
import CStudyIntegrals

/// log L of tables that share an effect, with its derivatives.
public struct SharedEffectSlopes: Sendable, Equatable {
  /// log L, binomial coefficients included.
  public var value: Double
  /// d log L / d mu_se and d mu_sp of each table.
  public var means: [Double]
  /// d log L / d first, cross, second.
  public var loadings: SIMD3<Double>
}

extension SharedEffectLikelihood {
  /// log L and its derivatives where tables have no effects of their own, with the shared effect as
  /// e1 = first z1, e2 = cross z1 + second z2, z ~ N(0, I).
  ///
  /// The integral is over z, so that the edges of the parameter space (first = 0, second = 0) are points like
  /// others. The derivatives are posterior means over the nodes of the value: with u_r = y_r - n_r p_r
  /// of a factor, E[u_r | y] by its mean and E[sum of u_r z | y] by a loading.
  ///
  /// - Parameters:
  ///   - loadings: first, cross and second, of any sign.
  ///   - means: mu_se and mu_sp of each table.
  /// - Returns: value and derivatives, to the tolerance of the rule.
  public func logLikelihoodAndSlopes(
    loadings: SIMD3<Double>, means: [Double]
  ) -> SharedEffectSlopes {
    precondition(means.count == 2 * tables.studies.count)
    var meanSlopes = [Double](repeating: 0, count: means.count)
    var loadingSlopes = [Double](repeating: 0, count: 3)
    let value = tables.table.withKernelStudies { studies in
      sroc_nested_slopes(
        studies, means, [loadings.x, loadings.y, loadings.z], tables.instructionSet.code,
        &meanSlopes, &loadingSlopes)
    }
    return SharedEffectSlopes(
      value: value + tables.constant, means: meanSlopes,
      loadings: SIMD3(loadingSlopes[0], loadingSlopes[1], loadingSlopes[2]))
  }
}
