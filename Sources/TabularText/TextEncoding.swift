/// The text of a file as UTF-8 bytes, and what it was before if it was something else.
package struct DecodedText {
  package var bytes: [UInt8]
  /// A name such as `UTF-16 (little endian)`, `nil` for UTF-8.
  package var foreignEncoding: String?
}

/// Windows-1252 at 0x80 ... 0x9f; 0xfffd marks the five bytes that it leaves undefined.
private let windows1252Upper: [UInt32] = [
  0x20ac, 0xfffd, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039,
  0x0152, 0xfffd, 0x017d, 0xfffd, 0xfffd, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
  0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0xfffd, 0x017e, 0x0178,
]

/// Turns the raw bytes of a data file into UTF-8 without a byte order mark.
///
/// UTF-8 is taken as it is, UTF-16 is recognised by its byte order mark, and anything else that
/// is not valid UTF-8 is Windows-1252, which is what spreadsheets write for "CSV".
///
/// - Parameters:
///   - raw: the bytes of the file.
///   - file: the name for messages.
/// - Returns: the text, never with a NUL.
/// - Throws: `binaryFormat` for spreadsheets and archives, `empty`, `nulByte`.
package func decodeText(_ raw: [UInt8], file: String) throws(TabularTextError) -> DecodedText {
  if let format = binaryFormat(of: raw) { throw .binaryFormat(file: file, format: format) }
  var text = DecodedText(bytes: raw, foreignEncoding: nil)
  if raw.starts(with: [0xff, 0xfe]) {
    text = DecodedText(
      bytes: decodeUTF16(raw, littleEndian: true), foreignEncoding: "UTF-16 (little endian)")
  } else if raw.starts(with: [0xfe, 0xff]) {
    text = DecodedText(
      bytes: decodeUTF16(raw, littleEndian: false), foreignEncoding: "UTF-16 (big endian)")
  } else if raw.starts(with: [0xef, 0xbb, 0xbf]) {
    text.bytes.removeFirst(3)
  }
  if let position = text.bytes.firstIndex(of: 0) {
    let before = text.bytes[..<position]
    let lineStart = before.lastIndex { $0 == 0x0a || $0 == 0x0d }.map { $0 + 1 } ?? 0
    throw .nulByte(
      file: file, line: lineNumber(at: position, in: text.bytes),
      byte: position - lineStart + 1)
  }
  if text.foreignEncoding == nil, String(validating: text.bytes, as: UTF8.self) == nil {
    text = DecodedText(bytes: decodeWindows1252(text.bytes), foreignEncoding: "Windows-1252")
  }
  guard text.bytes.contains(where: { $0 > 0x20 }) else { throw .empty(file: file) }
  return text
}

/// The line, from 1, on which a byte stands; CR LF is one line end.
private func lineNumber(at position: Int, in bytes: [UInt8]) -> Int {
  var line = 1
  for index in 0..<position {
    if bytes[index] == 0x0a || (bytes[index] == 0x0d && bytes[index + 1] != 0x0a) { line += 1 }
  }
  return line
}

private func binaryFormat(of raw: [UInt8]) -> String? {
  let signatures: [(bytes: [UInt8], format: String)] = [
    ([0x50, 0x4b, 0x03, 0x04], "an Excel workbook (.xlsx) or another zip archive"),
    ([0x50, 0x4b, 0x05, 0x06], "an empty zip archive"),
    ([0xd0, 0xcf, 0x11, 0xe0], "an old Excel workbook (.xls)"),
    ([0x1f, 0x8b], "a gzip archive"),
    (Array("%PDF".utf8), "a PDF document"),
    (Array("{\\rtf".utf8), "an RTF document"),
  ]
  return signatures.first { raw.starts(with: $0.bytes) }?.format
}

private func decodeUTF16(_ raw: [UInt8], littleEndian: Bool) -> [UInt8] {
  var units: [UInt16] = []
  units.reserveCapacity(raw.count / 2)
  for index in stride(from: 2, to: raw.count - 1, by: 2) {
    let first = UInt16(raw[index])
    let second = UInt16(raw[index + 1])
    units.append(littleEndian ? second << 8 | first : first << 8 | second)
  }
  // An odd last byte is half a character: it becomes the replacement character, as any other
  // broken one does.
  if raw.count % 2 == 1 { units.append(0xfffd) }
  return Array(String(decoding: units, as: UTF16.self).utf8)
}

private func decodeWindows1252(_ raw: [UInt8]) -> [UInt8] {
  var bytes: [UInt8] = []
  bytes.reserveCapacity(raw.count + raw.count / 8)
  for byte in raw {
    if byte < 0x80 {
      bytes.append(byte)
      continue
    }
    let code = byte < 0xa0 ? windows1252Upper[Int(byte) - 0x80] : UInt32(byte)
    let scalar = Unicode.Scalar(code) ?? "\u{FFFD}"
    bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
  }
  return bytes
}
