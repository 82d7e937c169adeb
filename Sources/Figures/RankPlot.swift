import Drawing
import SpecialFunctions

/// Histograms of the ranks of each chain's draws among the draws of all chains.
///
/// If the chains sample the same distribution, each histogram is flat but for chance. Source: Vehtari,
/// Gelman, Simpson, Carpenter and Bürkner (2021), "Rank-normalization, folding, and localization",
/// Bayesian Analysis 16(2), 667-718, section 4.
public struct RankPlot: Sendable {
  /// One parameter.
  public struct Row: Sendable {
    /// Name of the parameter.
    public var heading: String
    /// Counts of each chain, one a bin of ranks.
    public var chains: [[Int]]
    /// The count that is expected in a bin, with the range that most bins keep to.
    public var expected: IntervalEstimate

    /// A row.
    ///
    /// - Parameters:
    ///   - heading: name of the parameter.
    ///   - chains: counts of each chain, one a bin of ranks.
    ///   - expected: expected count of a bin with its range.
    public init(heading: String, chains: [[Int]], expected: IntervalEstimate) {
      (self.heading, self.chains, self.expected) = (heading, chains, expected)
    }
  }

  /// Name of the figure.
  public var name = "ranks"
  /// Title.
  public var title: String
  /// The data, below the title; may be empty.
  public var subtitle = ""
  /// The main numbers in sentences.
  public var description: String
  /// One row a parameter.
  public var rows: [Row]
  /// What the range of the expected counts is.
  public var bandLabel: String
  /// Sentences below.
  public var notes: [String] = []
  /// Width in CSS pixels, at least 480.
  public var width = 760.0
  /// Height in CSS pixels; what the panels need at least. Nil for their usual height.
  public var height: Double?

  /// A figure.
  ///
  /// - Parameters:
  ///   - title: what it shows.
  ///   - description: the main numbers in sentences.
  ///   - rows: one a parameter.
  ///   - bandLabel: what the range of the expected counts is.
  public init(title: String, description: String, rows: [Row], bandLabel: String) {
    (self.title, self.description, self.rows) = (title, description, rows)
    self.bandLabel = bandLabel
  }

  private static let margin = FigureHeading.margin
  private static let labelRoom = 60.0
  private static let gap = 14.0

  /// The drawing.
  public func figure() -> Figure {
    let width = max(width, 480)
    let heading = FigureHeading(title: title, subtitle: subtitle, width: width)
    let room = width - 2 * Self.margin
    let key = legend
    let fixed =
      heading.bottom + 20 + 30 + key.height(width: room) + 14
      + Self.gap * Double(rows.count)
    let total = max(
      height ?? (fixed + 62 * Double(rows.count)), fixed + 34 * Double(rows.count))
    let plotHeight = (total - fixed) / Double(max(rows.count, 1))
    var canvas = SVGCanvas(name: name, width: width, height: total)
    heading.draw(on: &canvas)
    let count = Double(max(rows.first?.chains.count ?? 1, 1))
    let plotWidth = (room - Self.labelRoom - Self.gap * (count - 1)) / count
    func left(_ chain: Int) -> Double {
      Self.margin + Self.labelRoom + Double(chain) * (plotWidth + Self.gap)
    }
    for chain in 0..<(rows.first?.chains.count ?? 0) {
      canvas.text(
        "chain \(chain + 1)", x: left(chain) + plotWidth / 2, y: heading.bottom + 11,
        size: 11, anchor: .middle, color: .muted)
    }
    var top = heading.bottom + 20
    for row in rows {
      canvas.text(row.heading, x: Self.margin, y: top + plotHeight / 2 + 4, size: 12, isBold: true)
      for (chain, counts) in row.chains.enumerated() {
        draw(
          counts, row: row, on: &canvas, left: left(chain), top: top, width: plotWidth,
          height: plotHeight)
      }
      top += plotHeight + Self.gap
    }
    canvas.text(
      "Rank among the draws of all chains, from lowest to highest",
      x: Self.margin + Self.labelRoom + (room - Self.labelRoom) / 2, y: top + 10,
      anchor: .middle)
    key.draw(on: &canvas, x: Self.margin, y: top + 28, width: room)
    return canvas.figure(title: title, description: description)
  }

  private func draw(
    _ counts: [Int], row: Row, on canvas: inout SVGCanvas, left: Double, top: Double,
    width: Double, height: Double
  ) {
    let largest = Double(row.chains.joined().max() ?? 1)
    let frame = PlotFrame(
      left: left, top: top, width: width, height: height,
      x: (.linear, (0, Double(max(counts.count, 1)))),
      y: (.linear, (0, max(largest, row.expected.upper, 1) * 1.05)))
    let band = [row.expected.lower, row.expected.upper].map { frame.vertical(max($0, 0)) }
    var outline: [(x: Double, y: Double)] = []
    for (bin, count) in counts.enumerated() {
      outline.append(frame.position(Double(bin), Double(count)))
      outline.append(frame.position(Double(bin + 1), Double(count)))
    }
    canvas.path(
      [frame.position(0, 0)] + outline + [frame.position(Double(counts.count), 0)],
      isClosed: true, .solid(.summary, opacity: 0.22))
    canvas.rectangle(
      x: left, y: band[1], width: width, height: band[0] - band[1], .solid(.muted, opacity: 0.18))
    let middle = frame.vertical(row.expected.estimate)
    canvas.line(left, middle, left + width, middle, .line(.muted, width: 0.75, dashes: [3, 2]))
    canvas.path(outline, .line(.summary))
    canvas.line(left, frame.bottom, frame.right, frame.bottom, .line(.muted, width: 0.75))
  }

  private var legend: FigureLegend {
    var legend = FigureLegend()
    legend.add("draws of the chain in a bin of ranks") { canvas, x, y in
      canvas.rectangle(x: x - 13, y: y - 4, width: 26, height: 9, .solid(.summary, opacity: 0.22))
      canvas.line(x - 13, y - 4, x + 13, y - 4, .line(.summary))
    }
    legend.add(bandLabel) { canvas, x, y in
      canvas.rectangle(x: x - 13, y: y - 6, width: 26, height: 12, .solid(.muted, opacity: 0.18))
      canvas.line(x - 13, y, x + 13, y, .line(.muted, width: 0.75, dashes: [3, 2]))
    }
    legend.notes = notes
    return legend
  }
}
