import CMath
import CollapsedLikelihood
import StudyDesigns

/// One value of all parameters of the HSROC model.
///
/// With A = logit sensitivity, B = logit specificity, s their SDs between studies, b the shape beta:
///
///     mu_A = e^(-b/2) (Theta + Lambda/2)     mu_B = e^(b/2) (Lambda/2 - Theta)
///     s_A = e^(-b/2) sqrt(v_t + v_a/4)       s_B = e^(b/2) sqrt(v_t + v_a/4)     cov(A, B) = v_a/4 - v_t
///
/// (Harbord et al. 2007, Biostatistics 8(2), 239-251). It is held by the reference's population, to which
/// the prior belongs, and the differences from it.
public struct HSROCPoint: Sendable, Equatable {
  /// The population of the reference.
  public var reference: BivariatePoint
  /// Differences of accuracy, of the threshold and of the shape.
  public var accuracy: [Double] = []
  /// Differences of the threshold.
  public var threshold: [Double] = []
  /// Differences of the shape.
  public var shape: [Double] = []

  /// A point by the population of the reference.
  ///
  /// - Parameters:
  ///   - reference: that population.
  ///   - accuracy: differences of accuracy.
  ///   - threshold: differences of the threshold.
  ///   - shape: differences of the shape.
  public init(
    reference: BivariatePoint, accuracy: [Double] = [], threshold: [Double] = [],
    shape: [Double] = []
  ) {
    self.reference = reference
    (self.accuracy, self.threshold, self.shape) = (accuracy, threshold, shape)
  }

  /// The scale of one population.
  public struct Scale: Sendable, Equatable {
    /// Accuracy.
    public var lambda: Double
    /// Threshold.
    public var theta: Double
    /// Shape, log(s_B / s_A).
    public var beta: Double
    /// Variance of accuracy between studies, positive.
    public var varianceOfAccuracy: Double
    /// Variance of the threshold between studies, positive.
    public var varianceOfThreshold: Double

    /// The five of a population.
    ///
    /// - Parameters:
    ///   - lambda: accuracy.
    ///   - theta: threshold.
    ///   - beta: shape.
    ///   - varianceOfAccuracy: positive.
    ///   - varianceOfThreshold: positive.
    public init(
      lambda: Double, theta: Double, beta: Double, varianceOfAccuracy: Double,
      varianceOfThreshold: Double
    ) {
      (self.lambda, self.theta, self.beta) = (lambda, theta, beta)
      self.varianceOfAccuracy = varianceOfAccuracy
      self.varianceOfThreshold = varianceOfThreshold
    }

    /// Of the five parameters of a population.
    ///
    /// - Parameter point: SDs positive.
    public init(_ point: BivariatePoint) {
      let root = (point.tauSpecificity / point.tauSensitivity).squareRoot()
      let (a, b) = (root * point.muSensitivity, point.muSpecificity / root)
      let product = point.tauSensitivity * point.tauSpecificity
      // 1 + tanh z and 1 - tanh z without cancellation.
      self.init(
        lambda: a + b, theta: 0.5 * (a - b), beta: 2 * log(root),
        varianceOfAccuracy: 4 * product / (1 + exp(-2 * point.fisherZ)),
        varianceOfThreshold: product / (1 + exp(2 * point.fisherZ)))
    }

    /// The five parameters of the population.
    public var population: BivariatePoint {
      let root = exp(0.5 * beta)
      let size = (varianceOfThreshold + 0.25 * varianceOfAccuracy).squareRoot()
      return BivariatePoint(
        muSensitivity: (theta + 0.5 * lambda) / root, muSpecificity: (0.5 * lambda - theta) * root,
        tauSensitivity: size / root, tauSpecificity: size * root,
        fisherZ: 0.5 * log(0.25 * varianceOfAccuracy / varianceOfThreshold))
    }

    /// log |d (Lambda, Theta, beta, v_a, v_t) / d (mu_A, mu_B, s_A, s_B, rho)| = log(4 s_A s_B).
    public var logJacobian: Double {
      log(4 * (varianceOfThreshold + 0.25 * varianceOfAccuracy))
    }
  }

  /// The scale of the reference.
  public var scale: Scale { Scale(reference) }

  /// The five parameters of a place in the design.
  ///
  /// - Parameter x: what the differences are multiplied by there.
  /// - Returns: with g the difference of the shape, u = d Theta + d Lambda / 2, v = d Lambda / 2 - d Theta:
  ///   mu_A = e^(-g/2) mu_A0 + e^(-(b+g)/2) u, mu_B = e^(g/2) mu_B0 + e^((b+g)/2) v, SDs s_A0 e^(-g/2) and
  ///   s_B0 e^(g/2), and the correlation of the reference.
  public func population(_ x: StudyDesign.HierarchicalMultipliers) -> BivariatePoint {
    func product(_ x: [Double], _ values: [Double]) -> Double {
      zip(x, values).reduce(0) { $0 + ($1.0 == 0 ? 0 : $1.0 * $1.1) }
    }
    let (lambda, theta) = (product(x.accuracy, accuracy), product(x.threshold, threshold))
    let stretch = exp(0.5 * product(x.shape, shape))
    let root = (reference.tauSpecificity / reference.tauSensitivity).squareRoot() * stretch
    return BivariatePoint(
      muSensitivity: reference.muSensitivity / stretch + (theta + 0.5 * lambda) / root,
      muSpecificity: reference.muSpecificity * stretch + (0.5 * lambda - theta) * root,
      tauSensitivity: reference.tauSensitivity / stretch,
      tauSpecificity: reference.tauSpecificity * stretch, fisherZ: reference.fisherZ)
  }
}
