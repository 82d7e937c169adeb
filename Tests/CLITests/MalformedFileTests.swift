import Foundation
import Testing

/// A file that must be refused, and words that the one message must have.
struct RefusedFile: Sendable, CustomTestStringConvertible {
  let name: String
  let bytes: [UInt8]
  let needles: [String]
  var options: [String] = []
  var code: Int32 = 65
  var testDescription: String { name }

  init(_ name: String, _ bytes: [UInt8], _ needles: [String]) {
    self.name = name
    self.bytes = bytes
    self.needles = needles
  }

  init(_ name: String, _ text: String, _ needles: [String], _ options: [String] = []) {
    self.init(name, Array(text.utf8), needles)
    self.options = options
  }
}

private let head = "study,tp,fp,fn,tn\n"
private let good = head + "A,10,2,3,20\nB,5,1,1,9\n"

private let countFiles = [
  RefusedFile("a fraction", head + "A,12.5,1,1,1\n", ["line 2", "tp", "12.5"]),
  RefusedFile("a negative count", head + "A,1,1,1,1\nB,1,2,-1,4\n", ["line 3", "fn", "-1"]),
  RefusedFile("an exponent", head + "A,1.25e1,1,1,1\n", ["tp", "1.25e1"]),
  RefusedFile("a word", head + "A,many,1,1,1\n", ["tp", "many"]),
  RefusedFile("an infinite count", head + "A,inf,1,1,1\n", ["inf"]),
  RefusedFile("beyond 64 bits", head + "A,99999999999999999999,1,1,1\n", ["line 2"]),
  RefusedFile("two dashes for missing", head + "A,--,1,1,1\n", ["\"--\""]),
  RefusedFile("a thousands separator", head + "A,\"1,000\",1,1,1\n", ["1,000"]),
  RefusedFile("a decimal comma", "study;tp;fp;fn;tn\nA;12,5;1;1;1\n", ["12,5"]),
  RefusedFile("hexadecimal", head + "A,0x1F,1,1,1\n", ["0x1F"]),
  RefusedFile("a percentage", head + "A,90%,1,1,1\n", ["90%"]),
  RefusedFile(
    "a size that contradicts", "study,tp,fp,fn,tn,n1\nA,9,1,1,9,11\n", ["n1", "11", "10"]),
  RefusedFile("more right than there are", "study,tp,n1,tn,n0\nA,11,10,5,6\n", ["n1", "11"]),
  RefusedFile("more wrong than there are", "study,tp,n1,fp,n2\nA,5,10,7,6\n", ["n2", "7"]),
  RefusedFile(
    "two sizes that disagree", "study,tp,fn,tn,fp,nondiseased\nA,9,1,9,2,10\n", ["nondiseased"]),
]

private let structureFiles = [
  RefusedFile("empty", "", ["empty"]),
  RefusedFile("white space", " \n\r\n\t\n", ["empty"]),
  RefusedFile("a header only", head, ["no row"]),
  RefusedFile("no header", "A,1,2,3,4\nB,1,2,3,4\n", ["no header"]),
  RefusedFile("no TP", "study,fp,fn,tn\nA,1,1,1\n", ["TP"]),
  RefusedFile("no FP", "study,tp,fn,tn\nA,1,1,1\n", ["FP"]),
  RefusedFile("no FN", "study,tp,fp,tn\nA,1,1,1\n", ["FN"]),
  RefusedFile("no TN", "study,tp,fp,fn\nA,1,1,1\n", ["TN"]),
  RefusedFile("TP twice", "study,tp,TP,fp,fn,tn\nA,1,2,1,1,1\n", ["2 and 3"]),
  RefusedFile("two columns of studies", "study,tp,fp,fn,tn,Study\nA,1,1,1,1,B\n", ["1 and 6"]),
  RefusedFile("a short row", head + "A,1,1,1,1\nB,1,1,1\n", ["line 3", "4 fields"]),
  RefusedFile("a long row", head + "A,1,1,1,1,1\n", ["line 2", "6 fields"]),
  RefusedFile(
    "a note between rows", good + "Source: us\nC,1,1,1,2\n", ["line 4", "Source: us"]),
  RefusedFile("an open quote", head + "A,1,1,1,1\n\"B,1,1,1,1\n", ["line 3", "column 1"]),
  RefusedFile("text after a quote", head + "\"A\"B,1,1,1,1\n", ["line 2", "column 1"]),
  RefusedFile("pipes for commas", "study|tp|fp|fn|tn\nA|1|1|1|1\n", ["commas"]),
  RefusedFile("only missing counts", head + "A,,,,\nB,NA,nan,.,NaN\n", ["no usable row"]),
  RefusedFile("only half arms", head + "A,1,,,\nB,,2,,\n", ["no usable row"]),
  RefusedFile("only empty arms", head + "A,0,0,0,0\n", ["no usable row"]),
  RefusedFile("prose", "This is not a table.\nIt has two lines.\n", ["no header"]),
  RefusedFile("JSON", "{\"tp\": 1, \"fp\": 2}\n", ["line 1"]),
]

private let poolingFiles = [
  RefusedFile(
    "a study twice", head + "A,1,2,3,4\nA,5,6,7,8\n", ["\"A\"", "2 rows", "--allow-dependent"]),
  RefusedFile("a study copied", head + "A,1,2,3,4\nA,1,2,3,4\n", ["equal"]),
  RefusedFile(
    "a study twice, told apart by a column",
    "study,tp,fp,fn,tn,test\nA,1,2,3,4,CT\nA,5,6,7,8,MRI\n", ["test", "--by"]),
  RefusedFile(
    "a study twice in a level",
    "study,tp,fp,fn,tn,test\nA,1,2,3,4,CT\nA,5,6,7,9,CT\nB,5,6,7,9,MRI\n",
    ["level \"CT\""], ["--by", "test"]),
  RefusedFile("a total by name", good + "Total,15,3,4,29\n", ["line 4", "Total"]),
  RefusedFile("a pooled row by name", good + "Pooled,1,1,1,1\n", ["Pooled"]),
  RefusedFile("column sums", good + "Z,15,3,4,29\n", ["line 4", "sums"]),
]

private let binaryFiles: [RefusedFile] = [
  RefusedFile("an xlsx workbook", [0x50, 0x4B, 3, 4] + [UInt8](repeating: 7, count: 50), ["xlsx"]),
  RefusedFile(
    "an xls workbook", [0xD0, 0xCF, 0x11, 0xE0] + [UInt8](repeating: 0, count: 50), ["xls"]),
  RefusedFile("gzip", [0x1F, 0x8B, 8, 0, 1, 2, 3], ["gzip"]),
  RefusedFile("PDF", Array("%PDF-1.7\n".utf8) + [0, 1, 2], ["PDF"]),
  RefusedFile(
    "NUL in a cell", Array(head.utf8) + Array("A,1\u{0},1,1,1\n".utf8), ["NUL", "line 2"]),
  RefusedFile("NULs only", [UInt8](repeating: 0, count: 4096), ["NUL"]),
  RefusedFile(
    "UTF-16 without its mark", Array(good.utf8).flatMap { [$0, 0] }, ["NUL", "UTF-16"]),
  RefusedFile("half of UTF-16", [0xFF, 0xFE, 0x41], ["header"]),
  RefusedFile("high bytes", (0..<3000).map { UInt8(128 + $0 * 7919 % 128) }, ["header"]),
  RefusedFile(
    "100,000 columns", (0..<100_000).map { "c\($0)" }.joined(separator: ",") + "\n", ["header"]),
  RefusedFile(
    "100,000 columns and a short row",
    head.dropLast() + "," + (0..<99_995).map { "c\($0)" }.joined(separator: ",") + "\nA,1,2,3,4\n",
    ["line 2", "100,000"].map { $0.replacing(",", with: "") }),
  RefusedFile(
    "a cell of a million letters",
    head + "A," + String(repeating: "x", count: 1_000_000)
      + ",1,1,1\n", ["line 2", "tp"]),
]

@Suite("One fault a file: one message, its exit code, nothing else")
struct MalformedFileTests {
  @Test(arguments: countFiles + structureFiles + poolingFiles + binaryFiles)
  func isRefused(_ example: RefusedFile) throws {
    let scratch = try ScratchDirectory()
    let path = try scratch.file("data.csv", example.bytes)
    for verb in [["check"], ["fit", "--draws", "100", "--out", scratch.path("out")]] {
      let run = try sroc(verb + [path] + example.options)
      #expect(run.code == example.code, "\(verb): \(run.errors)")
      #expect(run.output.isEmpty)
      #expect(run.messages.count == 1, "\(run.errors.prefix(500))")
      #expect(run.errors.hasPrefix("sroc: ") && run.errors.utf8.count < 1500)
      for needle in ["data.csv"] + example.needles {
        #expect(run.errors.contains(needle), "\(needle) is not in: \(run.errors)")
      }
      #expect(!scratch.exists("out"))
    }
  }

  @Test("The same table without the fault is accepted")
  func theGoodTableIsAccepted() throws {
    let scratch = try ScratchDirectory()
    let run = try sroc(["check", try scratch.file("data.csv", good)])
    #expect(run.code == 0 && run.errors.isEmpty && run.text.contains("2 studies"))
  }

  @Test(arguments: ["fit", "check"])
  func whatCannotBeOpenedIs66(_ verb: String) throws {
    let scratch = try ScratchDirectory()
    let file = try scratch.file("data.csv", good)
    for (path, needle) in [
      (scratch.path("none.csv"), "no such file"), (scratch.root, "directory"),
      (file + "/deeper.csv", "no such file"), ("", "name of a file"),
      ("example:auditd", "auditc"), ("example:", "nearest"),
    ] {
      let run = try sroc([verb, path])
      #expect(run.code == 66 && run.output.isEmpty && run.messages.count == 1, "\(path)")
      #expect(run.errors.contains(needle), "\(run.errors)")
    }
    let loop = scratch.path("loop")
    try FileManager.default.createSymbolicLink(atPath: loop, withDestinationPath: loop)
    #expect(try sroc([verb, loop]).code == 66)
  }

  #if os(Linux)
    @Test func devicesAreRefused() throws {
      for (path, needle) in [("/dev/null", "empty"), ("/dev/zero", "MB")] {
        let run = try sroc(["check", path])
        #expect(run.code == 65 && run.output.isEmpty && run.errors.contains(needle))
      }
    }
  #endif
}
