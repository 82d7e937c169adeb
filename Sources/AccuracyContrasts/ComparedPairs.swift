/// Of up to so many populations every pair is compared, later with earlier; of more, each with the first.
public let mostSettingsInPairs = 8

/// Pairs of populations by their places, later with earlier.
///
/// - Parameter count: how many there are.
/// - Returns: none for one.
package func comparedPairs(_ count: Int) -> [(first: Int, second: Int)] {
  guard count > 1 else { return [] }
  return (1..<count).flatMap { first in
    (0..<(count <= mostSettingsInPairs ? first : 1)).map { (first, $0) }
  }
}
