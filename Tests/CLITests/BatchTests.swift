import Foundation
import Testing

/// A folder of small data sets, one of them broken and one below another folder.
struct BatchData {
  let scratch: ScratchDirectory
  var folder: String { scratch.path("data") }

  static let broken = "c-broken.csv"
  static let names = ["a.csv", "b.tsv", broken, "d/e.csv", "f.csv"]

  init() throws {
    scratch = try ScratchDirectory()
    try FileManager.default.createDirectory(
      atPath: scratch.path("data/d"), withIntermediateDirectories: true)
    for (index, name) in Self.names.enumerated() { try write(name, Self.table(index)) }
    _ = try scratch.file("data/notes.txt", "no data set")
    _ = try scratch.file("data/.hidden.csv", "no data set either")
  }

  func write(_ name: String, _ text: String) throws {
    let isTabs = name.hasSuffix(".tsv")
    _ = try scratch.file("data/" + name, isTabs ? text.replacing(",", with: "\t") : text)
  }

  /// Six studies; the third data set has a negative count on its fourth line.
  static func table(_ index: Int) -> String {
    studyTable(
      (0..<6).map { row in
        let wrong = index == 2 && row == 2
        return [20 + 3 * index + row, wrong ? -2 : 2 + row, 3 + row % 3, 40 + 5 * row + index]
      })
  }

  /// The same data sets in one file, by the column `set`, rows of two of them mixed.
  static func joined() -> String {
    var lines = ["study,tp,fp,fn,tn,set"]
    let tables = names.indices.map { table($0).split(separator: "\n").dropFirst().map(String.init) }
    for row in 0..<6 { for set in [0, 1] { lines.append("\(tables[set][row]),set \(set)") } }
    for set in 2..<5 { for row in 0..<6 { lines.append("\(tables[set][row]),set \(set)") } }
    return lines.joined(separator: "\n") + "\n"
  }
}

/// Options of a batch that is over soon.
let quickBatch = ["--draws", "200", "--min-ess", "0", "--no-progress"]

@Suite("Thousands of fits")
struct BatchTests {
  private func batch(_ arguments: [String], code: Int32 = 0) throws -> ProgramRun {
    let run = try sroc(["batch"] + arguments + quickBatch)
    #expect(run.code == code, "\(arguments): \(run.code) \(run.errors)")
    return run
  }

  @Test func aRowADataSetInTheOrderOfTheirNames() throws {
    let data = try BatchData()
    let run = try batch([data.folder])
    let rows = quotedRows(run.text)
    #expect(rows.count == 1 + BatchData.names.count)
    #expect(
      rows[0].prefix(12) == [
        "dataset", "status", "code", "message", "studies", "seed", "draws", "max_rhat",
        "min_ess_bulk", "min_ess_tail", "quadrature_error", "mu_se_median",
      ])
    #expect(rows[0].count == 11 + 9 * 5)
    #expect(rows.dropFirst().map { $0[0] } == BatchData.names.sorted())
    for row in rows.dropFirst() {
      #expect(row.count == rows[0].count)
      let isBroken = row[0] == BatchData.broken
      #expect(row[1] == (isBroken ? "error" : "ok"), "\(row)")
      #expect(row[2] == (isBroken ? "65" : "0"))
      #expect(row[4] == (isBroken ? "" : "6"))
      if isBroken {
        #expect(row[3].contains("c-broken.csv, line 4, column 3 (fp)"), "\(row[3])")
        #expect(row[11...].allSatisfy { $0.isEmpty })
      } else {
        #expect(row[11...].allSatisfy { Double($0) != nil }, "\(row)")
      }
    }
    #expect(run.errors.contains("5 data sets: 4 ok, 1 error"))
    #expect(try batch([data.folder, "--strict"], code: 3).text == run.text)
  }

  /// The seed of a row, given to `fit` with the same draws, gives the numbers of the row to the last digit.
  @Test func aFitWithTheSeedOfARowIsThatRow() throws {
    let data = try BatchData()
    let rows = quotedRows(try batch([data.folder, "--columns", "dor,auc"]).text)
    for name in ["a.csv", "d/e.csv"] {
      let row = try #require(rows.first { $0[0] == name })
      let fit = try sroc(
        ["fit", data.folder + "/" + name, "--seed", row[5], "--draws", row[6], "--format", "json"])
      let json = try OrderedJSON(fit.output)
      for quantity in ["mu_se", "tau_sp", "rho", "specificity", "sensitivity_new", "dor", "auc"] {
        for (key, column) in [("median", "median"), ("lower", "lower"), ("sd", "sd")] {
          let place = try #require(rows[0].firstIndex(of: "\(quantity)_\(column)"))
          #expect(json.value(quantity, key) == Double(row[place]), "\(name) \(quantity) \(key)")
        }
      }
    }
  }

  @Test func anotherDataSetChangesNoOtherRow() throws {
    let data = try BatchData()
    let before = quotedRows(try batch([data.folder]).text)
    try data.write("aa.csv", BatchData.table(7))
    let after = quotedRows(try batch([data.folder]).text)
    #expect(after.filter { $0[0] != "aa.csv" } == before)
    #expect(after.count == before.count + 1)
    let other = quotedRows(try batch([data.folder, "--seed", "2"]).text)
    #expect(zip(other, after).dropFirst().allSatisfy { $0[5] != $1[5] })
  }

  @Test func threadsAndShardsGiveTheSameBytes() throws {
    let data = try BatchData()
    let whole = try batch([data.folder, "--threads", "1"]).output
    #expect(try batch([data.folder, "--threads", "4"]).output == whole)
    let single = data.scratch.path("single")
    _ = try batch([data.folder, "--out", single])
    #expect(data.scratch.data("single/all.csv") == whole)
    let shared = data.scratch.path("shared")
    // Eight shards of five data sets: three have nothing to do.
    for number in [3, 1, 8, 2, 7, 5, 4, 6] {
      _ = try batch([data.folder, "--out", shared, "--shard", "\(number)/8"])
    }
    let merged = try sroc(["merge", shared])
    #expect(merged.code == 0 && merged.text.contains("5 data sets: 4 ok, 1 error"))
    #expect(data.scratch.data("shared/all.csv") == whole)
    let lines = try batch([data.folder, "--format", "jsonl"]).output
    for number in 1...2 {
      _ = try batch(
        [data.folder, "--out", data.scratch.path("lines"), "--shard", "\(number)/2"]
          + ["--format", "jsonl"])
    }
    #expect(try sroc(["merge", data.scratch.path("lines")]).code == 0)
    #expect(data.scratch.data("lines/all.jsonl") == lines)
  }

  @Test func aMergeSaysWhichShardsAreMissing() throws {
    let data = try BatchData()
    let out = data.scratch.path("out")
    for number in [2, 5] {
      _ = try batch([data.folder, "--out", out, "--shard", "\(number)/5"])
    }
    let merge = try sroc(["merge", out])
    #expect(merge.code == 4 && merge.text.isEmpty)
    #expect(merge.messages.last == "--array=1,3-4")
    #expect(!data.scratch.exists("out/all.csv"))
    #expect(try sroc(["merge", data.folder]).code == 66)
  }

  /// Whatever a killed process left, the one after it ends with the bytes of an undisturbed run.
  @Test func aKilledBatchGoesOn() throws {
    let data = try BatchData()
    let whole = try batch([data.folder]).output
    let lines = whole.split(separator: 10, omittingEmptySubsequences: false)
    let header = lines[0].count + 1
    for (index, cut) in [0, 5, header, header + 1, header + lines[1].count + 1, whole.count - 1]
      .enumerated()
    {
      let out = data.scratch.path("cut\(index)")
      _ = try batch([data.folder, "--out", out])
      let part = "cut\(index)/parts/part-00001-of-00001.csv"
      _ = try data.scratch.file(part + ".part", whole.prefix(cut))
      try FileManager.default.removeItem(atPath: data.scratch.path(part))
      #expect(try sroc(["merge", out]).code == 4)
      _ = try batch([data.folder, "--out", out, "--resume"])
      #expect(data.scratch.data("cut\(index)/all.csv") == whole, "cut at \(cut)")
      #expect(!data.scratch.exists(part + ".part"))
    }
    // Rows of another batch, or in another order, are not kept.
    let out = data.scratch.path("other")
    _ = try batch([data.folder, "--out", out])
    try FileManager.default.removeItem(atPath: out + "/parts/part-00001-of-00001.csv")
    let mixed = lines[0] + [10] + lines[1] + [10] + lines[3] + [10] + lines[2] + [10]
    _ = try data.scratch.file("other/parts/part-00001-of-00001.csv.part", mixed)
    _ = try batch([data.folder, "--out", out, "--resume"])
    #expect(data.scratch.data("other/all.csv") == whole)
  }

  @Test func aSignalLeavesWholeRows() throws {
    let data = try BatchData()
    for index in 0..<400 { try data.write("z\(index).csv", BatchData.table(3 + index % 5)) }
    let whole = try batch([data.folder]).output
    // On a busy machine a batch may end before anybody looks; then another one is tried.
    for attempt in 1...20 {
      let out = data.scratch.path("out\(attempt)")
      let part = out + "/parts/part-00001-of-00001.csv"
      let run = try sroc(["batch", data.folder, "--out", out] + quickBatch) { child in
        func size() -> Int {
          (try? Data(contentsOf: URL(fileURLWithPath: part + ".part")))?.count ?? 0
        }
        while size() < 3000, !FileManager.default.fileExists(atPath: part) { usleep(2000) }
        kill(child, SIGTERM)
      }
      if run.code == 0 { continue }
      #expect(run.code == 143 && run.errors.contains("--resume goes on"), "\(run.errors)")
      let kept = data.scratch.text("out\(attempt)/parts/part-00001-of-00001.csv.part")
      #expect(kept.hasSuffix("\n") && String(decoding: whole, as: UTF8.self).hasPrefix(kept))
      let resumed = try batch([data.folder, "--out", out, "--resume"])
      #expect(resumed.text.contains("kept"))
      #expect(data.scratch.data("out\(attempt)/all.csv") == whole)
      return
    }
    Issue.record("no signal met a batch at work")
  }

  @Test func anotherBatchIsNotGoneOnWith() throws {
    let data = try BatchData()
    let out = data.scratch.path("out")
    _ = try batch([data.folder, "--out", out])
    #expect(try batch([data.folder, "--out", out], code: 73).errors.contains("--resume"))
    _ = try batch([data.folder, "--out", out, "--resume"])
    let prior = try batch([data.folder, "--out", out, "--resume", "--prior", "uniform"], code: 65)
    #expect(prior.errors.contains("prior \"uniform\""), "\(prior.errors)")
    let columns = try batch([data.folder, "--out", out, "--resume", "--columns", "dor"], code: 65)
    #expect(columns.errors.contains("quantities"), "\(columns.errors)")
    try data.write("a.csv", BatchData.table(9))
    let changed = try batch([data.folder, "--out", out, "--resume"], code: 65)
    #expect(changed.errors.contains("inputs.csv"), "\(changed.errors)")
    _ = try batch([data.folder, "--out", out, "--force"])
    #expect(data.scratch.data("out/all.csv") == (try batch([data.folder]).output))
    // A note of the user's stays.
    _ = try data.scratch.file("out/note.txt", "mine")
    _ = try batch([data.folder, "--out", out, "--force"])
    #expect(data.scratch.text("out/note.txt") == "mine")
    // What stands in a directory is no reason to write there.
    #expect(try batch([data.folder, "--out", data.folder], code: 73).errors.contains("a.csv"))
  }

  /// What came of rows is read from their own cells, also where a later column is called a status.
  @Test func rowsThatStandAreCountedAsTheyWere() throws {
    let data = try BatchData()
    let options = [data.folder, "--out", data.scratch.path("out"), "--columns", "ml"]
    func run(_ more: [String]) throws -> ProgramRun {
      try sroc(
        ["batch"] + options + ["--draws", "100", "--min-ess", "100000", "--no-progress"] + more)
    }
    let words = "5 data sets: 0 ok, 4 not converged, 1 error"
    #expect(try run([]).text.contains(words))
    let resumed = try run(["--resume", "--strict"])
    #expect(resumed.code == 3 && resumed.text.contains(words), "\(resumed.text)")
    #expect(try sroc(["merge", data.scratch.path("out")]).text.contains(words))
  }

  @Test func aPartOfOtherRowsIsNotMerged() throws {
    let data = try BatchData()
    let out = data.scratch.path("out")
    for number in 1...2 {
      _ = try batch([data.folder, "--out", out, "--shard", "\(number)/2"])
    }
    let parts = ["out/parts/part-00001-of-00002.csv", "out/parts/part-00002-of-00002.csv"]
    let (first, second) = (try #require(data.scratch.data(parts[0])), data.scratch.data(parts[1]))
    for wrong in [try #require(second), first.dropLast(5), first + first.suffix(300)] {
      _ = try data.scratch.file(parts[0], wrong)
      let merge = try sroc(["merge", out])
      #expect(merge.code == 65 && merge.errors.contains("part-00001-of-00002.csv"))
    }
    _ = try data.scratch.file(parts[0], first)
    #expect(try sroc(["merge", out]).code == 0)
  }

  @Test func namesThatAreNoTextAreNotLeftOut() throws {
    let data = try BatchData()
    let made = try sroc(
      ["--version"],
      shellPrefix: "cp '\(data.folder)/a.csv' \"$(printf '\(data.folder)/M\\374ller.csv')\"")
    #expect(made.code == 0)
    let run = try batch([data.folder], code: 66)
    #expect(run.errors.contains("not UTF-8"), "\(run.errors)")
  }

  @Test func oneFileHoldsManyDataSets() throws {
    let data = try BatchData()
    let file = try data.scratch.file("all.csv", BatchData.joined())
    let rows = quotedRows(try batch([file, "--dataset", "set"]).text)
    #expect(rows.dropFirst().map { $0[0] } == ["set 0", "set 1", "set 2", "set 3", "set 4"])
    #expect(rows.dropFirst().map { $0[1] } == ["ok", "ok", "error", "ok", "ok"])
    // The line is that of the file.
    #expect(rows[3][3].contains("line 16, column 3 (fp)"), "\(rows[3][3])")
    let alone = try sroc(
      ["fit", data.folder + "/b.tsv", "--seed", rows[2][5], "--draws", rows[2][6]]
        + ["--format", "json"])
    #expect(try OrderedJSON(alone.output).value("mu_se", "median") == Double(rows[2][11]))
    #expect(try batch([file], code: 65).errors.contains("no column dataset"))
    let blank = try data.scratch.file("blank.csv", "dataset,tp,fp,fn,tn\nx,1,2,3,4\n,1,2,3,4\n")
    #expect(try batch([blank], code: 65).errors.contains("line 3"))
  }

  @Test func aFitThatNeedsMoreDrawsHasThem() throws {
    let data = try BatchData()
    func rows(_ ess: String) throws -> [[String]] {
      let run = try sroc(
        ["batch", data.folder, "--draws", "100", "--min-ess", ess, "--no-progress"])
      return quotedRows(run.text).dropFirst().filter { $0[1] != "error" }
    }
    let few = try rows("0")
    #expect(few.allSatisfy { (Int($0[6]) ?? 0) <= 400 })
    let more = try rows("1000")
    #expect(more.allSatisfy { $0[1] == "ok" && ["400", "1600"].contains($0[6]) })
    #expect(more.allSatisfy { (Double($0[8]) ?? 0) >= 1000 && (Double($0[9]) ?? 0) >= 1000 })
    let most = try rows("100000")
    #expect(most.allSatisfy { $0[1] == "not_converged" && $0[2] == "3" && $0[6] == "1600" })
    #expect(most.allSatisfy { !$0[3].isEmpty && !$0[11].isEmpty })
  }

  @Test func aShardTakesItsNumberFromTheSchedulerAndNeverHowManyThereAre() throws {
    let data = try BatchData()
    let out = data.scratch.path("out")
    let task = "export SLURM_ARRAY_TASK_ID=2 SLURM_ARRAY_TASK_COUNT=1"
    let run = try sroc(
      ["batch", data.folder, "--out", out, "--shard", "auto/3"] + quickBatch, shellPrefix: task)
    #expect(run.code == 0 && data.scratch.exists("out/parts/part-00002-of-00003.csv"))
    for (shell, shard) in [
      ("true", "auto/3"), ("export SLURM_ARRAY_TASK_ID=0", "auto/3"),
      ("export SLURM_ARRAY_TASK_ID=4", "auto/3"), ("true", "4/3"), ("true", "auto"),
    ] {
      let wrong = try sroc(
        ["batch", data.folder, "--out", out, "--shard", shard] + quickBatch, shellPrefix: shell)
      #expect(wrong.code == 64, "\(shard): \(wrong.errors)")
      if shard != "auto" { #expect(wrong.errors.contains("from 1 to 3")) }
    }
  }

  @Test func levelsAreColumnsAndOtherLevelsAnError() throws {
    let scratch = try ScratchDirectory()
    try FileManager.default.createDirectory(
      atPath: scratch.path("data"), withIntermediateDirectories: true)
    func table(_ levels: [String]) -> String {
      "study,tp,fp,fn,tn,test\n"
        + (0..<8).map { "S\($0),\(20 + $0),\(3 + $0 % 4),4,\(50 - $0),\(levels[$0 % 2])\n" }
        .joined()
    }
    _ = try scratch.file("data/a.csv", table(["CT", "MRI"]))
    _ = try scratch.file("data/b.csv", table(["CT", "US"]))
    let options = ["--covariate", "test", "--columns", "comparisons"]
    let run = try batch([scratch.path("data")] + options)
    #expect(run.errors.contains("2 data sets: 1 ok, 1 error"), "\(run.errors)")
    let rows = quotedRows(run.text)
    #expect(rows[0].contains("mu_se[CT]_median"))
    #expect(rows[0].contains("relative_sensitivity[MRI vs CT]_lower"))
    #expect(rows[1][1] == "ok" && rows[2][1] == "error" && rows[2][3].contains("jsonl"))
    let lines = try batch([scratch.path("data"), "--format", "jsonl"] + options).output
      .split(separator: 10)
    #expect(lines.count == 2)
    for line in lines {
      let row = try OrderedJSON(Data(line))
      #expect(row["status"]?.string == "ok" && row["comparisons"]?.elements.isEmpty == false)
    }
  }

  @Test func moreColumnsSayWhatFitSays() throws {
    let data = try BatchData()
    let rows = quotedRows(
      try batch([data.folder, "--columns", "ml,priors,warnings", "--level", "0.9"]).text)
    let fit = try OrderedJSON(
      try sroc(
        ["fit", data.folder + "/a.csv", "--seed", rows[1][5], "--draws", "200", "--level", "0.9"]
          + ["--format", "json"]
      ).output)
    func cell(_ name: String) throws -> Double? {
      Double(rows[1][try #require(rows[0].firstIndex(of: name))])
    }
    #expect(try cell("log_likelihood_ml") != nil)
    #expect(try cell("sensitivity_ml_estimate") != nil)
    let priors = fit["prior_table"]?.elements ?? []
    #expect(priors.count == 2)
    for prior in priors {
      let name = try #require(prior["prior"]?.string)
      #expect(try cell("specificity_\(name)_lower") == prior["specificity"]?["lower"]?.number)
    }
    let wrong = try batch([data.folder, "--columns", "dorr"], code: 64)
    #expect(wrong.errors.contains("lr_positive"))
  }
}

/// Splits CSV text whose cells may be quoted, each row on one line.
private func quotedRows(_ text: String) -> [[String]] {
  text.split(separator: "\n").map { line in
    var (cells, cell, isQuoted) = ([String](), "", false)
    for character in line {
      switch character {
      case "\"": isQuoted.toggle()
      case "," where !isQuoted:
        cells.append(cell)
        cell = ""
      default: cell.append(character)
      }
    }
    return cells + [cell]
  }
}
