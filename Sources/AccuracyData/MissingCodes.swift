/// Codes by which people say that a count is missing, besides blank, `NA`, `NaN` and `.`: these are
/// read with a warning, because in a file of another kind they could mean something.
private let missingWords: Set<String> = ["n/a", "nr", "n.r.", "n.a.", "#n/a", "null", "?"]

/// Whether a trimmed cell is a code for a missing count: a dash of any kind, `n/a`, `NR`, `n.r.`,
/// `#N/A`, `NULL`, `?`, in any case.
func isMissingCode(_ cell: String) -> Bool {
  let length = cell.utf8.count
  guard length > 0, length <= 4 else { return false }
  if let only = cell.first, isDash(only) { return cell.count == 1 }
  return missingWords.contains(cell.lowercased())
}

/// Whether a trimmed cell is a number below zero, with any dash as its sign.
func isNegativeNumber(_ cell: String) -> Bool {
  guard let sign = cell.first, isDash(sign) else { return false }
  return numberForm(cell) != .text
}

/// How often each code stood for a missing count, in the order of the file.
struct MissingCodeCounts {
  private var places: [String: Int] = [:]
  private var codes: [(code: String, cells: Int)] = []

  mutating func add(_ code: String) {
    if let place = places[code] {
      codes[place].cells += 1
    } else if codes.count < 50 {
      places[code] = codes.count
      codes.append((code, 1))
    }
  }

  /// One warning for all of them, or none.
  var warnings: [DataWarning] {
    if codes.isEmpty { return [] }
    let list = codes.map {
      "\(quotedForMessage($0.code)) in \($0.cells) \($0.cells == 1 ? "cell" : "cells")"
    }
    return [
      DataWarning(
        code: .missingCode,
        message: "Taken as missing counts: \(listedForMessage(list, limit: 12)).")
    ]
  }
}
