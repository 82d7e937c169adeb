import Digests
import Foundation
import Testing

@testable import Documents
@testable import Output

/// Gives the changed files of a run hashes and an id that agree again, so that a test reaches the checks
/// behind those.
///
/// - Parameters:
///   - scratch: where the run is.
///   - folder: the run's directory in it.
/// - Throws: where a file is missing or no JSON.
func seal(_ scratch: ScratchDirectory, _ folder: String) throws {
  let record = try JSONValue.parse(Array(try #require(scratch.data(folder + "/run.json"))))
  let members = try #require(record.members).filter { !["file_sha256", "id"].contains($0.0) }
  var digests: [(name: String, sha256: String)] = []
  for (name, old) in try #require(record["file_sha256"]?.members) {
    let bytes = scratch.data(folder + "/" + name).map { Array($0) }
    digests.append((name, bytes.map { SecureHash.hexDigest(of: $0) } ?? old.stringValue ?? ""))
  }
  _ = try scratch.file(folder + "/run.json", RunSeal.sealed(members, digests: digests))
}

/// All files of a folder with their content.
func contents(_ scratch: ScratchDirectory, _ folder: String) -> [String: Data] {
  var files: [String: Data] = [:]
  for name in scratch.listing(folder) { files[name] = scratch.data(folder + "/" + name) }
  return files
}
