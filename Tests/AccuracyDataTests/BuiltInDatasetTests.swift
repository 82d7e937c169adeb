import Testing

@testable import AccuracyData
@testable import DataReading
@testable import TabularText

/// Facts about a built-in file, counted by another program (Python's csv and hashlib).
struct DatasetFact: Sendable, CustomTestStringConvertible {
  let name: String
  let rows: Int
  let studies: Int
  let labels: Int
  let repeated: Int
  let empty: Int
  let oneArm: Int
  let diseased: Int
  let nondiseased: Int
  let zeroCells: Int
  let belowChance: Int
  let duplicates: Int
  let sha256: String
  var testDescription: String { name }

  init(
    _ name: String, rows: Int, studies: Int, labels: Int, repeated: Int, empty: Int, oneArm: Int,
    people: (Int, Int), zeroCells: Int, belowChance: Int, duplicates: Int, sha256: String
  ) {
    self.name = name
    self.rows = rows
    self.studies = studies
    self.labels = labels
    self.repeated = repeated
    self.empty = empty
    self.oneArm = oneArm
    (diseased, nondiseased) = people
    self.zeroCells = zeroCells
    self.belowChance = belowChance
    self.duplicates = duplicates
    self.sha256 = sha256
  }
}

private let facts = [
  DatasetFact(
    "anti_ccp", rows: 37, studies: 37, labels: 37, repeated: 0, empty: 0, oneArm: 0,
    people: (6300, 8638), zeroCells: 3, belowChance: 0, duplicates: 0,
    sha256: "b8be276d6582e908"),
  DatasetFact(
    "ascus", rows: 20, studies: 20, labels: 10, repeated: 10, empty: 0, oneArm: 0,
    people: (982, 9487), zeroCells: 0, belowChance: 0, duplicates: 0,
    sha256: "312e16cbdee10985"),
  DatasetFact(
    "audit4", rows: 4, studies: 4, labels: 4, repeated: 0, empty: 0, oneArm: 0,
    people: (157, 672), zeroCells: 0, belowChance: 0, duplicates: 0,
    sha256: "31f231009b18f53c"),
  DatasetFact(
    "auditc", rows: 14, studies: 14, labels: 14, repeated: 0, empty: 0, oneArm: 0,
    people: (2071, 16261), zeroCells: 2, belowChance: 0, duplicates: 0,
    sha256: "95818919e9676370"),
  DatasetFact(
    "catheter", rows: 33, studies: 33, labels: 24, repeated: 9, empty: 0, oneArm: 0,
    people: (657, 7812), zeroCells: 9, belowChance: 0, duplicates: 0,
    sha256: "73390ad40ba4b5ce"),
  DatasetFact(
    "dementia_csf14", rows: 14, studies: 14, labels: 14, repeated: 0, empty: 0, oneArm: 0,
    people: (436, 913), zeroCells: 1, belowChance: 0, duplicates: 0,
    sha256: "c93eaeca230b9773"),
  DatasetFact(
    "glas_bladder_markers", rows: 45, studies: 45, labels: 33, repeated: 9, empty: 0, oneArm: 0,
    people: (2386, 3944), zeroCells: 3, belowChance: 1, duplicates: 0,
    sha256: "4e6518575ff254a7"),
  DatasetFact(
    "gould_fdgpet_nodules", rows: 31, studies: 31, labels: 31, repeated: 0, empty: 0, oneArm: 0,
    people: (1069, 405), zeroCells: 16, belowChance: 0, duplicates: 1,
    sha256: "c4a0c406c88e0b09"),
  DatasetFact(
    "kearon1998_dvt_us", rows: 34, studies: 32, labels: 29, repeated: 3, empty: 2, oneArm: 2,
    people: (1567, 2932), zeroCells: 8, belowChance: 0, duplicates: 0,
    sha256: "1c66664864b1e6c8"),
  DatasetFact(
    "naf_pet_ct", rows: 3, studies: 3, labels: 3, repeated: 0, empty: 0, oneArm: 0,
    people: (53, 51), zeroCells: 2, belowChance: 0, duplicates: 0,
    sha256: "077918252e60728b"),
  DatasetFact(
    "scheidler", rows: 44, studies: 44, labels: 37, repeated: 7, empty: 0, oneArm: 0,
    people: (784, 2501), zeroCells: 5, belowChance: 0, duplicates: 1,
    sha256: "fc9958a328db02e9"),
  DatasetFact(
    "scheidler_ct", rows: 17, studies: 17, labels: 17, repeated: 0, empty: 0, oneArm: 0,
    people: (257, 783), zeroCells: 3, belowChance: 0, duplicates: 0,
    sha256: "736683b0036ce99e"),
  DatasetFact(
    "scheidler_lag", rows: 17, studies: 17, labels: 17, repeated: 0, empty: 0, oneArm: 0,
    people: (371, 1037), zeroCells: 1, belowChance: 0, duplicates: 0,
    sha256: "d89a3aec755055f3"),
  DatasetFact(
    "scheidler_mri", rows: 10, studies: 10, labels: 10, repeated: 0, empty: 0, oneArm: 0,
    people: (156, 681), zeroCells: 1, belowChance: 0, duplicates: 0,
    sha256: "66849ecdd03eba86"),
  DatasetFact(
    "schuetz_ct_mri", rows: 108, studies: 108, labels: 103, repeated: 5, empty: 0, oneArm: 0,
    people: (4643, 3861), zeroCells: 39, belowChance: 0, duplicates: 0,
    sha256: "5b6f307adcaef2c1"),
  DatasetFact(
    "smoking_all", rows: 51, studies: 51, labels: 26, repeated: 14, empty: 0, oneArm: 0,
    people: (11007, 25946), zeroCells: 6, belowChance: 0, duplicates: 0,
    sha256: "f27f77d2cfeb1ac9"),
  DatasetFact(
    "telomerase", rows: 10, studies: 10, labels: 10, repeated: 0, empty: 0, oneArm: 0,
    people: (424, 431), zeroCells: 1, belowChance: 0, duplicates: 0,
    sha256: "eb744d8ac7790923"),
]

@Suite("Built-in data sets")
struct BuiltInDatasetTests {
  @Test(arguments: facts)
  func countsAgree(_ fact: DatasetFact) throws {
    let entry = try #require(BuiltInDatasets.named(fact.name))
    #expect(entry.rowCount == fact.rows)
    let dataset = try readAccuracyData(
      .example(fact.name), selection: DataSelection(allowDependent: true))
    #expect(dataset.source == "example:\(fact.name)")
    #expect(dataset.title == entry.title && dataset.citation == entry.citation)
    #expect(dataset.studies.count + dataset.emptyRows == fact.rows)
    #expect(dataset.studies.count == fact.studies)
    #expect(Set(dataset.studies.map(\.label)).count == fact.labels)
    #expect(dataset.emptyRows == fact.empty)
    #expect(dataset.oneArmStudies == fact.oneArm)
    #expect(dataset.diseasedTotal == fact.diseased)
    #expect(dataset.nondiseasedTotal == fact.nondiseased)
    #expect(dataset.sha256.hasPrefix(fact.sha256) && dataset.sha256.utf8.count == 64)
    func count(_ code: DataWarning.Code) -> Int { dataset.warnings.count { $0.code == code } }
    #expect(count(.zeroCell) == fact.zeroCells)
    #expect(count(.belowChance) == fact.belowChance)
    #expect(count(.duplicateRow) == fact.duplicates)
    #expect(count(.emptyRow) == fact.empty)
    #expect(count(.missingArm) == fact.oneArm)
    #expect(count(.dependentRows) == (fact.repeated > 0 ? 1 : 0))
    #expect(count(.fewStudies) == (fact.studies < 5 ? 1 : 0))
    #expect(count(.encoding) + count(.titleRows) + count(.halfArm) + count(.largeArm) == 0)
  }

  @Test(arguments: facts)
  func repeatedLabelsAreRefused(_ fact: DatasetFact) throws {
    do {
      _ = try readAccuracyData(.example(fact.name))
      #expect(fact.repeated == 0)
    } catch {
      guard case .repeatedStudy(_, let repeated) = error else { throw error }
      #expect(repeated.repeatedStudies == fact.repeated)
    }
  }

  @Test("Every file of the catalogue has facts, and every name is found in any spelling")
  func catalogue() {
    #expect(BuiltInDatasets.all.map(\.name).sorted() == facts.map(\.name).sorted())
    for entry in BuiltInDatasets.all {
      #expect(BuiltInDatasets.named(entry.name.uppercased().replacing("_", with: "-")) == entry)
      #expect(!entry.title.isEmpty && !entry.citation.isEmpty && !entry.note.isEmpty)
    }
    #expect(
      BuiltInDatasets.named("naf_pet_ct")?.title == "[18F]NaF PET-CT, pain after spinal surgery")
  }

  @Test("What the notes recommend separates the studies")
  func notesAreRight() throws {
    func studies(_ name: String, _ selection: DataSelection) throws -> Int {
      try readAccuracyData(.example(name), selection: selection).studies.count
    }
    #expect(
      try studies("kearon1998_dvt_us", DataSelection(studyColumn: "study,year,patients")) == 32)
    #expect(try studies("gould_fdgpet_nodules", DataSelection(studyColumn: "study,year")) == 31)
    let first = DataFilter(column: "result_id", value: "1")
    #expect(try studies("smoking_all", DataSelection(filters: [first])) == 26)
    func levels(_ name: String, _ column: String) throws -> [String] {
      try readAccuracyDataByLevel(.example(name), selection: DataSelection(by: column))
        .map { "\($0.level) \($0.dataset.studies.count)" }
    }
    #expect(try levels("scheidler", "modality") == ["CT 17", "LAG 17", "MRI 10"])
    #expect(try levels("ascus", "test") == ["RepC 10", "HC2 10"])
    #expect(try levels("schuetz_ct_mri", "test") == ["CT 89", "MRI 19"])
    #expect(
      try levels("glas_bladder_markers", "marker") == [
        "BTA 6", "BTA.stat 8", "BTA.TRAK 5", "NMP22 14", "Telomerase 10", "FDP 2",
      ])
  }

  @Test("naf_pet_ct is what the project says of it")
  func projectData() throws {
    let dataset = try readAccuracyData(.example("NaF-PET-CT"))
    #expect(cells(dataset) == [[15, 1, 0, 6], [15, 1, 5, 38], [18, 0, 0, 5]])
    #expect(
      codes(dataset) == ["zero_cell 2", "zero_cell 4", "design 4"])
    let entry = try #require(BuiltInDatasets.named("naf_pet_ct"))
    #expect(entry.note.contains("not the counts of the review"))
    #expect(entry.note.contains("not as a target"))
  }

  @Test("An unknown name is answered with the nearest ones")
  func nearest() throws {
    #expect(BuiltInDatasets.nearestNames(to: "auditd").first == "audit4")
    #expect(BuiltInDatasets.nearestNames(to: "gould").first == "gould_fdgpet_nodules")
    #expect(BuiltInDatasets.nearestNames(to: "NaF-PETCT").first == "naf_pet_ct")
    do {
      _ = try readAccuracyData(DataSource(argument: "example:schiedler"))
      Issue.record("a misspelt name was found")
    } catch {
      #expect(error.kind == .notFound)
      #expect(error.message.contains("\"schiedler\"") && error.message.contains("scheidler"))
    }
  }
}
