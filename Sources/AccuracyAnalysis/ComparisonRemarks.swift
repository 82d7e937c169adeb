import AccuracyData
import FrequentistFits
import Reports

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

extension Comparison {
  /// Where the methods disagree by more than a tenth of an interval, why, and which to trust.
  func explainDifferences() -> [String] {
    let fitted = rows.filter { $0.status != .failed && $0.level == nil && $0.method != "published" }
    guard let reference = fitted.first(where: { $0.method == "bayes" }) ?? fitted.first else {
      return ["No method gives an estimate of these data; the reasons are above."]
    }
    var remarks: [String] = []
    var explained: [String] = []
    for row in fitted where row.label != reference.label && row.method != "ladder" {
      guard let difference = largestDifference(row, reference) else { continue }
      let words = reason(row, reference)
      remarks.append(
        "\(row.shortName) puts \(difference.word) at \(share(difference.value)), "
          + "\(reference.method == "ml" ? "exact ML" : reference.shortName) at "
          + share(difference.reference)
          + (explained.contains(words) ? ", for the same reasons." : ": \(words)"))
      explained.append(words)
      remarks += singleCorrection(row)
    }
    if remarks.isEmpty && fitted.count(where: { $0.method != "ladder" }) > 1 {
      remarks.append(
        "All estimates of sensitivity and specificity agree to within a tenth of "
          + "\(reference.method == "bayes" ? "the Bayesian" : "the first") interval.")
    }
    if rows.contains(where: { $0.method == "ladder" }) {
      remarks.append(
        "AIC and likelihood ratios (LR) of the ladder are for information: with few studies they "
          + "have no power, and at a boundary no known reference distribution.")
    }
    remarks.append(recommendation)
    return remarks
  }

  private func share(_ value: Double) -> String { NumberText.proportion(value, decimals: 3) }

  /// The margin that differs most, in widths of the reference interval, if by more than a tenth.
  private func largestDifference(
    _ row: ComparisonRow, _ reference: ComparisonRow
  ) -> (word: String, value: Double, reference: Double)? {
    var found: (share: Double, word: String, value: Double, reference: Double)?
    for (word, own, other) in [
      ("sensitivity", row.sensitivity, reference.sensitivity),
      ("specificity", row.specificity, reference.specificity),
    ] {
      guard let own, let other, let lower = other.lower, let upper = other.upper, upper > lower
      else { continue }
      let share = abs(own.estimate - other.estimate) / (upper - lower)
      if share > 0.1 && share > found?.share ?? 0 {
        found = (share, word, own.estimate, other.estimate)
      }
    }
    return found.map { ($0.word, $0.value, $0.reference) }
  }

  private var zeroCellStudies: Int { dataset.studies.count(where: \.hasZeroCell) }

  private var studyCount: String {
    dataset.studies.count == 1 ? "1 study" : "\(dataset.studies.count) studies"
  }

  /// Why a row differs from the reference.
  private func reason(_ row: ComparisonRow, _ reference: ComparisonRow) -> String {
    switch row.method {
    case "ml", "laplace":
      if row.status == .boundary { return boundaryReason(row) }
      if row.method == "laplace" && reference.method == "ml" {
        return "one point stands for each study's integral, which is coarse where arms are small."
      }
      return dataset.studies.count < 10
        ? "with \(studyCount) the prior still has weight."
        : "the posterior median is drawn towards the prior, and a skewed likelihood has its "
          + "maximum beside its middle."
    case "reml", "ml-normal": return normalReason(row)
    case "univariate":
      return row.label.contains("DerSimonian")
        ? correctionWords
          + "it weights observed logits by variances that depend on them, and leaves out the "
          + "correlation."
        : "each margin is fitted without the other, so the correlation lends it nothing"
          + (row.status == .boundary ? ", and \(row.boundaryWords)." : ".")
    case "fixed": return fixedReason(row, reference)
    default: return "it rests on other assumptions."
    }
  }

  private func fixedReason(_ row: ComparisonRow, _ reference: ComparisonRow) -> String {
    if dataset.studies.count == 1 {
      return "one study cannot show how much studies vary, and it takes them not to vary at all, "
        + "so its interval is one of this study, not of a summary."
    }
    let correction = row.label.contains("inverse variance") ? correctionWords : ""
    let taus = [reference.taus.sensitivity, reference.taus.specificity].compactMap { $0 }
    guard taus.contains(where: { $0 >= 0.005 }) else {
      return correction + "it takes all studies to share one value."
    }
    let words = taus.map { NumberText.fixed($0, decimals: 2) }.joined(separator: " and ")
    return correction + "it takes all studies to share one value, where "
      + "\(reference.method == "ml" ? "exact ML" : reference.shortName) has them vary (tau \(words)); "
      + "large studies dominate and the interval is too narrow."
  }

  private func boundaryReason(_ row: ComparisonRow) -> String {
    "its maximum is on the edge of the parameter space (\(row.boundaryWords)). Its standard errors "
      + "take that edge as known, so its interval claims too much; the prior keeps Bayes away "
      + "from it."
  }

  private var correctionWords: String {
    let zeros = zeroCellStudies
    guard zeros > 0 else { return "" }
    let which =
      zeros == 1 ? "1 study has a zero cell" : "\(zeros) studies have a zero cell"
    switch options.correction {
    case .all: return "\(which), so 0.5 was added to every cell of every study; "
    case .single:
      return "\(which), and 0.5 was added to the cells of \(zeros == 1 ? "it" : "them"); "
    case .none: return ""
    }
  }

  private func normalReason(_ row: ComparisonRow) -> String {
    let edge = row.status == .boundary ? " Its maximum is on the edge (\(row.boundaryWords))." : ""
    return correctionWords
      + "the normal approximation takes observed logits as normal with known variances, "
      + "which favours proportions near one half." + edge
  }

  /// How much of it is the correction: the same method with the milder one.
  private func singleCorrection(_ row: ComparisonRow) -> [String] {
    guard options.correction == .all, zeroCellStudies > 0, row.method != "univariate",
      let method = FrequentistMethod(rawValue: row.method), method.isNormalApproximation
    else { return [] }
    let single = fitBivariate(dataset.studies, method: method, correction: .single)
    guard let se = single.sensitivity(level: 0.95), let sp = single.specificity(level: 0.95) else {
      return []
    }
    return [
      "With --correction single, \(row.shortName) gives \(share(se.estimate)) and "
        + "\(share(sp.estimate))."
    ]
  }

  /// The rule of the ladder for few studies.
  private var recommendation: String {
    let exact =
      rows.first { $0.method == "ml" && $0.level == nil }
      ?? rows.first { $0.method == "ladder" && $0.label.contains("bivariate") }
    let status: ComparisonRow.Status
    let words: String
    if let exact {
      (status, words) = (exact.status, exact.boundaryWords)
    } else {
      let row = ComparisonRow(
        fitBivariate(dataset.studies, method: .maximumLikelihood), method: "ml", label: "",
        level: options.fit.level)
      (status, words) = (row.status, row.boundaryWords)
    }
    if dataset.studies.count >= 10 && status == .ok {
      return "To report: with \(studyCount) and an interior maximum, exact ML and Bayes answer the "
        + "same question of the same likelihood; report either. Normal approximations and "
        + "univariate models are for comparison with older reviews."
    }
    let why =
      switch status {
      case .failed: "maximum likelihood fails"
      case .boundary: "the maximum lies on the edge (\(words))"
      case .ok: "fewer than ten studies cannot pin down heterogeneity and correlation"
      }
    return "To report: the Bayesian fit with its table of priors (sroc fit), because \(why) with "
      + "\(studyCount). The other rows show how much hangs on the method."
  }
}

extension ComparisonRow {
  /// The label inside a sentence.
  fileprivate var shortName: String {
    switch method {
    case "bayes": "Bayes"
    case "ml": "Exact ML"
    case "laplace": "Laplace"
    case "reml": "REML of the normal approximation"
    case "ml-normal": "ML of the normal approximation"
    default: label
    }
  }

  /// The boundary without its first word.
  package var boundaryWords: String {
    let words = note.hasPrefix("boundary: ") ? String(note.dropFirst(10)) : note
    guard words == "|rho| = 1", let correlation else { return words }
    return correlation < 0 ? "rho = -1" : "rho = 1"
  }
}
