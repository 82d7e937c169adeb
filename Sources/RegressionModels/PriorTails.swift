import Distributions
import ModelInterface

extension ArmTails {
  /// The tails without what the data add.
  ///
  /// - Parameter coefficient: the prior of differences and slopes that the mean holds too; nil of none. The
  ///   heavier of both tails decides.
  /// - Returns: tails that fall no faster.
  func byPriorAlone(withCoefficient coefficient: ScalarPrior? = nil) -> ArmTails {
    var (index, rate) = (meanIndex, meanRate)
    switch coefficient?.tail {
    case .power(let own):
      index = min(index, own)
      rate = 0
    case .exponential(let own): rate = min(rate, own)
    case .bounded, .normal, nil: break
    }
    return ArmTails(deviationIndex: deviationIndex, meanIndex: index, meanRate: rate)
  }
}
