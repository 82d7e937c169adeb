extension SummaryLineKind {
  /// The name in output files and JSON.
  public var name: String {
    switch self {
    case .rutterGatsonis: "rutter-gatsonis"
    case .etaOnXi: "eta-on-xi"
    case .xiOnEta: "xi-on-eta"
    case .differenceOnSum: "d-on-s"
    case .majorAxis: "major-axis"
    }
  }

  /// The name for a reader.
  public var label: String {
    switch self {
    case .rutterGatsonis: "Rutter-Gatsonis (HSROC)"
    case .etaOnXi: "regression of sensitivity on false positive rate"
    case .xiOnEta: "regression of false positive rate on sensitivity"
    case .differenceOnSum: "Moses-Littenberg (D on S)"
    case .majorAxis: "major axis"
    }
  }
}
