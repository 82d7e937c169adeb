private import CGSL

/// The first 2^m points of Sobol's sequence (GSL's), and their random scrambles.
///
/// In every coordinate each of the 2^m cells of width 2^-m holds exactly one point, and jointly the
/// points fill boxes evenly. Owen's nested uniform scramble keeps that and makes every point uniform on
/// the cube, so that means over a scramble are unbiased, with an error that for smooth functions falls
/// nearly like n^-3/2 instead of n^-1/2.
///
/// Sources: GSL manual, "Quasi-random sequences"; Owen (1997), Ann. Stat. 25:1541, for the scramble and
/// its error.
public struct SobolNet: Sendable {
  /// The number of coordinates.
  public let dimension: Int
  /// m; there are 2^m points.
  public let logCount: Int
  /// The cell of each point, coordinate-major.
  private let cells: [UInt16]
  /// The points in the order of their interleaved binary digits: neighbours lie in small common boxes,
  /// also after a scramble.
  public let spatialOrder: [Int]

  /// The number of points, 2^m.
  public var count: Int { 1 << logCount }

  /// Lays out the net.
  ///
  /// - Parameters:
  ///   - dimension: 1 ... 40.
  ///   - logCount: m, 3 ... 16.
  public init(dimension: Int, logCount: Int) {
    precondition((1...40).contains(dimension) && (3...16).contains(logCount))
    guard let sequence = gsl_qrng_alloc(cgsl_qrng_sobol(), UInt32(dimension)) else {
      preconditionFailure("out of memory for a Sobol sequence")
    }
    defer { gsl_qrng_free(sequence) }
    self.dimension = dimension
    self.logCount = logCount
    let count = 1 << logCount
    var cells = [UInt16](repeating: 0, count: dimension * count)
    var point = [Double](repeating: 0, count: dimension)
    // GSL leaves out the origin, which is the first point.
    for j in 1..<count {
      gsl_qrng_get(sequence, &point)
      for k in 0..<dimension { cells[k * count + j] = UInt16(point[k] * Double(count)) }
    }
    self.cells = cells
    let digits = min(logCount, 64 / dimension)
    let keys = (0..<count).map { j in
      var key: UInt64 = 0
      for digit in 0..<digits {
        for k in 0..<dimension {
          key = key << 1 | UInt64(cells[k * count + j] >> (logCount - 1 - digit) & 1)
        }
      }
      return key
    }
    spatialOrder = (0..<count).sorted { (keys[$0], $0) < (keys[$1], $1) }
  }

  /// A fresh scramble.
  ///
  /// Consumes, coordinate after coordinate, 2^m - 1 random bits, 32 to a number, and 2^m uniforms.
  ///
  /// - Parameters:
  ///   - points: `dimension` columns of 2^m numbers in (0, 1), overwritten.
  ///   - stream: where the randomness comes from.
  public func scramble(into points: inout [Double], using stream: inout RandomStream) {
    let n = count
    precondition(points.count == dimension * n)
    let width = 1 / Double(n)
    var images = [Double](repeating: 0, count: n)
    var offsets = [Double](repeating: 0, count: n)
    for k in 0..<dimension {
      drawImages(&images, using: &stream)
      var span = offsets.mutableSpan
      stream.fillUniforms(&span)
      let (column, image) = (cells.span.extracting((k * n)..<((k + 1) * n)), images.span)
      var target = points.mutableSpan
      for j in 0..<n { target[k * n + j] = (image[Int(column[j])] + span[j]) * width }
    }
  }

  /// Where a nested scramble moves each cell: at every node of the binary tree of cells the two halves
  /// change places or not.
  private func drawImages(_ images: inout [Double], using stream: inout RandomStream) {
    var (bits, left) = (UInt32(0), 0)
    var span = images.mutableSpan
    span[0] = 0
    for level in 0..<logCount {
      // From the end, so that a node is read before its place is overwritten.
      for node in stride(from: (1 << level) - 1, through: 0, by: -1) {
        if left == 0 { (bits, left) = (stream.bits(), 32) }
        let flip = Double(bits & 1)
        (bits, left) = (bits >> 1, left - 1)
        let place = 2 * span[node]
        span[2 * node] = place + flip
        span[2 * node + 1] = place + 1 - flip
      }
    }
  }
}
