import RepeatableNumbers
import Testing

@testable import Documents
@testable import Output

@Suite("CSV writing")
struct CSVTableTests {
  @Test("header, numbers, empty cells")
  func plain() {
    var table = CSVTable(columnNames: ["name", "median", "n"])
    table.add(["mu_se", .number(2.25), .integer(14)])
    table.add(["rho", .number(-0.0625), .empty])
    table.add(["limits", .number(.infinity), CSVCell(nil as Int?)])
    table.add(["none", .number(.nan), CSVCell(-3)])
    table.add(["low", .number(-.infinity), .integer(0)])
    #expect(
      table.serialized()
        == "name,median,n\nmu_se,2.25,14\nrho,-0.0625,\nlimits,Inf,\nnone,,-3\nlow,-Inf,0\n")
    #expect(table.rowCount == 5)
  }

  @Test(
    "quoting by RFC 4180",
    arguments: [
      ("plain", "plain"), ("a,b", "\"a,b\""), ("say \"x\"", "\"say \"\"x\"\"\""),
      ("two\nlines", "\"two\nlines\""), ("cr\rhere", "\"cr\rhere\""), (" space", "\" space\""),
      ("space ", "\"space \""), ("Müller 2012", "Müller 2012"), ("a;b", "\"a;b\""),
      ("a\tb", "\"a\tb\""),
      ("", ""),
    ])
  func quoting(text: String, expected: String) {
    var table = CSVTable(columnNames: ["a", "b"])
    table.add([.text(text), "x"])
    #expect(table.serialized() == "a,b\n\(expected),x\n")
  }

  @Test(
    "texts that a spreadsheet would run are disarmed, numbers are not touched",
    arguments: [
      ("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@SUM(A1)", "'@SUM(A1)"),
      ("\t=1", "\"'\t'=1\""), ("\r=1", "\"'\r'=1\""), ("\n=1", "\"'\n'=1\""),
      ("=HYPERLINK(\"x\",1)", "\"'=HYPERLINK(\"\"x\"\",1)\""),
      ("\u{FF1D}1", "'\u{FF1D}1"), ("\u{FF0B}1", "'\u{FF0B}1"), ("\u{FF0D}1", "'\u{FF0D}1"),
      ("\u{FF20}A1", "'\u{FF20}A1"), ("\u{FE66}1", "'\u{FE66}1"), (" =1", "' =1"),
      ("\u{3000}=1", "'\u{3000}=1"), ("a;=1", "\"a;'=1\""), ("a; =1;", "\"a;' =1;\""),
      ("a\t-1", "\"a\t'-1\""), ("a=1", "a=1"), ("a-b", "a-b"), ("x, -1", "\"x, -1\""),
      ("'=1", "''=1"), ("'t Hooft 2001", "'t Hooft 2001"), ("\u{2212}0.5", "\u{2212}0.5"),
    ])
  func formulas(text: String, expected: String) {
    var table = CSVTable(columnNames: ["a", "b"])
    table.add([.text(text), .number(-1.5)])
    #expect(table.serialized() == "a,b\n\(expected),-1.5\n")
    var verbatim = CSVTable(columnNames: ["a", "b"], guardsFormulas: false)
    verbatim.add([.text(text), .number(-1.5)])
    #expect(!verbatim.serialized().contains("'" + text.prefix(1)) || text.hasPrefix("'"))
  }

  @Test("escape sequences and bidirectional controls are visible in cells and column names")
  func controls() {
    let text = "\u{1B}[31m \u{202E}=1 \u{7F}\u{9B}\u{200F}\u{FEFF}\u{E0041}"
    var table = CSVTable(columnNames: [text, "b"])
    table.add([.text(text), .number(-1.5)])
    let shown = "␛[31m <U+202E>=1 ␡<U+009B><U+200F><U+FEFF><U+E0041>"
    #expect(table.serialized() == "\(shown),b\n\(shown),-1.5\n")
  }

  @Test("hostile texts read back as they were, but for the apostrophes, which can be taken out")
  func hostileTextsReadBack() {
    var random = SplitMix64(seed: 22)
    let alphabet = Array("=+-@\t\r\n;,\"' a1\u{FF1D}\u{FF20}".unicodeScalars)
    for _ in 0..<2000 {
      var text = String.UnicodeScalarView()
      for _ in 0..<(random.next() % 8) {
        text.append(alphabet[Int(random.next() % UInt64(alphabet.count))])
      }
      var table = CSVTable(columnNames: ["a", "b", "c"])
      table.add([.integer(1), .text(String(text)), .number(-0.5)])
      let written = table.serialized()
      let rows = Self.parsed(written)
      #expect(rows.count == 2 && rows[1].count == 3 && rows[1][2] == "-0.5")
      #expect(Self.unguarded(rows[1][1]).elementsEqual(text), "\(String(text).debugDescription)")
      // Where every semicolon and every line end cuts, no part begins a formula.
      for piece in rows[1][1].unicodeScalars.split(whereSeparator: {
        ";\t\r\n".unicodeScalars.contains($0)
      }) {
        let first = piece.first { $0 != " " } ?? " "
        #expect(!"=+-@\u{FF1D}\u{FF20}".unicodeScalars.contains(first), "\(written)")
      }
    }
  }

  /// What the description of `CSVTable` says of taking out the apostrophes.
  private static func unguarded(_ text: String) -> String.UnicodeScalarView {
    var result = String.UnicodeScalarView()
    var isFirst = true
    var part: [Unicode.Scalar] = []
    func end() {
      let mark = part.first { $0 != " " && $0 != "'" } ?? " "
      let runs =
        "=+-@\u{FF1D}\u{FF20}".unicodeScalars.contains(mark)
        || isFirst && "\t\r\n".unicodeScalars.contains(mark)
      result.append(contentsOf: runs && part.first == "'" ? Array(part.dropFirst()) : part)
      part = []
      isFirst = false
    }
    for scalar in text.unicodeScalars {
      part.append(scalar)
      if ";\t\n\r".unicodeScalars.contains(scalar) { end() }
    }
    end()
    return result
  }

  @Test("a lone empty cell is not a blank line")
  func loneEmptyCell() {
    var table = CSVTable(columnNames: ["a"])
    table.add([.empty])
    #expect(table.serialized() == "a\n\"\"\n")
  }

  @Test("random texts and numbers read back the same")
  func roundTrip() {
    var random = SplitMix64(seed: 21)
    for _ in 0..<300 {
      let texts = (0..<3).map { _ in random.text(maximumLength: 20) }
      let value = Double(bitPattern: random.next())
      guard value.isFinite else { continue }
      var table = CSVTable(columnNames: ["a", "b", "c", "d"], guardsFormulas: false)
      table.add(texts.map { .text($0) } + [.number(value)])
      let rows = Self.parsed(table.serialized())
      #expect(rows.count == 2)
      #expect(rows.last?.prefix(3).elementsEqual(texts) == true)
      #expect(Double(rows.last?.last ?? "")?.bitPattern == value.bitPattern)
    }
  }

  /// A reader of RFC 4180 by its grammar, scalar by scalar.
  private static func parsed(_ text: String) -> [[String]] {
    var rows: [[String]] = []
    var row: [String] = []
    var field = String.UnicodeScalarView()
    var isQuoted = false
    var previousWasQuote = false
    for scalar in text.unicodeScalars {
      if isQuoted {
        if scalar == "\"" {
          isQuoted = false
          previousWasQuote = true
        } else {
          field.append(scalar)
        }
        continue
      }
      switch scalar {
      case "\"":
        if previousWasQuote { field.append(scalar) }
        isQuoted = true
      case ",":
        row.append(String(field))
        field = .init()
      case "\n":
        row.append(String(field))
        field = .init()
        rows.append(row)
        row = []
      default: field.append(scalar)
      }
      previousWasQuote = false
    }
    return rows
  }
}
