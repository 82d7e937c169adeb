import Messages
import Testing

@testable import Documents
@testable import Output

@Suite("What makes a run's directory one thing")
struct RunSealTests {
  private let sealed = RunSeal.sealed(
    [("schema", "sroc.run/1"), ("seed", 1), ("files", ["fit.json", "run.json"])],
    digests: [(name: "fit.json", sha256: String(repeating: "ab", count: 32))])

  @Test func theIdIsTheHashOfWhatStandsBeforeIt() {
    guard case .whole(let id) = RunSeal.state(of: sealed) else {
      Issue.record("not whole")
      return
    }
    // sha256sum of the text before the line with the id.
    #expect(id == "e03e5a7d760af8b8f5e9b23e67bd02c731a52708fd535a1afce162dc8f569e18")
    #expect(String(decoding: sealed, as: UTF8.self).hasSuffix("  \"id\": \"\(id)\"\n}\n"))
  }

  @Test func noByteCanChange() {
    for index in sealed.indices {
      var changed = sealed
      changed[index] ^= 1
      #expect(RunSeal.state(of: changed) == .broken, "byte \(index)")
      changed = sealed
      changed.remove(at: index)
      #expect(RunSeal.state(of: changed) == .broken, "without byte \(index)")
      changed = sealed
      changed.insert(0x20, at: index)
      #expect(RunSeal.state(of: changed) == .broken, "space at byte \(index)")
    }
    #expect(RunSeal.state(of: sealed + [0x0A]) == .broken)
    #expect(RunSeal.state(of: []) == .broken)
  }

  @Test func aRecordOfAnEarlierVersionHasNoId() {
    let record: JSONValue = ["schema": "sroc.run/1", "files": ["fit.json"]]
    #expect(RunSeal.state(of: record.serializedBytes()) == .none)
  }

  @Test func namesOfARunAreAClosedList() {
    for name in [
      "fit.json", "draws-1.csv", "draws-1024.csv", "run.json", "timing.json", "comparisons.csv",
      "figures/forest-2.svg", "export/run_stan.R", "CT/fit.json", "level-3/figures/sroc.svg",
      "a_b/export/data.json", "figures/fit.json",
    ] {
      #expect(RunFileNames.contains(name), "\(name)")
    }
    for name in [
      "", "/", "thesis.txt", "draws-0.csv", "draws-01.csv", "draws-+1.csv", "draws-.csv", "draws-1",
      "x/authorized_keys", "../fit.json", "./fit.json", "a//fit.json", "/fit.json", "fit.json/",
      "figures/x.svg", "figures/sroc-1.svg", "figures/sroc.png", "a/run.json", "a/timing.json",
      "a/b/fit.json", "a/b/figures/sroc.svg", ".ssh/fit.json", "level-0/fit.json", "é/fit.json",
      "a b/fit.json", "export/x", "run.json.earlier",
      String(repeating: "x", count: 61) + "/fit.json",
    ] {
      #expect(!RunFileNames.contains(name), "\(name)")
    }
    for name in [
      ".fit.json.sroc-tmp", ".x.12.sroc-tmp", "fit.json.12.sroc-tmp", ".fit.json.12.tmp",
      ".fit.json.xyz.sroc-tmp", ".fit.json..sroc-tmp", ".fit.json.00112233445566778.sroc-tmp",
    ] {
      #expect(RunFileNames.owner(ofTemporary: name) == nil, "\(name)")
    }
    #expect(RunFileNames.owner(ofTemporary: ".sroc-2.svg.0a.sroc-tmp") == "sroc-2.svg")
    // As earlier versions named them, by the number of their process.
    #expect(RunFileNames.owner(ofTemporary: ".fit.json.4711.sroc-tmp") == "fit.json")
  }

  @Test func aShellTakesWordsAsTheyAre() throws {
    let words = ["plain-1.csv", "", "two words", "it's", "$HOME", "*", "é", "a\nb", "\\"]
    let shell = try #require(ExternalProgram(named: "sh"))
    for word in words {
      let quoted = ShellText.quoted(word)
      #expect(shell.run(["-c", "test \(quoted) = \"$1\"", "sh", word]) == 0, "\(quoted)")
    }
    #expect(ShellText.command(["mv", "a b", "c"]) == "mv 'a b' c")
  }
}
