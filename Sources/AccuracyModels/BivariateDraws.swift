import CollapsedLikelihood
import Draws
import ModelInterface

/// The parameters of the bivariate model in a table of draws, point by point.
public struct BivariateDraws: Sendable {
  /// What the table of a sampler of this model holds, in order.
  public static let variables: [Variable] = Variable.population + [.fisherZ]

  private let table: DrawTable
  private let places: (mu1: Int, mu2: Int, tau1: Int, tau2: Int, fisherZ: Int)

  /// Reads a table.
  ///
  /// - Parameter table: with the variables of this model; a table without one is a programmer error.
  public init(_ table: DrawTable) {
    func place(_ variable: Variable) -> Int {
      guard let place = table.place(of: variable) else {
        preconditionFailure("no draws of \(variable.name)")
      }
      return place
    }
    self.table = table
    places = (
      place(.muSensitivity), place(.muSpecificity), place(.tauSensitivity),
      place(.tauSpecificity), place(.fisherZ)
    )
  }

  /// The parameters of one draw.
  ///
  /// - Parameters:
  ///   - chain: in `0 ..< chainCount`.
  ///   - draw: in `0 ..< drawsPerChain`.
  /// - Returns: the point.
  public func point(chain: Int, draw: Int) -> BivariatePoint {
    BivariatePoint(
      muSensitivity: table.value(at: places.mu1, chain: chain, draw: draw),
      muSpecificity: table.value(at: places.mu2, chain: chain, draw: draw),
      tauSensitivity: table.value(at: places.tau1, chain: chain, draw: draw),
      tauSpecificity: table.value(at: places.tau2, chain: chain, draw: draw),
      fisherZ: table.value(at: places.fisherZ, chain: chain, draw: draw))
  }

  /// The parameters of evenly thinned draws over all chains.
  ///
  /// - Parameter limit: at most so many, but one of each chain at least.
  /// - Returns: the points, chain by chain.
  public func thinned(limit: Int) -> [BivariatePoint] {
    points(at: table.thinned(limit: limit))
  }

  /// The parameters of some draws.
  ///
  /// - Parameter places: which.
  /// - Returns: one point a place.
  public func points(at places: [DrawPlace]) -> [BivariatePoint] {
    places.map { point(chain: $0.chain, draw: $0.draw) }
  }
}

extension BivariatePoint {
  /// The value of each variable of `BivariateDraws.variables`.
  ///
  /// - Parameter variable: one of them.
  public subscript(variable: Variable) -> Double {
    switch variable {
    case .muSensitivity: muSensitivity
    case .muSpecificity: muSpecificity
    case .tauSensitivity: tauSensitivity
    case .tauSpecificity: tauSpecificity
    case .rho: correlation
    case .fisherZ: fisherZ
    default: .nan
    }
  }

  /// Decodes positions one by one, for densities that have no faster way.
  static func decode(
    _ positions: Span<Double>, count: Int, dimension: Int, into columns: inout MutableSpan<Double>,
    stride: Int, offset: Int, point: (Span<Double>) -> BivariatePoint
  ) {
    var position = [Double](repeating: 0, count: dimension)
    for t in 0..<count {
      for k in position.indices { position[k] = positions[k * count + t] }
      let point = point(position.span)
      for (v, variable) in BivariateDraws.variables.enumerated() {
        columns[v * stride + offset + t] = point[variable]
      }
    }
  }
}
