import AccuracyMeasures
import Concurrency
import Draws
import ModelInterface
import PosteriorSampling
import RandomStreams

/// Draws of every reported quantity, one array a chain.
struct ParameterColumns: Sendable {
  /// Quantities and their draws in the order of docs/contract.md.
  let all: [(quantity: Quantity, chains: [[Double]])]
  /// True logits of a new study, one a draw, over all chains.
  let newLogits: (sensitivity: [Double], specificity: [Double])

  /// Derives every quantity from the draws, chain by chain.
  ///
  /// - Parameters:
  ///   - sample: the posterior sample.
  ///   - context: study sizes and observed range.
  ///   - seed: of the new studies' streams.
  ///   - detail: those of the page, or all.
  ///   - threads: chains at work at once.
  init(
    sample: PosteriorSample, context: MeasureContext, seed: UInt64, detail: FitDetail, threads: Int
  ) {
    let quantities = Quantity.catalogue.filter { detail == .full || $0.isOnPage }
    let parts = inPieces(sample.draws.chainCount, threads: threads) { chain in
      let population = sample.population(chain: chain)
      let input = QuantityInput(
        population,
        normals: Self.normals(population.count, seed: seed, chain: chain), context: context,
        scope: detail == .full ? .all : .closedForms)
      return (columns: quantities.map { $0.evaluate(input) }, newStudy: input.newStudy)
    }
    all = quantities.enumerated().map { k, quantity in (quantity, parts.map { $0.columns[k] }) }
    newLogits = (
      parts.flatMap(\.newStudy.logitSensitivity), parts.flatMap(\.newStudy.logitSpecificity)
    )
  }

  /// Two standard normals a draw, for the new study.
  private static func normals(
    _ count: Int, seed: UInt64, chain: Int
  ) -> (first: [Double], second: [Double]) {
    var stream = RandomStream(seed: seed, index: chain, purpose: .prediction)
    func next() -> [Double] {
      var normals = [Double](repeating: 0, count: count)
      var span = normals.mutableSpan
      stream.fillNormals(&span)
      return normals
    }
    return (next(), next())
  }

  /// The draws of one quantity.
  func chains(_ name: String) -> [[Double]] {
    all.first { $0.quantity.variable.base == name }?.chains ?? []
  }

  /// The draws of one quantity, chains one after the other.
  func pooled(_ name: String) -> [Double] { chains(name).flatMap { $0 } }
}

extension PosteriorSample {
  /// One chain's draws of the distribution over studies.
  func population(chain: Int) -> PopulationColumns {
    PopulationColumns(
      muSensitivity: draws.column(.muSensitivity, chain: chain),
      muSpecificity: draws.column(.muSpecificity, chain: chain),
      tauSensitivity: draws.column(.tauSensitivity, chain: chain),
      tauSpecificity: draws.column(.tauSpecificity, chain: chain),
      rho: draws.column(.rho, chain: chain))
  }
}
