import AccuracyData
import AccuracyModels
import ChainStatistics
import CollapsedLikelihood
import DataReading
import Distributions
import Draws
import RandomStreams
import Samplers

/// One posterior sample of a built-in data set on one thread, with its effective draws.
struct CollapsedFit {
  /// Seconds of everything before the first draw: likelihood tables, mode and adaptation.
  let warmupSeconds: Double
  /// Seconds of drawing.
  let samplingSeconds: Double
  /// The smallest bulk or tail effective sample size of the five basic parameters.
  let smallestESS: Double

  /// Effective draws per second, warm-up included.
  var effectivePerSecond: Double { smallestESS / (warmupSeconds + samplingSeconds) }

  /// Fits the bivariate model under the prior `default`.
  ///
  /// Reading the data is not timed, nor are the diagnostics.
  init(dataset: String, chains: Int, draws: Int, evaluations: Int, seed: UInt64) throws {
    let data = try readAccuracyData(
      DataSource(argument: "example:" + dataset), selection: DataSelection(allowDependent: true))
    let prior = try AccuracyPrior.preset("default")
    let clock = ContinuousClock()
    let begin = clock.now
    let model = BivariateModel(
      likelihood: CollapsedLikelihood(studies: data.studies, tolerance: 1e-6), prior: prior)
    let target = CollapsedPosterior(model: model)
    let adapted = try adaptIndependence(
      to: target, start: target.start, evaluations: evaluations, key: StreamKey(seed: seed))
    guard adapted.isUsable else { throw BenchmarkError.proposalDidNotFit(dataset) }
    let warm = clock.now
    let sample = try sampleIndependence(
      target, adapted: adapted, draws: draws, chains: chains, key: StreamKey(seed: seed), threads: 1
    )
    let end = clock.now
    warmupSeconds = Self.seconds(warm - begin)
    samplingSeconds = Self.seconds(end - warm)
    let summaries = summarizeAll(Self.parameters(of: sample, target: target))
    smallestESS = summaries.map { min($0.bulkESS, $0.tailESS) }.min() ?? .nan
  }

  private static func seconds(_ duration: Duration) -> Double {
    let (seconds, attoseconds) = duration.components
    return Double(seconds) + Double(attoseconds) * 1e-18
  }

  /// The five basic parameters of every draw: parameter, chain, draw.
  private static func parameters(
    of sample: [ChainDraws], target: CollapsedPosterior
  ) -> [[[Double]]] {
    let draws = sample[0].count
    let table = DrawTable(
      variables: target.variables, drawsPerChain: draws,
      blocks: sample.map { chain in
        let positions = chain.positions
        return target.block(of: positions.span, drawsPerChain: draws)
      })
    return Variable.population.map { table.chains(of: $0) }
  }
}

/// Why a figure would mean nothing.
enum BenchmarkError: Error {
  /// The independence proposal was refused, so that another kernel would have to run.
  case proposalDidNotFit(String)
}
