import CMath

/// The inverse logit `1 / (1 + exp(-x))`, a probability.
///
/// - Parameter x: log odds; any number. Beyond 709 below 0 it is 0, since `exp` overflows.
/// - Returns: within two units in the last place.
@inline(__always)
public func expit(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

/// The log odds `log(p / (1 - p))` of a probability.
///
/// - Parameter probability: in [0, 1].
/// - Returns: any number; the infinities for 0 and 1.
@inline(__always)
public func logit(_ probability: Double) -> Double { log(probability) - log1p(-probability) }

/// The inverse logit without overflow.
///
/// - Parameter x: log odds; any number.
/// - Returns: a probability.
public func inverseLogit(_ x: Double) -> Double {
  if x >= 0 { return 1 / (1 + exp(-x)) }
  let e = exp(x)
  return e / (1 + e)
}
