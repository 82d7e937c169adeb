import AccuracyData
import DenseLinearAlgebra
import Draws
import StudyDesigns

/// Estimates a design by exact maximum likelihood; see docs/statistics.md, section 8.
///
/// Levels that share no parameter are fitted one by one, so that their log likelihoods add up. Otherwise the
/// search is that of `fitBivariate`, over the edges of one covariance after the other.
///
/// - Parameters:
///   - design: how means depend on covariates, and which studies share a covariance.
///   - studies: the rows of the data that the design was made of.
/// - Returns: the fit; failure is a status with its reason, never a number.
/// - Complexity: some hundred evaluations of the likelihood, more with more coefficients.
public func fitDesign(_ design: StudyDesign, studies: [AccuracyStudy]) -> DesignFit {
  let start = ContinuousClock.now
  var fit: DesignFit
  if design.isSeparate && design.groups.count > 1 {
    fit = DesignFit(design, separateMaxima(design, studies))
  } else {
    fit = DesignFit(design, jointMaximum(design, studies))
  }
  fit.seconds = (ContinuousClock.now - start).inSeconds
  return fit
}

/// Estimates a design by the maximum of another likelihood than `fitDesign` takes, over all parameters together.
///
/// - Parameters:
///   - design: how means depend on covariates, and which studies share a covariance.
///   - studies: the rows of the data that the design was made of.
///   - reason: why there is no maximum, beside what `fitDesign` finds; nil if there is one.
///   - likelihood: of the studies in their rows.
/// - Returns: the fit; failure is a status with its reason, never a number.
package func fitDesign(
  _ design: StudyDesign, studies: [AccuracyStudy], unless reason: String?,
  likelihood: (LikelihoodLayout) -> some MarginalLikelihood
) -> DesignFit {
  let start = ContinuousClock.now
  var fit = DesignFit(
    design, jointMaximum(design, studies, unless: reason, likelihood: likelihood))
  fit.seconds = (ContinuousClock.now - start).inSeconds
  return fit
}

/// The search over all parameters together.
func jointMaximum(
  _ design: StudyDesign, _ studies: [AccuracyStudy], unless reason: String? = nil,
  likelihood: (LikelihoodLayout) -> some MarginalLikelihood = { ExactLikelihood($0) }
) -> SearchResult {
  if let reason = reasonAgainstEstimation(design, studies) ?? reason { return .failed(reason) }
  let layout = LikelihoodLayout(design, studies: studies)
  return maximise(likelihood(layout), starts: startingPoints(layout))
}

/// The searches of the levels, put together: parameters of different levels are independent.
private func separateMaxima(
  _ design: StudyDesign, _ studies: [AccuracyStudy]
) -> SearchResult {
  let (first, second) = (design.sensitivity.count, design.specificity.count)
  var result = SearchResult(status: .converged, logLikelihood: 0)
  result.coordinates = [Double](repeating: 0, count: first + second + 3 * design.groups.count)
  result.edges = [BoundarySpace?](repeating: nil, count: design.groups.count)
  var parts: [(places: [Int], fit: FrequentistFit)] = []
  for row in design.rows.indices {
    let own = studies.indices.filter { design.rowOfStudy[$0] == row }.map { studies[$0] }
    let group = design.rows[row].group
    let fit = fitBivariate(own, method: .maximumLikelihood)
    guard let point = fit.point, let value = fit.logLikelihood else {
      if case .failed(let reason) = fit.status {
        let name = design.groups[group].map(\.text).joined(separator: ", ")
        return .failed("\(name): \(reason)")
      }
      return .failed("no maximum was found")
    }
    // Each row has one coefficient of each mean, and that with multiplier 1.
    let means = [
      design.rows[row].sensitivity.firstIndex { $0 != 0 } ?? 0,
      first + (design.rows[row].specificity.firstIndex { $0 != 0 } ?? 0),
    ]
    let places = means + (0..<3).map { first + second + 3 * group + $0 }
    for (place, value) in zip(places, point.coordinates) { result.coordinates[place] = value }
    if case .boundary(let edge) = fit.status { result.edges[group] = edge }
    result.logLikelihood = (result.logLikelihood ?? 0) + value
    result.nearbyCorrelation = fit.nearbyCorrelation ?? result.nearbyCorrelation
    result.iterations += fit.iterations
    parts.append((places, fit))
  }
  if let edge = result.edges.compactMap({ $0 }).first { result.status = .boundary(edge) }
  result.free = parts.flatMap { part in part.fit.freeCoordinates.map { part.places[$0] } }.sorted()
  var covariance = SymmetricMatrix(order: result.free.count)
  for (places, fit) in parts {
    guard let block = fit.covariance else { continue }
    let own = fit.freeCoordinates.map { result.free.firstIndex(of: places[$0]) ?? 0 }
    for a in own.indices {
      for b in 0...a { covariance[max(own[a], own[b]), min(own[a], own[b])] = block[a, b] }
    }
  }
  result.covariance = covariance
  return result
}

/// Why a design has no maximum in these data, where that can be seen beforehand.
///
/// Where no study of a coefficient has a wrong (or right) result, the likelihood rises without end along
/// the coefficient; and a covariance needs studies beyond those that its means take up.
func reasonAgainstEstimation(
  _ design: StudyDesign, _ studies: [AccuracyStudy]
) -> String? {
  for isSensitivity in [true, false] {
    let coefficients = isSensitivity ? design.sensitivity : design.specificity
    let people = isSensitivity ? "diseased" : "non-diseased"
    func multipliers(_ study: Int) -> [Double] {
      let row = design.rows[design.rowOfStudy[study]]
      return isSensitivity ? row.sensitivity : row.specificity
    }
    func arm(_ study: Int) -> AccuracyArm? {
      let arm = isSensitivity ? studies[study].diseased : studies[study].nondiseased
      return (arm?.total ?? 0) > 0 ? arm : nil
    }
    let observed = studies.indices.compactMap { study in
      arm(study).map { (multipliers: multipliers(study), arm: $0) }
    }
    if observed.isEmpty { return "no \(people) participants" }
    for k in coefficients.indices {
      let own = observed.filter { $0.multipliers[k] != 0 }
      guard own.allSatisfy({ $0.multipliers[k] > 0 }) else { continue }
      let place = coefficients[k].place
      if own.isEmpty { return "no \(people) participants\(place)" }
      let isAllRight = own.allSatisfy { $0.arm.incorrect == 0 }
      if isAllRight || own.allSatisfy({ $0.arm.correct == 0 }) {
        return "no \(people) participant\(place) tested "
          + (isAllRight == isSensitivity ? "negative" : "positive")
          + ": the likelihood has no maximum"
      }
    }
    for group in design.groups.indices {
      let own = studies.indices.filter {
        design.rows[design.rowOfStudy[$0]].group == group && arm($0) != nil
      }
      let used = coefficients.indices.count { k in own.contains { multipliers($0)[k] != 0 } }
      // Means that other covariances' studies fix as well leave these free to show their spread.
      let needed = design.groups.count == 1 ? used + 1 : 2
      guard own.count >= needed else {
        let name = design.groups[group].map(\.text).joined(separator: ", ")
        return (name.isEmpty ? "" : "\(name): ")
          + (studies.count == 1 ? "one study" : "too few studies with \(people) participants")
          + ": the variance between studies cannot be estimated"
      }
    }
  }
  return nil
}

extension StudyDesign.Coefficient {
  /// Where the studies are whose multiplier is above 0, in words; empty for all.
  fileprivate var place: String {
    func level(_ index: some Sequence<IndexEntry>) -> String {
      let name = index.filter { $0.axis != "term" }.map(\.text).joined(separator: ", ")
      return name.isEmpty ? "" : " in \(name)"
    }
    // The first entry of a slope is its own name.
    if case .slope(let covariate) = kind {
      return " where \(covariate) is above its mean" + level(index.dropFirst())
    }
    return level(index)
  }
}
