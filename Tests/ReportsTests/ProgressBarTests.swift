import Testing

@testable import Documents
@testable import Output

@Suite("Progress bar")
struct ProgressBarTests {
  /// What a terminal would receive, and a clock that the test moves.
  private final class Recorder {
    var output: [String] = []
    var now = ContinuousClock().now
  }

  private static let erasure = "\r\u{1B}[2K"

  private static func bar(_ recorder: Recorder, isEnabled: Bool = true) -> ProgressBar {
    ProgressBar(
      isEnabled: isEnabled, columns: 60, clock: { recorder.now },
      sink: { recorder.output.append($0) })
  }

  @Test("drawn at most ten times a second, erased at the end")
  func rate() {
    let recorder = Recorder()
    do {
      var bar = Self.bar(recorder)
      for step in 0..<1000 {
        bar.update(share: Double(step) / 1000, label: "sampling")
        recorder.now += .milliseconds(1)
      }
    }
    #expect(recorder.output.count == 11)
    #expect(recorder.output.last == Self.erasure)
    #expect(recorder.output.allSatisfy { $0.hasPrefix(Self.erasure) })
    #expect(recorder.output[5].contains("50 %  sampling"))
  }

  @Test("erasing is done once, and the bar may come back")
  func erase() {
    let recorder = Recorder()
    do {
      var bar = Self.bar(recorder)
      bar.erase()
      #expect(recorder.output.isEmpty)
      bar.update(share: 0.5, label: "a")
      bar.erase()
      bar.erase()
      #expect(recorder.output.count == 2)
      bar.update(share: 0.6, label: "b")
      bar.erase()
    }
    #expect(recorder.output.count == 4)
    #expect(recorder.output.last == Self.erasure)
  }

  @Test("silent where it is not wanted or there is no terminal")
  func silent() {
    let recorder = Recorder()
    do {
      var bar = Self.bar(recorder, isEnabled: false)
      bar.update(share: 0.5, label: "a")
      bar.erase()
    }
    #expect(recorder.output.isEmpty)
    let isDrawn = ProgressBar(isWanted: false).isEnabled
    #expect(!isDrawn)
  }

  @Test("never wider than the terminal, at any share and width")
  func width() {
    for columns in 1...120 {
      for share in [-1, 0, 0.37, 1, 2, .nan, .infinity] as [Double] {
        let line = ProgressBar.line(share: share, label: "漢字 \u{1B}[2J sampling", columns: columns)
        #expect(DisplayWidth.columns(of: line) <= max(1, columns - 1))
        #expect(!line.contains("\u{1B}"))
      }
    }
    let full = ProgressBar.line(share: 1, label: "", columns: 80)
    #expect(full.hasPrefix(String(repeating: "█", count: 40) + " 100 %"))
    #expect(ProgressBar.line(share: 0, label: "x", columns: 80).contains("░░░   0 %  x"))
  }
}
