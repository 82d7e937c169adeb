/// How an estimation ended.
public enum FitStatus: Sendable, Equatable {
  /// An interior maximum with a positive definite information matrix.
  case converged
  /// The maximum of a reduced space (tau = 0 or rho = +-1) lies within 0.001 log likelihood of the
  /// best found. Estimates and standard errors are those of the reduced space.
  case boundary(BoundarySpace)
  /// No estimate; the reason in words, without a full stop.
  case failed(String)

  /// Whether there are estimates.
  public var hasEstimates: Bool {
    if case .failed = self { return false }
    return true
  }
}

/// The edges of the parameter space.
public enum BoundarySpace: String, Sendable, CaseIterable {
  /// No heterogeneity of either margin.
  case bothTausZero
  /// tau_se = 0.
  case tauSensitivityZero
  /// tau_sp = 0.
  case tauSpecificityZero
  /// rho = 1 or rho = -1.
  case perfectCorrelation
}
