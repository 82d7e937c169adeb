import AccuracyData
import Documents
import Fitting
import ProgramDesigns

/// The data of the Stan program as CmdStan and R's jsonlite read them: counts a study, in order; an arm that
/// is missing has both counts 0. Of a design also what coefficients are multiplied by, a row a study.
func stanData(of dataset: AccuracyDataset, design: ExportDesign? = nil) -> String {
  let studies = dataset.studies
  func counts(_ pick: (AccuracyStudy) -> Int?) -> JSONValue {
    .array(studies.map { JSONValue(pick($0) ?? 0) })
  }
  let matrices = (design?.matrices ?? []).map { entry in
    (
      entry.name,
      JSONValue.array(entry.rows.map { .array($0.map { JSONValue.number($0) }) })
    )
  }
  let units: [(String, JSONValue)] =
    design?.rows.map {
      [
        ("U", JSONValue($0.studies.max() ?? 0)),
        ("of_study", .array($0.members.map { .array($0) })),
      ]
    } ?? []
  let document: JSONValue = .object(
    [
      ("N", JSONValue(studies.count)), ("tp", counts(\.truePositives)),
      ("fn", counts(\.falseNegatives)), ("fp", counts(\.falsePositives)),
      ("tn", counts(\.trueNegatives)),
    ] + matrices + units)
  return String(decoding: document.serializedBytes(), as: UTF8.self) + "\n"
}

/// The data of the JAGS program in R's dump format: the observed arms with the numbers of their studies. Of
/// a design also what coefficients are multiplied by, a row a study.
func jagsData(of dataset: AccuracyDataset, design: ExportDesign? = nil) -> String {
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
  if let rows = design?.rows {
    text += "\"U\" <- \(rows.studies.max() ?? 0)\n"
    text += "\"unit\" <- c(" + rows.studies.map(String.init).joined(separator: ", ") + ")\n"
  }
  for (name, rows) in design?.matrices ?? [] {
    // R's matrices stand column by column.
    let columns = (rows.first ?? []).indices.flatMap { k in rows.map { $0[k] } }
    text +=
      "\"\(name)\" <- structure(c("
      + columns.map(ExportText.number).joined(separator: ", ")
      + "), .Dim = c(\(rows.count), \(rows.first?.count ?? 0)))\n"
  }
  return text
}

extension ExportDesign.Rows {
  /// 1 where a row belongs to a study, a row each.
  fileprivate var members: [[JSONValue]] {
    let count = studies.max() ?? 0
    return studies.map { study in (1...max(count, 1)).map { JSONValue($0 == study ? 1 : 0) } }
  }
}

extension ExportDesign {
  /// What the data have beside the counts.
  fileprivate var matrices: [(name: String, rows: [[Double]])] {
    let own = sides.map { ($0.matrix, $0.multipliers) }
    guard suffixes.count > 1 else { return own }
    let members = groups.map { group in suffixes.indices.map { $0 == group ? 1.0 : 0 } }
    return own + [("in_group", members)]
  }
}

extension AccuracyArm? {
  /// Whether the arm was observed.
  var hasPatients: Bool { (self?.total ?? 0) > 0 }
}
