/// A key of a figure: samples with their labels, in columns, and notes below.
///
/// It stands beside or below a plot and never covers data.
package struct FigureLegend: Sendable {
  /// One sample with its label.
  struct Entry: Sendable {
    /// What it stands for.
    package var label: String
    /// The text that `label` was cut from, if it was.
    package var fullLabel: String?
    /// Draws the sample, of at most `sampleWidth` by 14, centred on a point.
    package var sample: @Sendable (inout SVGCanvas, _ x: Double, _ y: Double) -> Void
  }

  static let sampleWidth = 30.0
  package static let size = 11.0
  package static let rowHeight = 18.0
  static let lineHeight = 14.0
  private static let labelOffset = sampleWidth + 8
  private static let columnGap = 20.0

  var entries: [Entry] = []
  /// Sentences below the samples.
  package var notes: [String] = []

  package init() {}

  package mutating func add(
    _ label: String, sample: @escaping @Sendable (inout SVGCanvas, Double, Double) -> Void
  ) {
    entries.append(Entry(label: label, sample: sample))
  }

  /// Adds an entry whose label comes from the data and was cut to its room.
  package mutating func add(
    _ shown: String, fullLabel: String,
    sample: @escaping @Sendable (inout SVGCanvas, Double, Double) -> Void
  ) {
    entries.append(Entry(label: shown, fullLabel: fullLabel, sample: sample))
  }

  /// Labels from the data, each with its suffix, cut so that different ones stay different.
  ///
  /// - Parameters:
  ///   - labels: any texts, and what follows each.
  ///   - room: width of an entry.
  /// - Returns: what to show.
  package static func cut(_ labels: [(text: String, suffix: String)], room: Double) -> [String] {
    let longest = labels.map { TextMetrics.width($0.suffix, size: size) }.max() ?? 0
    let cut = TextMetrics.fitted(
      names: labels.map(\.text), room: room - labelOffset - longest, size: size)
    return zip(cut, labels).map { $0 + $1.suffix }
  }

  /// Height that the key takes at a width.
  package func height(width: Double) -> Double {
    let layout = Layout(self, width: width)
    return layout.entriesHeight + layout.notesHeight
  }

  /// Draws the key.
  ///
  /// - Parameters:
  ///   - canvas: where to.
  ///   - x: left edge.
  ///   - y: upper edge.
  ///   - width: room.
  package func draw(on canvas: inout SVGCanvas, x: Double, y: Double, width: Double) {
    let layout = Layout(self, width: width)
    var (left, index) = (x, 0)
    for columnWidth in layout.columnWidths {
      var top = y
      for _ in 0..<min(layout.rows, entries.count - index) {
        let entry = entries[index]
        let lines = layout.labels[index]
        entry.sample(&canvas, left + Self.sampleWidth / 2, top + Self.rowHeight / 2)
        for (k, line) in lines.enumerated() {
          canvas.text(
            line, x: left + Self.labelOffset,
            y: top + Self.rowHeight / 2 + 4 + Double(k) * Self.lineHeight, size: Self.size,
            fullText: entry.fullLabel)
        }
        top += layout.height(ofEntry: index)
        index += 1
      }
      left += columnWidth + Self.columnGap
    }
    var baseline = y + layout.entriesHeight + (entries.isEmpty ? 10 : 18)
    for line in layout.notes {
      canvas.text(line, x: x, y: baseline, size: Self.size, color: .muted)
      baseline += Self.lineHeight
    }
  }

  private struct Layout {
    var columnWidths: [Double]
    var rows: Int
    var labels: [[String]]
    var notes: [String]

    init(_ legend: FigureLegend, width: Double) {
      let widths = legend.entries.map {
        labelOffset + TextMetrics.width($0.label, size: size)
      }
      labels = legend.entries.map { [$0.label] }
      notes = legend.notes.flatMap { TextMetrics.lines($0, room: width, size: size) }
      rows = widths.count
      columnWidths = widths.isEmpty ? [] : [width]
      for count in stride(from: min(4, widths.count), to: 0, by: -1) {
        let perColumn = (widths.count + count - 1) / count
        let columns = stride(from: 0, to: widths.count, by: perColumn).map {
          widths[$0..<min($0 + perColumn, widths.count)].max() ?? 0
        }
        let needed = columns.reduce(0, +) + columnGap * Double(columns.count - 1)
        if needed <= width {
          (columnWidths, rows) = (columns, perColumn)
          return
        }
      }
      labels = legend.entries.map {
        TextMetrics.lines($0.label, room: max(width - labelOffset, 20), size: size)
      }
    }

    func height(ofEntry index: Int) -> Double {
      rowHeight + Double(max(labels[index].count, 1) - 1) * lineHeight
    }

    var entriesHeight: Double {
      var highest = 0.0
      for first in stride(from: 0, to: labels.count, by: max(rows, 1)) {
        let column = first..<min(first + rows, labels.count)
        highest = max(highest, column.reduce(0) { $0 + height(ofEntry: $1) })
      }
      return highest
    }

    var notesHeight: Double {
      notes.isEmpty ? 0 : 14 + Double(notes.count) * lineHeight
    }
  }
}
