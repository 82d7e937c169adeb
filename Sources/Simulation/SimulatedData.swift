import AccuracyData
import CMath
import DataReading
import Documents
import RandomStreams
import Requests
import SpecialFunctions

/// Data sets made up by a design: each a function of the seed and its name alone.
public struct SimulatedData: Sendable {
  /// The design.
  public let design: SimulationDesign
  /// The seed that all data sets share.
  public let seed: UInt64
  private let truth: PriorTruth?
  /// Sizes of arms in the files that the design names.
  private let sizes: [String: [(diseased: Int, nondiseased: Int)]]

  /// Reads the files of sizes that the design names.
  ///
  /// - Parameters:
  ///   - design: of the data.
  ///   - seed: any.
  ///   - truth: what truths are drawn from, where the design says so.
  /// - Throws: `AccuracyDataError` for a file of sizes that cannot be read; `AnalysisError` 65 where no study of it
  ///   has both arms.
  public init(_ design: SimulationDesign, seed: UInt64, truth: PriorTruth? = nil) throws {
    precondition(truth != nil || !design.isFromPrior, "truths of this design come from a prior")
    (self.design, self.seed, self.truth) = (design, seed, truth)
    var found: [String: [(diseased: Int, nondiseased: Int)]] = [:]
    for case .sizes(let file)? in design.cells.flatMap({ [$0.diseased, $0.nondiseased] })
    where found[file] == nil {
      let dataset = try readAccuracyData(
        DataSource(argument: file), selection: DataSelection(allowDependent: true))
      found[file] = dataset.studies.compactMap { study in
        guard let diseased = study.diseased?.total, let others = study.nondiseased?.total else {
          return nil
        }
        return (diseased, others)
      }
      guard found[file]?.isEmpty == false else {
        throw AnalysisError(
          .badData, "\(SafeText.visible(file)): no study has both arms, which sizes are taken of")
      }
    }
    sizes = found
  }

  /// What a data set is made up with.
  ///
  /// - Parameter index: its place in the design, from 0.
  /// - Returns: the cell with truths.
  public func cell(_ index: Int) -> SimulationDesign.Cell {
    let cell = design.cell(of: index)
    guard design.isFromPrior, let truth else { return cell }
    var stream = RandomStream(
      StreamKey(seed: seed).child(
        .dataset(design.name(index)), .purpose(.truth)))
    return truth.draw(cell, using: &stream)
  }

  /// No arm is larger.
  private static let largestArm = 10_000_000

  /// What decides data sets beside design, seed and name: the sizes that were read from files.
  package var fingerprint: [UInt8] {
    sizes.keys.sorted().flatMap { file in
      Array((sizes[file] ?? []).map { "\($0.diseased),\($0.nondiseased);" }.joined().utf8) + [10]
    }
  }

  /// One data set as the bytes of a CSV file.
  ///
  /// - Parameter index: its place in the design, from 0.
  /// - Returns: UTF-8 with the columns study, tp, fp, fn, tn, and level where the design has levels; the cells of
  ///   an arm that is not reported are blank.
  public func csv(_ index: Int) -> [UInt8] {
    let cell = cell(index)
    var stream = RandomStream(
      StreamKey(seed: seed).child(.dataset(design.name(index)), .purpose(.simulation)))
    let names = ["study", "tp", "fp", "fn", "tn"]
    var table = CSVTable(
      columnNames: cell.levels.isEmpty ? names : names + [SimulationDesign.levelColumn])
    var all: [Counts] = []
    for study in 0..<count(cell.studies, using: &stream) {
      all.append(counts(cell, study: study, using: &stream))
    }
    switch cell.plant {
    case .none: break
    case .swapped:
      let first = all[0]
      (all[0].truePositives, all[0].falseNegatives) = (first.falseNegatives, first.truePositives)
    case .duplicate: all[all.count - 1] = all[0]
    }
    for (study, counts) in all.enumerated() {
      var row: [CSVCell] = [
        .text("Study \(study + 1)"), CSVCell(counts.truePositives), CSVCell(counts.falsePositives),
        CSVCell(counts.falseNegatives), CSVCell(counts.trueNegatives),
      ]
      if !cell.levels.isEmpty { row.append(.text(cell.levels[study % cell.levels.count].name)) }
      table.add(row)
    }
    return table.serializedBytes()
  }

  private struct Counts {
    var truePositives: Int?
    var falsePositives: Int?
    var falseNegatives: Int?
    var trueNegatives: Int?
  }

  private func counts(
    _ cell: SimulationDesign.Cell, study: Int, using stream: inout RandomStream
  ) -> Counts {
    let level = cell.levels.isEmpty ? nil : cell.levels[study % cell.levels.count]
    let (diseased, others) = arms(cell, using: &stream)
    let effect = cell.effects.draw(correlation: cell.correlation, using: &stream)
    let means = level.map { (logit($0.sensitivity), logit($0.specificity)) } ?? cell.logits
    let sensitivity = expit(means.0 + cell.tauSensitivity * effect.sensitivity - effect.shift)
    let specificity = expit(means.1 + cell.tauSpecificity * effect.specificity - effect.shift)
    let positives = stream.binomial(trials: diseased, probability: sensitivity)
    let negatives = stream.binomial(trials: others, probability: specificity)
    let fate = stream.uniform()
    var counts = Counts()
    if fate >= cell.missing.diseased {
      (counts.truePositives, counts.falseNegatives) = (positives, diseased - positives)
    }
    if fate < cell.missing.diseased || fate >= cell.missing.diseased + cell.missing.nondiseased {
      (counts.falsePositives, counts.trueNegatives) = (others - negatives, negatives)
    }
    return counts
  }

  /// The sizes of both arms; those of one study where both are taken from the same file.
  private func arms(
    _ cell: SimulationDesign.Cell, using stream: inout RandomStream
  ) -> (diseased: Int, nondiseased: Int) {
    if case .sizes(let file) = cell.diseased, let known = sizes[file] {
      let study = known[stream.index(below: known.count)]
      guard let size = cell.nondiseased else {
        return (study.diseased, others(study.diseased, cell, using: &stream))
      }
      if size == cell.diseased { return study }
      return (study.diseased, count(size, isDiseased: false, using: &stream))
    }
    let diseased = count(cell.diseased, using: &stream)
    guard let size = cell.nondiseased else {
      return (diseased, others(diseased, cell, using: &stream))
    }
    return (diseased, count(size, isDiseased: false, using: &stream))
  }

  /// As many as the prevalence leaves beside the diseased, at least 1.
  private func others(
    _ diseased: Int, _ cell: SimulationDesign.Cell, using stream: inout RandomStream
  ) -> Int {
    let prevalence: Double =
      switch cell.prevalence {
      case .fixed(let value)?: value
      case .range(let low, let high)?: low + (high - low) * stream.uniform()
      case .beta(let a, let b)?: stream.beta(a, b)
      case nil: 0.5
      }
    let count = (Double(diseased) * (1 - prevalence) / prevalence).rounded()
    return max(1, Int(min(count, Double(Self.largestArm))))
  }

  private func count(
    _ size: SimulationDesign.Size, isDiseased: Bool = true, using stream: inout RandomStream
  ) -> Int {
    switch size {
    case .fixed(let number): return number
    case .range(let low, let high): return low + stream.index(below: high - low + 1)
    case .negativeBinomial(let mean, let size):
      // A Poisson number whose mean is gamma.
      let own = min(mean * stream.gamma(shape: size) / size, Double(Self.largestArm))
      return max(1, min(stream.poisson(mean: own), Self.largestArm))
    case .lognormal(let median, let deviation):
      let own = (median * exp(deviation * stream.normal())).rounded()
      return Int(max(1, min(own, Double(Self.largestArm))))
    case .sizes(let file):
      guard let known = sizes[file] else { return 1 }
      let study = known[stream.index(below: known.count)]
      return isDiseased ? study.diseased : study.nondiseased
    }
  }
}
