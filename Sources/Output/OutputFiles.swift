import Documents
import Messages

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Files outside of a run's directory, all of which appear together or not at all.
///
/// Each is first written under a hidden temporary name beside its own, which nobody can guess and plant a
/// link under; `commit()` renames them. Without it, because of an error or an interrupt, the temporary
/// files are removed when the object goes away, and what stood there before is untouched. A lock on each
/// temporary file tells those of a killed run, which the next one removes, from those of a run at work.
public final class OutputFiles {
  /// A file under its temporary name.
  private struct Staged {
    let folder: DirectoryHandle
    let temporary: String
    let leaf: String
    let target: String
    /// Open as long as the file is not complete; it holds the lock.
    let descriptor: Int32
  }

  private var staged: [Staged] = []
  private var scratch: [Staged] = []

  /// No files yet.
  public init() {}

  deinit {
    for file in staged + scratch {
      file.folder.remove(file.temporary)
      close(file.descriptor)
    }
  }

  /// Refuses a file that could not or should not be written, so that no one waits for work that is
  /// then lost.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - force: replace an existing file whatever it holds.
  ///   - isReplaceable: whether a file that begins with these bytes, at most 4,096, may be replaced.
  /// - Throws: `OutputError`.
  public static func check(
    _ path: String, force: Bool, isReplaceable: ([UInt8]) -> Bool
  ) throws(OutputError) {
    guard !path.isEmpty, !path.utf8.contains(0) else {
      throw OutputError(path: path, reason: "the file needs a name")
    }
    if path == "-" {
      throw OutputError(path: path, reason: "- means standard output; name a file")
    }
    guard let leaf = path.split(separator: "/", omittingEmptySubsequences: false).last,
      !leaf.isEmpty, leaf != ".", leaf != ".."
    else {
      throw OutputError(path: path, reason: "this names a directory; name a file in it")
    }
    var status = stat()
    if lstat(path, &status) == 0 {
      switch status.st_mode & S_IFMT {
      case S_IFREG: break
      case S_IFDIR:
        throw OutputError(path: path, reason: "a directory of this name exists; name a file")
      case S_IFLNK:
        throw OutputError(
          path: path, reason: "a link of this name exists; name the file that it leads to")
      default: throw OutputError(path: path, reason: "not an ordinary file; name another")
      }
      guard force || isReplaceable(firstBytes(of: path)) else {
        throw OutputError(
          path: path,
          reason: "a file of this name exists that this program did not write; "
            + "name another, or add \(setting: .force)")
      }
    }
    let folder = folder(of: path)
    guard let kind = FileSystem.kind(of: folder) else {
      throw OutputError(path: path, reason: "there is no directory \(SafeText.visible(folder))")
    }
    guard kind == .directory else {
      throw OutputError(path: path, reason: "\(SafeText.visible(folder)) is not a directory")
    }
    guard access(folder, W_OK | X_OK) == 0 else { throw FileSystem.failure(path) }
  }

  /// A temporary file, empty, that this program or another writes before `commit()`.
  ///
  /// - Parameter target: the file's own name.
  /// - Returns: the temporary file's path, in the same folder.
  /// - Throws: `OutputError` where it cannot be made.
  public func stage(_ target: String) throws(OutputError) -> String {
    let file = try Self.temporaryFile(beside: target)
    staged.append(file)
    return Self.folder(of: target) + "/" + file.temporary
  }

  /// Writes a file that is gone afterwards.
  ///
  /// - Parameters:
  ///   - bytes: the content.
  ///   - target: the file that it helps to write; it stands in the same folder.
  /// - Returns: its path.
  /// - Throws: `OutputError` where it cannot be written.
  public func writeScratch(_ bytes: [UInt8], beside target: String) throws(OutputError) -> String {
    let file = try Self.temporaryFile(beside: target)
    scratch.append(file)
    try FileSystem.writeAll(bytes, to: file.descriptor, path: target)
    return Self.folder(of: target) + "/" + file.temporary
  }

  /// Writes a file.
  ///
  /// - Parameters:
  ///   - target: its name.
  ///   - bytes: the content.
  /// - Throws: `OutputError` where it cannot be written.
  public func write(_ target: String, bytes: [UInt8]) throws(OutputError) {
    let file = try Self.temporaryFile(beside: target)
    staged.append(file)
    try FileSystem.writeAll(bytes, to: file.descriptor, path: target)
  }

  /// Gives all files their names, once their content is on the disk.
  ///
  /// - Throws: `OutputError` where that fails.
  public func commit() throws(OutputError) {
    do throws(SystemFailure) {
      for file in staged { try FileSystem.synchronize(file.descriptor) }
    } catch {
      throw OutputError(path: staged.first?.target ?? "", reason: Message(error.reason))
    }
    while let file = staged.first {
      do throws(SystemFailure) {
        try file.folder.rename(file.temporary, to: file.leaf)
        try file.folder.synchronize()
      } catch {
        throw OutputError(path: file.target, reason: Message(error.reason))
      }
      staged.removeFirst()
      // Some file systems report a full disk only here.
      guard close(file.descriptor) == 0 else { throw FileSystem.failure(file.target) }
    }
  }

  private static func temporaryFile(beside target: String) throws(OutputError) -> Staged {
    let leaf = target.split(separator: "/").last.map(String.init) ?? ""
    do throws(SystemFailure) {
      let folder = try DirectoryHandle(path: folder(of: target))
      removeLeftovers(of: leaf, in: folder)
      let temporary = RunFileNames.temporary(leaf)
      let descriptor = try folder.create(temporary)
      _ = flock(descriptor, LOCK_EX | LOCK_NB)
      return Staged(
        folder: folder, temporary: temporary, leaf: leaf, target: target, descriptor: descriptor)
    } catch {
      throw OutputError(path: target, reason: Message(error.reason))
    }
  }

  /// Removes temporary files of this name whose run has ended.
  private static func removeLeftovers(of leaf: String, in folder: DirectoryHandle) {
    let count = RunFileNames.temporary(leaf).utf8.count
    let beginning = ".\(leaf.prefix(40))."
    for name in (try? folder.names()) ?? []
    where name.hasPrefix(beginning) && name.hasSuffix(FileSystem.temporarySuffix)
      && name.utf8.count == count && folder.kind(name) == .file
    {
      guard let file = try? folder.openForReading(name) else { continue }
      if flock(file, LOCK_EX | LOCK_NB) == 0 { folder.remove(name) }
      close(file)
    }
  }

  private static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  private static func firstBytes(of path: String) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC)
    guard descriptor >= 0 else { return [] }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = bytes.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
    return Array(bytes.prefix(max(count, 0)))
  }
}
