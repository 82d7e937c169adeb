import Testing

@testable import Documents
@testable import Output

@Suite("Text tables")
struct TextTableTests {
  @Test("the summary of a fit")
  func summary() {
    var table = TextTable(columns: [.left, .decimal, .interval, .interval])
    table.setHeader(["", "median", "95 % credible interval", "prediction"])
    table.add(row: ["Sensitivity", "0.895", "0.60 to 0.98", "0.21 to 0.99"])
    table.add(row: ["LR+", "12", "2.7 to 48"])
    table.add(row: ["LR-", "0.12", "0.03 to 0.45"])
    table.add(row: ["DOR", "107", "10 to 880"])
    table.add(text: "Both above 0.80: probability 0.78")
    table.add(row: ["rho", "-0.06", "-0.82 to 0.77", "n/a"])
    #expect(
      table.render() == """
                      median    95 % credible interval    prediction
        Sensitivity     0.895        0.60 to 0.98        0.21 to 0.99
        LR+            12            2.7  to 48
        LR-             0.12         0.03 to 0.45
        DOR           107            10   to 880
        Both above 0.80: probability 0.78
        rho            -0.06        -0.82 to 0.77            n/a

        """)
  }

  @Test("decimal points stand below each other, whatever the width of the header")
  func decimals() throws {
    for title in ["", "x", "a very long title indeed"] {
      var table = TextTable(columns: [.left, .decimal, .right], gap: 2)
      table.setHeader(["", title, ""])
      for cell in ["0.895", "12", "-107.5", "<0.001", "12,300", "19 %", "n/a"] {
        table.add(row: ["漢", cell, "|"])
      }
      let lines = table.render().split(separator: "\n").dropFirst(title.isEmpty ? 0 : 1)
      let points = lines.compactMap { line in
        line.firstIndex(of: ".").map { line.distance(from: line.startIndex, to: $0) }
      }
      #expect(points.count == 3)
      #expect(Set(points).count == 1)
      let ends = lines.filter { $0.contains("|") }.map(\.count)
      #expect(ends.count == 7)
      #expect(Set(ends).count == 1)
      let whole = try #require(lines.first { $0.contains("12,300") })
      let range = try #require(whole.firstRange(of: "12,300"))
      #expect(whole.distance(from: whole.startIndex, to: range.upperBound) == points.first)
    }
  }

  @Test("left, right, centre; wide characters; no spaces at line ends; indent")
  func alignments() {
    var table = TextTable(columns: [.left, .right, .center, .left], gap: 1, indent: 2)
    table.setHeader(["study", "n", "mid"])
    table.add(row: ["漢字 2012", "7", "a", "end"])
    table.add(row: ["e\u{0301}", "1234", "abcde"])
    table.add(text: "")
    #expect(
      table.render()
        == "  study        n  mid\n  漢字 2012    7   a   end\n  e\u{0301}         1234 abcde\n\n")
  }

  @Test("labels are cut to fit the width, numbers never")
  func fitting() {
    var table = TextTable(columns: [.left, .decimal])
    table.add(row: [String(repeating: "x", count: 50), "0.123456789"])
    for width in 0...70 {
      let line = table.render(width: width).split(separator: "\n")[0]
      #expect(line.hasSuffix("0.123456789"))
      #expect(line.count == min(50 + 3 + 11, max(width, 8 + 3 + 11)))
      #expect(line.contains("…") == (width < 64))
    }
  }

  @Test("cells cannot break lines or steer the terminal")
  func safety() {
    var table = TextTable(columns: [.left])
    table.setHeader(["a\u{1B}"])
    table.add(row: ["a\nb"])
    table.add(text: "c\rd")
    #expect(table.render() == "a␛\na␊b\nc␍d\n")
  }

  @Test("a table without rows")
  func empty() {
    #expect(TextTable(columns: [.left, .interval]).render() == "")
  }
}
