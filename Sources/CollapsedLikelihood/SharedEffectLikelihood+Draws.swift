import CMath
import CSharedEffects
import CStudyIntegrals
import RandomStreams

extension SharedEffectLikelihood {
  /// A draw of a table's true logits given the counts of all tables of its study.
  ///
  /// The shared effect is drawn by independence Metropolis-Hastings: its density is log-concave, and proposals
  /// are bivariate t with 5 degrees of freedom around its mode, with its curvature there. After
  /// `metropolisSteps` nothing is left of the first. The table's effect given the shared one is exact.
  ///
  /// - Parameters:
  ///   - table: its place in the study.
  ///   - effects: the two covariances.
  ///   - means: mu_se and mu_sp of each table.
  ///   - stream: random numbers.
  /// - Returns: logit sensitivity and specificity.
  public func drawEffects(
    ofTable table: Int, at effects: TableEffects, means: [Double],
    using stream: inout RandomStream
  ) -> SIMD2<Double> {
    let shared = drawSharedEffect(at: effects, means: means, using: &stream)
    let centre = SIMD2(means[2 * table], means[2 * table + 1]) + shared
    guard var point = effects.within else { return centre }
    (point.muSensitivity, point.muSpecificity) = (centre.x, centre.y)
    return drawStudyEffects(study: tables.studies[table], point: point, using: &stream)
  }

  /// Where no weight is more than M times the mean one, at most (1 - 1 / M)^16 is left of the first. M is 1.3
  /// to 4 under SDs up to 3. In tables without a wrong result under SDs of 10 it is above 20; means of effects
  /// are then 0.06 of their SD off.
  private static let metropolisSteps = 16

  private func drawSharedEffect(
    at effects: TableEffects, means: [Double], using stream: inout RandomStream
  ) -> SIMD2<Double> {
    let mode = withKernel(effects, means) { studies, means, shared, within in
      sroc_nested_mode(studies, means, shared, within, tables.instructionSet.code)
    }
    // A proposal with the log of its weight: the density over that of proposals.
    func propose(_ stream: inout RandomStream) -> (z: SIMD2<Double>, weight: Double) {
      let scale = (5 / (2 * stream.gamma(shape: 2.5))).squareRoot()
      var normals = InlineArray<2, Double>(repeating: 0)
      var span = normals.mutableSpan
      stream.fillNormals(&span)
      let (u, v) = (scale * normals[0], scale * normals[1])
      let second = v / mode.c22
      let z = SIMD2(mode.z1 + (u - mode.c21 * second) / mode.c11, mode.z2 + second)
      return (z, logIntegrand(at: effects, means: means, z) + 3.5 * log1p((u * u + v * v) / 5))
    }
    var current = propose(&stream)
    for _ in 0..<Self.metropolisSteps {
      let next = propose(&stream)
      if log(stream.uniform()) < next.weight - current.weight { current = next }
    }
    let (tau1, tau2) = (effects.shared.tauSensitivity, effects.shared.tauSpecificity)
    let z = current.z
    return SIMD2(
      tau1 * z.x, tau2 * (effects.shared.correlation * z.x + effects.shared.complement * z.y))
  }

  private func logIntegrand(
    at effects: TableEffects, means: [Double], _ z: SIMD2<Double>
  ) -> Double {
    withKernel(effects, means) { studies, means, shared, within in
      sroc_nested_log_integrand(
        studies, means, shared, within, z.x, z.y, tables.instructionSet.code)
    }
  }
}
