import AccuracyData
import AccuracyMeasures
import Comparison
import DatasetWords
import Documents
import Drawing
import Figures
import Fitting
import SpecialFunctions

extension FitResult {
  /// The SROC plane; none without the studies' posteriors, which a fit in full detail has, and none where
  /// no study observed one of the arms.
  package func planeFigures(_ options: FigureOptions) -> [Figure] {
    guard !studies.isEmpty, unobservedMargin == nil else { return [] }
    var plane = SROCPlane(groups: [planeGroup(options)])
    plane.subtitle = "\(dataset.heading) · \(dataset.studyCount)"
    plane.level = self.options.level
    plane.emphasis = emphasis
    plane.notes = planeNotes
    if options.usesHighestDensity {
      plane.notes.append("The regions are the smallest that hold their share of the draws.")
    }
    if options.showsPrior, let region = priorOutline {
      plane.groups[0].regions.insert(region, at: 0)
    }
    if options.showsFrequentist, let estimate = maximumLikelihoodComparison {
      plane.comparisons.append(estimate)
    }
    plane.comparisons += options.published.compactMap {
      SROCPlane.Comparison($0, level: self.options.level)
    }
    plane.description = joined(
      [
        "Sensitivity against specificity of \(dataset.studyCount).", summarySentences,
        curveSentence, oneArmSentence,
      ] + plane.notes)
    return [plane.with(options).figure()]
  }

  /// The studies, the summary point, the regions and the curve.
  func planeGroup(_ options: FigureOptions, label: String = "") -> SROCPlane.Group {
    let rows = studies.map { report in
      SROCPlane.Study(
        label: SafeText.visible(report.study.label),
        sensitivity: observed(report.arms[0]), specificity: observed(report.arms[1]),
        participants: (report.study.diseased?.total ?? 0) + (report.study.nondiseased?.total ?? 0))
    }
    var summary: SROCPlane.Point?
    if let sensitivity = interval("sensitivity"), let specificity = interval("specificity") {
      summary = SROCPlane.Point(
        specificity: specificity.estimate, sensitivity: sensitivity.estimate)
    }
    return SROCPlane.Group(
      label: label, studies: rows, summary: summary, regions: planeRegions(options),
      curve: planeCurve(options), size: dataset.studyCount)
  }

  private func planeRegions(_ options: FigureOptions) -> [SROCPlane.Region] {
    let kinds: [String: SROCPlane.Region.Kind] = [
      "credible": .credible, "prediction": .prediction,
    ]
    let choice = options.regions ?? .both
    if options.usesHighestDensity {
      return densityRegions.filter { choice.shows($0.kind) }.compactMap { name, region in
        kinds[name].map {
          SROCPlane.Region(
            kind: $0, level: region.level, outlines: region.polygons.map(planePoints))
        }
      }
    }
    return regions.filter { choice.shows($0.kind) }.compactMap { name, region in
      kinds[name].map {
        SROCPlane.Region(
          kind: $0, level: region.level, outlines: [planePoints(region.polygon)])
      }
    }
  }

  /// The place of a study that observed both arms.
  func planePoint(_ report: StudyReport) -> SROCPlane.Point? {
    guard let sensitivity = report.arms[0].observed, let specificity = report.arms[1].observed
    else { return nil }
    return SROCPlane.Point(specificity: specificity, sensitivity: sensitivity)
  }

  private func observed(_ arm: StudyArmReport) -> IntervalEstimate? {
    guard let observed = arm.observed, let lower = arm.lower, let upper = arm.upper else {
      return nil
    }
    return IntervalEstimate(estimate: observed, lower: lower, upper: upper)
  }

  private func planeCurve(_ options: FigureOptions) -> SROCPlane.Curve? {
    guard drawsCurve, let curve else { return nil }
    let nodes = curve.points.map {
      SROCPlane.Curve.Node(
        specificity: 1 - $0.falsePositiveRate,
        pointwise: $0.pointwise,
        simultaneous: ($0.simultaneousLower, $0.simultaneousUpper))
    }
    return SROCPlane.Curve(
      nodes: nodes,
      continuations: options.showsExtrapolation || self.options.extrapolates
        ? continuations(of: curve).map { points in
          points.map {
            SROCPlane.Point(specificity: 1 - $0.falsePositiveRate, sensitivity: $0.median)
          }
        } : [])
  }

  /// What stands in front: a summary point needs one threshold, a curve several (Cochrane Handbook for
  /// Systematic Reviews of Diagnostic Test Accuracy, chapter 9).
  package var emphasis: SROCPlane.Emphasis {
    switch options.threshold {
    case .common: .point
    case .varies: drawsCurve ? .curve : .both
    case .unknown: .both
    }
  }

  private var curveSentence: String {
    guard drawsCurve, let first = curve?.points.first, let last = curve?.points.last else {
      return ""
    }
    return "The SROC curve runs from sensitivity \(shareText(first.median)) at specificity "
      + "\(shareText(1 - first.falsePositiveRate)) to \(shareText(last.median)) at "
      + "\(shareText(1 - last.falsePositiveRate)), the range that the studies observed."
  }

  /// What a reader must know before reading point or curve.
  var planeNotes: [String] {
    var notes: [String] = []
    if hasFewStudies {
      notes.append(
        "With \(dataset.studyCount) no curve is drawn: its slope would come from the prior.")
    } else if contradictsTradeOff {
      notes.append(contradictedTradeOffText)
    } else if tradeOff == .open, drawsCurve {
      notes.append(openTradeOffText)
    }
    switch options.threshold {
    case .common: notes.append("The studies shared a threshold: the point is the summary.")
    case .varies:
      notes.append(
        drawsCurve
          ? "Thresholds vary between studies: the curve is the summary, not the point."
          : "Thresholds vary between studies: the point stands for no one threshold.")
    case .unknown:
      if drawsCurve {
        notes.append(
          "The point is meaningful if the studies shared a threshold, the curve if thresholds "
            + "vary; here that is not known.")
      }
    }
    return notes
  }
}

/// An outline as points of the plane.
func planePoints(
  _ polygon: [(falsePositiveRate: Double, sensitivity: Double)]
) -> [SROCPlane.Point] {
  polygon.map {
    SROCPlane.Point(specificity: 1 - $0.falsePositiveRate, sensitivity: $0.sensitivity)
  }
}

extension SROCPlane {
  /// The plane with what a reader asked for.
  package func with(_ options: FigureOptions) -> SROCPlane {
    var plane = self
    if let title = options.title { plane.title = SafeText.visible(title) }
    plane.width = options.width
    plane.height = options.height
    plane.marks = options.studyMarks
    if let range = options.xRange { plane.specificityRange = range }
    if let range = options.yRange { plane.sensitivityRange = range }
    return plane
  }
}
