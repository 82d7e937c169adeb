/// Below the doors nobody spells an option or a command: an argument has another name through another
/// door. `Messages` keeps what is said in pieces until a door spells it.
extension HouseRules {
  /// The rooms that know how their own door spells.
  static let doors: Set<String> = ["sroc"]

  /// Files whose words look like options and are none of this program's, with the reason.
  static let otherOptions = [
    "Sources/ReportPaper/ReportStyle.swift": "custom properties of CSS",
    "Sources/ProgramExport/ExportScripts.swift": "R's own option, in a script for R",
    "Sources/RunFiles/FigureFiles.swift": "options of rsvg-convert",
    "Sources/RunFiles/MissingGlyphs.swift": "an option of fc-list",
  ]

  /// Options and commands in the literals of a room that is no door.
  func spelledOptions(of file: SourceFile) -> [String] {
    guard !Self.doors.contains(file.room) else { return [] }
    return file.linesWithoutComments.enumerated().flatMap { index, line in
      let words = line.matches(of: /--[a-z][a-z-]*/).map { String($0.output) }
      let verbs =
        "fit|compare|influence|sensitivity|check|datasets|profile|diagnose|plot|report|verify"
      let commands = (try? Regex("\\bsroc (\(verbs))\\b")).map { line.matches(of: $0) } ?? []
      return (words + commands.map { String(line[$0.range]) }).map {
        "\(file.path):\(index + 1): \($0)"
      }
    }
  }
}
