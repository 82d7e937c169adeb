#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Inverse logit, `1 / (1 + exp(-x))`; saturates at 0 and 1 without overflow.
@inline(__always)
func expit(_ x: Double) -> Double {
  1 / (1 + exp(-x))
}

/// Log odds of a probability; 0 and 1 give the infinities.
@inline(__always)
func logit(_ probability: Double) -> Double {
  log(probability) - log1p(-probability)
}
