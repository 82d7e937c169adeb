import SpecialFunctions

/// The normal scores `Phi^-1((r - 3/8) / (S + 1/4))` of the ranks `r = 1 ... S`.
///
/// Blom's plotting positions, as in Vehtari et al. 2021, equation 14. The positions are symmetric
/// about 1/2, so only the lower half is evaluated and the upper half mirrors it exactly.
struct NormalScores: Sendable {
  /// `table[r - 1]` is the score of rank `r`.
  let table: [Double]
  private let denominator: Double

  init(count: Int) {
    let denominator = Double(count) + 0.25
    table = [Double](unsafeUninitializedCapacity: count) { scores, initialized in
      for rank in 0..<(count / 2) {
        let score = normalQuantile((Double(rank) + 0.625) / denominator)
        scores.initializeElement(at: rank, to: score)
        scores.initializeElement(at: count - 1 - rank, to: -score)
      }
      if count % 2 == 1 { scores.initializeElement(at: count / 2, to: 0) }
      initialized = count
    }
    self.denominator = denominator
  }

  /// The score of the average rank that tied draws share; a half-integer is a legal rank.
  func score(ofRank rank: Double) -> Double {
    normalQuantile((rank - 0.375) / denominator)
  }
}
