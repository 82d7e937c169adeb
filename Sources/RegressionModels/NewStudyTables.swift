import Draws
import ModelInterface
import RandomStreams
import StudyDesigns

extension DesignedModel {
  /// True logits of the tables of one new study, one table for each population of the design: every test in
  /// the same study.
  ///
  /// Tables of one study that are independent, as they are here, tell nothing of each other: each has
  /// effects of its own.
  ///
  /// - Parameters:
  ///   - draws: of this model.
  ///   - rows: which of them.
  ///   - stream: random numbers.
  /// - Returns: one element a population, each with one draw a row.
  public func newStudyTables(
    from draws: DrawTable, rows: DrawRows, using stream: inout RandomStream
  ) -> [StudyEffects] {
    unrelatedTables(from: draws, rows: rows, using: &stream)
  }

  fileprivate func unrelatedTables(
    from draws: DrawTable, rows: DrawRows, using stream: inout RandomStream
  ) -> [StudyEffects] {
    design.populations.map {
      populationColumns(ofRow: $0.row, from: draws, rows: rows).newStudyEffects(using: &stream)
    }
  }
}

extension RegressionModel {
  /// True logits of the tables of one new study, one table for each population of the design: every test in
  /// the same study. See docs/statistics.md, section 15.
  ///
  /// With L L' = Sigma and standard normal pairs z of the study and z_l of each table, a table of population
  /// l has the effects L (sqrt(1 - phi) z + sqrt(phi) z_l) where tables are exchangeable, L z where they
  /// share all, and L z + kappa z_l where each has an effect of its own beside.
  ///
  /// - Parameters:
  ///   - draws: of this model.
  ///   - rows: which of them.
  ///   - stream: random numbers.
  /// - Returns: one element a population, each with one draw a row.
  public func newStudyTables(
    from draws: DrawTable, rows: DrawRows, using stream: inout RandomStream
  ) -> [StudyEffects] {
    guard let structure = dependence?.structure else {
      return unrelatedTables(from: draws, rows: rows, using: &stream)
    }
    let count = draws.count(of: rows)
    func normals() -> [(Double, Double)] {
      (0..<count).map { _ in (stream.normal(), stream.normal()) }
    }
    let covariance = covarianceVariables(0).map { draws.column($0, rows) }
    let factor = (0..<count).map {
      LowerFactor(covariance[0][$0], covariance[1][$0], correlation: covariance[2][$0])
    }
    let study = normals()
    let phi = structure == .exchangeable ? draws.column(.phi, rows) : []
    let kappa =
      structure == .sharedAndWithin
      ? [Variable.kappaSensitivity, .kappaSpecificity].map { draws.column($0, rows) } : []
    return design.populations.map { population in
      let means = populationColumns(ofRow: population.row, from: draws, rows: rows)
      let own = structure == .shared ? [] : normals()
      var logits = (sensitivity: means.muSensitivity, specificity: means.muSpecificity)
      for i in 0..<count {
        var z = study[i]
        if structure == .exchangeable {
          let (common, apart) = ((1 - phi[i]).squareRoot(), phi[i].squareRoot())
          z = (common * z.0 + apart * own[i].0, common * z.1 + apart * own[i].1)
        }
        let effect = factor[i].times(z)
        logits.sensitivity[i] += effect.0
        logits.specificity[i] += effect.1
        if structure == .sharedAndWithin {
          logits.sensitivity[i] += kappa[0][i] * own[i].0
          logits.specificity[i] += kappa[1][i] * own[i].1
        }
      }
      return StudyEffects(
        logitSensitivities: logits.sensitivity, logitSpecificities: logits.specificity)
    }
  }
}

/// The Cholesky factor of a covariance of two logits.
private struct LowerFactor {
  private let first, second, third: Double

  init(_ deviation1: Double, _ deviation2: Double, correlation: Double) {
    first = deviation1
    second = deviation2 * correlation
    third = deviation2 * max(0, (1 - correlation) * (1 + correlation)).squareRoot()
  }

  func times(_ z: (Double, Double)) -> (Double, Double) {
    (first * z.0, second * z.0 + third * z.1)
  }
}
