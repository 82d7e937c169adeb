import Foundation
import Testing

@testable import Documents
@testable import Output

private let quick = ["--draws", "100", "--chains", "2", "--no-progress", "--quiet"]
/// A fit that would go on for minutes: what is refused is refused before it.
private let endless = ["example:auditc", "--sampler", "nuts", "--draws", "50000"]

@Suite("--out: names that are refused before the fit, names that a run writes")
struct OutputNameTests {
  private let scratch: ScratchDirectory
  init() throws { scratch = try ScratchDirectory() }

  private func link(_ name: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(
      atPath: scratch.path(name), withDestinationPath: target)
  }

  @Test(arguments: [
    "", "-", "example:auditc", "run.json", "a/run.json", "link", "link/", "link/run",
  ])
  func aDirectoryThatCannotBeIsRefusedBeforeTheFit(_ name: String) throws {
    try link("link", to: "nowhere")
    let run = try sroc(["fit"] + endless + ["--out", name], directory: scratch.root)
    #expect(run.code == 73 && run.output.isEmpty && run.messages.count == 1, "\(run.errors)")
    #expect(scratch.listing("") == ["link"])
  }

  @Test(arguments: ["", "-", "link.html", "good.html", "a/", ".", "..", "a/.", "none/a.html"])
  func aFileThatCannotBeIsRefusedBeforeTheFit(_ name: String) throws {
    try link("link.html", to: "nowhere")
    _ = try scratch.file("other.html", "keep")
    try link("good.html", to: "other.html")
    let run = try sroc(
      ["report"] + endless + ["--force", "--out", name], directory: scratch.root)
    #expect(run.code == 73 && run.output.isEmpty && run.messages.count == 1, "\(run.errors)")
    #expect(scratch.text("other.html") == "keep")
    #expect(scratch.listing("") == ["good.html", "link.html", "other.html"])
  }

  @Test func aFigureOverALinkIsRefusedBeforeTheFit() throws {
    try link("link.svg", to: "nowhere")
    let run = try sroc(
      ["plot", "--figure", "sroc"] + endless + ["--out", "link.svg"], directory: scratch.root)
    #expect(run.code == 73 && run.output.isEmpty && run.errors.contains("link"))
  }

  /// `new/..` is the directory that holds `new`, whatever is in it.
  @Test(arguments: [".", "new/..", "./new/../."])
  func theDirectoryItselfIsLookedAtHoweverItIsCalled(_ name: String) throws {
    _ = try scratch.file("thesis.txt", "twelve years of work")
    let run = try sroc(["fit"] + endless + ["--out", name], directory: scratch.root)
    #expect(run.code == 73 && run.errors.contains("--force"), "\(run.errors)")
    #expect(scratch.listing("") == ["thesis.txt"])
  }

  /// The closed list of names, held against runs that write all that there is to write.
  @Test func theNamesOfARunAreThoseThatRunsWrite() throws {
    let many = (1...80).map { [40 + $0 % 9, $0 % 7, 1 + $0 % 5, 60 + $0 % 11] }
    let data = try scratch.file("data.csv", studyTable(many))
    let runs = [
      ["example:scheidler", "--by", "modality", "--export", "stan,jags"],
      ["example:auditc", "--export", "stan,jags", "--prevalence", "0.3"], [data],
      ["example:catheter", "--covariate", "prevalence", "--rows", "independent"],
    ]
    var written: Set<String> = []
    for (index, arguments) in runs.enumerated() {
      let run = try sroc(["fit"] + arguments + quick + ["--out", scratch.path("run\(index)")])
      #expect(run.code == 0, "\(run.errors)")
      for name in scratch.listing("run\(index)") {
        if scratch.data("run\(index)/" + name) == nil {
          #expect(RunFileNames.isFolder(name.split(separator: "/").last.map(String.init) ?? ""))
        } else {
          #expect(RunFileNames.contains(name), "\(name)")
          written.insert(name)
        }
      }
    }
    #expect(written.contains("figures/forest-2.svg") && written.contains("draws-1.csv"))
    let figures = RunFileNames.figures.map { "figures/\($0).svg" }
    let exports = RunFileNames.exports.map { "export/" + $0 }
    let all = RunFileNames.aboveLevels.union(RunFileNames.ofFit).union(figures).union(exports)
    #expect(all.subtracting(written).isEmpty, "\(all.subtracting(written))")
  }

  /// As a stranger may send it: files are named that are not the run's, a folder leads elsewhere.
  @Test func aStrangersDirectoryDoesNoDamage() throws {
    for folder in ["outside", "run"] {
      try FileManager.default.createDirectory(
        atPath: scratch.path(folder), withIntermediateDirectories: false)
    }
    for name in ["authorized_keys", "draws-1.csv"] {
      _ = try scratch.file("outside/" + name, "keep")
    }
    try link("run/x", to: "../outside")
    let listed = "[\"x/authorized_keys\", \"x/draws-1.csv\"]"
    _ = try scratch.file("run/run.json", "{\"schema\": \"sroc.run/1\", \"files\": \(listed)}")
    let fit = ["fit", "example:audit4", "--out", scratch.path("run")] + quick
    #expect(try sroc(fit).code == 73)
    #expect(try sroc(fit + ["--force"]).code == 0)
    #expect(scratch.listing("outside") == ["authorized_keys", "draws-1.csv"])
    // With a folder of its own that leads elsewhere it is refused.
    try FileManager.default.removeItem(atPath: scratch.path("run/figures"))
    try link("run/figures", to: "../outside")
    let run = try sroc(["fit", "example:audit4", "--out", scratch.path("run")] + quick)
    #expect(run.code == 73 && run.errors.contains("link") && run.messages.count == 1)
    #expect(scratch.listing("outside") == ["authorized_keys", "draws-1.csv"])
  }
}
