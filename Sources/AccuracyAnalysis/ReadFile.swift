import Reports

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A file's own path; for a directory, that of the `run.json` in it.
func recordPath(_ path: String) -> String {
  var status = stat()
  let isDirectory = stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  return isDirectory ? path + "/run.json" : path
}

/// The bytes of a small text file; for a directory, of the `run.json` in it.
func readFile(_ path: String) throws(AnalysisError) -> [UInt8] {
  let path = recordPath(path)
  guard let file = fopen(path, "rb") else {
    throw AnalysisError(
      .noInput, "\(SafeText.visible(path)): cannot be opened (\(String(cString: strerror(errno))))")
  }
  defer { fclose(file) }
  var bytes: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 1 << 16)
  while true {
    let count = fread(&buffer, 1, buffer.count, file)
    if count == 0 { break }
    bytes += buffer[0..<count]
    if bytes.count > 64 << 20 {
      throw AnalysisError(.badData, "\(SafeText.visible(path)): larger than any file of a run")
    }
  }
  if ferror(file) != 0 {
    throw AnalysisError(.noInput, "\(SafeText.visible(path)): cannot be read")
  }
  return bytes
}
