import AccuracyData
import AccuracyModels
import CollapsedLikelihood
import Distributions
import Samplers

/// Posterior draws of a built-in data set under the prior `default`: where kernels are timed.
struct PosteriorDraws {
  let studies: [AccuracyStudy]
  let target: CollapsedPosterior
  let adapted: AdaptedIndependence
  let chains: [ChainDraws]

  /// Samples `draws` draws in each of four chains, with a fixed seed.
  init(_ dataset: String, draws: Int = 1024) async throws {
    studies = try readAccuracyData(
      DataSource(argument: "example:" + dataset), selection: DataSelection(allowDependent: true)
    ).studies
    target = CollapsedPosterior(
      model: BivariateModel(
        likelihood: CollapsedLikelihood(studies: studies),
        prior: try AccuracyPrior.preset("default")))
    adapted = try adaptIndependence(
      to: target, start: target.start, evaluations: 3500, seed: 1)
    chains = try await sampleIndependence(
      target, adapted: adapted, draws: draws, chains: 4, seed: 1, threads: 1)
  }

  /// The first draws of the first chain in blocks of 64, coordinate-major, as chains evaluate them.
  func blocks(_ count: Int) -> [[Double]] {
    let chain = chains[0]
    return (0..<count).map { block in
      (0..<chain.dimension).flatMap { k in
        (0..<64).map { chain.positions[k * chain.count + 64 * block + $0] }
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
