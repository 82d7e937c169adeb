import CMath
import ChainStatistics
import DenseLinearAlgebra
import Draws
import ModelInterface
import PosteriorSampling
import RandomStreams
import Samplers

/// The posterior without one study, in the coordinates of the posterior with it: all that a refit needs of
/// a model is what it already shows.
struct LeftOutDensity<Model: AccuracyModel>: BlockLogDensity {
  let model: Model
  let density: any BlockLogDensity & DecodableDensity
  let units: StudyUnits
  let unit: Int
  let base: LogBase

  var dimension: Int { density.dimension }

  func logDensity(at position: Span<Double>) -> Double {
    var value = [0.0]
    var span = value.mutableSpan
    logDensities(at: position, floors: Span(), into: &span)
    return value[0]
  }

  /// All values are exact, so that floors are not used.
  func logDensities(
    at positions: Span<Double>, floors: Span<Double>, into values: inout MutableSpan<Double>
  ) {
    let n = values.count
    density.logDensities(at: positions, into: &values)
    let block = density.block(of: positions, drawsPerChain: n)
    let table = DrawTable(variables: density.variables, drawsPerChain: n, blocks: [block])
    let legal = (0..<n).filter { j in
      density.variables.indices.allSatisfy { !block[$0 * n + j].isNaN }
    }
    let own = model.logLikelihoods(
      ofTables: units.tables[unit], of: table, at: legal.map { DrawPlace(chain: 0, draw: $0) })
    for (j, logLikelihood) in zip(legal, own) {
      if logLikelihood > -.infinity {
        values[j] -= logLikelihood
        continue
      }
      // A difference of infinities is none: the others are added up.
      let row = units.sums(
        model.studyLogLikelihoods(of: table, at: [DrawPlace(chain: 0, draw: j)])[0])
      let position = (0..<dimension).map { positions[$0 * n + j] }
      let others = row.indices.reduce(0.0) { $1 == unit ? $0 : $0 + row[$1] }
      values[j] = others > -.infinity ? (base.value(at: position) ?? -.infinity) + others : others
    }
  }
}

extension CriticismDraws {
  /// Draws of the posterior without one study from a proposal of its own: the last resort where the
  /// weights of the common draws are not reliable.
  ///
  /// - Parameters:
  ///   - unit: the study.
  ///   - model: data and prior.
  ///   - proposal: fitted to the posterior with the study; its mode is where the search begins.
  ///   - start: where the density is searched from.
  ///   - units: the studies.
  ///   - key: of the fit.
  ///   - threads: at work at once; never changes the numbers.
  /// - Returns: draws whose weights are those of the posterior without the study; nil where no proposal
  ///   fits.
  /// - Throws: `SamplingError`.
  package static func withoutStudy(
    _ unit: Int, model: some AccuracyModel, proposal: FittedProposal, start: [Double],
    units: StudyUnits, key: StreamKey, threads: Int = 1
  ) throws -> CriticismDraws? {
    guard proposal.density.dimension <= AdaptedIndependence.largestDimension else { return nil }
    let volume = CoordinateVolume(model: model, density: proposal.density)
    let target = LeftOutDensity(
      model: model, density: proposal.density, units: units, unit: unit,
      base: LogBase(
        model: model, volume: volume, constant: volume.logConstant(at: [start])))
    let adapted: AdaptedIndependence
    do {
      adapted = try adaptIndependence(
        to: target, start: start, evaluations: max(3500, 700 * target.dimension), key: key,
        threads: threads)
    } catch is LinearAlgebraError {
      return nil
    }
    let batch = try widenedBatch(of: target, proposals: [adapted], key: key, threads: threads)
    let draws = LegalDraws(batch, of: proposal.density, volume: volume)
    let own = try studyLogLikelihoods(
      model, draws.table, unit: unit, of: units, threads: threads)
    return CriticismDraws(
      source: .widened, draws: draws.table,
      logWeights: zip(draws.logWeights, own).map { $1 == -.infinity ? $1 : $0 + $1 },
      logLikelihoods: [own], leftOutLogWeights: [draws.logWeights], logEvidence: nil,
      logMass: logMean(draws.logWeights, of: batch.count), mode: start)
  }
}
