/// Values at the nodes of a rectangular grid, bilinear between them, 0 on the border.
struct ValueGrid {
  /// Numbers of nodes.
  let columns: Int
  let rows: Int
  /// `columns` times `rows` values, row after row.
  var values: [Double]

  /// The lines on which the values equal a threshold, each closed, higher values on its left.
  ///
  /// Marching squares: a line crosses the sides of the cells where linear interpolation says so. In a
  /// cell with two crossings on either diagonal the bilinear saddle decides which of them are joined.
  /// As the border of the grid is 0, every line comes back to its start.
  ///
  /// - Parameter threshold: positive.
  /// - Returns: corners as positions in nodes, without repetition of the first; in a fixed order.
  func contours(at threshold: Double) -> [[(column: Double, row: Double)]] {
    let successor = successors(at: threshold)
    var isVisited = [Bool](repeating: false, count: successor.count)
    var lines: [[(column: Double, row: Double)]] = []
    for start in successor.indices where successor[start] >= 0 && !isVisited[start] {
      var line: [(column: Double, row: Double)] = []
      var side = start
      while !isVisited[side] {
        isVisited[side] = true
        line.append(crossing(ofSide: side, at: threshold))
        side = successor[side]
      }
      lines.append(line)
    }
    return lines
  }

  /// For each side of a cell that a line crosses, the side that it crosses next; else -1.
  ///
  /// Sides are numbered by their lower or left node: `node` for the one towards the next column,
  /// `node + number of nodes` for the one towards the next row.
  private func successors(at threshold: Double) -> [Int] {
    let vertical = columns * rows
    var successor = [Int](repeating: -1, count: 2 * vertical)
    for row in 0..<(rows - 1) {
      for column in 0..<(columns - 1) {
        let node = row * columns + column
        let isHigh = values[node] >= threshold
        if isHigh == (values[node + 1] >= threshold)
          && isHigh == (values[node + columns + 1] >= threshold)
          && isHigh == (values[node + columns] >= threshold)
        {
          continue
        }
        // Corners and sides counter-clockwise from the lower left.
        let corners = [
          values[node], values[node + 1], values[node + columns + 1], values[node + columns],
        ]
        let inside = corners.map { $0 >= threshold }
        let sides = [node, vertical + node + 1, node + columns, vertical + node]
        let exits = (0..<4).filter { inside[$0] && !inside[($0 + 1) % 4] }
        let entries = (0..<4).filter { !inside[$0] && inside[($0 + 1) % 4] }
        for exit in exits {
          let entry =
            exits.count == 1
            ? entries[0] : (exit + (saddle(corners) >= threshold ? 1 : 3)) % 4
          successor[sides[exit]] = sides[entry]
        }
      }
    }
    return successor
  }

  /// The value of the bilinear interpolation where it is level in both directions.
  private func saddle(_ corners: [Double]) -> Double {
    (corners[0] * corners[2] - corners[1] * corners[3])
      / (corners[0] + corners[2] - corners[1] - corners[3])
  }

  private func crossing(
    ofSide side: Int, at threshold: Double
  ) -> (column: Double, row: Double) {
    let nodes = columns * rows
    let isVertical = side >= nodes
    let node = isVertical ? side - nodes : side
    let from = values[node]
    let to = values[isVertical ? node + columns : node + 1]
    let share = (threshold - from) / (to - from)
    let (column, row) = (Double(node % columns), Double(node / columns))
    return isVertical ? (column, row + share) : (column + share, row)
  }
}
