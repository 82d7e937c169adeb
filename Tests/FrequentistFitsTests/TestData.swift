import AccuracyData
import DataReading
import Testing

@testable import FrequentistFits

/// The studies of a built-in data set.
func example(_ name: String, where filters: String...) throws -> [AccuracyStudy] {
  var selection = DataSelection()
  selection.allowDependent = true
  selection.filters = try filters.map { try DataFilter(parsing: $0) }
  return try readAccuracyData(.example(name), selection: selection).studies
}

/// A study from TP, FN and TN, FP, each nil where the arm is missing.
func study(_ diseased: (Int, Int)?, _ nondiseased: (Int, Int)?, group: String? = nil)
  -> AccuracyStudy
{
  AccuracyStudy(
    label: "s", row: 1,
    diseased: diseased.map { AccuracyArm(correct: $0.0, incorrect: $0.1) },
    nondiseased: nondiseased.map { AccuracyArm(correct: $0.0, incorrect: $0.1) },
    covariates: group.map { [StudyCovariate(name: "group", value: $0)] } ?? [])
}

/// The value of a likelihood alone.
func value(_ likelihood: some MarginalLikelihood, _ coordinates: [Double]) -> Double {
  var gradient = [Double](repeating: 0, count: coordinates.count)
  return likelihood.evaluate(coordinates, gradient: &gradient)
}

/// Requires two numbers to be within a tolerance.
func expectClose(
  _ value: Double?, _ expected: Double, _ tolerance: Double, _ what: String = "",
  at location: SourceLocation = #_sourceLocation
) {
  let difference = abs((value ?? .nan) - expected)
  #expect(
    difference <= tolerance, "\(what): \(value ?? .nan), expected \(expected)",
    sourceLocation: location)
}
