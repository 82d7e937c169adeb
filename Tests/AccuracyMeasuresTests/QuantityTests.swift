import AccuracyMeasures
import Draws
import ModelInterface
import Testing

/// The catalogue: its names in the order of the contract, and each with draws of its own.
@Suite struct QuantityTests {
  @Test func theOrderIsTheContracts() {
    #expect(
      Quantity.catalogue.map(\.variable.name) == [
        "mu_se", "mu_sp", "tau_se", "tau_sp", "rho", "sensitivity", "specificity", "fpr",
        "lr_positive", "lr_negative", "dor", "sensitivity_averaged", "specificity_averaged",
        "sensitivity_new", "specificity_new", "lambda", "theta", "beta", "var_accuracy",
        "var_threshold", "partial_auc", "auc", "i2", "lr_positive_new", "lr_negative_new",
        "dor_new",
      ])
  }

  @Test func everyQuantityStaysOnItsScaleAndHasOneValueADraw() {
    let population = MeasureColumnsTests.draws(50, seed: 3)
    let input = QuantityInput(
      population,
      normals: ((0..<50).map { Double($0) / 25 - 1 }, (0..<50).map { 1 - Double($0) / 25 }),
      context: MeasureContext(
        diseasedTotals: [20, 30], nondiseasedTotals: [40, 50], falsePositives: [4, 9]),
      scope: .all)
    for quantity in Quantity.catalogue {
      let draws = quantity.evaluate(input)
      #expect(draws.count == 50)
      #expect(draws.allSatisfy(quantity.variable.scale.allows), "\(quantity.variable.name)")
    }
  }

  /// `dependsOn`: a change of what belongs to the other proportion alone moves no draw.
  @Test func quantitiesOfOneProportionDoNotSeeTheOther() {
    let population = MeasureColumnsTests.draws(40, seed: 4)
    let moved = PopulationColumns(
      muSensitivity: population.muSensitivity,
      muSpecificity: population.muSpecificity.map { $0 + 1 },
      tauSensitivity: population.tauSensitivity,
      tauSpecificity: population.tauSpecificity.map { 2 * $0 }, rho: population.rho)
    let normals = [Double](repeating: 0.5, count: 40)
    func draws(_ columns: PopulationColumns) -> [String: [Double]] {
      let input = QuantityInput(
        columns, normals: (normals, normals),
        context: MeasureContext(
          diseasedTotals: [20, 30], nondiseasedTotals: [40, 50], falsePositives: [4, 9]),
        scope: .all)
      return Dictionary(
        uniqueKeysWithValues: Quantity.catalogue.map { ($0.variable.base, $0.evaluate(input)) })
    }
    let (before, after) = (draws(population), draws(moved))
    for quantity in Quantity.catalogue where quantity.variable.base != "rho" {
      let name = quantity.variable.base
      #expect(
        (before[name] == after[name]) == (quantity.dependsOn == [.sensitivity]), "\(name)")
    }
  }
}
