import Digests
import Documents
import Messages
import Output
import Requests

/// The directory of a saved run, read file by file; each file is held against the hash that `run.json`
/// has of it, so that files of two runs are never taken for one, whoever writes there meanwhile.
package struct RunFolder {
  /// The directory as the user gave it.
  package let path: String
  /// The bytes of `run.json`.
  package let recordBytes: [UInt8]
  private let handle: DirectoryHandle
  private let digests: [String: String]
  private let files: [String]

  /// Opens the directory of a run and checks its `run.json`.
  ///
  /// - Parameter path: the directory.
  /// - Throws: `AnalysisError` 66 where there is none, 65 where it is none that this version reads.
  package init(path: String) throws(AnalysisError) {
    self.path = path
    (handle, recordBytes) = try Self.open(path)
    let record = try SavedRecord(
      path: path + "/" + RunFileNames.record, bytes: recordBytes, schema: "sroc.run/1")
    guard case .whole = RunSeal.state(of: recordBytes) else {
      throw record.broken(recordBytes)
    }
    digests = try record.digests()
    files = try record.texts("files")
  }

  /// The content of a file.
  ///
  /// - Parameter name: below the directory.
  /// - Returns: the bytes that the run wrote.
  /// - Throws: `AnalysisError` 66 where it is missing, 65 where it is not as the run wrote it.
  package func bytes(of name: String) throws(AnalysisError) -> [UInt8] {
    var bytes: [UInt8] = []
    try check(name) { bytes.append(contentsOf: $0) }
    return bytes
  }

  /// Holds the other files of the run against their hashes, but for those that `sroc report` writes anew.
  ///
  /// - Parameter names: files that were read.
  /// - Throws: `AnalysisError` for the first that is missing or not as the run wrote it.
  func checkFiles(besides names: Set<String>) throws(AnalysisError) {
    for name in files
    where !names.contains(name) && !isReportFile(name) && digests[name] != nil {
      try check(name) { _ in }
    }
  }

  private func check(_ name: String, piece: ([UInt8]) -> Void) throws(AnalysisError) {
    let shown = path + "/" + name
    var hash = SecureHash()
    do throws(SystemFailure) {
      try handle.read(name, megabytes: RunFileNames.largestInMegabytes) { bytes in
        hash.update(bytes)
        piece(bytes)
      }
    } catch {
      throw Self.unreadable(shown, error)
    }
    let (now, then) = (hash.hexDigest, digests[name] ?? "")
    guard now == then else {
      throw AnalysisError(
        .badData,
        "\(SafeText.visible(shown)): not the file that this run wrote (its sha256 begins with "
          + "\(now.prefix(12)), that in run.json with \(SafeText.visible(String(then.prefix(12))))); "
          + "\(Self.repeating(path)) repeats the run")
    }
  }

  private static func open(
    _ path: String
  ) throws(AnalysisError) -> (handle: DirectoryHandle, record: [UInt8]) {
    let handle: DirectoryHandle
    do throws(SystemFailure) {
      handle = try DirectoryHandle(path: path)
    } catch {
      throw AnalysisError(.noInput, "\(SafeText.visible(path)): cannot be opened (\(error.reason))")
    }
    let shown = path + "/" + RunFileNames.record
    do throws(SystemFailure) {
      let bytes = try handle.bytes(
        of: RunFileNames.record, megabytes: RunFileNames.largestRecordInMegabytes)
      return (handle, bytes)
    } catch {
      guard error.isMissing else { throw unreadable(shown, error) }
      throw AnalysisError(
        .noInput, "\(SafeText.visible(shown)): " + whyMissing(in: handle, path: path))
    }
  }

  /// The bytes of a `run.json` that the user names, or of the one in a directory.
  ///
  /// - Parameter path: the file or the directory.
  /// - Returns: its name and its bytes, not yet checked.
  /// - Throws: `AnalysisError` 66 where there is none, 65 where it is no ordinary file.
  package static func record(at path: String) throws(AnalysisError) -> (
    file: String, bytes: [UInt8]
  ) {
    if isDirectory(path) {
      return (path + "/" + RunFileNames.record, try open(path).record)
    }
    do throws(SystemFailure) {
      return (path, try readRegularFile(path, megabytes: RunFileNames.largestRecordInMegabytes))
    } catch {
      throw unreadable(path, error)
    }
  }

  private static func unreadable(_ shown: String, _ failure: SystemFailure) -> AnalysisError {
    let reason = failure.isWrongKind && !failure.isLink ? "not an ordinary file" : failure.reason
    return AnalysisError(
      failure.isWrongKind ? .badData : .noInput,
      "\(SafeText.visible(shown)): cannot be read (\(reason)); the files of a run are ordinary files, "
        + "and all are there")
  }

  /// The command that repeats a saved run.
  package static func repeating(_ path: String) -> Message {
    "\(request: .fit, [ArgumentValue(.config, path), ArgumentValue(.out, "NEW")])"
  }

  /// What a directory without `run.json` is, and what can be done.
  private static func whyMissing(in handle: DirectoryHandle, path: String) -> Message {
    if handle.isBeingWritten {
      return "there is none yet, because a run is writing its files here; wait for its end"
    }
    let earlier = RunFileNames.earlierRecord
    let limit = RunFileNames.largestRecordInMegabytes
    if let bytes = try? handle.bytes(of: earlier, megabytes: limit),
      case .whole = RunSeal.state(of: bytes)
    {
      let hidden = path + "/" + earlier
      let stopped: Message =
        "there is none, because a run was stopped before all its files were in place; "
      guard isWhole(bytes, in: handle, path: path) else {
        return stopped + "repeat its command, or repeat the run before it with "
          + repeating(hidden)
      }
      return stopped + "the run before it is whole, and back after "
        + "\(ShellText.command(["mv", hidden, path + "/" + RunFileNames.record]))"
    }
    let names = (try? handle.names()) ?? []
    if names.contains(where: { RunFileNames.owner(ofTemporary: $0) != nil }) {
      return "there is none, because a run was stopped before all its files were in place; repeat "
        + "its command"
    }
    return "there is none, so that this is not the directory of a run; give one that "
      + "\(request: .fit, [ArgumentValue(.data, "DATA"), ArgumentValue(.out, "DIR")]) wrote"
  }

  /// Whether all files of an earlier record are there, but for those that `sroc report` writes anew.
  private static func isWhole(_ bytes: [UInt8], in handle: DirectoryHandle, path: String) -> Bool {
    guard
      let record = try? SavedRecord(path: path, bytes: bytes, schema: "sroc.run/1"),
      let digests = try? record.digests()
    else { return false }
    return digests.allSatisfy { name, digest in
      if isReportFile(name) { return true }
      var hash = SecureHash()
      let limit = RunFileNames.largestInMegabytes
      guard (try? handle.read(name, megabytes: limit) { hash.update($0) }) != nil else {
        return false
      }
      return hash.hexDigest == digest
    }
  }
}

extension SavedRecord {
  /// The SHA-256 of each file of the run.
  package func digests() throws(AnalysisError) -> [String: String] {
    guard let members = value["file_sha256"]?.members else { throw bad("file_sha256") }
    var digests: [String: String] = [:]
    for (name, digest) in members {
      guard RunFileNames.contains(name), let text = digest.stringValue else {
        throw bad("file_sha256")
      }
      digests[name] = text
    }
    return digests
  }

  /// Why a record without a right id is refused.
  package func broken(_ bytes: [UInt8]) -> AnalysisError {
    if RunSeal.state(of: bytes) == .none {
      let directory = savedRunDirectory(file)
      return AnalysisError(
        .badData,
        "\(path): \(withoutIdWords), nor its files; \(RunFolder.repeating(directory)) "
          + "repeats what it says")
    }
    return AnalysisError(
      .badData,
      "\(path): not the record that the run wrote: its id is not the sha256 of what stands before it. "
        + "Do not change a saved run; give \(request: .fit) the data and the options that are wanted"
    )
  }
}

/// What a record without an id is.
let withoutIdWords =
  "has no id, either because a version before ids wrote it or because it was taken out, so that "
  + "nothing can be checked, neither its options"

/// What `sroc report` replaces in a run's directory.
///
/// - Parameter name: below the directory.
/// - Returns: true for reports and figures.
package func isReportFile(_ name: String) -> Bool {
  let parts = name.split(separator: "/")
  return parts.last == "report.html" || parts.dropLast().last == "figures"
}
