import Documents
import Drawing
import SpecialFunctions

/// What becomes of a group of people who are tested, as 1,000 squares: a picture that a patient can read.
///
/// People with the disease stand at the left, those without at the right; wrong results stand where the
/// two groups meet. Natural frequencies are understood better than probabilities: Gigerenzer and
/// Hoffrage (1995), "How to improve Bayesian reasoning without instruction", Psychological Review 102,
/// 684-704.
public struct NaturalFrequencyPlot: Sendable {
  /// One of the four groups.
  public struct Group: Sendable, Equatable {
    /// People of this kind among those tested, a whole number, with the interval.
    public var people: IntervalEstimate
    /// The interval in a new setting; nil where it is not shown.
    public var newSetting: IntervalEstimate?
    /// Its squares, 0 to 1,000.
    public var squares: Int

    /// A group.
    ///
    /// - Parameters:
    ///   - people: among those tested, a whole number, with the interval.
    ///   - newSetting: the same in a new setting.
    ///   - squares: of the 1,000.
    public init(people: IntervalEstimate, newSetting: IntervalEstimate?, squares: Int) {
      (self.people, self.newSetting) = (people, newSetting)
      self.squares = squares
    }
  }

  /// Name of the figure.
  public var name = "natural-frequencies"
  /// Title.
  public var title: String
  /// The data, below the title; may be empty.
  public var subtitle = ""
  /// The main numbers in sentences.
  public var description: String
  /// With the disease and a positive result.
  public var found: Group
  /// With the disease and a negative result.
  public var missed: Group
  /// Without the disease and with a positive result.
  public var falseAlarms: Group
  /// Without the disease and with a negative result.
  public var cleared: Group
  /// The interval's probability, as `95 %`.
  public var levelText: String
  /// Sentences below.
  public var notes: [String] = []
  /// Width in CSS pixels, at least 660.
  public var width = 680.0

  /// A picture.
  ///
  /// - Parameters:
  ///   - title: what it shows.
  ///   - description: the main numbers in sentences.
  ///   - found: with the disease and a positive result.
  ///   - missed: with the disease and a negative result.
  ///   - falseAlarms: without the disease and with a positive result.
  ///   - cleared: without the disease and with a negative result.
  ///   - levelText: the interval's probability, as `95 %`.
  public init(
    title: String, description: String, found: Group, missed: Group, falseAlarms: Group,
    cleared: Group, levelText: String
  ) {
    (self.title, self.description) = (title, description)
    (self.found, self.missed, self.falseAlarms) = (found, missed, falseAlarms)
    (self.cleared, self.levelText) = (cleared, levelText)
  }

  private static let margin = FigureHeading.margin
  private static let rows = 20

  /// The drawing.
  public func figure() -> Figure {
    let width = max(width, 660, neededWidth)
    let heading = FigureHeading(title: title, subtitle: subtitle, width: width)
    let groups = columns(
      found.squares + missed.squares, falseAlarms.squares + cleared.squares)
    let gap = groups.diseased > 0 && groups.healthy > 0 ? 18.0 : 0
    let room = width - 2 * Self.margin - gap
    let cell = (room / Double(groups.diseased + groups.healthy)).rounded(.down)
    let side = (cell * 0.72).rounded()
    let blockTop = heading.bottom + 26
    let blockHeight = cell * Double(Self.rows)
    let noteLines = notes.flatMap {
      TextMetrics.lines($0, room: width - 2 * Self.margin, size: 11)
    }
    let textTop = blockTop + blockHeight + 26
    let hasNew = found.newSetting != nil
    let height =
      textTop + (hasNew ? 104 : 88) + (noteLines.isEmpty ? 0 : 14 * Double(noteLines.count) + 8)
    var canvas = SVGCanvas(name: name, width: width, height: height)
    heading.draw(on: &canvas)
    let right = Self.margin + cell * Double(groups.diseased) + gap
    headings(
      on: &canvas, y: blockTop - 10,
      right: right + cell * Double(groups.healthy) - (cell - side))
    block(
      [(found.squares, .found), (missed.squares, .missed)], on: &canvas, left: Self.margin,
      top: blockTop, cell: cell, side: side)
    block(
      [(falseAlarms.squares, .falseAlarm), (cleared.squares, .cleared)], on: &canvas, left: right,
      top: blockTop, cell: cell, side: side)
    texts(on: &canvas, top: textTop, width: width, side: side)
    for (index, line) in noteLines.enumerated() {
      canvas.text(
        line, x: Self.margin, y: height - 12 - 14 * Double(noteLines.count - 1 - index),
        size: 11, color: .muted)
    }
    return canvas.figure(title: title, description: description)
  }

  private func columns(_ diseased: Int, _ healthy: Int) -> (diseased: Int, healthy: Int) {
    ((diseased + Self.rows - 1) / Self.rows, (healthy + Self.rows - 1) / Self.rows)
  }

  private func headings(on canvas: inout SVGCanvas, y: Double, right: Double) {
    let diseased = found.people.estimate + missed.people.estimate
    let healthy = falseAlarms.people.estimate + cleared.people.estimate
    canvas.text(
      "\(Self.people(diseased)) with the disease", x: Self.margin, y: y, size: 12,
      isBold: true)
    canvas.text(
      "\(Self.people(healthy)) without the disease", x: right, y: y,
      size: 12, anchor: .end, isBold: true)
  }

  /// How the squares of a group look; a false alarm is hollow.
  private enum Look {
    case found, missed, falseAlarm, cleared

    var fill: SVGCanvas.Paint {
      switch self {
      case .found: .solid(.summary)
      case .missed, .falseAlarm: .solid(.falseResult)
      case .cleared: .solid(.study, opacity: 0.45)
      }
    }
  }

  /// Squares column by column, from the top. A run of squares is one dashed line, which keeps the file
  /// small; a false alarm has a light centre.
  private func block(
    _ groups: [(count: Int, look: Look)], on canvas: inout SVGCanvas, left: Double, top: Double,
    cell: Double, side: Double
  ) {
    var index = 0
    for group in groups {
      let end = index + group.count
      while index < end {
        let (column, row) = index.quotientAndRemainder(dividingBy: Self.rows)
        let run = min(end - index, Self.rows - row)
        let x = left + cell * Double(column) + side / 2
        let y = top + cell * Double(row)
        stack(run, x: x, y: y, cell: cell, side: side, paint: group.look.fill, on: &canvas)
        if group.look == .falseAlarm {
          let inner = max(side - 4, 1)
          stack(
            run, x: x, y: y + (side - inner) / 2, cell: cell, side: inner, paint: .solid(.paper),
            on: &canvas)
        }
        index += run
      }
    }
  }

  private func stack(
    _ count: Int, x: Double, y: Double, cell: Double, side: Double, paint: SVGCanvas.Paint,
    on canvas: inout SVGCanvas
  ) {
    let length = cell * Double(count - 1) + side
    canvas.line(
      x, y, x, y + length,
      .line(
        paint.fill ?? .ink, width: side, dashes: [side, cell - side],
        opacity: paint.fillOpacity))
  }

  private func texts(on canvas: inout SVGCanvas, top: Double, width: Double, side: Double) {
    let column = (width - 2 * Self.margin) / 4
    let entries: [(Group, Look, String, String)] = [
      (found, .found, "found", "disease, positive test"),
      (missed, .missed, "missed", "disease, negative test"),
      (falseAlarms, .falseAlarm, "false alarms", "no disease, positive test"),
      (cleared, .cleared, "cleared", "no disease, negative test"),
    ]
    for (index, (group, look, name, meaning)) in entries.enumerated() {
      let x = Self.margin + column * Double(index)
      block([(1, look)], on: &canvas, left: x, top: top, cell: 13, side: 11)
      canvas.text(
        Self.people(group.people.estimate), x: x + 18, y: top + 13, size: 20, isBold: true)
      canvas.text(name, x: x, y: top + 32, size: 12, isBold: true)
      canvas.text(meaning, x: x, y: top + 47, size: 11, color: .muted)
      for (row, line) in lines(group).enumerated() {
        canvas.text(
          line, x: x, y: top + 64 + 16 * Double(row), size: 11,
          color: row == 0 ? .ink : .prediction)
      }
    }
  }

  /// Whole people, with a comma between thousands.
  private static func people(_ value: Double) -> String {
    NumberText.count(Int(value.rounded()))
  }

  /// The lines below a group's number.
  private func lines(_ group: Group) -> [String] {
    ["\(levelText): \(Self.range(group.people))"]
      + (group.newSetting.map { ["new setting: \(Self.range($0))"] } ?? [])
  }

  /// Width at which numbers of millions fit beside each other.
  private var neededWidth: Double {
    let widest = [found, missed, falseAlarms, cleared].flatMap(lines)
      .map { TextMetrics.width($0, size: 11) }.max()
    return 4 * ((widest ?? 0) + 8) + 2 * Self.margin
  }

  private static func range(_ interval: IntervalEstimate) -> String {
    NumberText.interval(interval.lower, interval.upper, format: people)
  }
}
