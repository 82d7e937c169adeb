/// Where one draw is in a table.
public struct DrawPlace: Hashable, Sendable {
  /// The chain, from 0.
  public let chain: Int
  /// The draw of that chain, from 0.
  public let draw: Int

  /// A place.
  ///
  /// - Parameters:
  ///   - chain: from 0.
  ///   - draw: of that chain, from 0.
  public init(chain: Int, draw: Int) { (self.chain, self.draw) = (chain, draw) }
}

/// Some draws of a table.
public enum DrawRows: Sendable {
  /// All, chains one after the other.
  case all
  /// Those of one chain.
  case chain(Int)
  /// Some, in this order.
  case places([DrawPlace])
}
