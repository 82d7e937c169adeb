import Draws
import RandomStreams

extension AccuracyModel {
  /// A new study of the setting that a study belongs to: right for every model whose settings are all that
  /// studies differ by before their counts are known.
  ///
  /// - Parameters:
  ///   - study: its place in the data.
  ///   - draws: of this model.
  ///   - places: which of them.
  ///   - stream: random numbers.
  /// - Returns: one draw a place; nothing for a study of no setting.
  public func replicatedEffects(
    of study: Int, from draws: DrawTable, at places: [DrawPlace], using stream: inout RandomStream
  ) -> StudyEffects {
    guard let setting = settings.first(where: { $0.studies.contains(study) }) else {
      return StudyEffects(logitSensitivities: [], logitSpecificities: [])
    }
    return populationColumns(of: setting, from: draws, rows: .places(places))
      .newStudyEffects(using: &stream)
  }
}

extension PopulationColumns {
  /// True logits of a new study at each draw.
  ///
  /// - Parameter stream: random numbers.
  /// - Returns: one draw an element.
  public func newStudyEffects(using stream: inout RandomStream) -> StudyEffects {
    var result = StudyEffects(logitSensitivities: [], logitSpecificities: [])
    result.logitSensitivities.reserveCapacity(count)
    result.logitSpecificities.reserveCapacity(count)
    for j in 0..<count {
      var (first, second) = (stream.normal(), stream.normal())
      if case .t(let degreesOfFreedom) = effects {
        let nu = degreesOfFreedom[j]
        let stretch = (nu / stream.chiSquared(degreesOfFreedom: nu)).squareRoot()
        (first, second) = (first * stretch, second * stretch)
      }
      let residual = max(0, (1 - rho[j]) * (1 + rho[j])).squareRoot()
      result.logitSensitivities.append(muSensitivity[j] + tauSensitivity[j] * first)
      result.logitSpecificities.append(
        muSpecificity[j] + tauSpecificity[j] * (rho[j] * first + residual * second))
    }
    return result
  }
}
