import Draws
import ModelInterface
import RandomStreams

extension RegressionModel {
  /// A new study with the covariates of one of the data.
  ///
  /// - Parameters:
  ///   - study: its place in the data.
  ///   - draws: of this model.
  ///   - places: which of them.
  ///   - stream: random numbers.
  /// - Returns: one draw a place.
  public func replicatedEffects(
    of study: Int, from draws: DrawTable, at places: [DrawPlace], using stream: inout RandomStream
  ) -> StudyEffects {
    populationColumns(
      ofRow: design.rows[design.rowOfStudy[study]], from: draws, rows: .places(places)
    )
    .newStudyEffects(using: &stream)
  }
}
