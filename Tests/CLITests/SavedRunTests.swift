import Foundation
import Testing

@testable import Documents
@testable import Output

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite("A run's directory is one thing")
struct SavedRunTests {
  private let scratch: ScratchDirectory
  private let out: String

  init() throws {
    let run = try QuickRun()
    (scratch, out) = (run.scratch, run.path)
  }

  private var record: OrderedJSON {
    get throws { try OrderedJSON(try #require(scratch.data("run/run.json"))) }
  }

  @Test func theRecordHasTheHashOfEachFileAndAnIdOverAll() throws {
    let record = try record
    let files = record["files"]?.elements.compactMap(\.string) ?? []
    #expect(files.suffix(2) == ["timing.json", "run.json"])
    #expect(record["file_sha256"]?.keys == files.dropLast(2))
    let folders = ["figures"]
    #expect(Set(files) == Set(scratch.listing("run")).subtracting(folders))
    // By the tools of the system alone.
    let script = """
      cd "$1" && test "$(head -n -2 run.json | sha256sum | cut -c 1-64)" = \
      "$(sed -n 's/^  "id": "\\(.*\\)"$/\\1/p' run.json)" &&
      sed -n 's/^    "\\(.*\\)": "\\([0-9a-f]\\{64\\}\\)",*$/\\2  \\1/p' run.json | sha256sum -c --quiet
      """
    let shell = try #require(ExternalProgram(named: "sh"))
    #expect(shell.run(["-c", script, "sh", out]) == 0)
  }

  /// One byte of one file, `run.json` included; what `sroc report` writes anew it need not believe.
  @Test func noFileCanBeChanged() throws {
    for name in scratch.listing("run") where !name.hasPrefix("figures") && name != "timing.json" {
      let bytes = try #require(scratch.data("run/" + name))
      for place in name == "run.json" ? [0, bytes.count / 2, bytes.count - 1] : [bytes.count / 2] {
        var changed = bytes
        changed[place] ^= 1
        _ = try scratch.file("run/" + name, changed)
        let run = try sroc(["report", out, "--quiet"])
        if name == "report.html" {
          #expect(run.code == 0 && scratch.data("run/" + name) == bytes)
          break
        }
        #expect(run.code == 65 && run.output.isEmpty && run.messages.count == 1, "\(name) \(place)")
        #expect(run.errors.contains(name), "\(run.errors)")
        if name == "sof.csv" { #expect(try sroc(["plot", out, "--figure", "forest"]).code == 65) }
        if name == "run.json" { #expect(try sroc(["fit", "--config", out]).code == 65) }
        _ = try scratch.file("run/" + name, bytes)
      }
    }
    #expect(try sroc(["report", out, "--quiet"]).code == 0)
  }

  @Test func timesAreNeededByNobody() throws {
    let before = scratch.data("run/report.html")
    _ = try scratch.file("run/timing.json", "no JSON")
    #expect(try sroc(["report", out, "--quiet"]).code == 0)
    try FileManager.default.removeItem(atPath: out + "/timing.json")
    #expect(try sroc(["report", out, "--quiet"]).code == 0)
    #expect(scratch.data("run/report.html") == before)
  }

  /// Se 0.78 was once printed for a posterior of 0.895: the draws of one run under the prior of another.
  @Test func aRecordOfAnotherRunIsRefused() throws {
    let other = scratch.path("other")
    let fit = ["fit", "example:audit4", "--prior", "cochrane", "--out", other, "--quiet"]
    #expect(try sroc(fit + quickOptions).code == 0)
    _ = try scratch.file("run/run.json", scratch.text("other/run.json"))
    let run = try sroc(["report", out])
    #expect(run.code == 65 && run.output.isEmpty && run.messages.count == 1)
    // The remedy works as it is printed.
    #expect(run.errors.contains("sroc fit --config \(out) --out NEW"))
    let again = ["fit", "--config", out, "--out", scratch.path("again"), "--quiet"]
    #expect(try sroc(again).code == 0)
    #expect(scratch.data("again/run.json") == scratch.data("other/run.json"))
  }

  @Test func theCommandIsKeptWithoutWhatDecidesNothing() throws {
    let table = studyTable([[10, 2, 3, 20], [5, 1, 1, 9]])
    let data = try scratch.file("data.csv", table)
    let one = ["fit", data, "--out", scratch.path("one"), "--threads", "1", "--quiet"]
    let two = ["fit", data, "--out=" + scratch.path("two"), "--threads=2", "--force", "--strict"]
    #expect(try sroc(one + quickOptions).code == 0)
    #expect(try sroc(two + quickOptions + ["--format", "json"]).code != 64)
    var (first, second) = (contents(scratch, "one"), contents(scratch, "two"))
    first["timing.json"] = nil
    second["timing.json"] = nil
    #expect(first == second && first.count > 15)
    let command = try OrderedJSON(try #require(scratch.data("one/run.json")))["command"]
    #expect(
      command?.elements.compactMap(\.string)
        == ["sroc", "fit", data, "--draws", "200", "--chains", "2"])
  }

  @Test func aRunOfAnEarlierVersionIsRepeatedNotReported() throws {
    var lines = scratch.text("run/run.json").components(separatedBy: "\n")
    let hashes = try #require(lines.firstIndex { $0.hasPrefix("  \"file_sha256\"") })
    let id = try #require(lines.firstIndex { $0.hasPrefix("  \"id\"") })
    lines.removeSubrange(hashes...id)
    lines[hashes - 1] = lines[hashes - 1].replacingOccurrences(of: "],", with: "]")
    _ = try scratch.file("run/run.json", lines.joined(separator: "\n"))
    _ = try record
    for verb in ["report", "plot"] {
      let run = try sroc([verb, out] + (verb == "plot" ? ["--figure", "forest"] : []))
      #expect(run.code == 65 && run.output.isEmpty && run.messages.count == 1)
      #expect(run.errors.contains("sroc fit --config \(out) --out NEW"), "\(run.errors)")
    }
    // Its options may have been changed as well, and its files are not written over unasked.
    let again = ["fit", "--config", out, "--quiet", "--out"]
    let repeated = try sroc(again + [scratch.path("again")])
    #expect(repeated.code == 0 && repeated.messages.count == 1)
    #expect(repeated.errors.contains("warning") && repeated.errors.contains("no id"))
    #expect(try sroc(["report", scratch.path("again")]).code == 0)
    let refused = try sroc(["fit", "example:audit4", "--out", out] + quickOptions)
    #expect(refused.code == 73 && refused.errors.contains("no id"))
    #expect(try sroc(again + [out, "--force"]).code == 0)
    #expect(scratch.data("run/run.json") == scratch.data("again/run.json"))
  }

  /// The folder of a saved run is no part of a run on other data.
  @Test func theFolderOfTheSavedRunIsNotInTheCommand() throws {
    let data = try scratch.file("data.csv", studyTable([[10, 2, 3, 20], [5, 1, 1, 9]]))
    let files = FileManager.default
    try files.copyItem(atPath: out, toPath: scratch.path("other name"))
    for (name, config) in [("one", ["--config", out]), ("two", ["--config=\(out)/run.json"])] {
      let fit = ["fit", data] + config + ["--out", scratch.path(name), "--quiet"]
      #expect(try sroc(fit).code == 0)
    }
    let fit = ["fit", "--config", scratch.path("other name"), data, "--export", "stan", "--quiet"]
    #expect(try sroc(fit + ["--out", scratch.path("three")]).code == 0)
    #expect(scratch.data("one/run.json") == scratch.data("two/run.json"))
    func command(_ name: String) throws -> [String] {
      let record = try OrderedJSON(try #require(scratch.data(name + "/run.json")))
      return record["command"]?.elements.compactMap(\.string) ?? []
    }
    let expected = ["sroc", "fit", data, "--draws", "200", "--chains", "2"]
    #expect(try command("one") == expected)
    #expect(try command("three") == expected + ["--export", "stan"])
    // It says what was done.
    let typed = Array(expected.dropFirst()) + ["--out", scratch.path("typed"), "--quiet"]
    #expect(try sroc(typed).code == 0)
    #expect(scratch.data("typed/run.json") == scratch.data("one/run.json"))
  }

  @Test(arguments: ["18446744073709551615", "9007199254740993"])
  func aSeedAbove2To53IsAlsoAString(_ seed: String) throws {
    let big = scratch.path("big")
    let fit = ["fit", "example:audit4", "--seed", seed, "--out", big, "--format", "json"]
    let run = try sroc(fit + quickOptions)
    #expect(run.code == 0)
    #expect(try OrderedJSON(run.output)["sampler"]?["seed_text"]?.string == seed)
    for name in ["run.json", "fit.json"] {
      #expect(scratch.text("big/" + name).contains("\"seed_text\": \"\(seed)\""))
    }
    // As a program rounds it that keeps numbers as doubles; with an id that fits, and with none.
    let text = scratch.text("big/run.json").replacingOccurrences(
      of: "\"seed\": \(seed)", with: "\"seed\": 9007199254740992")
    _ = try scratch.file("big/run.json", text)
    try seal(scratch, "big")
    let sealed = try sroc(["fit", "--config", big])
    #expect(sealed.code == 65 && sealed.errors.contains("seed_text") && sealed.output.isEmpty)
    let bare = "{\"schema\": \"sroc.run/1\", \"data\": \"example:audit4\", "
    let file = try scratch.file(
      "bare.json", bare + "\"seed\": 9007199254740992, \"seed_text\": \"\(seed)\"}")
    let plain = try sroc(["fit", "--config", file])
    #expect(plain.code == 65 && plain.errors.contains("seed_text") && plain.output.isEmpty)
  }

  @Test(arguments: [
    "\"model\": \"latent_class\"", "\"prior\": \"bogus\"", "\"prior_mu\": 3", "\"sampler\": \"x\"",
    "\"chains\": 0", "\"draws\": 1.5", "\"level\": \"0.9\"", "\"by\": 1",
    "\"extrapolate\": \"yes\"",
    "\"prevalence\": \"x\"", "\"prevalence\": [2]", "\"prior_rho\": \"lkj(-1)\"",
  ])
  func whatNoRunWritesIsNotRepeatedAsSomethingElse(_ member: String) throws {
    let file = try scratch.file(
      "bare.json",
      "{\"schema\": \"sroc.run/1\", \"data\": \"example:audit4\", \"seed\": 1, \(member)}")
    let run = try sroc(["fit", "--config", file] + ["--no-progress"])
    #expect(run.code == 65 && run.output.isEmpty && run.messages.count == 1, "\(run.errors)")
    #expect(run.errors.contains("bare.json"))
  }

  /// New studies and study effects are drawn again from the seed, and levels are compared draw by draw: a
  /// version that made other streams has to make the run again.
  @Test(arguments: ["", "  \"streams\": \"sroc.streams/0\",\n"])
  func aRunOfOtherStreamsIsRepeatedNotReadAgain(_ member: String) throws {
    let text = scratch.text("run/run.json")
    let own = "  \"streams\": \"sroc.streams/1\",\n"
    #expect(text.contains(own))
    _ = try scratch.file("run/run.json", text.replacingOccurrences(of: own, with: member))
    try seal(scratch, "run")
    for arguments in [["report", out], ["plot", out, "--figure", "forest"]] {
      let run = try sroc(arguments)
      #expect(run.code == 65 && run.output.isEmpty && run.messages.count == 1, "\(run.errors)")
      #expect(run.errors.contains("other random numbers"), "\(run.errors)")
      #expect(run.errors.contains("sroc fit --config \(out) --out NEW"), "\(run.errors)")
    }
    #expect(try sroc(["diagnose", out]).code == 0)
    let again = try sroc(["fit", "--config", out, "--out", scratch.path("again")])
    #expect(again.code == 0 && again.errors.contains("Monte Carlo errors only"), "\(again.errors)")
    #expect(scratch.text("again/run.json") == text)
  }

  /// A version before ids made other streams as well; what is said of the one does not hide the other.
  @Test(arguments: [false, true])
  func aRecordWithoutIdTellsOfOtherStreamsToo(_ hasStreams: Bool) throws {
    let member = hasStreams ? ", \"streams\": \"sroc.streams/1\"" : ""
    let bare = "{\"schema\": \"sroc.run/1\", \"data\": \"example:audit4\", \"draws\": 500"
    let file = try scratch.file("bare.json", bare + ", \"seed\": 1\(member)}")
    let run = try sroc(["fit", "--config", file, "--quiet"])
    #expect(run.code == 0 && run.messages.count == 1, "\(run.errors)")
    #expect(run.errors.contains("no id"), "\(run.errors)")
    #expect(run.errors.contains("Monte Carlo errors only") != hasStreams, "\(run.errors)")
  }

  /// A program that waits for a named pipe could once not even be interrupted.
  @Test(arguments: ["run.json", "fit.json", "draws-1.csv", "summary.csv"])
  func aNamedPipeIsRefused(_ name: String) throws {
    try FileManager.default.removeItem(atPath: out + "/" + name)
    try #require(mkfifo(out + "/" + name, 0o600) == 0)
    for arguments in [
      ["report", out], ["plot", out, "--figure", "forest"], ["fit", "--config", out],
    ] {
      if arguments[0] == "fit" && name != "run.json" { continue }
      let run = try sroc(arguments)
      #expect(run.code == 65 && run.output.isEmpty && run.messages.count == 1, "\(run.code)")
      #expect(run.errors.contains(name) && run.errors.contains("ordinary file"), "\(run.errors)")
    }
  }

  @Test(arguments: ["run.json", "fit.json", "draws-1.csv"])
  func aLinkInTheDirectoryIsRefused(_ name: String) throws {
    let moved = scratch.path("moved")
    try FileManager.default.moveItem(atPath: out + "/" + name, toPath: moved)
    try FileManager.default.createSymbolicLink(
      atPath: out + "/" + name, withDestinationPath: moved)
    let run = try sroc(["report", out])
    #expect(run.code == 65 && run.errors.contains("link") && run.messages.count == 1)
  }

  @Test func aStoppedReportGivesTheRunBack() throws {
    let before = contents(scratch, "run")
    let files = FileManager.default
    try files.moveItem(atPath: out + "/run.json", toPath: out + "/.run.json.earlier")
    _ = try scratch.file("run/report.html", "half of another report")
    let run = try sroc(["report", out])
    #expect(run.code == 66 && run.output.isEmpty && run.messages.count == 1)
    let remedy = "mv \(out)/.run.json.earlier \(out)/run.json"
    #expect(run.errors.contains(remedy), "\(run.errors)")
    let shell = try #require(ExternalProgram(named: "sh"))
    #expect(shell.run(["-c", remedy]) == 0)
    #expect(try sroc(["report", out]).code == 0)
    #expect(contents(scratch, "run") == before)
  }

  @Test func aStoppedRunSaysHowToRepeatTheOneBefore() throws {
    let files = FileManager.default
    let before = contents(scratch, "run")
    try files.moveItem(atPath: out + "/run.json", toPath: out + "/.run.json.earlier")
    _ = try scratch.file("run/draws-1.csv", "of another run")
    for arguments in [
      ["report", out], ["plot", out, "--figure", "forest"], ["fit", "--config", out],
    ] {
      let run = try sroc(arguments)
      #expect(run.code == 66 && run.output.isEmpty && run.messages.count == 1)
      #expect(run.errors.contains("sroc fit --config \(out)/.run.json.earlier --out NEW"))
    }
    let again = ["fit", "--config", out + "/.run.json.earlier", "--quiet", "--out"]
    #expect(try sroc(again + [scratch.path("again")]).code == 0)
    #expect(scratch.data("again/run.json") == before["run.json"])
    // What neither run wrote is not written over unasked.
    let unasked = try sroc(again + [out])
    #expect(unasked.code == 73 && unasked.errors.contains("1 file there is not"))
    #expect(unasked.errors.contains("draws-1.csv") && unasked.errors.contains("--force"))
    _ = try scratch.file("run/draws-1.csv", try #require(before["draws-1.csv"]))
    #expect(try sroc(again + [out]).code == 0)
    #expect(scratch.data("run/draws-1.csv") == before["draws-1.csv"])
    #expect(!scratch.listing("run").contains { $0.hasPrefix(".") })
  }
}
