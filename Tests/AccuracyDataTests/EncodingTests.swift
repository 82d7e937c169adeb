import Testing

@testable import AccuracyData
@testable import DataReading
@testable import TabularText

@Suite("Encodings: read, with a warning where it is not UTF-8")
struct EncodingTests {
  private let text = "study,tp,fp,fn,tn\nS\u{F6}derlin \u{2013} \u{20AC},1,2,3,4\n"
  private let label = "S\u{F6}derlin \u{2013} \u{20AC}"

  private func check(_ bytes: [UInt8], warning: String?) throws {
    let dataset = try readAccuracyData(.bytes(bytes, name: "test.csv"))
    #expect(dataset.studies.map(\.label) == [label])
    #expect(cells(dataset) == [[1, 2, 3, 4]])
    let found = dataset.warnings.filter { $0.code == .encoding }
    #expect(found.count == (warning == nil ? 0 : 1))
    if let warning { #expect(found[0].message.contains(warning)) }
  }

  private func utf16(_ text: String, littleEndian: Bool) -> [UInt8] {
    ([0xfeff] + Array(text.utf16)).flatMap { (unit: UInt16) -> [UInt8] in
      let bytes = [UInt8(unit >> 8), UInt8(unit & 0xff)]
      return littleEndian ? bytes.reversed() : bytes
    }
  }

  @Test func utf8() throws { try check(Array(text.utf8), warning: nil) }

  @Test func utf8WithByteOrderMark() throws {
    try check([0xef, 0xbb, 0xbf] + Array(text.utf8), warning: nil)
  }

  @Test func utf16LittleEndian() throws {
    try check(utf16(text, littleEndian: true), warning: "UTF-16 (little endian)")
  }

  @Test func utf16BigEndian() throws {
    try check(utf16(text, littleEndian: false), warning: "UTF-16 (big endian)")
  }

  @Test func windows1252() throws {
    let head = Array("study,tp,fp,fn,tn\n".utf8)
    let name: [UInt8] = [0x53, 0xf6] + Array("derlin ".utf8) + [0x96, 0x20, 0x80]
    try check(head + name + Array(",1,2,3,4\n".utf8), warning: "Windows-1252")
  }

  @Test("All of Windows-1252 that Unicode's table defines")
  func windows1252Table() throws {
    let upper: [UInt8] = (0x80...0xff).map { $0 }
    let text = try decodeText(Array("a".utf8) + upper, file: "f").bytes
    let scalars = Array(String(decoding: text, as: UTF8.self).unicodeScalars)
    #expect(scalars.count == 129)
    #expect(String(String.UnicodeScalarView(scalars[1...32])).hasPrefix("\u{20AC}\u{FFFD}\u{201A}"))
    #expect(scalars[0x9f - 0x80 + 1].value == 0x178)
    #expect(scalars[33...].map(\.value) == (0xa0...0xff).map { $0 })
    #expect(scalars.count { $0.value == 0xfffd } == 5)
  }

  @Test("NUL bytes are an error that says where")
  func nulByte() throws {
    let error = try #require(failure("study,tp,fp,fn,tn\r\nA,1,\u{0},3,4\n"))
    #expect(error == .text(.nulByte(file: "test.csv", line: 2, byte: 5)))
    #expect(error.kind == .malformed)
    #expect(error.message.contains("CSV UTF-8"))
    let unmarked = Array(utf16("study,tp,fp,fn,tn\n", littleEndian: true).dropFirst(2))
    #expect(failure(unmarked) == .text(.nulByte(file: "test.csv", line: 1, byte: 2)))
  }

  @Test("Half a UTF-16 character at the end does not crash")
  func oddUTF16() throws {
    let bytes = utf16(text, littleEndian: true).dropLast()
    #expect(failure(Array(bytes))?.kind == .malformed)
    #expect(try decodeText(Array(bytes), file: "f").bytes.suffix(3) == [0xef, 0xbf, 0xbd])
    #expect(failure([0xff, 0xfe]) == .text(.empty(file: "test.csv")))
    #expect(failure([0xff, 0xfe, 0x41]) != nil)
  }

  @Test(
    "Spreadsheets and archives are recognised by their first bytes",
    arguments: [
      ([0x50, 0x4b, 0x03, 0x04, 0x14, 0x00], ".xlsx"),
      ([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1], ".xls"), ([0x1f, 0x8b, 0x08], "gzip"),
      ([0x50, 0x4b, 0x05, 0x06], "zip"), ([0x25, 0x50, 0x44, 0x46, 0x2d], "PDF"),
      ([0x7b, 0x5c, 0x72, 0x74, 0x66], "RTF"),
    ] as [([UInt8], String)])
  func spreadsheets(_ bytes: [UInt8], _ needle: String) throws {
    let error = try #require(failure(bytes))
    #expect(error.kind == .malformed)
    #expect(error.message.contains(needle))
    #expect(error.message.contains("CSV UTF-8"))
  }
}
