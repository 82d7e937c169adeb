import Concurrency
import Documents
import Drawing
import Messages
import Output
import Requests

/// How a figure is written to a file.
public enum FigureFormat: String, CaseIterable, Sendable {
  /// Vector graphics for the web and for further work; written by this program.
  case svg
  /// Vector graphics for print; made by rsvg-convert.
  case pdf
  /// Pixels; made by rsvg-convert.
  case png

  /// The format that a file's name asks for.
  ///
  /// - Parameter path: ends in `.svg`, `.pdf` or `.png`, in any case.
  /// - Throws: `AnalysisError` with code `.usage` for another ending.
  public init(path: String) throws(AnalysisError) {
    let ending = path.split(separator: "/").last?.split(separator: ".").dropFirst().last ?? ""
    guard let format = FigureFormat(rawValue: ending.lowercased()) else {
      throw AnalysisError(
        .usage,
        "\(argument: .out) \(SafeText.visible(path)): the name must end in .svg, .pdf or .png")
    }
    self = format
  }

  /// Whether a file that begins with these bytes is of this format.
  fileprivate func isFormat(of bytes: [UInt8]) -> Bool {
    switch self {
    case .svg: String(decoding: bytes, as: UTF8.self).contains("<svg")
    case .pdf: bytes.starts(with: Array("%PDF".utf8))
    case .png: bytes.starts(with: [0x89, 0x50, 0x4E, 0x47])
    }
  }
}

/// A file for figures, with the program that makes it.
public struct FigureFile: Sendable {
  private let path: String
  private let format: FigureFormat
  private let force: Bool
  private let dotsPerInch: Double
  private let converter: ExternalProgram?

  /// A file, refused at once where it could not be written.
  ///
  /// - Parameters:
  ///   - path: ends in `.svg`, `.pdf` or `.png`.
  ///   - force: replace a file that is no figure of this format.
  ///   - dotsPerInch: of PNG.
  /// - Throws: `AnalysisError` 64 for another ending, 73 where rsvg-convert is missing; `OutputError`
  ///   where the file cannot be written or is something else.
  public init(path: String, force: Bool, dotsPerInch: Double) throws {
    format = try FigureFormat(path: path)
    self.path = path
    self.force = force
    self.dotsPerInch = dotsPerInch
    let format = format
    try OutputFiles.check(path, force: force) { format.isFormat(of: $0) }
    converter = format == .svg ? nil : ExternalProgram(named: "rsvg-convert")
    if format != .svg, converter == nil {
      throw AnalysisError(
        .cannotWrite,
        "cannot write \(SafeText.visible(path)): \(format.rawValue.uppercased()) needs the program "
          + "rsvg-convert, which is not installed (Debian: librsvg2-bin, macOS: librsvg); SVG works "
          + "without")
    }
  }

  /// Writes figures: a PDF with one page each; of SVG and PNG the first under the file's own name, the
  /// others with `-2`, `-3` and so on before its ending.
  ///
  /// - Parameter figures: at least one.
  /// - Returns: the files, all of which are complete.
  /// - Throws: `OutputError`, or `WorkCancelled` where the work was cancelled; no file is left then.
  public func write(_ figures: [Figure]) throws -> [String] {
    let output = OutputFiles()
    var paths = [path]
    switch format {
    case .pdf:
      let pages = try figures.map { try output.writeScratch($0.file(), beside: path) }
      try convert(pages, to: try output.stage(path), options: [])
    case .svg, .png:
      paths = figures.indices.map(numbered)
      for other in paths.dropFirst() {
        try OutputFiles.check(other, force: force) { format.isFormat(of: $0) }
      }
      for (figure, target) in zip(figures, paths) {
        if format == .svg {
          try output.write(target, bytes: figure.file())
        } else {
          // A figure's unit is a CSS pixel, 96 of which are an inch.
          let page = try output.writeScratch(figure.file(), beside: target)
          try convert([page], to: try output.stage(target), options: ["--zoom=\(dotsPerInch / 96)"])
        }
        try Cancellation.check()
      }
    }
    try Cancellation.check()
    try output.commit()
    return paths
  }

  /// What a reader of the written files would miss: characters for which the program that draws PDF and
  /// PNG has no font.
  ///
  /// - Parameter figures: those to be written.
  /// - Returns: one sentence; nil for SVG, whose reader has fonts of its own, and where nothing is
  ///   missing.
  public func warning(_ figures: [Figure]) -> String? {
    converter == nil ? nil : MissingGlyphs.warning(MissingGlyphs.characters(of: figures))
  }

  private func numbered(_ index: Int) -> String {
    guard index > 0, let dot = path.lastIndex(of: ".") else { return path }
    return path[..<dot] + "-\(index + 1)" + path[dot...]
  }

  private func convert(_ pages: [String], to target: String, options: [String]) throws {
    guard let converter else { return }
    let arguments = ["--format=\(format.rawValue)", "--output=\(target)"] + options + pages
    let code = converter.run(arguments) { Cancellation.isRequested }
    try Cancellation.check()
    guard code == 0 else {
      throw AnalysisError(
        .cannotWrite, "cannot write \(SafeText.visible(path)): rsvg-convert ended with code \(code)"
      )
    }
  }
}
