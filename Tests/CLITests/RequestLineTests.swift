import Foundation
import Testing

@Suite("Requests a line at a time")
struct RequestLineTests {
  private func answers(_ lines: [String], _ options: [String] = []) throws -> [OrderedJSON] {
    let input = Data(lines.map { $0 + "\n" }.joined().utf8)
    let run = try sroc(["fit", "--jsonl", "-"] + options, input: input)
    #expect(run.code == 0, "\(run.errors)")
    return try run.output.split(separator: 10).map { try OrderedJSON(Data($0)) }
  }

  private let columns = """
    {"study": ["A","B","C","D"], "tp": [12, 30, 22, null], "fp": [3, 4, 2, 6], \
    "fn": [2, 5, 4, null], "tn": [40, 61, 33, 50]}
    """

  @Test func oneAnswerARequestInTheirOrder() throws {
    let lines = (1...6).map {
      #"{"id": \#($0), "data": \#(columns), "options": {"draws": 200, "min_ess": 0}}"#
    }
    let found = try answers(lines)
    #expect(found.map { $0["id"]?.number } == (1...6).map { Double($0) })
    #expect(found.allSatisfy { $0["status"]?.string == "ok" && $0["studies"]?.number == 4 })
    // Each has a seed of its own, made of its id.
    #expect(Set(found.compactMap { $0["seed"]?.number }).count == 6)
    #expect(try answers(lines, ["--threads", "1"]) == found)
    #expect(try answers([lines[3]]) == [found[3]])
    #expect(try answers([lines[3]], ["--seed", "2"]) != [found[3]])
  }

  @Test func aRequestIsTheFitOfItsSeed() throws {
    let found = try answers([
      #"{"id": "x", "path": "example:audit4", "options": {"seed": 7, "draws": 300, "prior": "uniform", "min_ess": 0}}"#
    ])
    let fit = try OrderedJSON(
      try sroc(
        ["fit", "example:audit4", "--seed", "7", "--draws", "300", "--prior", "uniform"]
          + ["--format", "json"]
      ).output)
    let parameters = try #require(found.first?["parameters"]?.elements)
    for parameter in parameters {
      let name = try #require(parameter["name"]?.string)
      #expect(parameter["median"]?.number == fit.value(name, "median"), "\(name)")
      #expect(parameter["base"]?.string == name)
    }
    #expect(found.first?["seed"]?.number == 7)
  }

  @Test func errorsSayWhereAndStopNothing() throws {
    let good = #"{"id": 9, "path": "example:audit4", "options": {"draws": 200, "min_ess": 0}}"#
    let cases: [(String, Double, String?)] = [
      ("{", 65, nil),
      ("[1]", 65, nil),
      (#"{"id": 1, "path": "example:audit4", "options": {"drawz": 3}}"#, 64, "drawz"),
      (#"{"id": 1, "path": "example:audit4", "options": {"draws": "many"}}"#, 64, "draws"),
      (#"{"id": 1, "path": "example:audit4", "options": {"draws": 3}}"#, 64, "draws"),
      (#"{"id": 1, "path": "example:nothing"}"#, 66, nil),
      (#"{"id": 1}"#, 64, "data"),
      (#"{"id": 1, "data": {"tp": [1], "fp": [1, 2]}}"#, 65, "fp"),
      (#"{"id": 1, "data": {"tp": [-4], "fp": [1], "fn": [2], "tn": [3]}}"#, 65, "tp"),
      (#"{"id": 1, "path": "example:audit4", "options": {"prior_mu": "normal(0"}}"#, 64, nil),
    ]
    let found = try answers(cases.flatMap { [$0.0, "", good] })
    #expect(found.count == 2 * cases.count)
    for (index, (line, code, field)) in cases.enumerated() {
      let error = try #require(found[2 * index]["error"], "\(line)")
      #expect(error["schema"]?.string == "sroc.error/1")
      #expect(error["code"]?.number == code, "\(line)")
      if let field { #expect(error["field"]?.string == field, "\(line)") }
      #expect(error["message"]?.string?.isEmpty == false)
      #expect(error["message"]?.string?.contains("--") == false, "\(line)")
      #expect(found[2 * index + 1]["status"]?.string == "ok")
    }
    #expect(
      found[16]["error"]?["line"]?.number == 2 && found[16]["error"]?["value"]?.string == "-4")
  }

  @Test func otherOptionsAreRefusedBesideIt() throws {
    #expect(try sroc(["fit", "--jsonl", "-", "--draws", "300"]).code == 64)
    #expect(try sroc(["fit", "example:audit4", "--jsonl", "-"]).code == 64)
    #expect(try sroc(["fit", "--jsonl", "x.jsonl"]).code == 64)
  }
}
