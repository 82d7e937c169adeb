import Draws
import ModelInterface

/// One of the two proportions that a study of accuracy observes.
public enum Proportion: Sendable, CaseIterable {
  /// Of the diseased.
  case sensitivity
  /// Of the non-diseased.
  case specificity
}

/// One reported quantity: its name, what it depends on and how its draws follow from those of a
/// population. All that is known of a quantity stands in its entry of the catalogue.
public struct Quantity: Sendable {
  /// Whose tails decide which moments of the posterior exist.
  public enum Tails: Sendable, Hashable {
    /// Bounded, or the logarithm of a ratio of SDs: all moments exist.
    case bounded
    /// No moment exists for any prior of this program.
    case none
    /// Those of a mean logit.
    case mean(Proportion)
    /// Those of a between-study SD.
    case deviation(Proportion)
    /// Those of exp(mu_sp).
    case oddsOfSpecificity
    /// Those of exp(-mu_sp).
    case oddsAgainstSpecificity
    /// Those of exp(mu_se + mu_sp).
    case oddsRatio
    /// Those of the product of both SDs.
    case variance
  }

  /// Name, scale and role, without the index of a setting.
  public let variable: Variable
  /// The proportions that must have been observed for the quantity to be more than its prior.
  public let dependsOn: Set<Proportion>
  /// What a model must know of a population for the quantity to exist.
  public let needs: PopulationParts
  /// Which of its moments exist.
  public let tails: Tails
  /// Whether the page of a fit needs it; the others are worked out only for files and JSON.
  public let isOnPage: Bool
  /// Its draws, one for each draw of the population.
  public let evaluate: @Sendable (QuantityInput) -> [Double]

  init(
    _ name: String, _ scale: Variable.Scale, role: Variable.Role = .derived,
    of dependsOn: Set<Proportion> = [.sensitivity, .specificity], needs: PopulationParts = [],
    tails: Tails = .bounded,
    isOnPage: Bool = false, evaluate: @escaping @Sendable (QuantityInput) -> [Double]
  ) {
    variable = Variable(name, scale: scale, role: role)
    (self.dependsOn, self.tails, self.isOnPage) = (dependsOn, tails, isOnPage)
    self.needs = dependsOn.reduce(needs) { parts, proportion in
      parts.union(proportion == .sensitivity ? .sensitivity : .specificity)
    }
    self.evaluate = evaluate
  }

  /// The entry of a name.
  ///
  /// - Parameter base: as in docs/contract.md, without an index.
  /// - Returns: nil for what is in no catalogue.
  public static func named(_ base: String) -> Quantity? { byName[base] }

  private static let byName = Dictionary(
    uniqueKeysWithValues: catalogue.map { ($0.variable.base, $0) })
}

/// What the draws of a quantity are worked out from: one chain's draws of a population.
public struct QuantityInput: Sendable {
  /// The distribution over studies.
  public let population: PopulationColumns
  /// True logits of a new study, one a draw.
  public let newStudy: (logitSensitivity: [Double], logitSpecificity: [Double])
  /// Study sizes and the observed range.
  public let context: MeasureContext
  /// What needs most of the same terms, worked out together.
  public let measures: MeasureColumns

  /// Works out what the quantities share.
  ///
  /// - Parameters:
  ///   - population: the distribution over studies.
  ///   - normals: two independent standard normals a draw, for the new study.
  ///   - context: study sizes and the observed range.
  ///   - scope: the measures that will be asked for.
  public init(
    _ population: PopulationColumns, normals: (first: [Double], second: [Double]),
    context: MeasureContext, scope: MeasureScope
  ) {
    self.population = population
    self.context = context
    newStudy = newStudies(
      from: population, normals1: normals.first, normals2: normals.second)
    measures = deriveMeasures(from: population, context: context, scope: scope)
  }
}
