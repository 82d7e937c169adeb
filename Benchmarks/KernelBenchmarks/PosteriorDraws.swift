import AccuracyData
import AccuracyModels
import CollapsedLikelihood
import DataReading
import Distributions
import RandomStreams
import Samplers

/// Posterior draws under the prior `default`: where kernels are timed.
struct PosteriorDraws {
  /// Points that the sampler evaluates together.
  static let blockSize = 2048

  let studies: [AccuracyStudy]
  let target: CollapsedPosterior
  let adapted: AdaptedIndependence
  let chains: [ChainDraws]

  /// Samples a built-in data set.
  ///
  /// - Parameters:
  ///   - dataset: its name.
  ///   - draws: in each of four chains, with a fixed seed.
  /// - Throws: where the data cannot be read or the sampler stops.
  init(_ dataset: String, draws: Int = 4096) throws {
    try self.init(studies: Self.studies(of: dataset), draws: draws)
  }

  /// Samples given studies; the tolerance is the one that fits use.
  ///
  /// - Parameters:
  ///   - studies: at least one.
  ///   - draws: in each of four chains, with a fixed seed.
  /// - Throws: where the data cannot be read or the sampler stops.
  init(studies: [AccuracyStudy], draws: Int = 4096) throws {
    self.studies = studies
    target = try Self.target(studies)
    adapted = try adaptIndependence(
      to: target, start: target.start, evaluations: 3500, key: StreamKey(seed: 1))
    chains = try sampleIndependence(
      target, adapted: adapted, draws: draws, chains: 4, key: StreamKey(seed: 1), threads: 1)
  }

  /// The posterior of given studies.
  static func target(
    _ studies: [AccuracyStudy], instructionSet: InstructionSet = .best
  ) throws -> CollapsedPosterior {
    CollapsedPosterior(
      model: BivariateModel(
        likelihood: CollapsedLikelihood(
          studies: studies, tolerance: 1e-6, instructionSet: instructionSet),
        prior: try AccuracyPrior.preset("default")))
  }

  /// The studies of a built-in data set.
  static func studies(of dataset: String) throws -> [AccuracyStudy] {
    try readAccuracyData(
      DataSource(argument: "example:" + dataset), selection: DataSelection(allowDependent: true)
    ).studies
  }

  /// As many studies as wanted, drawn from a built-in data set with replacement and a fixed seed.
  static func resampledStudies(of dataset: String, count: Int) throws -> [AccuracyStudy] {
    let original = try studies(of: dataset)
    var stream = RandomStream(StreamKey(seed: 1).child(.purpose(.simulation)))
    return (0..<count).map { _ in original[stream.index(below: original.count)] }
  }

  /// The first draws of the first chain in blocks, coordinate-major, as chains evaluate them.
  func blocks(_ count: Int) -> [[Double]] {
    let chain = chains[0]
    return (0..<count).map { block in
      (0..<chain.dimension).flatMap { k in
        (0..<Self.blockSize).map { chain.positions[k * chain.count + Self.blockSize * block + $0] }
      }
    }
  }

  /// The parameters at evenly thinned draws of the first chain.
  func points(_ count: Int) -> [BivariatePoint] {
    let chain = chains[0]
    return (0..<count).compactMap { index in
      let draw = index * chain.count / count
      let position = (0..<chain.dimension).map { chain.positions[$0 * chain.count + draw] }
      return target.point(at: position.span)
    }
  }
}
