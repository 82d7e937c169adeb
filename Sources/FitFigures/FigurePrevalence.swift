import Documents
import Fitting
import Requests

extension FigureOptions {
  /// The title asked for, with nothing in it that would not print.
  package var heading: String? { title.map(SafeText.visible) }
}

/// A prevalence at which a figure shows what the test does.
struct FigurePrevalence {
  /// As it is written: `10 %`, `beta(2, 8)`.
  package var label: String
  /// The prevalence, or its mean where it has a distribution.
  package var value: Double
  /// What it is, for the figure: `Prevalence 10 %`.
  package var caption: String
  /// The prevalence itself.
  package var prevalence: Prevalence
  /// The run's own numbers; nil for an illustration.
  package var report: PrevalenceReport?

  /// What the run was asked for; without any, one in ten, called an illustration. Prevalence is never
  /// taken from the studies, of which some choose their cases.
  package static func all(_ fit: FitResult) -> [FigurePrevalence] {
    let asked = fit.prevalences.map { report in
      let prevalence = report.prevalence
      let caption =
        switch prevalence {
        case .fixed: "Prevalence \(prevalence.text)"
        case .beta: "Mean prevalence \(prevalence.meanText) of \(prevalence.text)"
        }
      return FigurePrevalence(
        label: prevalence.text, value: prevalence.mean, caption: caption, prevalence: prevalence,
        report: report)
    }
    guard asked.isEmpty else { return asked }
    return [
      FigurePrevalence(
        label: "10 %", value: 0.1, caption: "Illustrative prevalence 10 %",
        prevalence: .fixed(0.1), report: nil)
    ]
  }

  /// Name of a figure: the kind's own for the first prevalence, then numbered from 2.
  package static func name(_ kind: FigureKind, index: Int) -> String {
    index == 0 ? kind.rawValue : "\(kind.rawValue)-\(index + 1)"
  }
}
