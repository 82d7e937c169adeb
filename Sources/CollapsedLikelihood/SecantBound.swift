import CMath

/// A piecewise exponential bound of a log-concave function G that is known only up to a factor:
/// at each point a value u with u - slack <= log G <= u.
///
/// A chord of a concave function, extended, lies above it. So for points j < i and x >= x_i
///
///     log G(x) <= u_i + (x - x_i) (u_i - u_j + slack) / (x_i - x_j),
///
/// and likewise to the left. Between two points the smaller of both bounds holds. Without the slack
/// this is adaptive rejection sampling without derivatives: points added make the bound closer.
struct SecantBound {
  /// The widest known distance between u and log G.
  let slack: Double
  private var points: [(x: Double, u: Double)] = []
  private var pieces: [Piece] = []

  /// exp(top - rate |x - anchor|) from the anchor over `length` in one direction.
  private struct Piece {
    var anchor, direction, length: Double
    var top, rate: Double

    var logArea: Double {
      let depth = rate * length
      if depth < 1e-8 { return top + log(length) }
      return top + log(-expm1(-depth) / rate)
    }
  }

  init(slack: Double) { self.slack = slack }

  var count: Int { points.count }

  /// Adds a point, unless it is there already.
  mutating func insert(_ x: Double, _ u: Double) {
    let place = points.firstIndex { $0.x >= x } ?? points.count
    if place < points.count, points[place].x == x { return }
    points.insert((x, u), at: place)
    pieces.removeAll(keepingCapacity: true)
  }

  /// Leaves out points far below the highest but for two on either side: they bound little, and the
  /// work grows with the square of their number. What stays is still a bound.
  mutating func discardFarPoints(below depth: Double) {
    let top = points.map(\.u).max() ?? 0
    guard let first = points.firstIndex(where: { $0.u > top - depth }),
      let last = points.lastIndex(where: { $0.u > top - depth })
    else { return }
    points = Array(points[max(first - 2, 0)...min(last + 2, points.count - 1)])
    pieces.removeAll(keepingCapacity: true)
  }

  /// The least slope of a bound that leaves point i away from the points on the other side.
  private func slope(_ i: Int, from others: Range<Int>) -> Double {
    others.reduce(.infinity) { least, j in
      min(least, (points[i].u - points[j].u + slack) / abs(points[i].x - points[j].x))
    }
  }

  private mutating func makePieces() {
    let last = points.count - 1
    // right[i] bounds x >= x_i, left[i] bounds x <= x_i.
    let right = points.indices.map { slope($0, from: 0..<$0) }
    let left = points.indices.map { slope($0, from: ($0 + 1)..<(last + 1)) }
    add(anchor: points[0].x, direction: -1, length: .infinity, value: points[0].u, slope: left[0])
    add(
      anchor: points[last].x, direction: 1, length: .infinity, value: points[last].u,
      slope: right[last])
    for i in 0..<last {
      let (a, b) = (points[i], points[i + 1])
      let width = b.x - a.x
      func rising(from start: Double, to end: Double) {
        add(
          anchor: a.x + start, direction: 1, length: end - start, value: a.u + right[i] * start,
          slope: right[i])
      }
      func falling(from start: Double, to end: Double) {
        add(
          anchor: b.x - (width - end), direction: -1, length: end - start,
          value: b.u + left[i + 1] * (width - end), slope: left[i + 1])
      }
      // The first point has no bound from its left, the last none from its right.
      if i == 0 {
        falling(from: 0, to: width)
        continue
      }
      if i + 1 == last {
        rising(from: 0, to: width)
        continue
      }
      let atStart = a.u - b.u - left[i + 1] * width
      let atEnd = a.u + right[i] * width - b.u
      if atStart >= 0, atEnd >= 0 {
        falling(from: 0, to: width)
      } else if atStart <= 0, atEnd <= 0 {
        rising(from: 0, to: width)
      } else {
        let crossing = width * atStart / (atStart - atEnd)
        if atStart < 0 {
          rising(from: 0, to: crossing)
          falling(from: crossing, to: width)
        } else {
          falling(from: 0, to: crossing)
          rising(from: crossing, to: width)
        }
      }
    }
  }

  /// Adds a piece, anchored at its higher end.
  private mutating func add(
    anchor: Double, direction: Double, length: Double, value: Double, slope: Double
  ) {
    guard length > 0 else { return }
    if slope <= 0 {
      pieces.append(
        Piece(anchor: anchor, direction: direction, length: length, top: value, rate: -slope))
    } else {
      pieces.append(
        Piece(
          anchor: anchor + direction * length, direction: -direction, length: length,
          top: value + slope * length, rate: slope))
    }
  }

  /// A draw from the normalised bound.
  ///
  /// - Parameters:
  ///   - choice: uniform on (0, 1); picks the piece.
  ///   - uniform: uniform on (0, 1); picks the place in it.
  /// - Returns: the place, and the bound of u there: the bound of log G plus the slack.
  mutating func propose(choice: Double, uniform: Double) -> (x: Double, logBound: Double) {
    if pieces.isEmpty { makePieces() }
    let logAreas = pieces.map(\.logArea)
    let largest = logAreas.max() ?? 0
    let areas = logAreas.map { exp($0 - largest) }
    var rest = choice * areas.reduce(0, +)
    var index = 0
    while index + 1 < areas.count, rest >= areas[index] {
      rest -= areas[index]
      index += 1
    }
    let piece = pieces[index]
    let depth = piece.rate * piece.length
    let distance =
      depth < 1e-8
      ? uniform * piece.length : -log1p(uniform * expm1(-depth)) / piece.rate
    return (
      piece.anchor + piece.direction * distance, slack + piece.top - piece.rate * distance
    )
  }
}
