import AccuracyMeasures
import CMath
import ChainStatistics
import Concurrency
import PosteriorSampling
import RandomStreams
import Samplers

/// Draws of every reported quantity, one array a chain.
struct ParameterColumns: Sendable {
  /// Names and draws in the order of docs/contract.md, without the measures outside the scope.
  package let named: [(name: String, chains: [[Double]])]
  /// True logits of a new study, one a draw, over all chains.
  let newLogits: (sensitivity: [Double], specificity: [Double])

  /// The order of docs/contract.md after the five basic parameters; nil entries are the new study's values, in
  /// the order of `derive`.
  private static let derived: [(name: String, measure: Measure?)] = [
    ("sensitivity", .sensitivity), ("specificity", .specificity), ("fpr", .falsePositiveRate),
    ("lr_positive", .positiveLikelihoodRatio), ("lr_negative", .negativeLikelihoodRatio),
    ("dor", .diagnosticOddsRatio), ("sensitivity_averaged", .sensitivityAveraged),
    ("specificity_averaged", .specificityAveraged), ("sensitivity_new", nil),
    ("specificity_new", nil), ("lambda", .lambda), ("theta", .theta), ("beta", .beta),
    ("var_accuracy", .varianceOfAccuracy), ("var_threshold", .varianceOfThreshold),
    ("partial_auc", .partialAUC), ("auc", .auc), ("i2", .iSquared), ("lr_positive_new", nil),
    ("lr_negative_new", nil), ("dor_new", nil),
  ]
  private static let basicNames = ["mu_se", "mu_sp", "tau_se", "tau_sp", "rho"]

  /// Without the measures outside the scope.
  private static func derived(in scope: MeasureScope) -> [(name: String, measure: Measure?)] {
    derived.filter { entry in entry.measure.map { scope.measures.contains($0) } ?? true }
  }

  /// Derives every quantity from the draws, chain by chain.
  ///
  /// - Parameters:
  ///   - sample: the posterior sample.
  ///   - context: study sizes and observed range.
  ///   - seed: of the new studies' streams.
  ///   - scope: which measures.
  ///   - threads: chains at work at once.
  init(
    sample: PosteriorSample, context: MeasureContext, seed: UInt64, scope: MeasureScope,
    threads: Int
  ) {
    let parts = inPieces(sample.chains.count, threads: threads) { index in
      Self.derive(
        sample.chains[index], context: context, seed: seed, scope: scope, index: index)
    }
    var named: [(String, [[Double]])] = []
    for (k, name) in Self.basicNames.enumerated() {
      named.append((name, sample.chains.map { $0.columns[k] }))
    }
    for (k, entry) in Self.derived(in: scope).enumerated() {
      named.append((entry.name, parts.map { $0.columns[k] }))
    }
    self.named = named
    newLogits = (parts.flatMap(\.newSensitivity), parts.flatMap(\.newSpecificity))
  }

  private struct ChainPart: Sendable {
    var columns: [[Double]]
    var newSensitivity: [Double]
    var newSpecificity: [Double]
  }

  private static func derive(
    _ chain: ParameterChain, context: MeasureContext, seed: UInt64, scope: MeasureScope,
    index: Int
  ) -> ChainPart {
    let columns = PosteriorColumns(
      muSensitivity: chain.muSensitivity, muSpecificity: chain.muSpecificity,
      tauSensitivity: chain.tauSensitivity, tauSpecificity: chain.tauSpecificity,
      rho: chain.correlation)
    let measures = deriveMeasures(from: columns, context: context, scope: scope)
    var stream = RandomStream(seed: seed, index: index, purpose: .prediction)
    var normals = [[Double]](repeating: [], count: 2)
    for k in 0..<2 {
      normals[k] = [Double](repeating: 0, count: chain.count)
      var span = normals[k].mutableSpan
      stream.fillNormals(&span)
    }
    let new = newStudies(from: columns, normals1: normals[0], normals2: normals[1])
    let newValues =
      [
        new.logitSensitivity.map(inverseLogit),
        new.logitSpecificity.map(inverseLogit),
      ] + ratios(new.logitSensitivity, new.logitSpecificity)
    var nextNew = 0
    let values = derived(in: scope).map { entry -> [Double] in
      if let measure = entry.measure { return measures[measure] }
      defer { nextNew += 1 }
      return newValues[nextNew]
    }
    return ChainPart(
      columns: values, newSensitivity: new.logitSensitivity, newSpecificity: new.logitSpecificity)
  }

  /// LR+, LR- and DOR of true accuracies, free of the cancellation in `1 - Sp` and `1 - Se`. What
  /// overflows under the widest priors becomes the largest number, so that ranks and with them the
  /// diagnostics remain.
  private static func ratios(_ sensitivity: [Double], _ specificity: [Double]) -> [[Double]] {
    var columns = [[Double]](repeating: [], count: 3)
    for k in columns.indices { columns[k].reserveCapacity(sensitivity.count) }
    for (a, b) in zip(sensitivity, specificity) {
      columns[0].append(min(quotient(b, -a), .greatestFiniteMagnitude))
      columns[1].append(min(quotient(-b, a), .greatestFiniteMagnitude))
      columns[2].append(min(exp(a + b), .greatestFiniteMagnitude))
    }
    return columns
  }

  /// `(1 + exp(x)) / (1 + exp(y))`, also where both overflow.
  private static func quotient(_ x: Double, _ y: Double) -> Double {
    x < 700 || y < 700 ? (1 + exp(x)) / (1 + exp(y)) : exp(x - y)
  }

  /// The draws of one quantity.
  package func chains(_ name: String) -> [[Double]] {
    named.first { $0.name == name }?.chains ?? []
  }

  /// The draws of one quantity, chains one after the other.
  package func pooled(_ name: String) -> [Double] { chains(name).flatMap { $0 } }
}
