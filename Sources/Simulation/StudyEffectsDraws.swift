import RandomStreams
import SpecialFunctions

/// Skew normal effects of mean 0 and SD 1.
///
/// Each margin is `(delta |u| + sqrt(1 - delta^2) z - delta b) / sqrt(1 - delta^2 b^2)` with
/// `delta = shape / sqrt(1 + shape^2)`, `b = sqrt(2 / pi)`, u of its own and z of both correlated. The correlation
/// of the margins is `r (1 - delta^2) / (1 - delta^2 b^2)` with r that of z, which is chosen so that it is rho;
/// docs/statistics.md, section 16.
struct SkewEffects {
  private let delta: Double
  private let scale: Double

  init(shape: Double) {
    delta = shape / (1 + shape * shape).squareRoot()
    scale = (1 - delta * delta * 2 / Double.pi).squareRoot()
  }

  /// The largest correlation that both margins can have.
  var largestCorrelation: Double { (1 - delta * delta) / (scale * scale) }

  /// The correlation of the normal parts.
  func normalCorrelation(_ rho: Double) -> Double {
    max(-1, min(1, rho / largestCorrelation))
  }

  func value(_ z: Double, _ u: Double) -> Double {
    let mean = delta * (2 / Double.pi).squareRoot()
    return (delta * abs(u) + (1 - delta * delta).squareRoot() * z - mean) / scale
  }
}

extension SimulationDesign.Effects {
  /// The effects of one study, in units of the SDs, and what is taken off both logits.
  ///
  /// - Parameters:
  ///   - correlation: of both.
  ///   - stream: random numbers.
  /// - Returns: both effects, and the shift of an outlier.
  func draw(
    correlation: Double, using stream: inout RandomStream
  ) -> (sensitivity: Double, specificity: Double, shift: Double) {
    func pair(_ rho: Double) -> (Double, Double) {
      let (first, second) = (stream.normal(), stream.normal())
      return (first, rho * first + (1 - rho * rho).squareRoot() * second)
    }
    switch self {
    case .normal:
      let (first, second) = pair(correlation)
      return (first, second, 0)
    case .student(let nu):
      let (first, second) = pair(correlation)
      let weight = stream.gamma(shape: 0.5 * nu) / (0.5 * nu)
      let root = weight.squareRoot()
      return (first / root, second / root, 0)
    case .skew(let shape):
      let skew = SkewEffects(shape: shape)
      let (first, second) = pair(skew.normalCorrelation(correlation))
      return (
        skew.value(first, stream.normal()), skew.value(second, stream.normal()), 0
      )
    case .outliers(let share, let shift):
      let (first, second) = pair(correlation)
      return (first, second, stream.uniform() < share ? shift : 0)
    }
  }
}
