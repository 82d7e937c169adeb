import Drawing
import Figures
import Foundation
import SpecialFunctions

/// Figures from made-up numbers, for the tests of their layout.
enum MadeUpFigures {
  static let long = String(repeating: "A very long title <b>&\"quoted\"</b> 🧪 شعاع ", count: 12)

  /// A normal density as a curve.
  static func bell(mean: Double, sd: Double, over range: ClosedRange<Double>)
    -> [(x: Double, density: Double)]
  {
    (0...80).map { step in
      let x = range.lowerBound + Double(step) / 80 * (range.upperBound - range.lowerBound)
      let z = (x - mean) / sd
      return (x, exp(-0.5 * z * z) / (sd * (2 * Double.pi).squareRoot()))
    }
  }

  static func densities(title: String, width: Double, height: Double?) -> Figure {
    func panel(_ heading: String, _ domain: ClosedRange<Double>, label: String)
      -> DensityPlot.Panel
    {
      let middle = (domain.lowerBound + domain.upperBound) / 2
      let sd = (domain.upperBound - domain.lowerBound) / 8
      var panel = DensityPlot.Panel(
        heading: heading, domain: domain, posterior: bell(mean: middle, sd: sd, over: domain),
        interval: IntervalEstimate(estimate: middle, lower: middle - 2 * sd, upper: middle + 2 * sd)
      )
      panel.prior = bell(mean: middle, sd: 3 * sd, over: domain)
      panel.lines = [
        "2.51 (1.98-3.11), as sensitivity 0.92 (0.88-0.96)", "differs from its prior by 62 %",
      ]
      panel.footnote = "prior pc_correlation(-0.1, 0.5, -0.95, 0.05)"
      panel.probabilityLabel = label
      return panel
    }
    var plot = DensityPlot(
      title: title, description: "Densities.",
      rows: [
        [
          panel("Mean logit sensitivity (mu_se)", -0.3...9.7, label: "as sensitivity"),
          panel("Mean logit specificity (mu_sp)", 3.0001...3.0002, label: "as specificity"),
        ],
        [
          panel("SD of sensitivity (tau_se)", 0...1234, label: ""),
          panel("SD of specificity (tau_sp)", 0...0.02, label: ""),
          panel("Correlation (rho)", -1...1, label: ""),
        ],
      ], intervalLabel: "95 % credible interval")
    plot.subtitle = title
    plot.notes = [title]
    (plot.width, plot.height) = (width, height)
    return plot.figure()
  }

  static func predictiveValues(title: String, width: Double, marks: Int, isLogit: Bool) -> Figure {
    func curve(_ sign: Double) -> PredictiveValuePlot.Curve {
      PredictiveValuePlot.Curve(
        points: stride(from: 0.0, through: 1, by: 0.05).map { p in
          let value = sign > 0 ? p : 1 - p
          return (
            p, IntervalEstimate(estimate: value, lower: value * value, upper: value.squareRoot())
          )
        })
    }
    let nearly = IntervalEstimate(estimate: 0.99995, lower: 0.9913, upper: 0.9999999)
    var plot = PredictiveValuePlot(
      title: title, description: "Predictive values.",
      panels: [
        PredictiveValuePlot.Panel(
          heading: "Positive predictive value (PPV)", shortName: "PPV",
          subheading: "share with the disease among positive results", summary: curve(1),
          newSetting: curve(1)),
        PredictiveValuePlot.Panel(
          heading: "Negative predictive value (NPV)", shortName: "NPV",
          subheading: "share without the disease among negative results", summary: curve(-1),
          newSetting: nil),
      ], levelText: "99.5 %")
    plot.marks = (0..<marks).map { index in
      PredictiveValuePlot.Mark(
        label: "beta(2.5, 17.25)", prevalence: 0.002 + 0.17 * Double(index),
        summary: [nearly, nearly], newSetting: [nearly, nearly])
    }
    plot.isLogit = isLogit
    plot.domain = isLogit ? 0.001...0.999 : 0...1
    plot.subtitle = title
    plot.width = width
    return plot.figure()
  }

  /// A nomogram whose probabilities after the test follow from Bayes' rule.
  static func nomogram(
    title: String = "Nomogram", preTest: Double, ratios: (Double, Double), width: Double = 660,
    height: Double = 690, postTestFactor: Double = 1
  ) -> Figure {
    let results = [("After a positive result", ratios.0), ("After a negative result", ratios.1)]
      .map { label, ratio in
        func post(_ ratio: Double) -> Double {
          let odds = preTest / (1 - preTest) * ratio * postTestFactor
          return odds / (1 + odds)
        }
        return Nomogram.Result(
          label: label, ratioLabel: "LR",
          likelihoodRatio: IntervalEstimate(estimate: ratio, lower: ratio / 3, upper: ratio * 3),
          postTest: IntervalEstimate(
            estimate: post(ratio), lower: post(ratio / 3), upper: post(ratio * 3)),
          newSetting: IntervalEstimate(
            estimate: post(ratio), lower: post(ratio / 20), upper: post(ratio * 20)))
      }
    var nomogram = Nomogram(
      title: title, description: "A nomogram.", preTest: preTest,
      preTestLabel: "Illustrative prevalence 10 %", results: results)
    nomogram.notes = ["Lines: posterior medians.", title]
    (nomogram.width, nomogram.height) = (width, height)
    return nomogram.figure()
  }

  static func frequencies(
    title: String = "Of 1,000", prevalence: Double, sensitivity: Double, specificity: Double,
    width: Double = 680, tested: Int = 1000
  ) -> NaturalFrequencyPlot {
    func group(_ squares: Int) -> NaturalFrequencyPlot.Group {
      let count = Double(squares) * Double(tested) / 1000
      return NaturalFrequencyPlot.Group(
        people: IntervalEstimate(estimate: count, lower: count / 2, upper: count * 1.5),
        newSetting: IntervalEstimate(estimate: count, lower: count / 9, upper: Double(tested)),
        squares: squares)
    }
    let diseased = Int((1000 * prevalence).rounded())
    let found = Int((Double(diseased) * sensitivity).rounded())
    let cleared = Int((Double(1000 - diseased) * specificity).rounded())
    var plot = NaturalFrequencyPlot(
      title: title, description: "People.", found: group(found), missed: group(diseased - found),
      falseAlarms: group(1000 - diseased - cleared), cleared: group(cleared),
      levelText: "99.5 %")
    plot.subtitle = title
    plot.notes = [title]
    plot.width = width
    return plot
  }

  static func trace(title: String, chains: Int, width: Double, height: Double?) -> Figure {
    let panels = [0.001, 1, 250, 1e6, 0].map { scale in
      TracePlot.Panel(
        heading: "mu_se",
        chains: (0..<chains).map { chain in
          (0..<200).map { scale * (1 + sin(Double($0 * (chain + 1)))) }
        })
    }
    var plot = TracePlot(
      title: title, description: "Chains.", panels: panels,
      iterations: (0..<200).map { 1 + 50_000 * $0 })
    plot.subtitle = title
    plot.notes = [title]
    (plot.width, plot.height) = (width, height)
    return plot.figure()
  }

  static func ranks(title: String, chains: Int, width: Double, height: Double?) -> Figure {
    let rows = ["mu_se", "mu_sp", "tau_se", "tau_sp", "rho"].map { name in
      RankPlot.Row(
        heading: name,
        chains: (0..<chains).map { chain in (0..<20).map { 250 + ($0 * 7 + chain * 3) % 20 } },
        expected: IntervalEstimate(estimate: 250, lower: 220, upper: 280))
    }
    var plot = RankPlot(
      title: title, description: "Ranks.", rows: rows,
      bandLabel: "95 % of bins, if all chains sample the same distribution")
    plot.subtitle = title
    (plot.width, plot.height) = (width, height)
    return plot.figure()
  }
}
