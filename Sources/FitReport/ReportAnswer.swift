import DatasetWords
import Documents
import FitPages
import Fitting

extension FitResult {
  /// The answer in one sentence, and what is to be said beside it.
  ///
  /// `--threshold` decides what comes first: the point, or the curve where thresholds vary.
  var answerSection: HTML {
    let curve = curveSentence
    let leadsWithCurve = options.threshold == .varies && curve != nil
    var paragraphs: [HTML] = []
    if leadsWithCurve, let curve {
      paragraphs.append("<p class=\"lead\">\(curve)</p>\n")
      paragraphs.append(
        "<p>The point below averages over the studies' thresholds and belongs to none of them. "
          + pointSentence + "</p>\n")
    } else {
      paragraphs.append("<p class=\"lead\">\(pointSentence)</p>\n")
    }
    paragraphs += remarks(curve: leadsWithCurve ? nil : curve)
    return """
      <section id="answer" aria-labelledby="answer-title">
      <h2 id="answer-title">The answer</h2>
      \(paragraphs)</section>

      """
  }

  /// Whether the curve may be read as what a change of the threshold does.
  var showsTradeOff: Bool { !showsCurves || !contradictsTradeOff }

  /// As "In 14 studies ...": both values with credible and prediction intervals.
  private var pointSentence: HTML {
    let parts = [
      ("sensitivity", "sensitivity_new"), ("specificity", "specificity_new"),
    ].compactMap { name, new -> HTML? in
      guard let point = estimate(name), let next = estimate(new) else {
        return parameter(name) == nil ? nil : "\(name) is <strong>\(missingText)</strong>"
      }
      let isFirst =
        name == "sensitivity" || unobservedMargin == .sensitivity
        || margins.first?.rawValue == name
      let credible: HTML = isFirst ? "\(reportLevel) credible interval " : ""
      let prediction: HTML = isFirst ? "\(reportLevel) prediction interval" : "prediction interval"
      return """
        \(name) is <strong>\(shareText(point.estimate))</strong> \
        (\(credible)\(shareInterval(point.lower, point.upper)); \
        \(prediction)\(isFirst ? " for a new setting " : " ")\
        \(shareInterval(next.lower, next.upper)))
        """
    }
    let opening = (dataset.studies.count == 1 ? "In " : "Across ") + dataset.studyCount
    if !hasBothMargins, let part = parts.first { return "\(opening), the summary \(part)." }
    guard parts.count == 2 else { return "" }
    return "\(opening), the summary \(parts[0]), and the summary \(parts[1])."
  }

  /// The curve at two or three round specificities that the studies cover; nil where none is drawn.
  private var curveSentence: HTML? {
    guard drawsCurve, let curve, let first = curve.points.first,
      let last = curve.points.last, let center = estimate("specificity")?.estimate
    else { return nil }
    let round = [0.99, 0.98, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2]
    let inside = round.filter {
      1 - $0 >= first.falsePositiveRate && 1 - $0 <= last.falsePositiveRate
    }
    let chosen = inside.sorted { abs($0 - center) < abs($1 - center) }.prefix(3).sorted(by: >)
    let values = chosen.enumerated().compactMap { index, specificity -> HTML? in
      guard let value = curve.estimate(falsePositiveRate: 1 - specificity) else { return nil }
      let term: HTML = index == 0 ? "\(reportLevel) credible interval " : ""
      return """
        <strong>\(shareText(value.estimate))</strong> at a specificity of \
        \(NumberText.fixed(specificity, decimals: 2)) \
        (\(term)\(shareInterval(value.lower, value.upper)))
        """
    }
    guard !values.isEmpty else { return nil }
    var list: HTML = ""
    for (index, value) in values.enumerated() {
      if index > 0 { list += index == values.count - 1 ? " and " : ", " }
      list += value
    }
    let opening: HTML =
      options.threshold == .varies
      ? "Thresholds vary between the \(dataset.studyCount), so the summary is a curve: sensitivity is"
      : "On the summary curve, sensitivity is"
    return "\(opening) \(list)."
  }

  private func remarks(curve: HTML?) -> [HTML] {
    var result: [HTML] = []
    if !model.words.remark.isEmpty {
      result.append("<p class=\"caution\">\(model.words.remark)</p>\n")
    }
    if let unobservedMarginText {
      result.append("<p class=\"caution\">\(unobservedMarginText)</p>\n")
    }
    if hasFewStudies {
      result.append("<p class=\"caution\">\(fewStudiesText)</p>\n")
    } else if !showsTradeOff {
      result.append(
        """
        <p class="caution">\(contradictedTradeOffText)</p>

        """)
    } else if tradeOff == .open {
      result.append("<p>\(openTradeOffText)</p>\n")
    }
    guard unobservedMargin == nil, model.parts.contains(.correlation) else { return result }
    switch options.threshold {
    case .varies: break
    case .common:
      result.append(
        "<p>The studies share one threshold, so the summary point is the result; the curve is for "
          + "orientation.</p>\n")
    case .unknown:
      let reading: HTML =
        if let curve, showsTradeOff { " \(curve)" } else { "" }
      result.append(
        "<p>A summary point is meaningful if the studies used one threshold, the curve if "
          + "thresholds vary; which of the two holds was not stated (<code>"
          + "\(options.spelling.name(of: .threshold))</code>)."
          + reading + "</p>\n")
    }
    return result
  }
}
