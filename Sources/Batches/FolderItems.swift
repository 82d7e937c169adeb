import AccuracyData
import Digests
import Documents
import Messages
import Output
import Requests
import Simulation

/// The data files of a directory, in the order of their names' bytes, so that no locale changes it.
struct FolderItems: BatchItems {
  private let folder: String
  /// Paths below the folder.
  private let names: [String]

  /// More folders inside one another than anybody makes by hand.
  private static let deepest = 32

  /// What ends the name of a data file.
  private static let endings = [".csv", ".tsv"]

  init(_ folder: String) throws {
    self.folder = folder
    var unreadable: [String] = []
    do throws(SystemFailure) {
      let root = try DirectoryHandle(path: folder)
      names = try Self.files(in: root, "", depth: 0, unreadable: &unreadable).sorted {
        $0.utf8.lexicographicallyPrecedes($1.utf8)
      }
    } catch let failure {
      throw AnalysisError(
        .noInput, "\(SafeText.visible(folder)): the directory cannot be read: \(failure.reason)")
    }
    if let first = unreadable.first {
      throw AnalysisError(
        .noInput,
        "\(SafeText.visible(folder))/\(SafeText.visible(first)): the name is not UTF-8, so that no row can "
          + "have it; rename the file")
    }
    guard !names.isEmpty else {
      throw AnalysisError(
        .noInput,
        "\(SafeText.visible(folder)): no file below it ends in .csv or .tsv; give a directory of data "
          + "files, or one file with a column of data sets (\(argument: .dataset))")
    }
  }

  /// The names of data files below a folder. What this program wrote there is no data: a saved run and a
  /// batch are passed over, and so is what is hidden.
  private static func files(
    in folder: DirectoryHandle, _ prefix: String, depth: Int, unreadable: inout [String]
  ) throws(SystemFailure) -> [String] {
    let names = try folder.names()
    let isOurs = names.contains(RunFileNames.record) || names.contains(BatchFiles.plan)
    if isOurs || depth > deepest { return [] }
    let isSimulation = names.contains(SimulatedData.designFile)
    var found: [String] = []
    for name in names where !name.hasPrefix(".") {
      if isSimulation, name == SimulatedData.truthsFile { continue }
      switch folder.kind(name) {
      case .folder:
        found += try files(
          in: try folder.folder(name), prefix + name + "/", depth: depth + 1,
          unreadable: &unreadable)
      case .file, .link:
        let lower = name.lowercased()
        if endings.contains(where: lower.hasSuffix) { found.append(prefix + name) }
      case nil where name.unicodeScalars.contains("\u{FFFD}"): unreadable.append(prefix + name)
      case .other, nil: break
      }
    }
    return found
  }

  var count: Int { names.count }

  func name(_ index: Int) -> String { names[index] }

  func load(_ index: Int) throws -> LoadedItem {
    // The row must not depend on where the folder is.
    let name = names[index]
    let bytes: [UInt8]
    do {
      bytes = try readRegularFile(folder + "/" + name, megabytes: 256)
    } catch let failure {
      throw AnalysisError(
        .noInput, "\(SafeText.visible(name)): the file cannot be read: \(failure.reason)")
    }
    return LoadedItem(
      source: .bytes(bytes, name: name), sha256: SecureHash.hexDigest(of: bytes))
  }
}
