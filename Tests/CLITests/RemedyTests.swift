import Foundation
import Testing

/// Names of directories that a shell takes apart unless they are quoted.
private let directoryNames = ["run", "run dir", "it's $HOME; `x` \"y\"", "a*b\\c"]

/// Arguments that are refused, the command in the message and what is typed of it.
struct RemediedUsage: Sendable, CustomTestStringConvertible {
  let arguments: [String]
  /// As it is printed.
  let remedy: String
  /// What a reader puts in the place of words in capitals.
  var places: [String: String] = [:]
  /// What a test adds so as not to last.
  var added = ""
  var testDescription: String { arguments.joined(separator: " ") }
}

private let remediedUsage = [
  RemediedUsage(arguments: ["fit"], remedy: "sroc datasets"),
  RemediedUsage(arguments: ["report"], remedy: "sroc datasets"),
  RemediedUsage(arguments: ["fti"], remedy: "sroc --help"),
  RemediedUsage(arguments: ["diagnose"], remedy: "sroc diagnose --help"),
  RemediedUsage(arguments: ["plot"], remedy: "sroc plot --help"),
  RemediedUsage(arguments: ["fit", "example:auditc", "--bogus"], remedy: "sroc fit --help"),
  RemediedUsage(
    arguments: ["report", "example:scheidler", "--by", "modality"],
    remedy: "sroc fit DATA --by COLUMN --out DIR",
    places: ["DATA": "example:scheidler", "COLUMN": "modality"],
    added: " --draws 200 --quiet --no-progress"),
]

/// An option with a choice that there is not; the message lists those that there are.
struct ListedChoices: Sendable, CustomTestStringConvertible {
  let verb: String
  let option: String
  var added: [String] = []
  /// How many there are, at least.
  let count: Int
  var testDescription: String { verb + " " + option }
}

private let listedChoices = [
  ListedChoices(verb: "fit", option: "--prior", added: quickOptions, count: 10),
  ListedChoices(verb: "fit", option: "--sampler", added: quickOptions, count: 4),
  ListedChoices(verb: "fit", option: "--format", added: quickOptions, count: 3),
  ListedChoices(verb: "fit", option: "--export", added: quickOptions + ["--out", "OUT"], count: 3),
  ListedChoices(verb: "check", option: "--one-arm", count: 2),
  ListedChoices(verb: "fit", option: "--interval", added: quickOptions, count: 2),
  ListedChoices(verb: "fit", option: "--threshold", added: quickOptions, count: 3),
  ListedChoices(
    verb: "plot", option: "--figure", added: quickOptions + ["--prevalence", "0.1"], count: 8),
]

@Suite("What an error message tells to type works as it is printed")
struct RemedyTests {
  /// Types a line into a shell whose PATH has the program, with the scratch directory to work in.
  private func type(_ line: String, in scratch: ScratchDirectory) throws -> ProgramRun {
    let folder = URL(fileURLWithPath: try programPath()).deletingLastPathComponent().path
    return try sroc(
      ["-c", line], directory: scratch.root,
      shellPrefix: "PATH='\(folder)':\"$PATH\"; export PATH", program: "/bin/sh")
  }

  /// The part of a message from the beginning of a command to its end.
  private func command(
    from beginning: String, through end: String? = nil, in message: String
  ) throws -> String {
    let start = try #require(message.range(of: beginning), "\(message)").lowerBound
    let line = message[start...].prefix { $0 != "\n" }
    guard let end else { return String(line) }
    return String(line[..<(try #require(line.range(of: end), "\(message)").upperBound)])
  }

  /// A saved run under another name.
  private func run(named name: String) throws -> (scratch: ScratchDirectory, name: String) {
    let run = try QuickRun()
    if name != "run" {
      try FileManager.default.moveItem(atPath: run.path, toPath: run.scratch.path(name))
    }
    return (run.scratch, name)
  }

  @Test("diagnose with a saved run beside other files", arguments: directoryNames)
  func diagnose(_ name: String) throws {
    let (scratch, _) = try run(named: name)
    let refused = try sroc(["diagnose", name, "x.csv"], directory: scratch.root)
    #expect(refused.code == 64)
    let remedy = try command(from: "sroc diagnose", in: refused.errors)
    if name == "run dir" { #expect(remedy == "sroc diagnose 'run dir'") }
    let typed = try type(remedy, in: scratch)
    #expect(typed.code == 0 && typed.errors.isEmpty, "\(remedy): \(typed.errors)")
  }

  @Test("diagnose of a run with a fit for each level", arguments: ["run", "run dir", "it's"])
  func diagnoseLevels(_ name: String) throws {
    let scratch = try ScratchDirectory()
    let fit = ["fit", "example:scheidler", "--by", "modality", "--out", name, "--quiet"]
    #expect(try sroc(fit + quickOptions, directory: scratch.root).code == 0)
    let refused = try sroc(["diagnose", name], directory: scratch.root)
    #expect(refused.code == 64)
    let remedy = try command(from: "sroc diagnose", in: refused.errors)
    let typed = try type(remedy, in: scratch)
    #expect(typed.code == 0 && typed.errors.isEmpty, "\(remedy): \(typed.errors)")
  }

  @Test("a run with a changed file is repeated", arguments: directoryNames)
  func repeatedRun(_ name: String) throws {
    let (scratch, _) = try run(named: name)
    let record = scratch.data(name + "/run.json")
    _ = try scratch.file(name + "/draws-1.csv", "of another run")
    for verb in [["report"], ["plot", "--figure", "forest"], ["diagnose"]] {
      let refused = try sroc(verb + [name], directory: scratch.root)
      #expect(refused.code == 65 && refused.output.isEmpty, "\(verb): \(refused.code)")
      let remedy = try command(from: "sroc fit", through: " NEW", in: refused.errors)
      let typed = try type(remedy, in: scratch)
      #expect(typed.code == 0, "\(remedy): \(typed.errors)")
      #expect(scratch.exists("NEW") && scratch.data("NEW/run.json") == record, "\(remedy)")
      try FileManager.default.removeItem(atPath: scratch.path("NEW"))
    }
  }

  @Test("a run that a stopped one took the place of is repeated", arguments: directoryNames)
  func repeatedEarlierRun(_ name: String) throws {
    let (scratch, _) = try run(named: name)
    let record = scratch.data(name + "/run.json")
    try FileManager.default.moveItem(
      atPath: scratch.path(name + "/run.json"), toPath: scratch.path(name + "/.run.json.earlier"))
    _ = try scratch.file(name + "/draws-1.csv", "of another run")
    let refused = try sroc(["report", name], directory: scratch.root)
    #expect(refused.code == 66)
    let remedy = try command(from: "sroc fit", through: " NEW", in: refused.errors)
    let typed = try type(remedy, in: scratch)
    #expect(typed.code == 0, "\(remedy): \(typed.errors)")
    #expect(scratch.exists("NEW") && scratch.data("NEW/run.json") == record)
  }

  @Test("a run that a stopped report hid is put back", arguments: directoryNames)
  func restoredRun(_ name: String) throws {
    let (scratch, _) = try run(named: name)
    let record = scratch.data(name + "/run.json")
    try FileManager.default.moveItem(
      atPath: scratch.path(name + "/run.json"), toPath: scratch.path(name + "/.run.json.earlier"))
    let refused = try sroc(["report", name], directory: scratch.root)
    #expect(refused.code == 66)
    let remedy = try command(from: "mv ", in: refused.errors)
    if name == "run dir" {
      #expect(remedy == "mv 'run dir/.run.json.earlier' 'run dir/run.json'")
    }
    let typed = try type(remedy, in: scratch)
    #expect(typed.code == 0 && typed.errors.isEmpty, "\(remedy): \(typed.errors)")
    #expect(scratch.data(name + "/run.json") == record)
    #expect(try sroc(["report", name], directory: scratch.root).code == 0)
  }

  @Test("commands in messages on wrong usage", arguments: remediedUsage)
  func usage(_ example: RemediedUsage) throws {
    let scratch = try ScratchDirectory()
    let refused = try sroc(example.arguments)
    #expect(refused.code == 64 && refused.errors.contains(example.remedy), "\(refused.errors)")
    let words = example.remedy.split(separator: " ").map {
      example.places[String($0)] ?? String($0)
    }
    let typed = try type(words.joined(separator: " ") + example.added, in: scratch)
    #expect(typed.code == 0 && !(typed.output.isEmpty && example.added.isEmpty), "\(typed.errors)")
  }

  @Test("every choice in a message on wrong usage", arguments: listedChoices)
  func choices(_ example: ListedChoices) throws {
    let scratch = try ScratchDirectory()
    let refused = try sroc([example.verb, "example:audit4", example.option, "x"])
    #expect(refused.code == 64)
    let list = try #require(
      refused.errors.firstMatch(of: /(?:[:;] use one of|provide one of|: use) ([^\n]*)/)?.1,
      "\(refused.errors)")
    let choices = list.replacing(" or ", with: ", ").replacing(" and ", with: ", ")
      .split(separator: ", ").map { $0.filter { $0 != "'" && $0 != "." } }
    #expect(choices.count >= example.count, "\(choices)")
    for (index, choice) in choices.enumerated() {
      let added = example.added.map { $0 == "OUT" ? "out\(index)" : $0 }
      // A line along a covariate needs one.
      let data =
        choice == "covariates"
        ? ["example:catheter", "--covariate", "prevalence"] : ["example:audit4"]
      let line = ["sroc", example.verb] + data + [example.option, choice] + added
      let typed = try type(line.joined(separator: " "), in: scratch)
      #expect(typed.code == 0, "\(line): \(typed.errors)")
    }
  }

  @Test func theNearestNamesOfDataExist() throws {
    let scratch = try ScratchDirectory()
    let refused = try sroc(["check", "example:auditt"])
    #expect(refused.code == 66)
    let list = try command(from: "names are ", in: refused.errors).dropFirst("names are ".count)
    let names = list.split(separator: ", ")
    #expect(names.count == 3)
    for name in names {
      // Some sets have several rows a study, which is another message.
      #expect(try type("sroc check example:\(name)", in: scratch).code != 66, "\(name)")
    }
  }
}
