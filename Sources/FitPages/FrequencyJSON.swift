import AccuracyMeasures
import Documents
import Fitting

extension FrequencyReport {
  /// As the JSON of a fit has it.
  var json: JSONValue {
    .object([
      ("people", JSONValue(people)), ("summary", atSummary.json),
      ("new_setting", inNewSetting.json),
    ])
  }
}

extension FrequencyCells {
  fileprivate var json: JSONValue {
    .object([
      ("diseased", JSONValue(diseased)), ("nondiseased", JSONValue(nondiseased)),
      ("true_positives", truePositives.json), ("false_negatives", falseNegatives.json),
      ("false_positives", falsePositives.json), ("true_negatives", trueNegatives.json),
    ])
  }
}

extension PeopleEstimate {
  fileprivate var json: JSONValue {
    .object([
      ("estimate", JSONValue(estimate)), ("lower", JSONValue(lower)), ("upper", JSONValue(upper)),
    ])
  }
}
