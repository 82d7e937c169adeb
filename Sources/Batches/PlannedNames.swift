import Documents
import Messages
import Output
import Requests
import Simulation
import TabularText

/// The names of a batch's data sets in their order, from the files beside its plan.
final class PlannedNames {
  private enum Source {
    case list(LineReader)
    case design(SimulationDesign)
  }

  private let source: Source
  private var place = 0

  /// - Parameters:
  ///   - root: the directory of the batch.
  ///   - path: the same, for messages.
  /// - Throws: `AnalysisError` 65 for a design that cannot be read.
  init(_ root: DirectoryHandle, path: String) throws {
    if let text = try? root.bytes(of: BatchFiles.design, megabytes: 1) {
      source = .design(
        try SimulationDesign(
          parsing: String(decoding: text, as: UTF8.self), file: path + "/" + BatchFiles.design))
    } else {
      let list = LineReader(BatchFiles.inputs, in: root, path: path)
      _ = try list.next()
      source = .list(list)
    }
  }

  /// The next name; empty, which no data set is called, behind the last.
  func next() throws -> String {
    defer { place += 1 }
    switch source {
    case .design(let design): return place < design.count ? design.name(place) : ""
    case .list(let lines):
      guard let line = try lines.next() else { return "" }
      // The hash behind the name has no comma.
      guard let comma = line.lastIndex(of: UInt8(ascii: ",")) else { return "" }
      return Self.unquoted(line[..<comma])
    }
  }

  private static func unquoted(_ cell: ArraySlice<UInt8>) -> String {
    let text = String(decoding: cell, as: UTF8.self)
    guard text.hasPrefix("\""), text.hasSuffix("\""), text.utf8.count > 1 else { return text }
    return String(text.dropFirst().dropLast()).replacing("\"\"", with: "\"")
  }
}
