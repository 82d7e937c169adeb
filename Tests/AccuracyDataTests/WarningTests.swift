import Testing

@testable import AccuracyData

@Suite("Warnings: each where it belongs and nowhere else")
struct WarningTests {
  private let head = "study,tp,fp,fn,tn,design\n"

  private func message(_ row: String, _ code: DataWarning.Code) throws -> String? {
    let dataset = try read(head + row)
    return dataset.warnings.first { $0.code == code }?.message
  }

  @Test(
    "Zero cells are named",
    arguments: [
      ("0,1,9,9", "TP = 0"), ("9,0,1,9", "FP = 0"), ("9,1,0,9", "FN = 0"),
      ("1,9,9,0", "TN = 0"), ("9,0,0,9", "FP and FN = 0"), ("0,9,9,0", "TP and TN = 0"),
    ])
  func zeroCells(_ counts: String, _ needle: String) throws {
    let text = try #require(try message("A,\(counts),\n", .zeroCell))
    #expect(text.contains("A has \(needle);") && text.contains("without a continuity"))
  }

  @Test(
    "Accuracy below chance by more than chance: Fisher's p, 0.0489 of the fifth, 0.0426, 0.1008, 0.5",
    arguments: [
      ("3,3,7,7", false), ("49,49,0,0", false), ("1,30,48,17", true), ("3,29,7,0", true),
      ("0,5,9,8", true), ("1,6,9,5", true), ("2,9,18,22", false), ("3,4,7,6", false),
    ])
  func belowChance(_ counts: String, _ expected: Bool) throws {
    #expect((try message("A,\(counts),\n", .belowChance) != nil) == expected)
    // Two studies look twice.
    let two = try message("A,\(counts),\nB,9,1,1,9,\n", .belowChance)
    #expect((two != nil) == (expected && !["0,5,9,8", "1,6,9,5"].contains(counts)))
  }

  @Test(
    "Case-control designs in any spelling",
    arguments: [
      ("case-control", true), ("Case Control", true), ("nested case\u{2013}control study", true),
      ("CASE_CONTROL", true), ("two-gate", true), ("2-gate design", true), ("cohort", false),
      ("one-gate", false), ("", false), ("single case", false),
    ])
  func design(_ value: String, _ expected: Bool) throws {
    #expect((try message("A,9,1,1,9,\(value)\n", .design) != nil) == expected)
  }

  @Test func largeArms() throws {
    #expect(try message("A,1000000,1,0,9,\n", .largeArm) == nil)
    #expect(try message("A,1000000,1,1,9,\n", .largeArm)?.contains("1000001 diseased") == true)
    #expect(
      try message("A,9,1,1,1000000,\n", .largeArm)?.contains("1000001 non-diseased") == true)
  }

  @Test func fewStudies() throws {
    let rows = (1...5).map { "S\($0),9\($0),1,1,9,\n" }
    func found(_ count: Int) throws -> String? {
      try read(head + rows.prefix(count).joined()).warnings.first { $0.code == .fewStudies }?
        .message
    }
    #expect(try found(5) == nil)
    #expect(try found(4)?.contains("Only 4 usable studies") == true)
    #expect(try found(1)?.contains("Only 1 usable study:") == true)
  }

  @Test func duplicatesAndDependence() throws {
    let rows = head + "A,9,1,1,9,\nB,8,1,1,9,\nC,9,1,1,9,\nA,7,1,1,9,\n"
    let dataset = try read(rows, DataSelection(allowDependent: true))
    #expect(codes(dataset) == ["duplicate_row 4", "dependent_rows"])
    let duplicate = try #require(dataset.warnings.first)
    #expect(duplicate.study == "C" && duplicate.message.contains("as A on line 2"))
    #expect(dataset.warnings[1].message.contains("1 study has several rows (A)"))
    #expect(dataset.warnings[1].message.contains("too narrow"))
    #expect(codes(try read(head + "A,9,1,1,9,\n", DataSelection(allowDependent: true))) == [])
  }

  @Test("The codes are those of the machine-readable output")
  func rawValues() {
    #expect(
      DataWarning.Code.allCases.map(\.rawValue) == [
        "zero_cell", "missing_arm", "half_arm", "empty_row", "duplicate_row", "below_chance",
        "near_chance", "against_trade_off", "dominant_study", "influential_study",
        "differing_study", "swapped_cells", "near_boundary", "on_boundary", "failed_check",
        "few_studies", "large_arm", "dependent_rows", "prior_pull", "prior_truncated",
        "encoding", "title_rows", "design", "rows_numbered", "filled_labels", "merged_labels",
        "missing_level", "excluded_study", "missing_code", "thousands_separator", "decimal_zeros",
        "scientific_count", "duplicate_column", "trailing_separators", "footnote",
        "missing_columns", "possible_dependence", "ambiguous_size", "unused_counts",
        "small_level", "one_level", "beyond_data", "single_rows",
      ])
  }
}
