import AccuracyMeasures
import Concurrency
import Draws
import ModelInterface
import PosteriorSampling
import RandomStreams
import RegressionModels
import StudyDesigns

/// Draws of every reported quantity of one setting, one array a chain.
struct ParameterColumns: Sendable {
  /// Quantities, what they are called in this setting, and their draws, in the order of
  /// docs/contract.md.
  let all: [(quantity: Quantity, variable: Variable, chains: [[Double]])]
  /// True logits of a new study, one a draw, over all chains.
  let newLogits: (sensitivity: [Double], specificity: [Double])

  /// Derives every quantity from the draws, chain by chain.
  ///
  /// - Parameters:
  ///   - model: that was sampled.
  ///   - sample: the posterior sample.
  ///   - settingNumber: which of the model's settings.
  ///   - context: study sizes and observed range.
  ///   - key: of the fit.
  ///   - quantities: of the catalogue.
  ///   - threads: chains at work at once.
  init(
    _ model: some AccuracyModel, sample: PosteriorSample, settingNumber: Int,
    context: MeasureContext, key: StreamKey, quantities: [Quantity], threads: Int
  ) {
    let setting = model.settings[settingNumber]
    let chainCount = sample.draws.chainCount
    let parts = inPieces(chainCount, threads: threads) { chain in
      let population = model.populationColumns(
        of: setting, from: sample.draws, rows: .chain(chain))
      let newStudies = key.child(.chain(chain), .purpose(.newStudy))
      // Each setting's new studies are its own.
      let normals = Self.deviates(
        population,
        key: model.settings.count == 1 ? newStudies : newStudies.child(.index(settingNumber)))
      let input = QuantityInput(
        population, normals: normals, context: context,
        scope: quantities.allSatisfy(\.isOnPage) ? .closedForms : .all)
      return (columns: quantities.map { $0.evaluate(input) }, newStudy: input.newStudy)
    }
    // Where rows vary within studies too, the population has the totals, which tau and rho are not.
    let hasTotals = (model as? any DesignedModel)?.tables == .sharedAndWithin
    all = quantities.enumerated().map { k, quantity in
      let variable = model.variable(quantity.variable, in: setting)
      let isDrawn = hasTotals && model.parameter(variable) != nil
      return (
        quantity, variable,
        isDrawn ? sample.draws.chains(of: variable) : parts.map { $0.columns[k] }
      )
    }
    newLogits = (
      parts.flatMap(\.newStudy.logitSensitivity), parts.flatMap(\.newStudy.logitSpecificity)
    )
  }

  /// Two standard normals a draw, for the new study; of t-distributed effects both divided by the root of
  /// the study's weight.
  private static func deviates(
    _ population: PopulationColumns, key: StreamKey
  ) -> (first: [Double], second: [Double]) {
    let count = population.count
    var stream = RandomStream(key)
    func next() -> [Double] {
      var normals = [Double](repeating: 0, count: count)
      var span = normals.mutableSpan
      stream.fillNormals(&span)
      return normals
    }
    var deviates = (first: next(), second: next())
    if case .t(let degreesOfFreedom) = population.effects {
      for (draw, nu) in degreesOfFreedom.enumerated() {
        let scale = (0.5 * nu / stream.gamma(shape: 0.5 * nu)).squareRoot()
        deviates.first[draw] *= scale
        deviates.second[draw] *= scale
      }
    }
    return deviates
  }

  /// The draws of one quantity.
  func chains(_ name: String) -> [[Double]] {
    all.first { $0.quantity.variable.base == name }?.chains ?? []
  }

  /// The draws of one quantity, chains one after the other.
  func pooled(_ name: String) -> [Double] { chains(name).flatMap { $0 } }
}
