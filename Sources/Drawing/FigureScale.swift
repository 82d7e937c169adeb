import CMath
import SpecialFunctions

/// A map from numbers to positions on a figure.
public struct FigureScale: Sendable {
  /// How numbers are spaced.
  public enum Kind: Sendable {
    /// Evenly.
    case linear
    /// By their logarithm; the domain is positive.
    case logarithmic
    /// By their logit; the domain lies inside (0, 1).
    case logit
  }

  /// How numbers are spaced.
  public let kind: Kind
  /// The two numbers at the ends.
  public let domain: (Double, Double)
  /// The positions of the two ends; the first may be the larger.
  public let range: (Double, Double)

  /// A scale.
  ///
  /// - Parameters:
  ///   - kind: how numbers are spaced.
  ///   - domain: the numbers at the ends, different from each other.
  ///   - range: their positions.
  public init(_ kind: Kind = .linear, domain: (Double, Double), range: (Double, Double)) {
    (self.kind, self.domain, self.range) = (kind, domain, range)
  }

  /// The position of a number; beyond the ends where the number is.
  public func callAsFunction(_ value: Double) -> Double {
    let (first, last) = (transformed(domain.0), transformed(domain.1))
    let share = (transformed(value) - first) / (last - first)
    return range.0 + share * (range.1 - range.0)
  }

  /// The position of a number, at the nearer end where it is beyond.
  public func clamped(_ value: Double) -> Double {
    self(min(max(value, min(domain.0, domain.1)), max(domain.0, domain.1)))
  }

  private func transformed(_ value: Double) -> Double {
    switch kind {
    case .linear: value
    case .logarithmic: log(value)
    case .logit: logit(value)
    }
  }

  /// Round numbers within the domain of a linear scale, steps of 1, 2, 2.5 or 5 times a power of ten.
  ///
  /// - Parameter count: about how many.
  /// - Returns: ascending; empty for an empty or infinite domain.
  public func ticks(about count: Int) -> [Double] {
    let (low, high) = (min(domain.0, domain.1), max(domain.0, domain.1))
    guard (high - low).isFinite, high > low, count > 0 else { return [] }
    let raw = (high - low) / Double(count)
    let power = pow(10, log10(raw).rounded(.down))
    let step = [1, 2, 2.5, 5, 10].map { $0 * power }.first { $0 >= raw * 0.999 } ?? 10 * power
    let first = (low / step - 1e-9).rounded(.up)
    let last = (high / step + 1e-9).rounded(.down)
    guard last >= first, last - first < 1000 else { return [] }
    return stride(from: first, through: last, by: 1).map { $0 * step }
  }
}
