import AccuracyModels
import CMath
import CollapsedLikelihood
import Distributions
import Draws
import FrequentistFits
import ModelInterface
import SpecialFunctions

/// The collapsed posterior of one margin in the coordinates in which a normal-like proposal fits it.
///
/// Where studies differ x[0] is the score of tau, standard normal under its prior. The last coordinate is
/// mu, standardised by its approximate conditional distribution given tau: with the studies linearised at
/// the mode to weights w_i and working values y_i, and the prior of mu matched by N(m0, 1 / p0),
///
///     P = p0 + sum_i 1 / (1 / w_i + tau^2),   m = (p0 m0 + sum_i y_i / (1 / w_i + tau^2)) / P,
///     mu = m + x / sqrt(P),
///
/// with the tails of a Student t prior drawn in (`TailStretch`).
///
///     log density = log L(mu, tau) + log p(mu) - log(P) / 2 - x0^2 / 2
struct MarginPosterior: BlockLogDensity, DecodableDensity {
  let margin: Margin
  let meanPrior: ScalarPrior
  let coordinate: DeviationCoordinate?
  let variables: [Variable]
  let start: [Double]
  private let observations: [(weight: Double, value: Double)]
  private let stretch: TailStretch

  var dimension: Int { variables.count }

  /// Finds the mode and linearises the studies there.
  ///
  /// - Parameters:
  ///   - margin: the data.
  ///   - meanPrior: of mu.
  ///   - coordinate: of tau; nil where studies do not differ.
  ///   - mode: mu, then the score of tau.
  init(
    _ margin: Margin, meanPrior: ScalarPrior, coordinate: DeviationCoordinate?, mode: [Double]
  ) {
    (self.margin, self.meanPrior, self.coordinate) = (margin, meanPrior, coordinate)
    variables = [margin.kind.mean] + (coordinate == nil ? [] : [margin.kind.deviation])
    stretch = TailStretch(prior: meanPrior)
    // Without variation the studies are linearised at the mean itself, as a tiny SD does.
    let deviation = coordinate.map { exp($0.evaluate(mode[1])) } ?? 1e-6
    observations = margin.linearised(mean: mode[0], deviation: deviation)
    let (mean, precision) = Self.conditional(
      observations, prior: meanPrior, variance: coordinate == nil ? 0 : deviation * deviation)
    let standardised = stretch.unstretched((mode[0] - mean) * precision.squareRoot())
    start = coordinate == nil ? [standardised] : [mode[1], standardised]
  }

  private static func conditional(
    _ observations: [(weight: Double, value: Double)], prior: ScalarPrior, variance: Double
  ) -> (mean: Double, precision: Double) {
    let matched = prior.matchedNormal
    var precision = 1 / (matched.sd * matched.sd)
    var pull = precision * matched.mean
    for (weight, value) in observations {
      let share = weight / (1 + weight * variance)
      precision += share
      pull += share * value
    }
    return (pull / precision, precision)
  }

  /// What positions stand for.
  private struct Points {
    /// mu; NaN outside the legal range.
    var means: [Double] = []
    /// tau; 0 where studies do not differ.
    var deviations: [Double] = []
    /// log prior with the log Jacobian.
    var logPriors: [Double] = []
  }

  private func points(_ positions: Span<Double>, count: Int) -> Points {
    let last = dimension - 1
    var standardised = (0..<count).map { positions[last * count + $0] }
    let slopes = stretch.stretch(&standardised, 0..<count)
    var points = Points()
    for j in 0..<count {
      var (deviation, logPrior) = (0.0, slopes.isEmpty ? 0 : slopes[j])
      if let coordinate {
        let score = positions[j]
        let logDeviation = coordinate.evaluate(score)
        deviation = exp(logDeviation)
        logPrior -= 0.5 * score * score
        if !(logDeviation > -300 && deviation <= CollapsedLikelihood.largestDeviation) {
          deviation = .nan
        }
      }
      let (mean, precision) = Self.conditional(
        observations, prior: meanPrior, variance: deviation * deviation)
      let value = mean + standardised[j] / precision.squareRoot()
      let isLegal = value.isFinite && abs(value) < 1e100
      points.means.append(isLegal ? value : .nan)
      points.deviations.append(deviation)
      points.logPriors.append(
        isLegal ? logPrior + meanPrior.logDensity(value) - 0.5 * log(precision) : -.infinity)
    }
    return points
  }

  func logDensity(at position: Span<Double>) -> Double {
    var value = InlineArray<1, Double>(repeating: 0)
    var span = value.mutableSpan
    logDensities(at: position, into: &span)
    return value[0]
  }

  func logDensities(
    at positions: Span<Double>, floors: Span<Double>, into values: inout MutableSpan<Double>
  ) {
    let n = values.count
    precondition(positions.count == dimension * n && (floors.isEmpty || floors.count == n))
    let points = points(positions, count: n)
    guard let likelihood = margin.likelihood else {
      for j in 0..<n {
        values[j] =
          points.means[j].isNaN
          ? -.infinity
          : points.logPriors[j]
            + margin.logLikelihoodAndGradient(mean: points.means[j], deviation: 0).value
      }
      return
    }
    for first in stride(from: 0, to: n, by: CollapsedLikelihood.largestBlock) {
      let count = min(n - first, CollapsedLikelihood.largestBlock)
      // The kernel takes whole groups of eight: the last point stands in the places beyond.
      let capacity = (count + 7) / 8 * 8
      var block = [Double](repeating: 0, count: 6 * capacity)
      var own = [Double](repeating: 0, count: capacity)
      var ownFloors = floors.isEmpty ? [] : [Double](repeating: .infinity, count: capacity)
      let (mean, deviation, other) = margin.kind == .sensitivity ? (0, 2, 3) : (1, 3, 2)
      for j in 0..<capacity {
        let k = first + min(j, count - 1)
        let isLegal = !points.means[k].isNaN
        block[mean * capacity + j] = isLegal ? points.means[k] : 0
        block[deviation * capacity + j] = isLegal ? points.deviations[k] : 1
        block[other * capacity + j] = 1
        block[5 * capacity + j] = 1
        if j < count, !floors.isEmpty { ownFloors[j] = floors[k] - points.logPriors[k] }
      }
      var span = own.mutableSpan
      likelihood.logLikelihoods(at: block.span, floors: ownFloors.span, into: &span)
      for j in 0..<count {
        let k = first + j
        values[k] = points.means[k].isNaN ? -.infinity : span[j] + points.logPriors[k]
      }
    }
  }

  func decode(
    _ positions: Span<Double>, count: Int, into columns: inout MutableSpan<Double>, stride: Int,
    offset: Int
  ) {
    let points = points(positions, count: count)
    for j in 0..<count {
      columns[offset + j] = points.means[j]
      if coordinate != nil {
        columns[stride + offset + j] = points.means[j].isNaN ? .nan : points.deviations[j]
      }
    }
  }
}

/// The posterior of all margins together with its gradient: of each margin mu, then the score of tau where
/// studies differ. For NUTS and for the mode.
struct MarginsGradient: DifferentiableLogDensity, DecodableDensity {
  let margins: [(margin: Margin, meanPrior: ScalarPrior, coordinate: DeviationCoordinate?)]
  let variables: [Variable]

  init(_ margins: [(margin: Margin, meanPrior: ScalarPrior, coordinate: DeviationCoordinate?)]) {
    self.margins = margins
    variables = margins.flatMap { entry in
      [entry.margin.kind.mean] + (entry.coordinate == nil ? [] : [entry.margin.kind.deviation])
    }
  }

  var dimension: Int { variables.count }

  func logDensity(at position: Span<Double>) -> Double {
    var gradient = [Double](repeating: 0, count: dimension)
    var span = gradient.mutableSpan
    return logDensity(at: position, gradient: &span)
  }

  func logDensity(at position: Span<Double>, gradient: inout MutableSpan<Double>) -> Double {
    var (sum, place) = (0.0, 0)
    for (margin, prior, coordinate) in margins {
      let mean = position[place]
      let deviation = coordinate.map { exp($0.evaluate(position[place + 1])) } ?? 0
      guard abs(mean) < 1e100,
        coordinate == nil
          || (1e-130...CollapsedLikelihood.largestDeviation).contains(deviation)
      else { return -.infinity }
      let terms = margin.logLikelihoodAndGradient(mean: mean, deviation: deviation)
      sum += terms.value + prior.logDensity(mean)
      gradient[place] = terms.mean + prior.logDensityDerivative(mean)
      place += 1
      if let coordinate {
        let score = position[place]
        sum -= 0.5 * score * score
        gradient[place] =
          coordinate.pullBack(score: score, slope: terms.logDeviation) - score
        place += 1
      }
    }
    return sum
  }

  func decode(
    _ positions: Span<Double>, count: Int, into columns: inout MutableSpan<Double>, stride: Int,
    offset: Int
  ) {
    var place = 0
    for (_, _, coordinate) in margins {
      for j in 0..<count {
        columns[place * stride + offset + j] = positions[place * count + j]
        if let coordinate {
          columns[(place + 1) * stride + offset + j] =
            exp(coordinate.evaluate(positions[(place + 1) * count + j]))
        }
      }
      place += coordinate == nil ? 1 : 2
    }
  }
}
