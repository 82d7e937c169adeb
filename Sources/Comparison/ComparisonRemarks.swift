import AccuracyData
import Documents
import FrequentistFits
import Requests

extension Comparison {
  /// Where the methods and the typed-in rows disagree, why, and which to trust. Every sentence is true
  /// of all rows that it speaks of; rows without an estimate are spoken of nowhere.
  func explainDifferences() -> [String] {
    let fits = rows.filter { $0.method != nil }
    if !fits.isEmpty, fits.allSatisfy({ $0.status == .failed && !$0.hasAccuracy }) {
      return ["No method gives an estimate of these data; the reasons are above."]
    }
    var remarks: [String] = []
    if let referenceIndex {
      let paragraphs = differences(from: referenceIndex)
      remarks += paragraphs.isEmpty ? agreement(with: referenceIndex) : paragraphs
    }
    if rows.contains(where: { $0.method == .ladder }) {
      remarks.append(
        "AIC and likelihood ratios (LR) of the ladder are for information: with few studies they "
          + "have no power, and at a boundary no known reference distribution.")
    }
    remarks.append(recommendation)
    return remarks
  }

  /// A paragraph for each row that differs, then how that was judged; empty where none differs.
  private func differences(from referenceIndex: Int) -> [String] {
    let reference = rows[referenceIndex]
    var paragraphs: [String] = []
    var explained: [String] = []
    for index in rows.indices {
      let row = rows[index]
      if index != referenceIndex && row.isNamedWhereItDiffers {
        let margins = margins(row, beside: reference)
        let far = farSentence(row, margins, reference, &explained)
        let wide = widthSentence(
          row.shortName, margins, reference, row, isExplained: far != nil)
        let sentences = [far, wide].compactMap { $0 }
        if !sentences.isEmpty { paragraphs.append(sentences.joined(separator: " ")) }
        if far != nil { paragraphs += singleCorrection(row) }
      }
      if let profile = row.profileRow, let words = profileSentence(profile, of: row, reference) {
        paragraphs.append(words)
      }
    }
    return paragraphs.isEmpty ? [] : paragraphs + [judgement(reference)]
  }

  /// "REML puts sensitivity at 0.891, Bayes at 0.914: ..." for the margins that lie far; nil where none
  /// does.
  private func farSentence(
    _ row: ComparisonRow, _ margins: [MarginComparison], _ reference: ComparisonRow,
    _ explained: inout [String]
  ) -> String? {
    let far = margins.filter(\.isFar)
    if far.isEmpty { return nil }
    func words(_ margin: MarginComparison) -> String {
      let (own, other) = Self.apart(margin.own.estimate, margin.reference.estimate)
      return "\(margin.word) at \(own), \(reference.nameInside) at \(other)"
    }
    if row.method == nil {
      let all = far.map {
        "\(words($0)) (\(NumberText.ratio($0.distance)) widths of its interval away)"
      }
      return "\(row.shortName) puts \(all.joined(separator: ", and ")): typed in, not fitted to "
        + "these studies."
    }
    let reason = reason(row, reference, far)
    defer { explained.append(reason) }
    return "\(row.shortName) puts \(far.map(words).joined(separator: ", and "))"
      + (explained.contains(reason) ? ", for the same reasons." : ": \(reason)")
  }

  /// "Exact ML gives sensitivity an interval 0.52 times as wide as Bayes does (0.78 to 0.94 against
  /// 0.58 to 0.94)." for the margins whose widths differ much, most first; nil where none do.
  private func widthSentence(
    _ name: String, _ margins: [MarginComparison], _ reference: ComparisonRow, _ row: ComparisonRow,
    isExplained: Bool
  ) -> String? {
    let wide = margins.filter(\.hasOtherWidth).sorted { $0.widthFactor > $1.widthFactor }
    if wide.isEmpty { return nil }
    func ends(_ value: PublishedValue.Proportion) -> String {
      shareInterval(value.lower ?? value.estimate, value.upper ?? value.estimate)
    }
    let parts = wide.enumerated().map { index, margin in
      let ratio = margin.widthRatio ?? 0
      let words =
        ratio > 0 ? "\(NumberText.ratio(ratio)) times as wide as" : "without width, unlike"
      return "\(margin.word) \(index == 0 ? "an interval" : "one") \(words) "
        + "\(reference.nameInside) does (\(ends(margin.own)) against \(ends(margin.reference)))"
    }
    var text = "\(name) gives \(parts.joined(separator: ", and "))"
    // Standard errors at an edge are the one reason that is about widths.
    if row.status == .boundary, wide.allSatisfy(\.isNarrower), !isExplained,
      [.maximumLikelihood, .laplace].contains(row.method)
    {
      text += ": \(boundaryReason(row, wide))"
      return text
    }
    text += "."
    return text
  }

  private func profileSentence(
    _ profile: ComparisonRow, of row: ComparisonRow, _ reference: ComparisonRow
  ) -> String? {
    widthSentence(
      "The profile likelihood of \(row.nameInside)", margins(profile, beside: reference), reference,
      profile, isExplained: true)
  }

  /// What the paragraphs above name, and on which scale.
  private func judgement(_ reference: ComparisonRow) -> String {
    var text =
      "Named above is what lies further from \(reference.nameInside) than a tenth of its interval, "
      + "or has an interval more than 1.5 times as wide or as narrow, on the scale asin(sqrt(p)), "
      + "which is fair near 0 and 1"
    let apart = rowsApart
    if !apart.isEmpty { text += "; \(apart.joined(separator: " and ")) are left out" }
    if rows.contains(where: { hasIntervalOfOtherLevel($0, reference) }) {
      text += "; widths of typed intervals only where they have the level of the fits"
    }
    return text + "."
  }

  /// That nothing differs, where there is something that could; with its exceptions.
  private func agreement(with referenceIndex: Int) -> [String] {
    let reference = rows[referenceIndex]
    let compared = rows.indices.filter { $0 != referenceIndex && rows[$0].isNamedWhereItDiffers }
      .map { margins(rows[$0], beside: reference) }
    let words = ["sensitivity", "specificity"].filter { word in
      compared.contains { $0.contains { $0.word == word } }
    }
    guard !words.isEmpty else { return [] }
    // Models of the ladder and levels are no rivals of the reference; where they differ that is no
    // disagreement, but then "all" would be wrong.
    let apart = rowsApart.isEmpty || othersAgree(with: reference) ? [] : rowsApart
    let all = apart.isEmpty ? "All" : "\(apart.joined(separator: " and ")) aside, all"
    var text =
      "\(all.prefix(1).uppercased())\(all.dropFirst()) estimates of "
      + "\(words.joined(separator: " and ")) agree with \(reference.nameInside) to within a tenth of "
      + "its interval"
    if compared.contains(where: { $0.contains { $0.widthRatio != nil } }) {
      text +=
        rows.contains { hasIntervalOfOtherLevel($0, reference) }
        ? ", and no interval of the same level is" : ", and no interval is"
      text += " more than 1.5 times as wide or as narrow"
    }
    return [text + ", on the scale asin(sqrt(p)), which is fair near 0 and 1."]
  }

  /// Kinds of rows that are not held against the reference one by one.
  private var rowsApart: [String] {
    var kinds: [String] = []
    if rows.contains(where: { $0.method == .ladder && $0.hasAccuracy }) {
      kinds.append("models of the ladder")
    }
    if let covariate = options.covariate?.column,
      rows.contains(where: { $0.level != nil && $0.hasAccuracy })
    {
      kinds.append("levels of \(SafeText.visible(covariate))")
    }
    return kinds
  }

  private func othersAgree(with reference: ComparisonRow) -> Bool {
    rows.filter { $0.method == .ladder || $0.level != nil }.allSatisfy { row in
      margins(row, beside: reference).allSatisfy { !$0.isFar && !$0.hasOtherWidth }
    }
  }

  private func hasIntervalOfOtherLevel(_ row: ComparisonRow, _ reference: ComparisonRow) -> Bool {
    row.hasInterval && intervalLevel(row) != intervalLevel(reference)
  }

  /// Two proportions with as many decimals as it takes to tell them apart, at least three.
  private static func apart(_ first: Double, _ second: Double) -> (String, String) {
    for decimals in 3...5 {
      let texts = [first, second].map { NumberText.proportion($0, decimals: decimals) }
      if texts[0] != texts[1] { return (texts[0], texts[1]) }
    }
    return (
      NumberText.proportion(first, decimals: 6), NumberText.proportion(second, decimals: 6)
    )
  }

  /// The rule of the ladder for few studies.
  private var recommendation: String {
    let exact =
      rows.first { $0.method == .maximumLikelihood && $0.level == nil }
      ?? rows.first { $0.method == .ladder && $0.label.contains("bivariate") }
    let status: ComparisonRow.Status
    let words: String
    let count = dataset.studyCount
    if let exact {
      (status, words) = (exact.status, exact.boundaryWords)
    } else {
      let row = ComparisonRow(
        fitBivariate(dataset.studies, method: .maximumLikelihood), method: .maximumLikelihood,
        label: "",
        level: options.fit.level)
      (status, words) = (row.status, row.boundaryWords)
    }
    if dataset.distinctStudies >= fewestStudiesForLikelihood && status == .ok {
      return "To report: with \(dataset.studyCount) and an interior maximum, exact ML and Bayes "
        + "answer the same question of the same likelihood; report "
        + (samplingIsReliable ? "either" : "exact ML, or Bayes once its sampling is reliable")
        + ". Normal approximations and univariate models are for comparison with older reviews."
    }
    let why =
      switch status {
      // Its reason is its own, and need not be the number of studies.
      case .failed: "maximum likelihood fails\(words.isEmpty ? "" : " (\(words))")"
      case .boundary: "the maximum lies on the edge (\(words)) with \(count)"
      case .ok: "fewer than ten studies cannot pin down heterogeneity and correlation with \(count)"
      }
    let others = rows.contains {
      $0.method != .bayes && $0.method != nil && $0.hasAccuracy
    }
    let fit = spelling.request(.fit)
    return "To report: the Bayesian fit with its table of priors (\(fit)), because \(why)."
      + (others ? " The other methods show how much hangs on the method." : "")
  }
}

extension ComparisonRow {
  /// Whether it has an estimate of sensitivity or specificity.
  var hasAccuracy: Bool { sensitivity != nil || specificity != nil }

  /// Whether one of them has an interval.
  package var hasInterval: Bool { sensitivity?.upper != nil || specificity?.upper != nil }

  /// Whether a remark names the row where it differs from the reference: neither a model of the ladder
  /// nor a level of a covariate, and it has estimates.
  var isNamedWhereItDiffers: Bool { method != .ladder && level == nil && hasAccuracy }

  /// The row that the table prints below it for its profile likelihood.
  package var profileRow: ComparisonRow? {
    guard method == .maximumLikelihood, level == nil, let profile else { return nil }
    var row = self
    row.sensitivity = PublishedValue.Proportion(profile.sensitivity)
    row.specificity = PublishedValue.Proportion(profile.specificity)
    return row
  }

  /// The label at the start of a sentence.
  package var shortName: String {
    switch method {
    case .bayes: "Bayes"
    case .maximumLikelihood: "Exact ML"
    case .laplace: "Laplace"
    case .restrictedNormal: "REML of the normal approximation"
    case .normalMaximumLikelihood: "ML of the normal approximation"
    case .ladder: "The ladder's bivariate model"
    case nil: SafeText.visible(label)
    default: label
    }
  }

  /// The label inside a sentence.
  var nameInside: String {
    switch method {
    case .maximumLikelihood: "exact ML"
    case .ladder: "the ladder's bivariate model"
    default: shortName
    }
  }

  /// The boundary without the words before it.
  package var boundaryWords: String {
    let words = note.split(separator: "boundary: ").last.map(String.init) ?? note
    guard words == "|rho| = 1", let correlation else { return words }
    return correlation < 0 ? "rho = -1" : "rho = 1"
  }
}
