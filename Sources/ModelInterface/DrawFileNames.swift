import Draws

/// What the columns of a file of draws are called: variables under their own names, and those of a family
/// by number, `mu_se[1]` for `mu_se[CT]`, since labels may be anything.
package struct DrawFileNames {
  private var names: [Variable: String] = [:]
  /// The numbered variables with their numbered names, in order.
  package private(set) var numbered: [(name: String, variable: String)] = []

  /// The names of a model's columns.
  ///
  /// - Parameter model: any.
  package init(_ model: any AccuracyModel) {
    let derived = model.settings.flatMap {
      [Self.sensitivity($0.index), Self.specificity($0.index)]
    }
    var counts: [String: Int] = [:]
    for variable in model.drawnVariables + derived {
      guard !variable.index.isEmpty else {
        names[variable] = variable.name
        continue
      }
      counts[variable.base, default: 0] += 1
      let name = "\(variable.base)[\(counts[variable.base, default: 0])]"
      names[variable] = name
      numbered.append((name, variable.name))
    }
  }

  /// The name of a column.
  ///
  /// - Parameter variable: of the model.
  package subscript(variable: Variable) -> String { names[variable] ?? variable.name }

  /// Sensitivity of the median study in a setting.
  package static func sensitivity(_ index: [IndexEntry]) -> Variable {
    Variable("sensitivity", index: index, scale: .probability, role: .derived)
  }

  /// Specificity of the median study in a setting.
  package static func specificity(_ index: [IndexEntry]) -> Variable {
    Variable("specificity", index: index, scale: .probability, role: .derived)
  }
}
