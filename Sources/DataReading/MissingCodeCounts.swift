import AccuracyData
import TabularText

/// How often each code stood for a missing count, in the order of the file.
struct MissingCodeCounts {
  private var places: [String: Int] = [:]
  private var codes: [(code: String, cells: Int)] = []

  package mutating func add(_ code: String) {
    if let place = places[code] {
      codes[place].cells += 1
    } else if codes.count < 50 {
      places[code] = codes.count
      codes.append((code, 1))
    }
  }

  /// One warning for all of them, or none.
  package var warnings: [DataWarning] {
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
