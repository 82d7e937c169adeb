import AccuracyModels
import Draws
import ModelInterface
import StudyDesigns

/// A place in a design.
public typealias RegressionRow = StudyDesign.Row

extension RegressionModel {
  /// The posteriors of the levels where these share no parameter, each that of the plain model; nil where
  /// they share one.
  ///
  /// A single level is the plain model itself.
  func separateParts() -> [IndependenceRoute]? {
    guard design.isSeparate, effects == .normal, dependence == nil else { return nil }
    return groups.indices.map { number in
      let row = design.rows[groups[number].rows[0]]
      let model = BivariateModel(
        likelihood: groups[number].likelihood.withoutDesign(), prior: prior)
      let density = CollapsedPosterior(model: model)
      let names = names(ofRow: row, group: number)
      return IndependenceRoute(
        RenamedDensity(density, names: names), start: density.start,
        part: groups.count == 1 ? nil : design.groups[number].map(\.text).joined(separator: ", "))
    }
  }

  /// What the plain model's variables are called here.
  private func names(ofRow row: StudyDesign.Row, group: Int) -> [Variable: Variable] {
    let used = zip(coefficients, Self.multipliers(of: row)).filter { $0.1 != 0 }.map(\.0)
    var names: [Variable: Variable] = [:]
    for coefficient in used {
      names[coefficient.isSensitivity ? .muSensitivity : .muSpecificity] = coefficient.variable
    }
    let plain: [Variable] = [.tauSensitivity, .tauSpecificity, .rho, .fisherZ]
    for (own, variable) in zip(plain, covarianceVariables(group)) { names[own] = variable }
    return names
  }
}

/// A density whose parameters have other names.
struct RenamedDensity<Base: BlockLogDensity & DecodableDensity>: BlockLogDensity, DecodableDensity {
  private let base: Base
  let variables: [Variable]

  init(_ base: Base, names: [Variable: Variable]) {
    self.base = base
    variables = base.variables.map { names[$0] ?? $0 }
  }

  var dimension: Int { base.dimension }

  func logDensity(at position: Span<Double>) -> Double { base.logDensity(at: position) }

  func logDensities(
    at positions: Span<Double>, floors: Span<Double>, into values: inout MutableSpan<Double>
  ) { base.logDensities(at: positions, floors: floors, into: &values) }

  func decode(
    _ positions: Span<Double>, count: Int, into columns: inout MutableSpan<Double>, stride: Int,
    offset: Int
  ) { base.decode(positions, count: count, into: &columns, stride: stride, offset: offset) }
}
