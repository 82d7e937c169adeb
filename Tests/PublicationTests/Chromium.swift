import Foundation
import Testing

/// A browser without a window.
enum Chromium {
  /// Where it is; nil where none is installed.
  static let path: String? = {
    let folders = ["/usr/bin", "/usr/local/bin", "/opt/homebrew/bin"]
    let names = ["chromium", "chromium-browser", "google-chrome"]
    return folders.flatMap { folder in names.map { "\(folder)/\($0)" } }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }()

  /// What the tests of reports say where they cannot run.
  static let missing: Comment =
    "skipped: no Chromium in the usual folders (Debian: apt-get install chromium)"

  /// What one visit found.
  struct Visit {
    /// The document after its scripts have run.
    var document: String
    /// Lines of the page's console.
    var console: [String]
    /// Addresses that a page, not the browser itself, asked the network for.
    var requests: [String]
  }

  /// Opens a file from disk, without a network, and waits until its timers are done.
  ///
  /// - Parameters:
  ///   - file: an HTML file, which may read files beside it.
  ///   - folder: for the browser's profile and log.
  /// - Returns: what happened.
  /// - Throws: where the browser cannot be started.
  static func visit(_ file: URL, folder: URL) throws -> Visit {
    let path = try #require(path)
    let log = folder.appendingPathComponent("network.json")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = [
      "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run",
      "--disable-background-networking", "--disable-component-update", "--disable-sync",
      "--host-resolver-rules=MAP * ~NOTFOUND", "--allow-file-access-from-files",
      "--user-data-dir=\(folder.appendingPathComponent("profile").path)",
      "--enable-logging=stderr", "--log-net-log=\(log.path)", "--window-size=1280,900",
      "--virtual-time-budget=10000", "--dump-dom", file.absoluteString,
    ]
    let (output, errors) = (
      folder.appendingPathComponent("document"), folder.appendingPathComponent("messages")
    )
    for target in [output, errors] { try Data().write(to: target) }
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: errors)
    process.standardInput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    func text(_ url: URL) -> String {
      (try? Data(contentsOf: url)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
    return Visit(
      document: text(output),
      console: text(errors).split(separator: "\n").filter { $0.contains(":CONSOLE") }
        .map(String.init),
      requests: pageRequests(text(log)))
  }

  /// The requests of the network log that have a page as initiator; those of the browser itself have
  /// none. A log cut off at its end is read line by line, one event each.
  private static func pageRequests(_ log: String) -> [String] {
    log.split(separator: "\n").filter {
      $0.contains("\"initiator\":") && !$0.contains("\"initiator\":\"not an origin\"")
        && $0.contains("\"url\":\"http")
    }.map(String.init)
  }
}
