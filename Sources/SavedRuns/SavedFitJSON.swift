import Documents
import FitPages
import Fitting

extension ModelFit {
  /// `fit.json`: the fit as `json()` has it, without what depends on the machine and the day, so that the
  /// same run leaves the same bytes. Times and threads are in `timing.json`.
  ///
  /// - Returns: an ordered JSON object.
  package func savedJSON() -> JSONValue {
    var members = (json().members ?? []).filter { $0.0 != "timing" }
    for index in members.indices {
      switch members[index].0 {
      case "command": members[index].1 = JSONValue(options.recordedCommand)
      case "sampler": members[index].1 = members[index].1.without("threads")
      case "maximum_likelihood": members[index].1 = members[index].1.without("seconds")
      case "settings":
        members[index].1 = .array(
          (members[index].1.elements ?? []).map {
            $0.changing("maximum_likelihood") { $0.without("seconds") }
          })
      default: break
      }
    }
    return .object(members)
  }
}

extension JSONValue {
  /// An object with one of its members changed.
  fileprivate func changing(_ name: String, _ change: (JSONValue) -> JSONValue) -> JSONValue {
    members.map { .object($0.map { $0.0 == name ? ($0.0, change($0.1)) : $0 }) } ?? self
  }

  /// An object without a member.
  fileprivate func without(_ name: String) -> JSONValue {
    members.map { .object($0.filter { $0.0 != name }) } ?? self
  }
}
