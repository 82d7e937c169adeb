/// How the true accuracies of several tables of one study depend on each other.
///
/// With e a study's effect and v that of a table, logit accuracies are mean + e + v. See docs/statistics.md,
/// section 15.
public enum RowStructure: String, Sendable, CaseIterable {
  /// e ~ N(0, (1 - phi) Sigma), v ~ N(0, phi Sigma): any two tables of a study are alike to the same
  /// degree, which is estimated. A study with one table is that of the plain model.
  case exchangeable
  /// Tables of one study are independent: phi = 1.
  case independent
  /// Tables of one study differ by their means alone: phi = 0.
  case shared
  /// e ~ N(0, Sigma), and v independent in both proportions with SDs kappa_se and kappa_sp.
  case sharedAndWithin = "shared+within"

  /// What a page says of the rows of one study, which ...
  public var words: String {
    switch self {
    case .exchangeable: "are alike to a degree that is estimated (exchangeable)"
    case .independent: "are taken as independent"
    case .shared: "share one effect and differ by the means of their tests alone (shared)"
    case .sharedAndWithin: "share one effect and have one of their own each (shared+within)"
    }
  }
}
