import Documents
import FitPages

@testable import Fitting

/// A test looks at the result of the one setting, and at the pages of its fit.
extension FitResult {
  /// The fit of a model with one setting, of which this is the result.
  var whole: ModelFit {
    ModelFit(
      options: options, dataset: dataset, parameters: parameters, studies: studies,
      settings: [self], model: model, sample: sample)
  }

  func page(width: Int? = nil) -> String { whole.page(width: width) }
  func json() -> JSONValue { whole.json() }
  func csv() -> CSVTable { whole.csv() }
}
