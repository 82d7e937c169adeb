import CMath

/// 1 / (1 + exp(-x)) without overflow.
package func inverseLogit(_ x: Double) -> Double {
  if x >= 0 { return 1 / (1 + exp(-x)) }
  let e = exp(x)
  return e / (1 + e)
}
