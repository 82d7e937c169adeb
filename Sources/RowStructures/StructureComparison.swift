import AccuracyData
import ChainStatistics
import Criticism
import Draws
import ModelInterface
import OtherPriors
import PosteriorSampling
import RandomStreams
import RegressionModels
import SpecialFunctions
import StudyDesigns

/// How two levels compare under one assumption on several rows of one study.
public struct StructurePair: Sendable, Equatable {
  /// As `MRI vs CT`.
  public let label: String
  /// Se of the first over Se of the second, at the median study.
  public let relativeSensitivity: IntervalEstimate
  /// The same of specificity.
  public let relativeSpecificity: IntervalEstimate
  /// P(Se of the first is higher).
  public let higherSensitivity: Double
  /// P(Sp of the first is higher).
  public let higherSpecificity: Double
}

/// What is concluded under one assumption on several rows of one study.
public struct StructureRow: Sendable, Equatable {
  /// The assumption.
  public let structure: RowStructure
  /// Whether studies without all compared levels are left out.
  public let isDirect: Bool
  /// Whether it is the fit that all else on the page is of.
  public let isHeadline: Bool
  /// Studies with their rows.
  public let studies: Int
  /// Rows of the data.
  public let rows: Int
  /// Each later level with the first.
  public let pairs: [StructurePair]
  /// log predictive density of studies left out one by one with all their rows, by importance sampling.
  public let predictive: PredictiveDensity
  /// Whether its draws pass the gates of docs/contract.md.
  public let isReliable: Bool
}

/// The log predictive density of studies that are left out one by one.
public struct PredictiveDensity: Sendable, Equatable {
  /// Of each study.
  public let values: [Double]
  /// Studies whose importance weights are not reliable.
  public let unreliable: Int

  /// Of all studies.
  public var total: Double { values.reduce(0, +) }

  /// How much more it is than another's of the same studies.
  ///
  /// - Parameter other: of the same studies in the same order.
  /// - Returns: the difference and its standard error, sqrt(N var) of the differences of single studies;
  ///   nil where the studies are others.
  public func difference(from other: PredictiveDensity) -> (value: Double, error: Double)? {
    guard values.count == other.values.count, values.count > 1 else { return nil }
    let differences = zip(values, other.values).map { $0 - $1 }
    let count = Double(differences.count)
    let mean = differences.reduce(0, +) / count
    let variance = differences.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
    return (mean * count, (count * variance).squareRoot())
  }
}

/// A model of the same data under some assumption, and which data.
package struct StructureTask: Sendable {
  package let model: RegressionModel
  package let dataset: AccuracyDataset
  package let structure: RowStructure
  package let isDirect: Bool

  package init(
    _ model: RegressionModel, _ dataset: AccuracyDataset, structure: RowStructure, isDirect: Bool
  ) {
    (self.model, self.dataset) = (model, dataset)
    (self.structure, self.isDirect) = (structure, isDirect)
  }

  /// The draws, then what follows from them.
  ///
  /// - Parameters:
  ///   - settings: of the sampling.
  ///   - level: of intervals.
  /// - Returns: the row.
  /// - Throws: `SamplingError`.
  package func row(settings: SamplingSettings, level: Double) throws -> StructureRow {
    try row(of: samplePosterior(model, settings: settings), level: level, isHeadline: false)
  }

  /// What follows from draws.
  ///
  /// - Parameters:
  ///   - sample: of the model.
  ///   - level: of intervals.
  ///   - isHeadline: whether they are those of the fit itself.
  /// - Returns: the row.
  /// - Throws: `SamplingError`.
  package func row(
    of sample: PosteriorSample, level: Double, isHeadline: Bool
  ) throws -> StructureRow {
    let units = StudyUnits(dataset)
    let draws = try CriticismDraws.posterior(
      model, sample: sample, units: units, limit: Self.predictiveDraws, threads: 1)
    let left = (0..<units.count).map { draws.leaveOut($0) }
    let summaries = model.settings.map { logits($0, sample) }
    return StructureRow(
      structure: structure, isDirect: isDirect, isHeadline: isHeadline, studies: units.count,
      rows: dataset.studies.count,
      pairs: summaries.indices.dropFirst().map { pair($0, 0, summaries, level: level) },
      predictive: PredictiveDensity(
        values: left.map(\.logPredictive.value), unreliable: left.count { !$0.isReliable }),
      isReliable: isReliable(sample))
  }

  /// Draws that studies are left out of.
  private static let predictiveDraws = 1000

  /// Logit sensitivity and specificity of a setting, chain by chain.
  private func logits(
    _ setting: Setting, _ sample: PosteriorSample
  ) -> (sensitivity: [[Double]], specificity: [[Double]]) {
    let chains = (0..<sample.draws.chainCount).map {
      model.populationColumns(of: setting, from: sample.draws, rows: .chain($0))
    }
    return (chains.map(\.muSensitivity), chains.map(\.muSpecificity))
  }

  private func pair(
    _ first: Int, _ second: Int, _ logits: [(sensitivity: [[Double]], specificity: [[Double]])],
    level: Double
  ) -> StructurePair {
    func ratio(_ a: [[Double]], _ b: [[Double]]) -> (interval: IntervalEstimate, higher: Double) {
      let chains = zip(a, b).map { zip($0, $1).map { inverseLogit($0) / inverseLogit($1) } }
      let pairs = zip(a, b).flatMap { zip($0, $1) }
      let higher = Double(pairs.count { $0 > $1 }) / Double(max(pairs.count, 1))
      let summary = Summarizer().summarize(chains, level: level, detail: .quantilesOnly)
      return (summary.interval, higher)
    }
    let sensitivity = ratio(logits[first].sensitivity, logits[second].sensitivity)
    let specificity = ratio(logits[first].specificity, logits[second].specificity)
    return StructurePair(
      label: "\(model.settings[first].label) vs \(model.settings[second].label)",
      relativeSensitivity: sensitivity.interval, relativeSpecificity: specificity.interval,
      higherSensitivity: sensitivity.higher, higherSpecificity: specificity.higher)
  }

  private func isReliable(_ sample: PosteriorSample) -> Bool {
    let summarizer = Summarizer()
    let summaries = model.settings.flatMap { setting in
      let own = logits(setting, sample)
      return [own.sensitivity, own.specificity].map {
        summarizer.summarize($0, level: 0.95, detail: .full)
      }
    }
    return passesGates(summaries, sample)
  }
}
