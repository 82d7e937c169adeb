import Concurrency
import Digests
import Documents
import Messages
import Output
import Requests

/// What was written of a simulation.
public struct WrittenSimulation: Sendable, Equatable {
  /// Data sets.
  public let dataSets: Int
  /// Cells of the grid.
  public let cells: Int
}

extension SimulatedData {
  /// Writes all data sets to a directory, each as `cell-0001/000001.csv`, with the design (`design.yaml`) and
  /// what each was made up with (`truths.csv`).
  ///
  /// A file that is there already is written again, with the same bytes where design and seed are the same; so
  /// what was stopped goes on by the same request.
  ///
  /// - Parameters:
  ///   - path: of the directory.
  ///   - force: writes also where another design stands.
  ///   - progress: called with the share done.
  /// - Returns: how many.
  /// - Throws: `OutputError`; `WorkCancelled` after a signal.
  public func write(
    to path: String, force: Bool, progress: (Double) -> Void
  ) throws -> WrittenSimulation {
    let root = try DirectoryHandle.made(path)
    try requireOwn(root, path: path, force: force)
    do {
      if force, root.kind(Self.designFile) == .file { Self.clear(root) }
      try root.replace(Self.designFile, designBytes)
      for cell in design.cells.indices {
        let first = cell * design.replicates
        let folderName = String(design.name(first).prefix { $0 != "/" })
        let folder = try root.folderMade(folderName)
        for index in first..<first + design.replicates {
          try Cancellation.check()
          let leaf = String(design.name(index).drop { $0 != "/" }.dropFirst())
          try folder.replace(leaf, csv(index), isDurable: false)
          progress(Double(index + 1) / Double(design.count))
        }
      }
      try root.replace(Self.truthsFile, truths)
    } catch let failure as SystemFailure {
      throw OutputError(path: path, reason: Message(failure.reason))
    }
    return WrittenSimulation(dataSets: design.count, cells: design.cells.count)
  }

  /// All data sets one below the other under one header, with a first column that names the data set.
  ///
  /// - Parameter output: takes the bytes of one data set after the other, the header first.
  /// - Throws: what `output` throws; `WorkCancelled` after a signal.
  public func writeJoined(output: ([UInt8]) throws -> Void) throws {
    for index in 0..<design.count {
      try Cancellation.check()
      var lines = csv(index).split(separator: 10).map(Array.init)
      if index == 0 { try output(Array("dataset,".utf8) + lines[0] + [10]) }
      lines.removeFirst()
      let name = Array(design.name(index).utf8)
      try output(lines.flatMap { name + [0x2C] + $0 + [10] })
    }
  }

  /// The name of the design's copy.
  package static let designFile = "design.yaml"
  /// The name of the table of truths, which is no data set.
  package static let truthsFile = "truths.csv"

  /// The design with its seed, and what its sizes are, which comments say.
  private var designBytes: [UInt8] {
    let sizes = fingerprint
    let words = sizes.isEmpty ? "" : "# sizes \(SecureHash.hexDigest(of: sizes))\n"
    return Array("# sroc, seed \(seed)\n\(words)\(design.text)".utf8)
  }

  /// Removes the data sets of an earlier simulation, which this one may not write over.
  private static func clear(_ root: DirectoryHandle) {
    for name in (try? root.names()) ?? [] where name.hasPrefix("cell-") {
      guard let cell = try? root.folder(name) else { continue }
      for leaf in (try? cell.names()) ?? [] {
        let digits = leaf.dropLast(4)
        if leaf.hasSuffix(".csv"), digits.count >= 6, digits.allSatisfy(\.isNumber) {
          cell.remove(leaf)
        }
      }
      root.removeFolder(name)
    }
  }

  private var truths: [UInt8] {
    var table = CSVTable(columnNames: ["dataset"] + design.truthColumns)
    for index in 0..<design.count {
      table.add([.text(design.name(index))] + truthCells(index))
    }
    return table.serializedBytes()
  }

  /// Refuses a directory of something else.
  private func requireOwn(_ root: DirectoryHandle, path: String, force: Bool) throws {
    let names = (try? root.names()) ?? []
    guard !force, !names.isEmpty else { return }
    if let old = try? root.bytes(of: Self.designFile, megabytes: 1) {
      guard old != designBytes else { return }
      throw OutputError(
        path: path,
        reason: "data of another design or seed stand here; name another directory, or add "
          + "\(setting: .force)")
    }
    throw OutputError(
      path: path, reason: "the directory is not empty; name another, or add \(setting: .force)")
  }
}
