/// Splits CSV text without quoted separators into cells, comment lines left out.
func csvRows(_ text: String) -> [[String]] {
  text.split(separator: "\n", omittingEmptySubsequences: true).filter { !$0.hasPrefix("#") }.map {
    $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
  }
}

/// The draws of a Stan CSV file by column name.
func csvColumns(_ text: String) -> [String: [Double]] {
  let rows = csvRows(text)
  guard let names = rows.first else { return [:] }
  var columns: [String: [Double]] = [:]
  for (index, name) in names.enumerated() {
    columns[name] = rows.dropFirst().map { Double($0[index]) ?? .nan }
  }
  return columns
}
