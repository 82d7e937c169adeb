import Messages

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

extension OutputDirectory {
  /// Gives all files their names, in an order in which the directory never holds a `run.json` beside a
  /// file of another run.
  ///
  /// The content of all files is on the disk before the first gets its name. Then the old `run.json` goes,
  /// each old file makes room and its successor takes its name, the names are on the disk, and the new
  /// `run.json` comes last. A failure on the way takes all of it back; where even that fails, or the
  /// process is killed, there is no `run.json`.
  ///
  /// - Throws: `OutputError` where a step fails; the new files are then discarded.
  public func commit() throws(OutputError) {
    var moves: [Move] = []
    do throws(OutputError) {
      for file in staged { try synchronize(file) }
      try makeRoom(for: RunFileNames.record, as: RunFileNames.earlierRecord, moves: &moves)
      try synchronizeFolder(of: RunFileNames.record)
      for file in staged where file.name != RunFileNames.record {
        try makeRoom(for: file.name, moves: &moves)
        try place(file, moves: &moves)
      }
      let written = Set(fileNames)
      for name in earlierFiles where !written.contains(name) && name != RunFileNames.record {
        try makeRoom(for: name, moves: &moves)
      }
      try synchronizeFolders()
      for file in staged where file.name == RunFileNames.record {
        try place(file, moves: &moves)
        try synchronizeFolder(of: RunFileNames.record)
      }
    } catch {
      // Where files of this run have their names for good, its record stays hidden, to tell whose they are.
      if !takeBack(moves) { staged.removeAll { $0.name == RunFileNames.record } }
      discard()
      throw error
    }
    removeOldFiles(moves)
    forgetWhatWasMade()
  }

  /// A file that got another name in its folder.
  private struct Move {
    let name: String
    let old: String
    let new: String
    /// Whether it was there before this run.
    let isOld: Bool
  }

  /// Moves an old file of a name away, if there is one.
  private func makeRoom(
    for name: String, as other: String? = nil, moves: inout [Move]
  ) throws(OutputError) {
    do throws(SystemFailure) {
      let (folder, leaf): (DirectoryHandle, String)
      do throws(SystemFailure) {
        (folder, leaf) = try place(of: name)
      } catch {
        // A folder of the earlier run is gone, or something else stands there: nothing to replace. Any
        // other failure would leave the old file among the new ones.
        guard [ENOENT, ENOTDIR, ELOOP].contains(error.code) else { throw error }
        return
      }
      guard let kind = folder.kind(leaf), kind != .folder else { return }
      let new = other ?? RunFileNames.temporary(leaf)
      try folder.rename(leaf, to: new)
      moves.append(Move(name: name, old: leaf, new: new, isOld: true))
    } catch {
      throw OutputError(path: path + "/" + name, reason: Message(error.reason))
    }
  }

  private func place(_ file: Staged, moves: inout [Move]) throws(OutputError) {
    do throws(SystemFailure) {
      let (folder, leaf) = try place(of: file.name)
      try folder.rename(file.temporary, to: leaf)
      moves.append(Move(name: file.name, old: file.temporary, new: leaf, isOld: false))
    } catch {
      throw OutputError(path: path + "/" + file.name, reason: Message(error.reason))
    }
  }

  /// The first move was that of the old `run.json`, so that it is the last to come back, and stays away
  /// where a step before fails.
  ///
  /// - Returns: whether all is as it was.
  private func takeBack(_ moves: [Move]) -> Bool {
    for move in moves.reversed() {
      do throws(SystemFailure) {
        try place(of: move.name).folder.rename(move.new, to: move.old)
      } catch {
        return false
      }
    }
    return true
  }

  private func removeOldFiles(_ moves: [Move]) {
    for move in moves where move.isOld {
      guard let (folder, _) = try? place(of: move.name) else { continue }
      folder.remove(move.new)
      // The folders that it was the last file of; others are not empty, so that this does nothing.
      var name = move.name[...]
      while let slash = name.lastIndex(of: "/") {
        name = name[..<slash]
        guard let (above, leaf) = try? place(of: String(name)) else { break }
        above.removeFolder(leaf)
      }
    }
    removeStoppedRecords()
  }

  private func synchronize(_ file: Staged) throws(OutputError) {
    do throws(SystemFailure) {
      try place(of: file.name).folder.synchronize(file.temporary)
    } catch {
      throw OutputError(path: path + "/" + file.name, reason: Message(error.reason))
    }
  }

  /// All folders with files of this run, and the directory itself.
  private func synchronizeFolders() throws(OutputError) {
    var done: Set<String> = []
    for name in staged.map(\.name) + [RunFileNames.record] {
      let folder = name.lastIndex(of: "/").map { String(name[..<$0]) } ?? ""
      if done.insert(folder).inserted { try synchronizeFolder(of: name) }
    }
  }

  private func synchronizeFolder(of name: String) throws(OutputError) {
    do throws(SystemFailure) {
      try place(of: name).folder.synchronize()
    } catch {
      throw OutputError(path: path + "/" + name, reason: Message(error.reason))
    }
  }
}
