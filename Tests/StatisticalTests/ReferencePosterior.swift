import Foundation

/// One row of a reference posterior: a long run of another engine (see `Models/bivariate/reference`).
struct ReferenceRow {
  let parameter: String
  let mean, sd, quantile025, median, quantile975, mcseOfMean, bulkESS, tailESS: Double
}

/// The committed reference posteriors.
enum ReferencePosterior {
  static let names = [
    "auditc.default", "telomerase.default", "anti_ccp.default", "scheidler_ct.default",
    "scheidler_lag.default", "scheidler_mri.default", "gould_fdgpet_nodules.default",
    "audit4.default", "naf_pet_ct.default", "dementia_csf14.default", "catheter.default",
    "anti_ccp.cochrane", "telomerase.cochrane", "kearon1998_dvt_us.default",
  ]

  static var folder: URL {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Models/bivariate/reference")
  }

  static func rows(_ name: String) throws -> [ReferenceRow] {
    let text = try String(
      contentsOf: folder.appendingPathComponent(name + ".csv"), encoding: .utf8)
    let lines = text.split(whereSeparator: \.isNewline)
    return try lines.dropFirst().map { line in
      let cells = line.split(separator: ",").map(String.init)
      guard cells.count == 10 else { throw CocoaError(.fileReadCorruptFile) }
      let numbers = try cells.dropFirst().map { cell -> Double in
        guard let value = Double(cell) else { throw CocoaError(.fileReadCorruptFile) }
        return value
      }
      return ReferenceRow(
        parameter: cells[0], mean: numbers[0], sd: numbers[1], quantile025: numbers[2],
        median: numbers[3], quantile975: numbers[4], mcseOfMean: numbers[5],
        bulkESS: numbers[6], tailESS: numbers[7])
    }
  }
}
