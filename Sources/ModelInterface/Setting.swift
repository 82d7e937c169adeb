import Draws

/// A population whose accuracy a fit reports: the only one of a plain model, one level of a covariate, one
/// test of several.
///
/// Whatever its likelihood, a model ends in each of its settings, and in each draw, in one distribution of
/// true sensitivity and specificity over studies: `PopulationColumns`.
public struct Setting: Hashable, Sendable {
  /// The index of the setting's quantities, as `CT` in `mu_se[CT]`; empty for the only setting.
  public let index: [IndexEntry]
  /// The studies that belong to it, by their places in the data, ascending.
  public let studies: [Int]

  /// A setting.
  ///
  /// - Parameters:
  ///   - index: of its quantities; empty for the only setting.
  ///   - studies: by their places in the data, ascending.
  public init(index: [IndexEntry], studies: [Int]) {
    (self.index, self.studies) = (index, studies)
  }

  /// The only setting of a model, to which all studies belong.
  ///
  /// - Parameter studyCount: how many there are.
  public init(ofAll studyCount: Int) { self.init(index: [], studies: Array(0..<studyCount)) }

  /// What a page calls it; empty for the only setting.
  public var label: String { index.map(\.text).joined(separator: ", ") }
}
