#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Reads draws from Stan CSV files: this program's, CmdStan's, rstan's, or any numeric CSV table
/// with a header row.
///
/// Comments (`#`) and blank lines may stand anywhere; line ends may be LF or CRLF; names may be
/// quoted and then hold commas; `NaN`, `NA`, `inf` and `-inf` are values. Rows that the comments call
/// warm-up (`save_warmup`, `num_warmup`, `thin`), the mean row of a variational approximation and a
/// first column without a name (of row names) are left out.
public enum StanCSVReader {
  /// Reads files, each a chain or, with a column that numbers chains, several, and checks that they are
  /// chains of one run.
  ///
  /// - Parameter files: paths, at least one.
  /// - Returns: the chains in the files' order, all with the same columns and length.
  /// - Throws: `StanCSVError` for the first file that cannot be used, that is given twice, or that holds
  ///   the draws of another.
  public static func chains(files: [String]) throws(StanCSVError) -> [StanCSVChain] {
    precondition(!files.isEmpty, "no file to read")
    try checkDifferent(files)
    var chains: [StanCSVChain] = []
    for file in files {
      let whole = try chain(bytes: try FileBytes.read(file), file: file)
      for chain in try whole.withNumbering.splitByChain() {
        if let first = chains.first { try check(chain, against: first) }
        if let twin = chains.first(where: { $0.hasSameDraws(as: chain) }) {
          throw .mismatch(file: file, message: chain.repeatsWords(of: twin))
        }
        chains.append(chain)
      }
    }
    return chains
  }

  /// Two names of one file, by its device and number.
  private static func checkDifferent(_ files: [String]) throws(StanCSVError) {
    struct Place: Hashable { let device, number: UInt64 }
    var seen: [Place: String] = [:]
    for file in files {
      var status = stat()
      guard stat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { continue }
      let place = Place(
        device: UInt64(truncatingIfNeeded: status.st_dev),
        number: UInt64(truncatingIfNeeded: status.st_ino))
      if let other = seen.updateValue(file, forKey: place) {
        throw .repeated(file: file, other: other)
      }
    }
  }

  /// Reads one chain from a file's content.
  ///
  /// - Parameters:
  ///   - bytes: the content; UTF-8 with or without byte order mark.
  ///   - file: the name for messages.
  /// - Returns: the chain.
  /// - Throws: `StanCSVError.malformed` with line and column (counted from 1, in fields).
  public static func chain(bytes: [UInt8], file: String) throws(StanCSVError) -> StanCSVChain {
    var parser = StanCSVParser(bytes: bytes, file: file)
    return try parser.chain()
  }

  /// Reads one chain and checks that it is of the same run as another.
  ///
  /// - Parameters:
  ///   - bytes: the content; UTF-8 with or without byte order mark.
  ///   - file: the name for messages.
  ///   - first: another chain of the run; nil where this is the first.
  /// - Returns: the chain.
  /// - Throws: `StanCSVError`.
  public static func chain(
    bytes: [UInt8], file: String, beside first: StanCSVChain?
  ) throws(StanCSVError) -> StanCSVChain {
    let chain = try chain(bytes: bytes, file: file)
    if let first { try check(chain, against: first) }
    return chain
  }

  private static func check(
    _ chain: StanCSVChain, against first: StanCSVChain
  ) throws(StanCSVError) {
    let other = SafeText.visible(first.file)
    if chain.columnNames.count != first.columnNames.count {
      throw .mismatch(
        file: chain.file,
        message: "\(chain.columnNames.count) columns, but \(other) has "
          + "\(first.columnNames.count); all chains of a run have the same columns")
    }
    if chain.method != first.method {
      throw .mismatch(
        file: chain.file,
        message: "\(chain.method.words), but \(other) has \(first.method.words)")
    }
    // Other programs' chains may have a seed each.
    let isOurs = chain.settings["sha256"] != nil && first.settings["sha256"] != nil
    for key in ["model"] + (isOurs ? ["sha256", "seed", "data"] : []) {
      guard let own = chain.settings[key], let expected = first.settings[key], own != expected
      else { continue }
      throw .mismatch(
        file: chain.file,
        message: "\(key) \(SafeText.visible(own)), but \(other) has \(SafeText.visible(expected)); "
          + "give the chains of one run")
    }
    for (own, expected) in zip(chain.columnNames, first.columnNames) where own != expected {
      throw .mismatch(
        file: chain.file,
        message: "column \"\(SafeText.visible(own))\" stands where \(other) has "
          + "\"\(SafeText.visible(expected))\"; all chains of a run have the same columns")
    }
    if chain.drawCount != first.drawCount {
      throw .mismatch(
        file: chain.file,
        message: "\(chain.drawCount) draws, but \(other) has \(first.drawCount); "
          + "all chains of a run have the same length")
    }
  }
}

/// The content of whole files.
enum FileBytes {
  /// More than this is a mistake, such as a device that never ends: 15 million draws of our own files.
  static let largestFileInMegabytes = 2048

  package static func read(
    _ file: String, megabytes limit: Int = largestFileInMegabytes
  ) throws(StanCSVError) -> [UInt8] {
    func failure() -> StanCSVError {
      .unreadable(file: file, reason: "cannot read: " + String(cString: strerror(errno)))
    }
    let descriptor = open(file, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure() }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    let pieceSize = 1 << 20
    while true {
      let start = bytes.count
      var received = 0
      bytes.append(contentsOf: repeatElement(0, count: pieceSize))
      // The buffer ends `pieceSize` bytes after `start`.
      bytes.withUnsafeMutableBytes { buffer in
        received = systemRead(descriptor, buffer.baseAddress?.advanced(by: start), pieceSize)
      }
      bytes.removeLast(pieceSize - max(0, received))
      if received == 0 { return bytes }
      if received < 0 && errno != EINTR { throw failure() }
      if start == 0, bytes.starts(with: [0x1F, 0x8B]) {
        throw .mismatch(file: file, message: "compressed by gzip; unpack it first, as with gunzip")
      }
      // Said before two gigabytes of it are read.
      if start == 0, let place = bytes.firstIndex(of: 0) {
        throw .malformed(
          file: file, line: 1 + bytes[..<place].count { $0 == 0x0A }, column: 1,
          message: "a NUL byte; this is not a text file")
      }
      if bytes.count > limit << 20 {
        throw .mismatch(
          file: file,
          message: "larger than \(limit) MB, which no file of draws should be; is it a device, or "
            + "can the run be thinned?")
      }
    }
  }

  private static func systemRead(
    _ descriptor: Int32, _ target: UnsafeMutableRawPointer?, _ count: Int
  ) -> Int {
    #if canImport(Glibc)
      Glibc.read(descriptor, target, count)
    #else
      Darwin.read(descriptor, target, count)
    #endif
  }
}
