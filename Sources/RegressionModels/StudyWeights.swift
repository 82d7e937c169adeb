import CMath
import CollapsedLikelihood
import Draws
import ModelInterface
import RandomStreams
import SpecialFunctions

/// How far a study is weighed down by t-distributed effects: w multiplies the precision of its deviation.
public struct StudyWeight: Sendable, Equatable {
  /// Posterior mean of w, near 1 for a study among the others.
  public let mean: Double
  /// P(w < 1/4 | data): its deviation is more than twice what the standard deviations say.
  public let outlierProbability: Double
}

extension RegressionModel {
  /// Below this weight a study counts as outlying.
  public static let outlyingWeight = 0.25

  /// P(w < 1/4) before the data: of chi-squared, P(chi2_nu < nu / 4).
  ///
  /// - Parameter nu: degrees of freedom.
  /// - Returns: the probability, 0.09 of four degrees of freedom.
  public static func priorOutlierProbability(degreesOfFreedom nu: Double) -> Double {
    GammaDistribution(shape: 0.5 * nu).cdf(0.5 * nu * outlyingWeight)
  }

  /// The weights of all studies, averaged over draws; nil of normal effects.
  ///
  /// - Parameters:
  ///   - draws: of this model.
  ///   - places: which of them.
  /// - Returns: one a study, in the order of the data.
  public func studyWeights(of draws: DrawTable, at places: [DrawPlace]) -> [StudyWeight]? {
    guard effects.isRobust, !places.isEmpty else { return nil }
    let reader = RegressionDraws(draws, of: self)
    let points = places.map { reader.point(at: $0) }
    let mixtures = points.compactMap { mixture($0.degreesOfFreedom, refinement: 4) }
    var weights = [StudyWeight](
      repeating: StudyWeight(mean: .nan, outlierProbability: .nan), count: studies.count)
    for (number, group) in groups.enumerated() {
      let nodes = nodeTerms(
        of: group.likelihood, at: points.map { $0.covariances[number] },
        means: points.map { means(ofGroup: number, coefficients: $0.coefficients) }, mixtures)
      for (local, study) in group.studies.enumerated() {
        var (mean, below) = (0.0, 0.0)
        for (draw, mixture) in mixtures.enumerated() {
          let terms = normalised(nodes.map { $0[local * points.count + draw] })
          for (x, share) in zip(mixture.nodes, terms) {
            mean += share * exp(x)
            // The part of a node's step below the limit.
            let part = (log(Self.outlyingWeight) - x) / mixture.step + 0.5
            below += share * min(max(part, 0), 1)
          }
        }
        let count = Double(points.count)
        weights[study] = StudyWeight(mean: mean / count, outlierProbability: below / count)
      }
    }
    return weights
  }

  /// log of each node's term, for each study and point: that of study i at point j at `i * count + j`.
  private func nodeTerms(
    of likelihood: CollapsedLikelihood, at covariances: [BivariatePoint], means: [[Double]],
    _ mixtures: [StudentMixture]
  ) -> [[Double]] {
    let count = covariances.count
    let nodeCount = mixtures.map(\.nodes.count).max() ?? 0
    var nodes: [[Double]] = []
    var largest = [Double](repeating: -.infinity, count: likelihood.studies.count * count)
    for node in 0..<nodeCount {
      let terms = terms(of: likelihood, at: covariances, means: means, mixtures, node: node)
      nodes.append(terms)
      for i in terms.indices { largest[i] = max(largest[i], terms[i]) }
      // Terms that have fallen so far stay below.
      let isDone = node > 0 && terms.indices.allSatisfy { terms[$0] < largest[$0] - 14 }
      if isDone, mixtures.allSatisfy({ node >= $0.nodes.count || $0.nodes[node] < 0 }) { break }
    }
    return nodes
  }

  /// The terms of one node.
  private func terms(
    of likelihood: CollapsedLikelihood, at covariances: [BivariatePoint], means: [[Double]],
    _ mixtures: [StudentMixture], node: Int
  ) -> [Double] {
    let count = covariances.count
    var points = [Double](repeating: 0, count: (6 + means[0].count) * count)
    for j in 0..<count {
      // A point of fewer nodes repeats its last, which then has no share.
      let x = mixtures[j].nodes[min(node, mixtures[j].nodes.count - 1)]
      let scaled = covariances[j].scaled(byWeight: x)
      let columns =
        [
          means[j][0], means[j][1], scaled.tauSensitivity, scaled.tauSpecificity,
          scaled.correlation, scaled.complement,
        ] + means[j]
      for (k, value) in columns.enumerated() { points[k * count + j] = value }
    }
    var values = [Double](repeating: 0, count: likelihood.studies.count * count)
    likelihood.studyLogLikelihoods(at: points.span, into: &values)
    for j in 0..<count {
      let share = node < mixtures[j].nodes.count ? mixtures[j].logShares[node] : -.infinity
      for i in likelihood.studies.indices { values[i * count + j] += share }
    }
    return values
  }

  /// Terms as shares of their sum.
  private func normalised(_ logs: [Double]) -> [Double] {
    let largest = logs.max() ?? 0
    let terms = logs.map { exp($0 - largest) }
    let total = terms.reduce(0, +)
    return terms.map { $0 / total }
  }

  /// Draws of a study's effects: of its weight, where effects are t-distributed, then of the effects given
  /// the weight.
  func drawEffects(
    ofStudy study: Int, from draws: DrawTable, at places: [DrawPlace],
    using stream: inout RandomStream
  ) -> StudyEffects {
    let reader = RegressionDraws(draws, of: self)
    let points = places.map { reader.point(at: $0) }
    if let dependence, let number = dependence.studyOfTable[study] {
      return drawEffects(
        ofTable: study, dependence, dependence.studies[number], points, using: &stream)
    }
    var own = points.map { point(ofStudy: study, at: $0) }
    if effects.isRobust {
      let single = CollapsedLikelihood(
        studies: [studies[study]], rows: [0], tolerance: integrationTolerance)
      for first in stride(from: 0, to: own.count, by: CollapsedLikelihood.largestBlock) {
        let range = first..<min(first + CollapsedLikelihood.largestBlock, own.count)
        let mixtures = points[range].compactMap { mixture($0.degreesOfFreedom) }
        let nodes = nodeTerms(
          of: single, at: Array(own[range]),
          means: own[range].map { [$0.muSensitivity, $0.muSpecificity] }, mixtures)
        for (j, place) in range.enumerated() {
          let terms = normalised(nodes.map { $0[j] })
          var left = stream.uniform()
          var chosen = 0
          while chosen < terms.count - 1, left > terms[chosen] {
            left -= terms[chosen]
            chosen += 1
          }
          own[place] = own[place].scaled(byWeight: mixtures[j].nodes[chosen])
        }
      }
    }
    if let dependence {
      for j in own.indices {
        let marginal = dependence.marginal(own[j], points[j].structure)
        (own[j].tauSensitivity, own[j].tauSpecificity) = (
          marginal.tauSensitivity, marginal.tauSpecificity
        )
        own[j].fisherZ = marginal.fisherZ
      }
    }
    var drawn = StudyEffects(logitSensitivities: [], logitSpecificities: [])
    for point in own {
      let effects = drawStudyEffects(study: studies[study], point: point, using: &stream)
      drawn.logitSensitivities.append(effects.x)
      drawn.logitSpecificities.append(effects.y)
    }
    return drawn
  }

  /// Draws of a table's effects where its study has others that they depend on.
  private func drawEffects(
    ofTable table: Int, _ dependence: DependentTables, _ study: DependentTables.Study,
    _ points: [RegressionPoint], using stream: inout RandomStream
  ) -> StudyEffects {
    let place = study.tables.firstIndex(of: table) ?? 0
    var drawn = StudyEffects(logitSensitivities: [], logitSpecificities: [])
    for point in points {
      let effects = study.likelihood.drawEffects(
        ofTable: place, at: dependence.effects(point.covariances[0], point.structure),
        means: means(ofTables: study.tables, at: point), using: &stream)
      drawn.logitSensitivities.append(effects.x)
      drawn.logitSpecificities.append(effects.y)
    }
    return drawn
  }
}
