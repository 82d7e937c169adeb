import AccuracyData
import Documents
import Fitting

extension FitResult {
  /// The data of the Stan program as CmdStan and R's jsonlite read them: counts a study, in order; an
  /// arm that is missing has both counts 0.
  var stanData: String {
    let studies = dataset.studies
    func counts(_ pick: (AccuracyStudy) -> Int?) -> JSONValue {
      .array(studies.map { JSONValue(pick($0) ?? 0) })
    }
    let document: JSONValue = .object([
      ("N", JSONValue(studies.count)), ("tp", counts(\.truePositives)),
      ("fn", counts(\.falseNegatives)), ("fp", counts(\.falsePositives)),
      ("tn", counts(\.trueNegatives)),
    ])
    return String(decoding: document.serializedBytes(), as: UTF8.self) + "\n"
  }

  /// The data of the JAGS program in R's dump format: the observed arms with the numbers of their
  /// studies.
  var jagsData: String {
    let studies = dataset.studies.enumerated()
    let diseased = studies.filter { $0.element.diseased.hasPatients }
    let nondiseased = studies.filter { $0.element.nondiseased.hasPatients }
    var text = "\"N\" <- \(dataset.studies.count)\n"
    for (arm, entries, count, total) in [
      ("1", diseased.map { ($0.offset, $0.element.diseased) }, "tp", "diseased"),
      ("0", nondiseased.map { ($0.offset, $0.element.nondiseased) }, "tn", "nondiseased"),
    ] where !entries.isEmpty {
      func row(_ name: String, _ values: [Int]) -> String {
        "\"\(name)\" <- c(" + values.map(String.init).joined(separator: ", ") + ")\n"
      }
      text += "\"K\(arm)\" <- \(entries.count)\n"
      text += row("study\(arm)", entries.map { $0.0 + 1 })
      text += row(count, entries.map { $0.1?.correct ?? 0 })
      text += row(total, entries.map { $0.1?.total ?? 0 })
    }
    return text
  }
}

extension AccuracyArm? {
  /// Whether the arm was observed.
  var hasPatients: Bool { (self?.total ?? 0) > 0 }
}
