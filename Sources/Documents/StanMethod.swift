/// What made the rows of a Stan CSV file, by its comment `method = ...`, else by its columns.
public enum StanMethod: String, Sendable {
  /// Markov chains, and any file that does not say.
  case sample
  /// Automatic differentiation variational inference; the first row is the mean of the approximation.
  case variational
  /// Pathfinder.
  case pathfinder
  /// The Laplace approximation.
  case laplace
  /// A mode, or the iterations towards it.
  case optimize

  /// Whether the rows are Markov chains, of which R-hat and ESS say something.
  public var isMarkovChain: Bool { self == .sample }

  /// What the rows are, for a sentence.
  public var words: String {
    switch self {
    case .sample: "draws of Markov chains"
    case .variational: "draws of a variational approximation"
    case .pathfinder: "draws of Pathfinder's approximation"
    case .laplace: "draws of a Laplace approximation"
    case .optimize: "the result of an optimisation"
    }
  }

  /// - Parameters:
  ///   - settings: keys and values of the comments.
  ///   - columnNames: of the header row.
  package init(settings: [String: String], columnNames: [String]) {
    let named = settings["method"].flatMap { text in
      StanMethod(rawValue: text.lowercased().filter { $0 != "\"" })
    }
    if let named {
      self = named
    } else if columnNames.contains("log_g__") {
      self = .variational
    } else if columnNames.contains("lp_approx__") {
      self = .pathfinder
    } else {
      self = columnNames.contains("log_q__") ? .laplace : .sample
    }
  }
}
