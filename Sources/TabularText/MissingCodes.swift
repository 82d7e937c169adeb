/// Codes by which people say that a count is missing, besides blank, `NA`, `NaN` and `.`: these are
/// read with a warning, because in a file of another kind they could mean something.
private let missingWords: Set<String> = ["n/a", "nr", "n.r.", "n.a.", "#n/a", "null", "?"]

/// Whether a trimmed cell is a code for a missing count: a dash of any kind, `n/a`, `NR`, `n.r.`,
/// `#N/A`, `NULL`, `?`, in any case.
package func isMissingCode(_ cell: String) -> Bool {
  let length = cell.utf8.count
  guard length > 0, length <= 4 else { return false }
  if let only = cell.first, isDash(only) { return cell.count == 1 }
  return missingWords.contains(cell.lowercased())
}

/// Whether a trimmed cell is a number below zero, with any dash as its sign.
package func isNegativeNumber(_ cell: String) -> Bool {
  guard let sign = cell.first, isDash(sign) else { return false }
  return numberForm(cell) != .text
}
