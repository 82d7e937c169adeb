import Draws

extension ParameterReport {
  /// What each value of the index is of, and the value; empty without an index.
  package var indexMembers: [(of: String, value: String)] { members(of: variable.index) }
}

extension FitResult {
  /// What each value of the setting's index is of, and the value; empty for the only setting.
  package var indexMembers: [(of: String, value: String)] { members(of: setting.index) }
}

/// `level` where it is not known of what.
private func members(of index: [IndexEntry]) -> [(of: String, value: String)] {
  index.map { ($0.axis ?? "level", $0.value) }
}
