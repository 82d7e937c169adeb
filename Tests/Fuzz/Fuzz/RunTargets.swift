import Fitting
import Requests
import SavedRuns

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The `run.json` of a stranger.
func fuzzRecord(_ input: [UInt8]) {
  let folder = ScratchFolder.shared
  folder.write("run.json", SealedRun.sealed(input))
  do {
    let options = try readRun(folder.path, threads: 1).options
    try options.validate()
  } catch {
    requireGoodMessage(error)
  }
}

/// A whole saved run that a stranger has edited; what is edited is a run of the program under test.
struct SavedRunFuzzer {
  /// The run of the folder that `SROC_FUZZ_RUN` names; it is edited there, and put back.
  static let shared = SavedRunFuzzer()

  private let folder: ScratchFolder
  private let files: [(name: String, bytes: [UInt8])]

  private init?() {
    guard let path = getenv("SROC_FUZZ_RUN").map({ String(cString: $0) }) else {
      tell("fuzz: set SROC_FUZZ_RUN to a folder that sroc fit --out wrote")
      exit(64)
    }
    let names = ["run.json", "fit.json", "draws-1.csv", "draws-2.csv"]
    files = names.map { ($0, bytes(of: path + "/" + $0)) }
    folder = ScratchFolder(path: path)
    if let error = Self.read(path) { broken("the run as it was: \(error)") }
    require(SealedRun.sealed(files[0].bytes) == files[0].bytes, "the run has another id than ours")
  }

  /// Edits the files, reads the run, puts the files back.
  ///
  /// - Parameter input: the first byte says whether the run's hashes are made to fit; edits follow.
  func fuzz(_ input: [UInt8]) {
    var edited = files
    var edits = RunEdits(input.dropFirst())
    while let edit = edits.next() {
      edit.apply(to: &edited[edit.file % edited.count].bytes)
    }
    if input.first.map({ $0 % 4 != 0 }) ?? false { SealedRun.seal(&edited, as: files) }
    let changed = edited.indices.filter { edited[$0].bytes != files[$0].bytes }
    for index in changed { folder.write(edited[index].name, edited[index].bytes) }
    if let error = Self.read(folder.path) { requireGoodMessage(error) }
    for index in changed { folder.write(files[index].name, files[index].bytes) }
  }

  /// Reads the run and shows it.
  private static func read(_ folder: String) -> (any Error)? {
    do {
      for fit in try readSavedRun(folder, threads: 1).fits {
        requireVisible(fit.fit.page(width: 80), "page")
        _ = fit.fit.json()
      }
      return nil
    } catch {
      return error
    }
  }
}

/// Edits of a run's files, as bytes: the file, the kind of edit, where (two bytes), how many bytes go,
/// how many come, and these.
struct RunEdits: IteratorProtocol {
  struct Edit {
    var file: Int
    var replacesValue: Bool
    var place: Int
    var removed: Int
    var inserted: [UInt8]

    /// Replaces the value behind the `place`-th separator, or bytes at a position.
    func apply(to bytes: inout [UInt8]) {
      let start: Int
      var end: Int
      if replacesValue {
        let separators = bytes.indices.filter { Self.separators.contains(bytes[$0]) }
        guard !separators.isEmpty else { return }
        start = separators[place % separators.count] + 1
        end = start
        while end < bytes.count, !Self.ends.contains(bytes[end]) { end += 1 }
      } else {
        start = place % (bytes.count + 1)
        end = min(start + removed, bytes.count)
      }
      bytes.replaceSubrange(start..<end, with: inserted)
    }

    private static let separators = Set(":,[\n".utf8)
    private static let ends = Set(",]}\n".utf8)
  }

  private var rest: ArraySlice<UInt8>

  init(_ input: ArraySlice<UInt8>) { rest = input }

  mutating func next() -> Edit? {
    guard rest.count >= 6 else { return nil }
    let head = Array(rest.prefix(6))
    let inserted = Array(rest.dropFirst(6).prefix(Int(head[5])))
    rest = rest.dropFirst(6 + inserted.count)
    return Edit(
      file: Int(head[0]), replacesValue: head[1] % 4 != 0,
      place: Int(head[2]) << 8 | Int(head[3]), removed: Int(head[4]), inserted: inserted)
  }
}

/// A folder that this process writes inputs to.
struct ScratchFolder {
  /// One that is made for this process.
  static let shared = {
    let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    let path = "\(parent)/sroc-fuzz-\(getpid())"
    if mkdir(path, 0o700) != 0 { broken("cannot make \(path)") }
    return ScratchFolder(path: path)
  }()

  let path: String

  func write(_ name: String, _ bytes: [UInt8]) {
    let file = path + "/" + name
    guard let stream = fopen(file, "wb") else { broken("cannot write \(file)") }
    fwrite(bytes, 1, bytes.count, stream)
    fclose(stream)
  }
}

private func bytes(of file: String) -> [UInt8] {
  guard let stream = fopen(file, "rb") else { broken("cannot read \(file)") }
  defer { fclose(stream) }
  var bytes: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 1 << 16)
  while case let count = fread(&buffer, 1, buffer.count, stream), count > 0 {
    bytes += buffer[..<count]
  }
  return bytes
}
