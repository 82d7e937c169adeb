import AccuracyMeasures
import DatasetWords
import Documents
import Drawing
import Figures
import FitPages
import Fitting
import SpecialFunctions

extension FitResult {
  /// PPV and NPV over prevalence, at the summary point and in a new setting.
  ///
  /// - Parameter options: title, size, range of prevalence (`xRange`) and of the values (`yRange`).
  /// - Returns: one figure; none where no study observed one of the arms.
  func predictiveValueFigures(_ options: FigureOptions) -> [Figure] {
    guard unobservedMargin == nil else { return [] }
    let ratios = likelihoodRatios
    let summary = ratios.summary.predictiveCurve()
    let new = ratios.newSetting.predictiveCurve()
    let asked = prevalences.isEmpty ? [] : FigurePrevalence.all(self)
    var plot = PredictiveValuePlot(
      title: options.heading ?? "Predictive values over prevalence",
      description: predictiveSentences(asked, summary: ratios.summary),
      panels: [
        PredictiveValuePlot.Panel(
          heading: "Positive predictive value (PPV)", shortName: "PPV",
          subheading: "share with the disease among positive results",
          summary: Self.curve(summary, \.positive),
          newSetting: Self.curve(new, \.positive)),
        PredictiveValuePlot.Panel(
          heading: "Negative predictive value (NPV)", shortName: "NPV",
          subheading: "share without the disease among negative results",
          summary: Self.curve(summary, \.negative),
          newSetting: Self.curve(new, \.negative)),
      ],
      levelText: levelText)
    plot.subtitle = "\(dataset.heading) · \(dataset.counts)"
    plot.marks = asked.map(Self.mark)
    // Rare and very common diseases would crowd at the ends of an even axis.
    plot.isLogit = asked.contains { $0.value < 0.05 || $0.value > 0.95 }
    plot.domain = Self.prevalenceRange(options, asked: asked, isLogit: plot.isLogit)
    if let range = options.yRange.map({ $0.clamped(to: 0...1) }),
      range.lowerBound < range.upperBound
    {
      plot.valueDomain = range
    }
    if let width = options.width { plot.width = width }
    plot.height = options.height
    return [plot.figure()]
  }

  private static func prevalenceRange(
    _ options: FigureOptions, asked: [FigurePrevalence], isLogit: Bool
  ) -> ClosedRange<Double> {
    let smallest = min(0.001, (asked.map { min($0.value, 1 - $0.value) }.min() ?? 1) / 2)
    let whole = isLogit ? smallest...(1 - smallest) : 0...1
    guard let range = options.xRange.map({ $0.clamped(to: whole) }),
      range.lowerBound < range.upperBound
    else { return whole }
    return range
  }

  private static func curve(
    _ points: [(prevalence: Double, values: PredictiveValues)],
    _ value: KeyPath<PredictiveValues, IntervalEstimate>
  ) -> PredictiveValuePlot.Curve {
    PredictiveValuePlot.Curve(points: points.map { ($0.prevalence, $0.values[keyPath: value]) })
  }

  private static func mark(_ asked: FigurePrevalence) -> PredictiveValuePlot.Mark {
    func values(_ entries: [(name: String, estimate: IntervalEstimate)]?) -> [IntervalEstimate] {
      ["ppv", "npv"].compactMap { name in
        entries?.first { $0.name == name }?.estimate
      }
    }
    return PredictiveValuePlot.Mark(
      label: asked.label, prevalence: asked.value, summary: values(asked.report?.atSummary),
      newSetting: values(asked.report?.inNewSetting))
  }

  private func predictiveSentences(
    _ asked: [FigurePrevalence], summary: LikelihoodRatioQuantiles
  ) -> String {
    let sentences: [String]
    if asked.isEmpty {
      sentences = [0.05, 0.2, 0.5].map { prevalence in
        let values = summary.predictiveValues(prevalence: prevalence)
        return "At a prevalence of \(IntervalEstimate.percentNumber(prevalence)) %: "
          + "PPV \(values.positive.sentence(levelText, format: shareText)), "
          + "NPV \(values.negative.sentence(levelText, format: shareText))."
      }
    } else {
      sentences = asked.map(Self.mark).map { mark in
        let values = zip(["PPV", "NPV"], mark.summary).map {
          "\($0) \($1.sentence(levelText, format: shareText))"
        }
        let new = zip(["PPV", "NPV"], mark.newSetting).map {
          "\($0) \(NumberText.interval($1.lower, $1.upper, format: shareText))"
        }
        return "At a prevalence of \(mark.label): \(values.joined(separator: ", ")); "
          + "in a new setting \(new.joined(separator: ", "))."
      }
    }
    return "The positive predictive value rises with prevalence and the negative one falls. "
      + sentences.joined(separator: " ")
  }
}
