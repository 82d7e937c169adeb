import DatasetWords
import Distributions
import Documents
import Fitting
import FrequentistFits
import Messages
import SpecialFunctions

extension Comparison {
  var zeroCellStudies: Int { dataset.studies.count(where: \.hasZeroCell) }

  /// Why a row's estimate differs from the reference's. The reference is the nearest to the exact
  /// posterior that was asked for, so what sets the row apart is its own.
  ///
  /// What pulls estimates to one side is a reason only where all that are named lie on that side.
  ///
  /// - Parameters:
  ///   - row: that differs.
  ///   - reference: from which.
  ///   - margins: in which it does.
  /// - Returns: the end of a sentence, with its full stop.
  package func reason(
    _ row: ComparisonRow, _ reference: ComparisonRow, _ margins: [MarginComparison]
  ) -> String {
    switch row.method {
    case .maximumLikelihood, .laplace: return likelihoodReason(row, reference, margins)
    case .restrictedNormal, .normalMaximumLikelihood: return normalReason(row, reference, margins)
    case .univariate: return univariateReason(row, reference, margins)
    case .fixed: return fixedReason(row, reference, margins)
    default: return "it rests on other assumptions."
    }
  }

  private func likelihoodReason(
    _ row: ComparisonRow, _ reference: ComparisonRow, _ margins: [MarginComparison]
  ) -> String {
    if reference.method != .bayes {
      return row.method == .maximumLikelihood
        ? "it works the likelihood out exactly."
        : "one point stands for each study's integral, which is coarse where arms are small."
    }
    if row.status == .boundary { return boundaryReason(row, margins) }
    let coarse =
      row.method == .laplace ? "; one point also stands for each study's integral." : "."
    if dataset.distinctStudies < fewestStudiesForLikelihood {
      return "with \(dataset.studyCount) the prior still has weight\(coarse)"
    }
    let drawn =
      isDrawnToPrior(margins) ? "the posterior median is drawn towards the prior, and " : ""
    return drawn + "a skewed likelihood has its maximum beside its middle\(coarse)"
  }

  /// Whether the reference lies nearer to the prior's median than the row does in all margins.
  private func isDrawnToPrior(_ margins: [MarginComparison]) -> Bool {
    guard
      let prior = try? AccuracyPrior(
        preset: options.fit.preset, overrides: options.fit.overrides)
    else { return false }
    return margins.allSatisfy { margin in
      let mean = margin.word == "sensitivity" ? prior.muSensitivity : prior.muSpecificity
      return margin.isFurther(from: inverseLogit(mean.quantile(normalScore: 0)))
    }
  }

  private func univariateReason(
    _ row: ComparisonRow, _ reference: ComparisonRow, _ margins: [MarginComparison]
  ) -> String {
    if row.label.contains("DerSimonian") {
      return correctionWords(margins)
        + "it weights observed logits by variances that depend on them, and leaves out the "
        + "correlation."
    }
    let edge = row.status == .boundary ? ", and \(row.boundaryWords)." : "."
    // What the bivariate fit without a prior does too is not for want of the correlation.
    if reference.method == .bayes {
      let bivariate = rows.first {
        $0.method == .maximumLikelihood && $0.level == nil && $0.hasAccuracy
      }
      guard let bivariate else {
        return "it has no prior, and each margin is fitted without the other\(edge)"
      }
      let isShared = margins.allSatisfy { margin in
        let value = margin.word == "sensitivity" ? bivariate.sensitivity : bivariate.specificity
        return value.map { margin.isNearer(to: $0.estimate) } ?? false
      }
      if isShared {
        return bivariate.status == .boundary
          ? "exact ML of both margins together lies as far off, so it is the prior that sets Bayes "
            + "apart."
          : likelihoodReason(bivariate, reference, margins)
      }
    }
    return "each margin is fitted without the other, so the correlation lends it nothing\(edge)"
  }

  private func fixedReason(
    _ row: ComparisonRow, _ reference: ComparisonRow, _ margins: [MarginComparison]
  ) -> String {
    if dataset.studies.count == 1 {
      return "one study cannot show how much studies vary, and it takes them not to vary at all, "
        + "so its interval is one of this study, not of a summary."
    }
    let isInverseVariance = row.label.contains("inverse variance")
    let correction = isInverseVariance ? correctionWords(margins) : ""
    if reference.method == .fixed {
      return correction + "it weights observed logits by variances that depend on them."
    }
    let taus = [reference.taus.sensitivity, reference.taus.specificity].compactMap { $0 }
    guard taus.contains(where: { $0 >= 0.005 }) else {
      return correction + "it takes all studies to share one value."
    }
    let words = taus.map { NumberText.fixed($0, decimals: 2) }.joined(separator: " and ")
    return correction + "it takes all studies to share one value, where "
      + "\(reference.nameInside) has them vary (tau \(words)), "
      + "so large studies dominate."
  }

  func boundaryReason(_ row: ComparisonRow, _ margins: [MarginComparison]) -> String {
    "its maximum is on the edge of the parameter space (\(row.boundaryWords))"
      + (margins.allSatisfy(\.isNarrower)
        ? ". Its standard errors take that edge as known, so its interval claims too much" : "")
      + (rows.contains { $0.method == .bayes } ? "; the prior keeps Bayes away from it." : ".")
  }

  /// What was added to cells, which moves proportions towards one half.
  private func correctionWords(_ margins: [MarginComparison]) -> String {
    let zeros = zeroCellStudies
    guard zeros > 0, margins.allSatisfy({ $0.isNearer(to: 0.5) }) else { return "" }
    let which =
      zeros == 1 ? "1 study has a zero cell" : "\(zeros) studies have a zero cell"
    switch options.correction {
    case .all: return "\(which), so 0.5 was added to every cell of every study; "
    case .single:
      return "\(which), and 0.5 was added to the cells of \(zeros == 1 ? "it" : "them"); "
    case .none: return ""
    }
  }

  private func normalReason(
    _ row: ComparisonRow, _ reference: ComparisonRow, _ margins: [MarginComparison]
  ) -> String {
    if [.restrictedNormal, .normalMaximumLikelihood].contains(reference.method) {
      return
        "of the same normal approximation, REML allows for the means that it estimates when it "
        + "estimates tau, and ML does not."
    }
    let edge = row.status == .boundary ? " Its maximum is on the edge (\(row.boundaryWords))." : ""
    let pull =
      margins.allSatisfy { $0.isNearer(to: 0.5) }
      ? ", which favours proportions near one half."
      : reference.method == .bayes && isDrawnToPrior(margins)
        ? ", and has no prior, towards which Bayes is drawn." : "."
    return correctionWords(margins)
      + "the normal approximation takes observed logits as normal with known variances" + pull
      + edge
  }

  /// How much of it is the correction: the same method with the milder one.
  func singleCorrection(_ row: ComparisonRow) -> [String] {
    guard options.correction == .all, zeroCellStudies > 0, row.method != .univariate,
      let method = row.method?.bivariate, method.isNormalApproximation
    else { return [] }
    let milder = ContinuityCorrection.single
    let single = fitBivariate(dataset.studies, method: method, correction: milder)
    guard let se = single.sensitivity(level: 0.95), let sp = single.specificity(level: 0.95) else {
      return []
    }
    let setting = spelling.text(of: ArgumentValue(.correction, milder.rawValue))
    return [
      "With \(setting), \(row.shortName) gives \(NumberText.proportion(se.estimate)) and "
        + "\(NumberText.proportion(sp.estimate))."
    ]
  }
}
