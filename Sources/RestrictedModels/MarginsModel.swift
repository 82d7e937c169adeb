import AccuracyData
import AccuracyModels
import CMath
import CollapsedLikelihood
import Distributions
import Draws
import FrequentistFits
import ModelInterface
import RandomStreams
import SpecialFunctions

/// Models whose likelihood is the product of one factor a proportion, so that the posterior is too: both
/// proportions independently, one alone, or both with no variation between studies. The binomial likelihood
/// is exact. See docs/statistics.md, section 14.
public struct MarginsModel: Sendable {
  /// Which of these models.
  public enum Form: Sendable, Equatable {
    /// Both proportions, each with variation between studies, with correlation 0.
    case independent
    /// One proportion with variation between studies.
    case univariate(AccuracyMargin)
    /// Both proportions, the same in all studies.
    case fixed
  }

  /// Which model.
  public let form: Form
  /// The data.
  public let studies: [AccuracyStudy]
  /// The prior; what it says of parameters that the model has not is not used.
  public let prior: AccuracyPrior
  let margins: [Margin]
  private let coordinates: [DeviationCoordinate?]

  /// The model of a data set.
  ///
  /// - Parameters:
  ///   - form: which model.
  ///   - studies: the data.
  ///   - prior: of the parameters; one of the whole covariance counts by its margins.
  ///   - threads: at work at once while tables are filled.
  public init(
    _ form: Form, studies: [AccuracyStudy], prior: AccuracyPrior, threads: Int = 1
  ) {
    let kinds: [AccuracyMargin] =
      if case .univariate(let kind) = form { [kind] } else { AccuracyMargin.allCases }
    self.init(
      form, studies: studies, prior: prior,
      margins: kinds.map {
        Margin($0, studies: studies, varies: form != .fixed, threads: threads)
      })
  }

  private init(
    _ form: Form, studies: [AccuracyStudy], prior: AccuracyPrior, margins: [Margin]
  ) {
    (self.form, self.studies, self.prior, self.margins) = (form, studies, prior, margins)
    coordinates = margins.map {
      $0.varies ? DeviationCoordinate($0.kind.deviationPrior(prior)) : nil
    }
  }

  func underOther(_ prior: AccuracyPrior) -> MarginsModel {
    MarginsModel(form, studies: studies, prior: prior, margins: margins)
  }

  /// The posterior with its gradient, of some margins.
  func gradient(_ places: [Int]) -> MarginsGradient {
    MarginsGradient(
      places.map {
        (margins[$0], margins[$0].kind.meanPrior(prior), coordinates[$0])
      })
  }

  /// The mode of one margin: mu, then the score of tau where studies differ.
  func mode(_ place: Int) -> [Double] {
    let margin = margins[place]
    let arms = margin.studies.compactMap { margin.kind.arm(of: $0) }
    let crude = log(
      arms.reduce(0.5) { $0 + Double($1.correct) } / arms.reduce(0.5) { $0 + Double($1.incorrect) })
    guard let coordinate = coordinates[place] else {
      return highestMode(of: gradient([place]), starts: [[crude]], maxIterations: 60) ?? [crude]
    }
    // Beside prior scores, tau = 0.5: a diffuse prior's median can lie far outside any likelihood.
    let starts = [0, -1, 1, coordinate.score(of: 0.5)].map { [crude, $0] }
    return highestMode(of: gradient([place]), starts: starts, maxIterations: 60) ?? [crude, 0]
  }

  /// The density of one margin for the independence samplers.
  func posterior(_ place: Int) -> MarginPosterior {
    MarginPosterior(
      margins[place], meanPrior: margins[place].kind.meanPrior(prior),
      coordinate: coordinates[place], mode: mode(place))
  }

  /// mu and tau of a margin at draws; tau is 0 where studies do not differ.
  func columns(
    _ margin: Margin, of draws: DrawTable, _ rows: DrawRows
  ) -> (means: [Double], deviations: [Double]) {
    let means = draws.column(margin.kind.mean, rows)
    return (
      means,
      margin.varies
        ? draws.column(margin.kind.deviation, rows) : [Double](repeating: 0, count: means.count)
    )
  }
}
