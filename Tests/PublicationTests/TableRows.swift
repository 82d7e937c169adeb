import Documents
import Testing

/// The rows of a table as it is written, by column.
func tableRows(_ table: CSVTable) -> [[String: String]] {
  let records = csvRecords(String(decoding: table.serializedBytes(), as: UTF8.self))
  guard let names = records.first else { return [] }
  return records.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(names, $0)) }
}

/// The fields of CSV text by RFC 4180: between quotation marks a separator and the end of a line are
/// text, and two quotation marks are one. Empty lines are none.
func csvRecords(_ text: String) -> [[String]] {
  var records: [[String]] = []
  var fields = [""]
  var isQuoted = false
  var rest = text.unicodeScalars[...]
  while let character = rest.popFirst() {
    switch character {
    case "\"" where isQuoted && rest.first == "\"":
      fields[fields.count - 1].unicodeScalars.append(character)
      rest.removeFirst()
    case "\"": isQuoted.toggle()
    case "," where !isQuoted: fields.append("")
    case "\r" where !isQuoted: break
    case "\n" where !isQuoted:
      if fields != [""] { records.append(fields) }
      fields = [""]
    default: fields[fields.count - 1].unicodeScalars.append(character)
    }
  }
  if fields != [""] { records.append(fields) }
  return records
}

@Suite("The reader of tables that these tests use")
struct TableRowsTests {
  @Test func quotesAreKnown() {
    #expect(
      csvRecords("a,\"b,c\",\"d \"\"e\"\"\"\r\n,\"two\nlines\",\n\n\"\"\"\"\n")
        == [["a", "b,c", "d \"e\""], ["", "two\nlines", ""], ["\""]])
    #expect(csvRecords("") == [] && csvRecords("x") == [["x"]])
  }

  @Test func aTableComesBack() {
    let hostile = ["plain", "a,b", "say \"x\"", "two\nlines", ",\",", ""]
    var table = CSVTable(columnNames: ["name, or so", "note"])
    for text in hostile { table.add([.text(text), .text("a " + text)]) }
    let rows = tableRows(table)
    #expect(rows.map { $0["name, or so"] } == hostile)
    #expect(rows.map { $0["note"] } == hostile.map { "a " + $0 })
  }
}
