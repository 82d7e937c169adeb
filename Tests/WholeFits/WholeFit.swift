import Documents
import FitPages
import Fitting

/// A test looks at the result of the one setting, and at the pages of its fit.
extension FitResult {
  /// The fit of a model with one setting, of which this is the result.
  package var whole: ModelFit {
    ModelFit(
      options: options, dataset: dataset, parameters: parameters, studies: studies,
      settings: [self], model: model, sample: sample)
  }

  /// The page of the fit.
  package func page(width: Int? = nil) -> String { whole.page(width: width) }
  /// The JSON of the fit.
  package func json() -> JSONValue { whole.json() }
  /// The table of the fit.
  package func csv() -> CSVTable { whole.csv() }
}
