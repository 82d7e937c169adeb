import Drawing
import Foundation

/// The program `rsvg-convert`, which draws an SVG as a bitmap.
public enum Renderer {
  /// Where it is; nil where it is not installed.
  public static let path: String? = ["/usr/bin", "/usr/local/bin", "/opt/homebrew/bin"]
    .map { $0 + "/rsvg-convert" }.first { FileManager.default.isExecutableFile(atPath: $0) }

  /// Draws a figure.
  ///
  /// - Parameter figure: any figure.
  /// - Returns: exit code and the PNG.
  /// - Throws: where the program cannot be started or the file not be written.
  public static func png(_ figure: Figure) throws -> (status: Int32, bytes: [UInt8]) {
    guard let path else { throw CocoaError(.fileNoSuchFile) }
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("figure-\(ProcessInfo.processInfo.globallyUniqueString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let (source, target) = (
      folder.appendingPathComponent("a.svg"), folder.appendingPathComponent("a.png")
    )
    try Data(figure.file()).write(to: source)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = [source.path, "-o", target.path]
    try process.run()
    process.waitUntilExit()
    let bytes = (try? Data(contentsOf: target)).map(Array.init) ?? []
    return (process.terminationStatus, bytes)
  }

  /// Whether a PNG has the size of the figure that it shows, from its header.
  ///
  /// - Parameters:
  ///   - bytes: of the PNG.
  ///   - figure: what it should show.
  /// - Returns: true within a pixel.
  public static func hasSize(_ bytes: [UInt8], of figure: Figure) -> Bool {
    guard bytes.count > 24, bytes[1...3].elementsEqual("PNG".utf8) else { return false }
    func number(_ start: Int) -> Double {
      Double(bytes[start..<(start + 4)].reduce(0) { $0 << 8 | UInt32($1) })
    }
    return abs(number(16) - figure.width) <= 1 && abs(number(20) - figure.height) <= 1
  }
}
