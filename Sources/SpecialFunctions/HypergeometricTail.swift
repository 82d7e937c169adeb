import CMath

/// P(X <= count) for a hypergeometric X: how many of `drawn` things are marked, drawn without return.
///
/// Fisher's exact one-sided test of a 2x2 table. Terms are added downwards from the count, each from the one before.
///
/// - Parameters:
///   - count: of marked ones among those drawn, one that can come about.
///   - drawn: how many are drawn.
///   - marked: how many of all are marked.
///   - total: all.
/// - Returns: in [0, 1].
/// - Complexity: O(sqrt(total)) terms below the mean; above it up to `count` of them.
public func hypergeometricLowerTail(
  _ count: Int, drawn: Int, marked: Int, of total: Int
) -> Double {
  let unmarked = total - marked
  var (term, sum) = (1.0, 1.0)
  var x = count
  while x > 0, unmarked - drawn + x > 0, term > 1e-17 * sum {
    term *= Double(x) * Double(unmarked - drawn + x)
    term /= Double(marked - x + 1) * Double(drawn - x + 1)
    sum += term
    x -= 1
  }
  let own =
    logBinomialCoefficient(trials: marked, successes: count)
    + logBinomialCoefficient(trials: unmarked, successes: drawn - count)
    - logBinomialCoefficient(trials: total, successes: drawn)
  return min(1, exp(own + log(sum)))
}
