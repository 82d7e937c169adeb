#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Why a system call failed.
package struct SystemFailure: Error, Equatable {
  /// The system's number of the error.
  package let code: Int32

  /// The error of the last system call.
  package init() { code = errno }

  package init(code: Int32) { self.code = code }

  /// The system's words for it, or ours for what is no error of the system.
  package var reason: String {
    switch code {
    case ELOOP: "this is a link, and no link is followed inside a run's directory"
    default: String(cString: strerror(code))
    }
  }

  /// Whether there is no such file.
  package var isMissing: Bool { code == ENOENT }
  /// Whether a link stands there.
  package var isLink: Bool { code == ELOOP }
  /// Whether it is larger than what was asked for.
  package var isTooLarge: Bool { code == EFBIG }
  /// Whether a pipe, a device or the like stands there.
  package var isNoFile: Bool { code == EINVAL || code == ENXIO }
  /// Whether something stands there that is no file or folder of a run.
  package var isWrongKind: Bool { [ELOOP, ENOTDIR, EISDIR, EINVAL, ENXIO].contains(code) }
  /// Whether it shows that there is no file of a run: none, no ordinary one, or a larger one than any.
  var tellsOfFile: Bool { isMissing || isWrongKind || code == EFBIG }
  /// Whether process or machine have run out of something, which has nothing to do with the file.
  var isShortage: Bool { [EMFILE, ENFILE, ENOMEM].contains(code) }
}

/// An open directory. Everything below it is reached by name from here and through no link, so that what
/// somebody planted in it leads nowhere else.
package final class DirectoryHandle {
  /// What a name stands for, links not followed.
  package enum Kind {
    case file
    case folder
    case link
    case other
  }

  package let descriptor: Int32

  private init(descriptor: Int32) { self.descriptor = descriptor }

  deinit {
    // A child that was made meanwhile and has not yet started its program has a copy of the descriptor:
    // closing ours alone would leave it the lock.
    flock(descriptor, LOCK_UN)
    close(descriptor)
  }

  /// Opens a directory that the user names, who may name a link to it.
  ///
  /// - Parameter path: as given.
  /// - Throws: `SystemFailure`.
  package convenience init(path: String) throws(SystemFailure) {
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw SystemFailure() }
    self.init(descriptor: descriptor)
  }

  /// A folder directly below.
  ///
  /// - Parameter name: no path.
  /// - Returns: the open folder.
  /// - Throws: `SystemFailure`; `ELOOP` for a link, `ENOTDIR` for a file.
  package func folder(_ name: String) throws(SystemFailure) -> DirectoryHandle {
    let found = openat(
      descriptor, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
    guard found >= 0 else {
      let failure = SystemFailure()
      throw kind(name) == .link ? SystemFailure(code: ELOOP) : failure
    }
    return DirectoryHandle(descriptor: found)
  }

  /// The folder that a file below stands in, and the file's name there.
  ///
  /// - Parameter name: as `a/b/file`.
  /// - Returns: the open folder, and the last part.
  /// - Throws: `SystemFailure` for the first part that is no folder.
  package func place(
    of name: String
  ) throws(SystemFailure) -> (folder: DirectoryHandle, leaf: String) {
    let parts = name.split(separator: "/").map(String.init)
    var folder = self
    for part in parts.dropLast() { folder = try folder.folder(part) }
    return (folder, parts.last ?? "")
  }

  /// What stands under a name; nil where there is nothing.
  package func kind(_ name: String) -> Kind? {
    var status = stat()
    guard fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { return nil }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return .file
    case S_IFDIR: return .folder
    case S_IFLNK: return .link
    default: return .other
    }
  }

  /// All names but `.` and `..`.
  package func names() throws(SystemFailure) -> [String] {
    // The stream takes its descriptor over, and the position in it.
    let copy = openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard copy >= 0 else { throw SystemFailure() }
    guard let stream = fdopendir(copy) else {
      let failure = SystemFailure()
      close(copy)
      throw failure
    }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        // `d_name` ends with a zero within its fixed array.
        pointer.withMemoryRebound(to: CChar.self, capacity: 1) { String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names
  }

  /// Reads a file. A named pipe or a device is refused, not waited for.
  ///
  /// - Parameters:
  ///   - name: the file, as `a/b/file`.
  ///   - megabytes: more is an error (`EFBIG`).
  ///   - piece: takes the next bytes.
  /// - Throws: `SystemFailure`; `ELOOP` for a link, `EINVAL` for what is no ordinary file.
  package func read(
    _ name: String, megabytes: Int, piece: ([UInt8]) -> Void
  ) throws(SystemFailure) {
    let (folder, leaf) = try place(of: name)
    let file = try folder.openForReading(leaf)
    defer { close(file) }
    try FileSystem.readRegular(file, megabytes: megabytes, piece: piece)
  }

  /// Reads a file as a whole.
  package func bytes(of name: String, megabytes: Int) throws(SystemFailure) -> [UInt8] {
    var bytes: [UInt8] = []
    try read(name, megabytes: megabytes) { bytes.append(contentsOf: $0) }
    return bytes
  }

  /// Opens a file, and waits for nobody.
  func openForReading(_ leaf: String) throws(SystemFailure) -> Int32 {
    let file = openat(descriptor, leaf, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard file >= 0 else { throw SystemFailure() }
    return file
  }

  /// Opens a new file for writing; a name that is taken, by a link or else, is an error.
  func create(_ leaf: String) throws(SystemFailure) -> Int32 {
    let file = openat(
      descriptor, leaf, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o644)
    guard file >= 0 else { throw SystemFailure() }
    return file
  }

  func makeFolder(_ leaf: String) throws(SystemFailure) {
    guard mkdirat(descriptor, leaf, 0o755) == 0 else { throw SystemFailure() }
  }

  package func rename(_ leaf: String, to other: String) throws(SystemFailure) {
    guard renameat(descriptor, leaf, descriptor, other) == 0 else { throw SystemFailure() }
  }

  /// Removes a file or a link, never a folder.
  package func remove(_ leaf: String) { unlinkat(descriptor, leaf, 0) }

  /// Removes a folder that is empty.
  package func removeFolder(_ leaf: String) { unlinkat(descriptor, leaf, AT_REMOVEDIR) }

  /// Waits until the names in this folder are on the disk.
  func synchronize() throws(SystemFailure) { try FileSystem.synchronize(descriptor) }

  /// Waits until a file's content is on the disk.
  func synchronize(_ leaf: String) throws(SystemFailure) {
    let file = try openForReading(leaf)
    defer { close(file) }
    try FileSystem.synchronize(file)
  }

  /// Takes the directory's lock for writing, which the system gives back when this object goes away, and
  /// when the process ends in whatever way. A reader that looks whether a run is at work has it for an
  /// instant, so it is asked for again for a quarter of a second.
  ///
  /// - Parameter attempts: how often, a hundredth of a second apart.
  /// - Returns: false where another process has it. True also on a file system without locks.
  func lock(attempts: Int = 25) -> Bool {
    var attempts = attempts
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      if errno == EINTR { continue }
      guard errno == EWOULDBLOCK else { return true }
      attempts -= 1
      guard attempts > 0 else { return false }
      usleep(10_000)
    }
    return true
  }

  /// Whether a run has the lock at this moment.
  package var isBeingWritten: Bool {
    guard flock(descriptor, LOCK_SH | LOCK_NB) != 0 else {
      flock(descriptor, LOCK_UN)
      return false
    }
    return errno == EWOULDBLOCK
  }

  /// Whether the user may make and remove files here.
  var isWritable: Bool { faccessat(descriptor, ".", W_OK | X_OK, 0) == 0 }
}

/// Reads an ordinary file that the user names, who may name a link to it. A named pipe or a device is
/// refused, not waited for.
///
/// - Parameters:
///   - path: the file.
///   - megabytes: more is an error (`EFBIG`).
/// - Returns: its bytes.
/// - Throws: `SystemFailure`; `EINVAL` for what is no ordinary file.
package func readRegularFile(
  _ path: String, megabytes: Int
) throws(SystemFailure) -> [UInt8] {
  let file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
  guard file >= 0 else { throw SystemFailure() }
  defer { close(file) }
  var bytes: [UInt8] = []
  try FileSystem.readRegular(file, megabytes: megabytes) { bytes.append(contentsOf: $0) }
  return bytes
}
