import CMath
import ChainStatistics
import Concurrency
import Draws
import ModelInterface
import PosteriorSampling
import RandomStreams
import Samplers

/// Weighted draws of a posterior with the log likelihoods of its studies: what leaving out, scaling and
/// evidence are worked out from.
package struct CriticismDraws: Sendable {
  /// Where the draws come from.
  package enum Source: String, Sendable {
    /// A widened proposal.
    case widened = "widened-proposal"
    /// The draws of the fit, all of one weight.
    case posterior = "posterior-draws"
  }

  /// Where the draws come from.
  package let source: Source
  /// The parameters: one chain, all inside their range.
  package let draws: DrawTable
  /// log of posterior over proposal, up to a constant; minus infinity where a study excludes the draw.
  package let logWeights: [Double]
  /// Study by study: its log likelihood at each draw.
  package let logLikelihoods: [[Double]]
  /// Study by study: log of the posterior without it over the proposal, up to the same constant.
  package let leftOutLogWeights: [[Double]]
  /// log marginal likelihood with its Monte Carlo error; nil where it is not known.
  package let logEvidence: MonteCarloEstimate?
  /// log of the mean weight of all points that were proposed; nil without a proposal. Of draws without a
  /// study it is that of their own posterior, in the same constant.
  package let logMass: MonteCarloEstimate?
  /// Where the proposal's density was highest, in its coordinates; nil without a proposal.
  package let mode: [Double]?

  package var count: Int { logWeights.count }
  package var places: [DrawPlace] { (0..<count).map { DrawPlace(chain: 0, draw: $0) } }
}

/// A number found by simulation, with its standard error.
package struct MonteCarloEstimate: Sendable, Equatable {
  package var value: Double
  package var error: Double
}

extension CriticismDraws {
  /// Draws of the widened proposal; nil where the model has none, or where its weights are bad.
  ///
  /// The density without study i is that of all over its likelihood, pi / L_i; where L_i is 0 that is
  /// the product of prior, volume and the *other* studies, since a difference of infinities is none.
  ///
  /// - Parameters:
  ///   - model: data and prior.
  ///   - proposal: fitted to the model's posterior.
  ///   - units: the studies.
  ///   - size: how many draws; the evidence takes a full batch.
  ///   - key: of the fit.
  ///   - threads: at work at once; never changes the numbers.
  /// - Returns: the draws.
  /// - Throws: `SamplingError`.
  package static func widened(
    _ model: some AccuracyModel, proposal: FittedProposal, units: StudyUnits,
    size: WidenedBatchSize = .full, key: StreamKey, threads: Int
  ) throws -> CriticismDraws? {
    guard proposal.isSmall else { return nil }
    let batch = try batch(of: proposal, size: size, key: key, threads: threads)
    guard !(paretoK(logWeights: batch.logWeights) > 0.7) else { return nil }
    let volume = CoordinateVolume(model: model, density: proposal.density)
    let draws = LegalDraws(batch, of: proposal.density, volume: volume)
    let likelihoods = try studyLogLikelihoods(
      model, draws.table, units: units, threads: threads)
    let constant = size == .full ? volume.logConstant(at: draws.heaviest(3)) : nil
    let leftOut = leftOutWeights(
      draws, likelihoods, LogBase(model: model, volume: volume, constant: constant))
    let mass = logMean(draws.logWeights, of: batch.count)
    return CriticismDraws(
      source: .widened, draws: draws.table, logWeights: draws.logWeights,
      logLikelihoods: likelihoods, leftOutLogWeights: leftOut,
      logEvidence: constant.map { mass.adding($0) }, logMass: mass,
      mode: draws.heaviest(1).first)
  }

  /// The draws of a fit, evenly thinned.
  ///
  /// - Parameters:
  ///   - model: data and prior.
  ///   - sample: of its posterior.
  ///   - units: the studies.
  ///   - limit: at most so many.
  ///   - threads: at work at once; never changes the numbers.
  /// - Returns: the draws.
  /// - Throws: `SamplingError.interrupted`.
  package static func posterior(
    _ model: some AccuracyModel, sample: PosteriorSample, units: StudyUnits, limit: Int,
    threads: Int
  ) throws -> CriticismDraws {
    let places = sample.draws.thinned(limit: limit)
    let table = DrawTable(
      variables: sample.draws.variables, drawsPerChain: places.count,
      blocks: [sample.draws.variables.flatMap { sample.draws.column($0, .places(places)) }])
    let likelihoods = try studyLogLikelihoods(model, table, units: units, threads: threads)
    return CriticismDraws(
      source: .posterior, draws: table, logWeights: places.map { _ in 0 },
      logLikelihoods: likelihoods,
      leftOutLogWeights: likelihoods.map { $0.map { -$0 } }, logEvidence: nil,
      logMass: nil, mode: nil)
  }

  private static func leftOutWeights(
    _ draws: LegalDraws, _ likelihoods: [[Double]], _ base: LogBase
  ) -> [[Double]] {
    // A draw that one study alone excludes.
    var others = [Double?](repeating: nil, count: draws.count)
    for j in 0..<draws.count {
      let excluding = likelihoods.count { $0[j] == -.infinity }
      guard excluding == 1, let logBase = base.value(at: draws.position(j)) else { continue }
      others[j] = likelihoods.reduce(logBase - draws.logProposals[j]) {
        $1[j] == -.infinity ? $0 : $0 + $1[j]
      }
    }
    return likelihoods.map { own in
      own.indices.map { j in
        own[j] == -.infinity ? others[j] ?? -.infinity : draws.logWeights[j] - own[j]
      }
    }
  }
}

/// Prior density and volume at a position, in the density's own constant.
struct LogBase {
  let model: any AccuracyModel
  let volume: CoordinateVolume
  let constant: Double?

  /// nil where it cannot be found.
  func value(at position: [Double]) -> Double? {
    guard let constant, let stretch = volume.logVolume(at: position) else { return nil }
    let (draws, place) = (volume.draws(at: position, count: 1), [DrawPlace(chain: 0, draw: 0)])
    let prior = PriorPart.allCases.reduce(0.0) {
      $0 + model.logPriors(of: $1, at: place, of: draws).reduce(0, +)
    }
    return prior + stretch - constant
  }
}

/// The points of a batch that lie inside the range of the parameters.
struct LegalDraws {
  let table: DrawTable
  let logWeights: [Double]
  let logProposals: [Double]
  private let batch: ImportanceBatch
  private let indices: [Int]

  init(
    _ batch: ImportanceBatch, of density: any BlockLogDensity & DecodableDensity,
    volume: CoordinateVolume
  ) {
    let all = volume.draws(at: batch.positions, count: batch.count)
    let columns = all.variables.map { all.column($0, chain: 0) }
    let legal = (0..<batch.count).filter { j in columns.allSatisfy { !$0[j].isNaN } }
    let logWeights = batch.logWeights
    table = DrawTable(
      variables: all.variables, drawsPerChain: legal.count,
      blocks: [columns.flatMap { column in legal.map { column[$0] } }])
    self.logWeights = legal.map { logWeights[$0] }
    logProposals = legal.map { batch.logProposals[$0] }
    (self.batch, indices) = (batch, legal)
  }

  var count: Int { indices.count }

  /// The coordinates of one draw.
  func position(_ j: Int) -> [Double] {
    (0..<batch.dimension).map { batch.positions[$0 * batch.count + indices[j]] }
  }

  /// The positions of highest density.
  func heaviest(_ number: Int) -> [[Double]] {
    (0..<count).sorted {
      batch.logTargets[indices[$0]] > batch.logTargets[indices[$1]]
    }.prefix(number).map(position)
  }
}

/// The batch of a proposal; the type of its density is not known here.
func batch(
  of proposal: FittedProposal, size: WidenedBatchSize = .full, key: StreamKey, threads: Int
) throws -> ImportanceBatch {
  func drawn<Target: BlockLogDensity>(_ target: Target) throws -> ImportanceBatch {
    try widenedBatch(
      of: target, proposals: proposal.adapted, size: size, key: key, threads: threads)
  }
  return try drawn(proposal.density)
}

/// Study by study, the log likelihoods at all draws of a table of one chain.
func studyLogLikelihoods(
  _ model: some AccuracyModel, _ table: DrawTable, units: StudyUnits, threads: Int
) throws -> [[Double]] {
  let rows = try inPlaces(of: table, threads: threads) {
    model.studyLogLikelihoods(of: table, at: $0).map(units.sums)
  }
  return (0..<units.count).map { unit in rows.map { $0[unit] } }
}

/// The log likelihoods of one study at all draws of a table of one chain.
func studyLogLikelihoods(
  _ model: some AccuracyModel, _ table: DrawTable, unit: Int, of units: StudyUnits, threads: Int
) throws -> [Double] {
  try inPlaces(of: table, threads: threads) {
    model.logLikelihoods(ofTables: units.tables[unit], of: table, at: $0)
  }
}

/// What is found at each draw of a table of one chain, some hundred draws at a time.
private func inPlaces<Value: Sendable>(
  of table: DrawTable, threads: Int, _ values: @escaping @Sendable ([DrawPlace]) -> [Value]
) throws -> [Value] {
  let piece = 256
  return try inPieces((table.totalDraws + piece - 1) / piece, threads: threads) { index in
    if Cancellation.isRequested { throw SamplingError.interrupted }
    return values(
      (index * piece..<min((index + 1) * piece, table.totalDraws)).map {
        DrawPlace(chain: 0, draw: $0)
      })
  }.flatMap { $0 }
}

/// log of the mean of weights of which only some are listed, the others being 0.
///
/// - Parameters:
///   - logWeights: the ones listed.
///   - count: the number of all.
/// - Returns: the logarithm, its error as if the points were independent.
func logMean(_ logWeights: [Double], of count: Int) -> MonteCarloEstimate {
  let top = logWeights.max() ?? -.infinity
  guard top > -.infinity else { return MonteCarloEstimate(value: -.infinity, error: .nan) }
  var (sum, squares) = (0.0, 0.0)
  for logWeight in logWeights {
    let weight = exp(logWeight - top)
    sum += weight
    squares += weight * weight
  }
  let n = Double(count)
  let mean = sum / n
  let variance = max(0, squares / n - mean * mean) / n
  return MonteCarloEstimate(value: top + log(mean), error: variance.squareRoot() / mean)
}

extension MonteCarloEstimate {
  func adding(_ constant: Double) -> MonteCarloEstimate {
    MonteCarloEstimate(value: value + constant, error: error)
  }
}
