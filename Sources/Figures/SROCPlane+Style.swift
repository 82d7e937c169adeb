import Drawing

extension SROCPlane {
  /// How one group is told apart.
  package struct Style: Sendable {
    package var mark: PlotMark
    package var studies: FigureColor
    package var summary: FigureColor
    package var prediction: FigureColor
    package var curve: FigureColor
    /// Pattern of curve and credible region.
    package var dashes: [Double]
    /// Whether its summary is drawn as an outline.
    package var isHollow = false

    /// How a mark of the summary is painted.
    package func paint(_ outline: FigureColor, isSolid: Bool) -> SVGCanvas.Paint {
      isHollow
        ? SVGCanvas.Paint(fill: .paper, stroke: summary, width: 1.6)
        : SVGCanvas.Paint(fill: summary, stroke: isSolid ? nil : outline, width: 1.2)
    }
  }

  /// A single group has a colour for each thing that is drawn; of several each has one colour for all.
  package func style(_ index: Int) -> Style {
    guard groups.count > 1 else {
      return Style(
        mark: .circle, studies: .study, summary: .summary, prediction: .prediction, curve: .curve,
        dashes: [])
    }
    return Self.groupStyle(index)
  }

  /// The style of one of several groups, in this and in other figures.
  ///
  /// - Parameter index: the place of the group.
  /// - Returns: six colours with a mark each; the marks of the next six are hollow.
  package static func groupStyle(_ index: Int) -> Style {
    let colors: [FigureColor] = [.summary, .prediction, .curve, .prior, .frequentist, .ink]
    let patterns: [[Double]] = [[], [7, 3], [2, 2.5], [9, 3, 2, 3], [12, 4]]
    let color = colors[index % colors.count]
    return Style(
      mark: PlotMark.allCases[index % PlotMark.allCases.count], studies: color, summary: color,
      prediction: color, curve: color, dashes: patterns[index % patterns.count],
      isHollow: index / colors.count % 2 == 1)
  }

  /// More groups than can be told apart where each fills its region and all studies stand out.
  var isCrowded: Bool { groups.count > 4 }

  /// Crosshairs clutter a plane of many studies.
  var drawnMarks: StudyMarks {
    if groups.count > 1 { return .circles }
    return marks ?? ((groups.first?.studies.count ?? 0) <= 20 ? .crosshairs : .circles)
  }

  /// Participants of the largest study.
  var largestStudy: Int {
    groups.flatMap(\.studies).map(\.participants).max() ?? 0
  }

  /// Radius of a circle whose area stands for participants.
  package func radius(participants: Int) -> Double {
    let largest = groups.count > 1 ? (isCrowded ? 5.0 : 7.0) : 11.0
    guard largestStudy > 0 else { return 2 }
    return max(1.6, largest * (Double(participants) / Double(largestStudy)).squareRoot())
  }

  /// Two round numbers of participants for the key, the smaller first.
  var keySizes: [Int] {
    func roundedDown(_ value: Double) -> Int {
      guard value >= 1 else { return 1 }
      var power = 1.0
      while power * 10 <= value { power *= 10 }
      let step = [5.0, 2, 1].first { $0 * power <= value } ?? 1
      return Int(step * power)
    }
    let large = roundedDown(Double(largestStudy))
    let small = roundedDown(Double(large) / 8)
    return small < large ? [small, large] : [large]
  }

  /// The pattern that marks everything about a new study.
  static let predictionDashes = [6.0, 3.5]

  package func paint(_ kind: Region.Kind, style: Style, isLargest: Bool) -> SVGCanvas.Paint {
    let faded = emphasis == .curve && groups.count == 1
    let width = isLargest ? 1.5 : 1.0
    switch kind {
    case .credible:
      return SVGCanvas.Paint(
        fill: isCrowded ? nil : style.summary, fillOpacity: faded ? 0.08 : 0.14,
        stroke: style.summary, width: width,
        dashes: style.dashes)
    case .prediction:
      return SVGCanvas.Paint(
        fill: groups.count == 1 ? style.prediction : nil, fillOpacity: 0.05,
        stroke: style.prediction, width: groups.count == 1 ? width - 0.2 : 0.9,
        dashes: groups.count == 1 ? Self.predictionDashes : [1, 3])
    case .prior:
      return .line(.prior, width: 1.1, dashes: [8, 3, 1.5, 3])
    }
  }

  var curveWidth: Double {
    switch emphasis {
    case .curve: 2.4
    case .both: 1.7
    case .point: 1.1
    }
  }

  var summaryRadius: Double {
    switch emphasis {
    case .curve: 4
    case .both: 5
    case .point: 6
    }
  }
}
