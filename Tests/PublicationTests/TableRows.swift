import Reports

/// The rows of a table without quoted separators, by column.
func tableRows(_ table: CSVTable) -> [[String: String]] {
  let lines = String(decoding: table.serializedBytes(), as: UTF8.self)
    .split(whereSeparator: \.isNewline)
    .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
  guard let names = lines.first else { return [] }
  return lines.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(names, $0)) }
}
