import AccuracyData
import AccuracyModels
import CollapsedLikelihood
import Concurrency
import Draws
import ModelInterface
import PosteriorSampling
import SpecialFunctions

/// What the files of a run have of each draw: densities, and the columns of a chain.
package struct DrawEvaluation {
  /// The columns of one chain.
  package struct Columns {
    /// What the sampler did, under Stan's names.
    package var sampler: [(name: String, values: [Double])]
    /// The basic parameters.
    package var parameters: [(name: String, values: [Double])]
    /// Sensitivity and specificity of the median study.
    package var derived: [(name: String, values: [Double])]
  }

  private let sample: PosteriorSample
  private let model: BivariateModel
  /// Chain and draw, from 0, of the draws whose log likelihoods are worked out study by study.
  package let perStudyDraws: [(chain: Int, draw: Int)]

  /// Builds the tables of the likelihood once.
  package init(_ fit: FitResult) {
    sample = fit.sample
    model = BivariateModel(
      likelihood: samplingLikelihood(fit.dataset.studies), prior: fit.prior)
    perStudyDraws = sample.draws.thinned(
      limit: Fitting.perStudyDraws(studies: fit.dataset.studies.count))
  }

  /// Log likelihoods of the studies at a draw.
  package func studyLogLikelihoods(at draw: (chain: Int, draw: Int)) -> [Double] {
    model.likelihood.studyLogLikelihoods(
      at: sample.points.point(chain: draw.chain, draw: draw.draw)
    ).values
  }

  /// The columns of a chain; nil once the work is cancelled.
  package func columns(ofChain index: Int) -> Columns? {
    guard let logPosterior = logPosterior(ofChain: index) else { return nil }
    let draws = sample.draws
    func column(_ variable: Variable) -> [Double] { draws.column(variable, chain: index) }
    // rho cannot tell values near +-1 apart; its Fisher z can, and reads back exactly.
    var sampler = [("lp__", logPosterior), (Variable.fisherZ.name, column(.fisherZ))]
    if let trace = sample.chains[index].trace {
      sampler += [
        ("stepsize__", [Double](repeating: trace.stepSize, count: draws.drawsPerChain)),
        ("treedepth__", trace.treeDepth.map(Double.init)),
        ("n_leapfrog__", trace.leapfrogSteps.map(Double.init)),
        ("divergent__", trace.divergent.map { $0 ? 1 : 0 }), ("energy__", trace.energy),
      ]
    }
    return Columns(
      sampler: sampler, parameters: Variable.population.map { ($0.name, column($0)) },
      derived: [
        ("sensitivity", column(.muSensitivity).map(inverseLogit)),
        ("specificity", column(.muSpecificity).map(inverseLogit)),
      ])
  }

  private func logPosterior(ofChain chain: Int) -> [Double]? {
    let (points, count) = (sample.points, sample.drawsPerChain)
    var values: [Double] = []
    values.reserveCapacity(count)
    for t in 0..<count {
      if t % 4096 == 0, Cancellation.isRequested { return nil }
      let point = points.point(chain: chain, draw: t)
      // A rejected draw repeats the point before it.
      if t > 0, point == points.point(chain: chain, draw: t - 1) {
        values.append(values[t - 1])
      } else {
        values.append(model.likelihood.logLikelihood(at: point) + model.logPrior(at: point))
      }
    }
    return values
  }
}
