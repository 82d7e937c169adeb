import AccuracyData
import Draws
import ModelInterface
import RandomStreams
import StudyDesigns

/// A model whose populations are places in a design.
public protocol DesignedModel: AccuracyModel {
  /// How its parameters depend on covariates.
  var design: StudyDesign { get }

  /// The studies, in the order of the data.
  var studies: [AccuracyStudy] { get }

  /// How rows of one study depend on each other; `independent` where no study has several.
  var tables: RowStructure { get }

  /// The population of a place in the design.
  ///
  /// - Parameters:
  ///   - row: what coefficients are multiplied by.
  ///   - draws: of this model.
  ///   - rows: which of them.
  /// - Returns: one element a row of draws.
  func populationColumns(
    ofRow row: RegressionRow, from draws: DrawTable, rows: DrawRows
  ) -> PopulationColumns

  /// True logits of the tables of one new study, one table for each population of the design: every test in
  /// the same study.
  ///
  /// - Parameters:
  ///   - draws: of this model.
  ///   - rows: which of them.
  ///   - stream: random numbers.
  /// - Returns: one element a population, each with one draw a row.
  func newStudyTables(
    from draws: DrawTable, rows: DrawRows, using stream: inout RandomStream
  ) -> [StudyEffects]
}

extension DesignedModel {
  /// Independent, where a model knows no other structure.
  public var tables: RowStructure { .independent }
}

extension RegressionModel: DesignedModel {}
