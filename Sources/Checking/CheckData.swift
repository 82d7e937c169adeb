import AccuracyData
import DataReading
import DatasetWords
import Documents
import FitPages
import Fitting
import Messages
import Requests

/// A description of a data set: what `check` shows.
public struct DataDescription: Sendable {
  /// The data, with warnings.
  public var dataset: AccuracyDataset
  /// Intervals of single studies.
  public var interval: StudyInterval
  /// Their probability.
  public var level: Double
  /// How the door that asked spells arguments.
  public var spelling: Spelling
}

/// Reads and describes a data set, or one a level of `options.selection.by`.
///
/// - Parameter options: source, selection, interval and level.
/// - Returns: one description, or one a level.
/// - Throws: `AccuracyDataError`.
public func describeData(_ options: FitOptions) throws -> [DataDescription] {
  try options.validate()
  let datasets =
    options.selection.by == nil
    ? [try readAccuracyData(options.source, selection: options.selection)]
    : try readAccuracyDataByLevel(options.source, selection: options.selection).map(\.dataset)
  return datasets.map {
    DataDescription(
      dataset: $0, interval: options.studyInterval, level: options.level,
      spelling: options.spelling)
  }
}

extension DataDescription {
  /// The description as text.
  ///
  /// - Parameter width: columns of the terminal; nil for a file or a pipe.
  /// - Returns: lines ended by line feeds.
  public func page(width: Int? = nil) -> String {
    var text = dataset.heading + "\n"
    if let citation = dataset.citation { text += SafeText.visible(citation) + "\n" }
    text += dataset.counts
    if dataset.oneArmStudies > 0 { text += " · \(dataset.oneArmStudies) with one arm" }
    if dataset.emptyRows > 0 { text += " · \(dataset.emptyRows) empty rows" }
    text += "\n\n" + table(width: width)
    let lines = warningLines(dataset.warnings, spelling: spelling, isCheck: true)
    text += lines.isEmpty ? "\nNo warnings.\n" : "\n" + lines.map { "! \($0)\n" }.joined()
    return text
  }

  /// A page with more studies is no page; CSV and JSON have all of them.
  private static let mostRows = 500

  private func table(width: Int?) -> String {
    let percent = NumberText.percent(level)
    var table = TextTable(
      columns: [.left, .right, .right, .right, .right, .decimal, .interval, .decimal, .interval],
      gap: 2)
    table.setHeader([
      "Study", "TP", "FN", "FP", "TN", "Se", "\(percent) \(interval.rawValue)", "Sp",
      "\(percent) \(interval.rawValue)",
    ])
    func count(_ value: Int?) -> String { value.map { NumberText.count($0) } ?? "-" }
    for study in dataset.studies.prefix(Self.mostRows) {
      var row = [
        study.label, count(study.truePositives), count(study.falseNegatives),
        count(study.falsePositives), count(study.trueNegatives),
      ]
      for arm in [study.diseased, study.nondiseased] {
        guard let arm, arm.total > 0 else {
          row += ["-", ""]
          continue
        }
        let ends = singleStudyInterval(arm, method: interval, level: level)
        row.append(NumberText.proportion(Double(arm.correct) / Double(arm.total), decimals: 3))
        row.append(
          NumberText.interval(ends.lower, ends.upper) { NumberText.proportion($0, decimals: 2) })
      }
      table.add(row: row)
    }
    let rest = dataset.studies.count - Self.mostRows
    return table.render(width: width)
      + (rest > 0
        ? "... and \(NumberText.count(rest)) more studies; "
          + "\(spelling.text(of: ArgumentValue(.format, "csv"))) lists all.\n" : "")
  }

  /// The description as `sroc.check/1`.
  ///
  /// - Returns: an ordered JSON object.
  public func json() -> JSONValue {
    .object([
      ("schema", "sroc.check/1"), ("version", .string(programVersion)),
      ("data", dataset.json(warnings: dataset.warnings)), ("level", .number(level)),
      ("interval", .string(interval.rawValue)),
      (
        "studies",
        .array(
          dataset.studies.map { study in
            .object(
              [("study", .string(study.label)), ("row", JSONValue(study.row))]
                + zip(["sensitivity", "specificity"], [study.diseased, study.nondiseased]).map {
                  ($0, armJSON($1))
                })
          })
      ),
    ])
  }

  private func armJSON(_ arm: AccuracyArm?) -> JSONValue {
    guard let arm, arm.total > 0 else { return .null }
    let ends = singleStudyInterval(arm, method: interval, level: level)
    return .object([
      ("correct", JSONValue(arm.correct)), ("total", JSONValue(arm.total)),
      ("observed", .number(Double(arm.correct) / Double(arm.total))),
      ("lower", .number(ends.lower)), ("upper", .number(ends.upper)),
    ])
  }

  /// One row a study: counts, observed values and intervals.
  ///
  /// - Returns: a CSV table.
  public func csv() -> CSVTable {
    var table = CSVTable(columnNames: [
      "study", "row", "tp", "fp", "fn", "tn", "sensitivity", "sensitivity_lower",
      "sensitivity_upper", "specificity", "specificity_lower", "specificity_upper",
    ])
    for study in dataset.studies {
      var row: [CSVCell] = [
        .text(study.label), .integer(study.row), CSVCell(study.truePositives),
        CSVCell(study.falsePositives), CSVCell(study.falseNegatives),
        CSVCell(study.trueNegatives),
      ]
      for arm in [study.diseased, study.nondiseased] {
        guard let arm, arm.total > 0 else {
          row += [.empty, .empty, .empty]
          continue
        }
        let ends = singleStudyInterval(arm, method: interval, level: level)
        row += [
          .number(Double(arm.correct) / Double(arm.total)), .number(ends.lower),
          .number(ends.upper),
        ]
      }
      table.add(row)
    }
    return table
  }
}

/// Descriptions of all levels as `sroc.check-by/1`.
///
/// - Parameter descriptions: one a level, in order.
/// - Returns: an ordered JSON object.
public func descriptionsByLevelJSON(_ descriptions: [DataDescription]) -> JSONValue {
  .object([
    ("schema", "sroc.check-by/1"),
    ("column", JSONValue(descriptions.first?.dataset.level?.column)),
    (
      "levels",
      .array(
        descriptions.map {
          .object([("level", JSONValue($0.dataset.level?.value)), ("check", $0.json())])
        })
    ),
  ])
}
