import Foundation
import Testing

@Suite("Arguments and what the parser says of them")
struct ArgumentTests {
  private let fit = ["fit", "example:audit4", "--draws", "200"]
  private let plot = ["plot", "example:audit4", "--draws", "200", "--figure", "sroc"]

  @Test(arguments: [
    ("--seed", "-1"), ("--level", "-0.5"), ("--prevalence", "-0.1"), ("--draws", "-5"),
    ("--threads", "-1"), ("--both-above", "-.5"), ("--prior-mu", "-normal(0,1)"),
    ("--warmup", "-1e3"), ("--chains", "-4"), ("--prior", "-x"),
  ])
  func aNegativeValueIsAWrongValueNotAMissingOne(_ option: String, _ value: String) throws {
    for words in [[option, value], ["\(option)=\(value)"]] {
      let run = try sroc(fit + words)
      #expect(run.code == 64 && run.output.isEmpty, "\(words): \(run.code)")
      #expect(!run.errors.contains("Missing value"), "\(words): \(run.errors)")
      #expect(run.errors.contains(value) || run.errors.contains("-0.5"), "\(words): \(run.errors)")
    }
  }

  @Test func aNegativeRangeAndSeveralNegativeValues() throws {
    let range = try sroc(plot + ["--x-range", "-1,2"])
    #expect(range.code == 64 && range.errors.contains("--x-range -1,2"), "\(range.errors)")
    let several = try sroc(fit + ["--level", "-0.5", "--prevalence", "-0.1"])
    #expect(several.code == 64 && !several.errors.contains("Missing"), "\(several.errors)")
  }

  @Test func aValueThatIsMissingIsStillSaidToBe() throws {
    for words in [["--level"], ["--level", "--quiet"], ["--seed", "--", "-1"]] {
      let run = try sroc(fit + words)
      #expect(run.code == 64 && run.errors.contains("Missing value for '\(words[0])"), "\(words)")
    }
    let help = try sroc(fit + ["--level", "-h"])
    #expect(!help.errors.contains("is invalid"), "\(help.errors)")
  }

  @Test(arguments: [
    ["fit", "x", "--\u{1B}[31mred"], ["fit", "x", "--seed", "1\u{1B}]0;title\u{7}"],
    ["fit", "x", "--seed=\u{202E}12\u{2066}"], ["\u{1B}[2J"], ["fit", "x", "--format", "\u{9B}2J"],
    ["fit", "x", "--seed", "1\nsroc: all is well"], ["datasets", "\u{1B}c"],
    ["fit", "x", "y\u{8}z"],
    ["fit", "x", "-\u{1B}"], ["fit", "x", "--level", "-\r\u{200F}1"],
  ])
  func nothingInAnErrorSteersATerminal(_ words: [String]) throws {
    let run = try sroc(words)
    #expect(run.code == 64 || run.code == 66, "\(words): \(run.code)")
    #expect(!run.errors.isEmpty)
    for scalar in run.errors.unicodeScalars where scalar != "\n" {
      let isControl = scalar.properties.generalCategory == .control
      let isDirection =
        [0x200E, 0x200F, 0x061C].contains(scalar.value)
        || (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
      #expect(!isControl && !isDirection, "\(words): U+\(String(scalar.value, radix: 16))")
    }
    #expect(!run.messages.contains { $0.hasPrefix("sroc: all is well") }, "\(run.errors)")
  }

  #if os(Linux)
    @Test func helpAndVersionOnAFullDeviceAre73() throws {
      for words in [["--help"], ["--version"], ["help", "fit"], ["fit", "-h"], []] {
        let run = try sroc(words, output: .path("/dev/full"))
        #expect(run.code == 73 && run.messages.count == 1, "\(words): \(run.code) \(run.errors)")
      }
    }
  #endif

  @Test func helpToAReaderThatGoesAwayIsNoError() throws {
    for words in [["--help"], ["--version"], ["help", "fit"]] {
      let gone = try sroc(words, output: .reader(bytes: 0))
      #expect(gone.code == 0 && gone.errors.isEmpty, "\(words): \(gone.code)")
      let there = try sroc(words)
      #expect(there.code == 0 && there.text.hasSuffix("\n") && there.errors.isEmpty)
    }
  }
}
