/// The least value of a function by the simplex method of Nelder and Mead (1965): slow and without
/// derivatives, so that it shares nothing with the searches that it checks.
///
/// - Parameters:
///   - start: the first corner; the function is finite there.
///   - steps: offsets of the other corners, one a coordinate.
///   - tolerance: the search ends when the corners' mean distance from their centre is below it.
///   - maxIterations: at most so many moves.
///   - objective: the function; what is not finite counts as infinite.
/// - Returns: the value at the best corner.
func leastBySimplex(
  start: [Double], steps: [Double], tolerance: Double, maxIterations: Int,
  objective: ([Double]) -> Double
) -> Double {
  func corner(_ point: [Double]) -> (point: [Double], value: Double) {
    let value = objective(point)
    return (point, value.isFinite ? value : .infinity)
  }
  var corners = [corner(start)]
  for k in start.indices {
    var point = start
    point[k] += steps[k]
    corners.append(corner(point))
  }
  for _ in 0..<maxIterations {
    corners.sort { $0.value < $1.value }
    let (best, worst) = (corners[0], corners[corners.count - 1])
    let center = start.indices.map { k in
      corners.dropLast().reduce(0) { $0 + $1.point[k] } / Double(start.count)
    }
    let size =
      corners.reduce(0) { sum, corner in
        sum
          + zip(corner.point, center).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
      } / Double(corners.count)
    if size < tolerance { break }
    /// The point on the line from the centre to the worst corner.
    func along(_ factor: Double) -> (point: [Double], value: Double) {
      corner(zip(center, worst.point).map { $0 + factor * ($1 - $0) })
    }
    let reflected = along(-1)
    if reflected.value < best.value {
      let expanded = along(-2)
      corners[corners.count - 1] = expanded.value < reflected.value ? expanded : reflected
    } else if reflected.value < corners[corners.count - 2].value {
      corners[corners.count - 1] = reflected
    } else {
      let contracted = along(reflected.value < worst.value ? -0.5 : 0.5)
      if contracted.value < min(reflected.value, worst.value) {
        corners[corners.count - 1] = contracted
      } else {
        for k in corners.indices.dropFirst() {
          corners[k] = corner(zip(best.point, corners[k].point).map { ($0 + $1) / 2 })
        }
      }
    }
  }
  return corners.map(\.value).min() ?? .nan
}
