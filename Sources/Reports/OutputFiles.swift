#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Files outside of a run's directory, all of which appear together or not at all.
///
/// Each is first written under a hidden temporary name beside its own; `commit()` renames them.
/// Without it, because of an error or an interrupt, the temporary files are removed when the object
/// goes away, and what stood there before is untouched.
public final class OutputFiles {
  private var staged: [(temporary: String, target: String)] = []
  private var scratch: [String] = []

  /// No files yet.
  public init() {}

  deinit {
    for file in staged { unlink(file.temporary) }
    for path in scratch { unlink(path) }
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
    var status = stat()
    if stat(path, &status) == 0 {
      switch status.st_mode & S_IFMT {
      case S_IFREG: break
      case S_IFDIR:
        throw OutputError(path: path, reason: "a directory of this name exists; name a file")
      default: throw OutputError(path: path, reason: "not an ordinary file; name another")
      }
      guard force || isReplaceable(firstBytes(of: path)) else {
        throw OutputError(
          path: path,
          reason: "a file of this name exists that this program did not write; "
            + "name another, or add --force")
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

  /// The temporary name under which a file is written, by this program or another, until `commit()`.
  ///
  /// - Parameter target: the file's own name.
  /// - Returns: a path in the same folder.
  public func stage(_ target: String) -> String {
    let temporary = temporaryPath(beside: target)
    staged.append((temporary, target))
    return temporary
  }

  /// Writes a file that is gone afterwards.
  ///
  /// - Parameters:
  ///   - bytes: the content.
  ///   - target: the file that it helps to write; it stands in the same folder.
  /// - Returns: its path.
  /// - Throws: `OutputError` where it cannot be written.
  public func writeScratch(_ bytes: [UInt8], beside target: String) throws(OutputError) -> String {
    let path = temporaryPath(beside: target)
    scratch.append(path)
    try Self.write(bytes, to: path, named: target)
    return path
  }

  /// Writes a file.
  ///
  /// - Parameters:
  ///   - target: its name.
  ///   - bytes: the content.
  /// - Throws: `OutputError` where it cannot be written.
  public func write(_ target: String, bytes: [UInt8]) throws(OutputError) {
    try Self.write(bytes, to: stage(target), named: target)
  }

  /// Gives all files their names.
  ///
  /// - Throws: `OutputError` where a rename fails.
  public func commit() throws(OutputError) {
    while let file = staged.first {
      guard rename(file.temporary, file.target) == 0 else {
        throw FileSystem.failure(file.target)
      }
      staged.removeFirst()
    }
  }

  private func temporaryPath(beside target: String) -> String {
    let leaf = target.split(separator: "/").last ?? ""
    // A long name leaves no room for more in front and behind.
    let number = staged.count + scratch.count + 1
    return "\(Self.folder(of: target))/.\(leaf.prefix(40)).\(getpid()).\(number)"
      + FileSystem.temporarySuffix
  }

  private static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  private static func firstBytes(of path: String) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return [] }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = bytes.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
    return Array(bytes.prefix(max(count, 0)))
  }

  private static func write(
    _ bytes: [UInt8], to path: String, named target: String
  ) throws(OutputError) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw FileSystem.failure(target) }
    do throws(OutputError) {
      try FileSystem.writeAll(bytes, to: descriptor, path: target)
    } catch {
      close(descriptor)
      throw error
    }
    // Some file systems report a full disk only here.
    guard close(descriptor) == 0 else { throw FileSystem.failure(target) }
  }
}
