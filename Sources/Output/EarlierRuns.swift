import Digests
import Documents
import Messages

/// What earlier runs left in a directory: one that is whole, and those that were stopped.
struct EarlierRuns {
  /// The files that they wrote, as far as a run can have files of these names.
  package let files: [String]
  /// Those of them, and of `mayWrite`, that are not as a run wrote them: the user's own, changed, or of a
  /// version that kept no hashes.
  let doubtful: [String]
  /// Those of `files` that are as a run wrote them.
  let verified: Set<String>
  /// Whether the directory is a run's, whole or not, or has nothing else than what a stopped one left.
  let isOfRun: Bool
  /// Whether there is nothing but what a stopped run left.
  let isLeftover: Bool
  /// What `run.json` says of itself; nil where there is none.
  package let state: RunSeal.State?

  /// A `run.json`, under its own name or the one that it has while another takes its place.
  private struct Record {
    let isWhole: Bool
    let files: [String]
    let digests: [String: String]
  }

  /// Looks at a directory whose lock is held, so that no run is at work there.
  ///
  /// - Parameters:
  ///   - look: at the directory.
  ///   - checks: hold its files against their hashes; else `doubtful` and `verified` are empty.
  ///   - mayWrite: names that the new run may write, whether an earlier one did or not.
  /// - Throws: `OutputError` where it cannot be looked at.
  init(
    _ look: DirectoryLook, checks: Bool, mayWrite: (String) -> Bool
  ) throws(OutputError) {
    let names = try look.names()
    // A run that was stopped while its files got their names leaves its record under another one.
    let hidden = names.filter {
      $0 == RunFileNames.earlierRecord || RunFileNames.owner(ofTemporary: $0) == RunFileNames.record
    }
    let own = try look.record(RunFileNames.record)
    state = own.map(RunSeal.state)
    var records = own.map { [$0] } ?? []
    for name in hidden.sorted(by: >) {
      if let bytes = try look.record(name) { records.append(bytes) }
    }
    let found = records.compactMap(Self.record)
    var known: Set<String> = []
    files = found.flatMap(\.files).filter {
      RunFileNames.contains($0) && known.insert($0).inserted
    }
    isLeftover = found.isEmpty ? try look.areLeftovers(names) : false
    isOfRun = !found.isEmpty || isLeftover
    guard checks else {
      (doubtful, verified) = ([], [])
      return
    }
    let others = try look.fileNames().filter { !known.contains($0) && mayWrite($0) }
    // The record comes last, as it does in its own list.
    let candidates = (files + others.sorted()).filter { $0 != RunFileNames.record }
    var (bad, good): ([String], Set<String>) = ([], [])
    let whole = found.filter(\.isWhole)
    for name in candidates + [RunFileNames.record] where try look.isThere(name) {
      if try Self.vouch(whole, for: name, look: look, state: state) {
        good.insert(name)
      } else {
        bad.append(name)
      }
    }
    (doubtful, verified) = (bad, good)
  }

  private static func record(_ bytes: [UInt8]) -> Record? {
    guard let document = try? JSONValue.parse(bytes),
      let schema = document["schema"]?.stringValue, schema.hasPrefix("sroc.run/")
    else { return nil }
    var isWhole = false
    if case .whole = RunSeal.state(of: bytes) { isWhole = true }
    let digests = document["file_sha256"]?.members?.map { ($0.0, $0.1.stringValue ?? "") } ?? []
    return Record(
      isWhole: isWhole, files: document["files"]?.elements?.compactMap(\.stringValue) ?? [],
      digests: Dictionary(digests) { first, _ in first })
  }

  /// Whether one of the records tells that a file is as its run wrote it.
  private static func vouch(
    _ records: [Record], for name: String, look: DirectoryLook, state: RunSeal.State?
  ) throws(OutputError) -> Bool {
    switch name {
    case RunFileNames.record:
      if case .whole = state { return true }
      return false
    case RunFileNames.timing:
      // Times differ from run to run, so that no record has their hash.
      guard records.contains(where: { $0.files.contains(name) }),
        let bytes = try look.record(name), let document = try? JSONValue.parse(bytes)
      else { return false }
      return document["schema"]?.stringValue?.hasPrefix("sroc.timing/") == true
    default:
      let expected = records.compactMap { $0.digests[name] }
      guard !expected.isEmpty, let digest = try look.digest(name) else { return false }
      return expected.contains(digest)
    }
  }
}

extension EarlierRuns {
  /// Why the directory is refused; nil where it is not.
  var refusal: Message? {
    guard isOfRun else {
      return "the directory has files that are not a run of this program; "
        + "name another, or add \(setting: .force)"
    }
    guard let first = doubtful.first else { return nil }
    let shown = SafeText.visible(first)
    let remedy: Message =
      "; name another directory, or add \(setting: .force) to write over what is there"
    let count = doubtful.count == 1 ? "1 file" : "\(doubtful.count) files"
    let doubt =
      "so that nothing tells whether this program wrote the files there (\(count), the first "
      + "\(shown))" + remedy
    switch state {
    case .some(.none): return "its run.json has no id, as versions before ids left it, " + doubt
    case .broken: return "its run.json was changed, or is no run's, " + doubt
    default:
      return doubtful.count == 1
        ? "1 file there is not as a run of this program wrote it: \(shown)" + remedy
        : "\(count) there are not as a run of this program wrote them, the first \(shown)" + remedy
    }
  }
}

extension OutputDirectory {
  /// Removes the temporary files of runs that were killed, and the folders that only they had. Their
  /// records stay until `commit()`: they tell whose the files are.
  ///
  /// - Parameter isLeftover: the directory has nothing else, so that an empty folder is one too.
  func removeLeftovers(isLeftover: Bool) {
    let removed = Self.removeLeftovers(in: root, depth: 2)
    if removed || isLeftover { Self.removeEmptyFolders(in: root, depth: 2) }
  }

  private static func removeLeftovers(in folder: DirectoryHandle, depth: Int) -> Bool {
    var removed = false
    for name in (try? folder.names()) ?? [] {
      if let owner = RunFileNames.owner(ofTemporary: name) {
        if owner != RunFileNames.record { folder.remove(name) }
        removed = true
      } else if depth > 0, RunFileNames.isFolder(name), let below = try? folder.folder(name) {
        removed = removeLeftovers(in: below, depth: depth - 1) || removed
      }
    }
    return removed
  }

  private static func removeEmptyFolders(in folder: DirectoryHandle, depth: Int) {
    for name in (try? folder.names()) ?? [] where depth > 0 && RunFileNames.isFolder(name) {
      guard let below = try? folder.folder(name) else { continue }
      removeEmptyFolders(in: below, depth: depth - 1)
      // One with anything in it stays.
      folder.removeFolder(name)
    }
  }

  /// Removes the records of runs that were stopped, once a whole one stands.
  func removeStoppedRecords() {
    root.remove(RunFileNames.earlierRecord)
    for name in (try? root.names()) ?? []
    where RunFileNames.owner(ofTemporary: name) == RunFileNames.record { root.remove(name) }
  }
}
