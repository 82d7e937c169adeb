import AccuracyData
import DataReading
import FrequentistFits
import SpecialFunctions
import Testing

/// The studies of a built-in data set; rows of one study count as independent where `dependent`.
func example(
  _ name: String, where filters: [String] = [], dependent: Bool = false
) throws -> [AccuracyStudy] {
  var selection = DataSelection()
  selection.filters = try filters.map { try DataFilter(parsing: $0) }
  selection.allowDependent = dependent
  return try readAccuracyData(.example(name), selection: selection).studies
}

/// Requires a number to be within a tolerance of the published one.
func expectPublished(
  _ value: Double?, _ published: Double, within tolerance: Double, _ what: String = "",
  at location: SourceLocation = #_sourceLocation
) {
  #expect(
    abs((value ?? .nan) - published) <= tolerance,
    "\(what): \(value ?? .nan), published \(published)", sourceLocation: location)
}

/// Requires an estimate and both ends of its interval to agree with what was printed.
func expectPublished(
  _ interval: IntervalEstimate?, _ estimate: Double, _ lower: Double, _ upper: Double,
  within tolerance: Double, _ what: String = "", at location: SourceLocation = #_sourceLocation
) {
  expectPublished(interval?.estimate, estimate, within: tolerance, what, at: location)
  expectPublished(interval?.lower, lower, within: tolerance, what + " lower", at: location)
  expectPublished(interval?.upper, upper, within: tolerance, what + " upper", at: location)
}
