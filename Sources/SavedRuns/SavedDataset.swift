import AccuracyData
import Requests

extension SavedRecord {
  /// The data of a `fit.json`, as they were when the run read them.
  ///
  /// The studies' counts, labels, rows and covariates are there; the file's column names are not.
  ///
  /// - Parameter by: the column that the run split by, as the user wrote it.
  /// - Returns: the data with the warnings of reading them, and all warnings of the run.
  /// - Throws: `AnalysisError` 65 where a value is none that a run writes.
  package func dataset(by: String?) throws(AnalysisError) -> (
    AccuracyDataset, warnings: [DataWarning]
  ) {
    let data = try object("data")
    var studies: [AccuracyStudy] = []
    for record in try objects("studies") { studies.append(try record.study(number: studies.count)) }
    guard !studies.isEmpty else { throw bad("studies") }
    var dataset = AccuracyDataset(
      source: try data.requiredText("source"), studies: studies, title: try data.text("title"),
      citation: try data.text("citation"), sha256: try data.requiredText("sha256"))
    dataset.filters = try data.filters("where")
    dataset.excluded = try data.texts("excluded")
    dataset.direct = try data.directComparison()
    dataset.level = try data.text("level").map { Self.level($0, column: by) }
    dataset.emptyRows = try data.count("empty_rows") ?? 0
    dataset.oneArmStudies = try data.count("one_arm") ?? dataset.oneArmStudies
    var warnings: [DataWarning] = []
    for record in try data.objects("warnings") { warnings.append(try record.warning()) }
    dataset.warnings = warnings.filter { !DataWarning.fromAnalysis.contains($0.code) }
    return (dataset, warnings)
  }

  /// Which studies were kept for direct comparisons; nil where all were.
  private func directComparison() throws(AnalysisError) -> DirectComparison? {
    guard let member = value["direct_only"], !member.isNull else { return nil }
    let record = try object("direct_only")
    return DirectComparison(
      column: try record.requiredText("column"), levels: try record.texts("levels"),
      kept: try record.texts("kept"), dropped: try record.texts("dropped"))
  }

  private func study(number: Int) throws(AnalysisError) -> AccuracyStudy {
    func arm(_ correct: String, _ incorrect: String) throws(AnalysisError) -> AccuracyArm? {
      let counts = (try count(correct), try count(incorrect))
      switch counts {
      case (let right?, let wrong?): return AccuracyArm(correct: right, incorrect: wrong)
      case (nil, nil): return nil
      default: throw bad(counts.0 == nil ? correct : incorrect)
      }
    }
    var covariates: [StudyCovariate] = []
    for pair in value["covariates"]?.elements ?? [] {
      guard let name = pair[0]?.stringValue, let text = pair[1]?.stringValue else {
        throw bad("covariates")
      }
      covariates.append(StudyCovariate(name: name, value: text))
    }
    return AccuracyStudy(
      label: try requiredText("study"), row: try whole("row") ?? number + 1,
      diseased: try arm("tp", "fn"), nondiseased: try arm("tn", "fp"), covariates: covariates)
  }

  private func warning() throws(AnalysisError) -> DataWarning {
    guard let code = DataWarning.Code(rawValue: try requiredText("code")) else { throw bad("code") }
    return DataWarning(
      code: code, row: try whole("row"), study: try text("study"),
      message: try requiredText("message"), count: max(try count("count") ?? 1, 1))
  }

  /// `COLUMN=VALUE`; the column itself may hold "=", so that it is the one that the option names. Bytes
  /// are compared, because an accent that opens the value makes one character with the "=".
  static func level(_ text: String, column: String?) -> DataFilter {
    let bytes = text.utf8
    let places = bytes.indices.filter { bytes[$0] == UInt8(ascii: "=") }
    func name(before place: String.Index) -> String {
      String(decoding: bytes[..<place], as: UTF8.self)
    }
    // Of several columns the data have a blank behind each comma, whatever the user wrote.
    func key(_ column: String) -> String { column.lowercased().filter { $0 != " " } }
    let wanted = column.map(key)
    let named = places.first { key(name(before: $0)) == wanted }
    guard let place = named ?? places.first else { return DataFilter(column: text, value: "") }
    return DataFilter(
      column: name(before: place),
      value: String(decoding: bytes[bytes.index(after: place)...], as: UTF8.self))
  }
}
