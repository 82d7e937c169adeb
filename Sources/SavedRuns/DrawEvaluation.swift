import Concurrency
import Draws
import Fitting
import ModelInterface
import PosteriorSampling
import SpecialFunctions

/// What the files of a run have of each draw: densities, and the columns of a chain.
package struct DrawEvaluation {
  /// The columns of one chain.
  package struct Columns {
    /// What the sampler did, under Stan's names.
    package var sampler: [(name: String, values: [Double])]
    /// The parameters.
    package var parameters: [(name: String, values: [Double])]
    /// Sensitivity and specificity of the median study of each setting.
    package var derived: [(name: String, values: [Double])]
  }

  private let sample: PosteriorSample
  private let model: any AccuracyModel
  /// What the columns are called.
  package let names: DrawFileNames
  /// The draws whose log likelihoods are worked out study by study.
  package let perStudyDraws: [DrawPlace]

  /// The draws of a fit.
  package init(_ fit: ModelFit) {
    (sample, model, names) = (fit.sample, fit.model, DrawFileNames(fit.model))
    perStudyDraws = sample.draws.thinned(
      limit: Fitting.perStudyDraws(studies: fit.dataset.studies.count))
  }

  /// Log likelihoods of the studies at a draw.
  package func studyLogLikelihoods(at place: DrawPlace) -> [Double] {
    model.studyLogLikelihoods(of: sample.draws, at: [place]).flatMap { $0 }
  }

  /// The columns of a chain; nil once the work is cancelled.
  package func columns(ofChain index: Int) -> Columns? {
    guard let logPosterior = logPosterior(ofChain: index) else { return nil }
    let draws = sample.draws
    func columns(_ variables: [Variable]) -> [(name: String, values: [Double])] {
      variables.map { (names[$0], draws.column($0, chain: index)) }
    }
    // rho cannot tell values near +-1 apart; its Fisher z can, and reads back exactly.
    var sampler =
      [(name: "lp__", values: logPosterior)]
      + columns(model.parameters.compactMap(\.monitor))
    if let trace = sample.chains[index].trace {
      sampler += [
        ("stepsize__", [Double](repeating: trace.stepSize, count: draws.drawsPerChain)),
        ("treedepth__", trace.treeDepth.map(Double.init)),
        ("n_leapfrog__", trace.leapfrogSteps.map(Double.init)),
        ("divergent__", trace.divergent.map { $0 ? 1 : 0 }), ("energy__", trace.energy),
      ]
    }
    let derived = model.settings.flatMap { setting in
      let population = model.populationColumns(of: setting, from: draws, rows: .chain(index))
      let both: [(part: PopulationParts, variable: Variable, means: [Double])] = [
        (.sensitivity, DrawFileNames.sensitivity(setting.index), population.muSensitivity),
        (.specificity, DrawFileNames.specificity(setting.index), population.muSpecificity),
      ]
      return both.filter { model.parts.contains($0.part) }.map {
        (name: names[$0.variable], values: $0.means.map(inverseLogit))
      }
    }
    return Columns(
      sampler: sampler, parameters: columns(model.parameters.map(\.variable)), derived: derived)
  }

  private func logPosterior(ofChain chain: Int) -> [Double]? {
    let count = sample.drawsPerChain
    var values: [Double] = []
    values.reserveCapacity(count)
    for first in Swift.stride(from: 0, to: count, by: 4096) {
      if Cancellation.isRequested { return nil }
      let piece = (first..<min(first + 4096, count)).map { DrawPlace(chain: chain, draw: $0) }
      // A rejected draw repeats the point before it.
      let fresh = piece.filter { !sample.draws.isRepeated($0) }
      var next = model.logPosteriors(of: sample.draws, at: fresh).makeIterator()
      var new = fresh.makeIterator()
      var upcoming = new.next()
      for place in piece {
        if place == upcoming, let value = next.next() {
          values.append(value)
          upcoming = new.next()
        } else {
          values.append(values.last ?? .nan)
        }
      }
    }
    return values
  }
}
