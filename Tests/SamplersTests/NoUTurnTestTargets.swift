import ModelInterface

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A normal density with a given precision matrix, row-major.
struct NormalTarget: DifferentiableLogDensity {
  let mean: [Double]
  let precision: [Double]

  var dimension: Int { mean.count }

  func logDensity(at position: Span<Double>) -> Double {
    var form = 0.0
    for row in 0..<dimension {
      for column in 0..<dimension {
        form +=
          (position[row] - mean[row]) * precision[row * dimension + column]
          * (position[column] - mean[column])
      }
    }
    return -form / 2
  }

  func logDensity(at position: Span<Double>, gradient: inout MutableSpan<Double>) -> Double {
    for row in 0..<dimension {
      var sum = 0.0
      for column in 0..<dimension {
        sum -= precision[row * dimension + column] * (position[column] - mean[column])
      }
      gradient[row] = sum
    }
    return logDensity(at: position)
  }
}

/// Independent normal coordinates of mean 0.
struct IndependentNormalTarget: DifferentiableLogDensity {
  let deviations: [Double]

  var dimension: Int { deviations.count }

  func logDensity(at position: Span<Double>) -> Double {
    var sum = 0.0
    for k in 0..<dimension {
      let z = position[k] / deviations[k]
      sum -= z * z / 2
    }
    return sum
  }

  func logDensity(at position: Span<Double>, gradient: inout MutableSpan<Double>) -> Double {
    for k in 0..<dimension { gradient[k] = -position[k] / (deviations[k] * deviations[k]) }
    return logDensity(at: position)
  }
}

/// Independent Student t coordinates.
struct StudentTarget: DifferentiableLogDensity {
  let dimension: Int
  let degreesOfFreedom: Double

  func logDensity(at position: Span<Double>) -> Double {
    var sum = 0.0
    for k in 0..<dimension {
      sum -= (degreesOfFreedom + 1) / 2 * log1p(position[k] * position[k] / degreesOfFreedom)
    }
    return sum
  }

  func logDensity(at position: Span<Double>, gradient: inout MutableSpan<Double>) -> Double {
    for k in 0..<dimension {
      gradient[k] =
        -(degreesOfFreedom + 1) * position[k] / (degreesOfFreedom + position[k] * position[k])
    }
    return logDensity(at: position)
  }
}

/// A funnel: v ~ N(0, 1) and, given v, two coordinates ~ N(0, exp(v)).
struct FunnelTarget: DifferentiableLogDensity {
  var dimension: Int { 3 }

  func logDensity(at position: Span<Double>) -> Double {
    let v = position[0]
    let squares = position[1] * position[1] + position[2] * position[2]
    return -v * v / 2 - v - squares * exp(-v) / 2
  }

  func logDensity(at position: Span<Double>, gradient: inout MutableSpan<Double>) -> Double {
    let v = position[0]
    let squares = position[1] * position[1] + position[2] * position[2]
    gradient[0] = -v - 1 + squares * exp(-v) / 2
    gradient[1] = -position[1] * exp(-v)
    gradient[2] = -position[2] * exp(-v)
    return logDensity(at: position)
  }
}

/// The logarithm of a Gamma(shape, 1) number, with the Jacobian of the logarithm or, as a negative
/// control, without it.
struct LogGammaTarget: DifferentiableLogDensity {
  let shape: Double
  let keepsJacobian: Bool

  var dimension: Int { 1 }
  private var power: Double { keepsJacobian ? shape : shape - 1 }

  func logDensity(at position: Span<Double>) -> Double {
    power * position[0] - exp(position[0])
  }

  func logDensity(at position: Span<Double>, gradient: inout MutableSpan<Double>) -> Double {
    gradient[0] = power - exp(position[0])
    return logDensity(at: position)
  }
}

/// A standard normal density in two dimensions that answers with `defect` right of 1.
struct DefectiveTarget: DifferentiableLogDensity {
  let defect: Double

  var dimension: Int { 2 }

  func logDensity(at position: Span<Double>) -> Double {
    position[0] > 1
      ? defect : -(position[0] * position[0] + position[1] * position[1]) / 2
  }

  func logDensity(at position: Span<Double>, gradient: inout MutableSpan<Double>) -> Double {
    let value = logDensity(at: position)
    gradient[0] = value.isFinite ? -position[0] : .nan
    gradient[1] = value.isFinite ? -position[1] : .nan
    return value
  }
}

/// A density whose gradient is wrong in one coordinate by a factor.
struct WrongGradientTarget: DifferentiableLogDensity {
  let factor: Double

  var dimension: Int { 2 }

  func logDensity(at position: Span<Double>) -> Double {
    FourthPowerTarget().logDensity(at: position)
  }

  func logDensity(at position: Span<Double>, gradient: inout MutableSpan<Double>) -> Double {
    let value = FourthPowerTarget().logDensity(at: position, gradient: &gradient)
    gradient[0] *= factor
    return value
  }
}

/// A density that is not normal, so that energy errors have no special form.
struct FourthPowerTarget: DifferentiableLogDensity {
  var dimension: Int { 2 }

  func logDensity(at position: Span<Double>) -> Double {
    let (x, y) = (position[0], position[1])
    return -x * x * x * x / 4 - y * y / 2 - x * y / 3
  }

  func logDensity(at position: Span<Double>, gradient: inout MutableSpan<Double>) -> Double {
    let (x, y) = (position[0], position[1])
    gradient[0] = -x * x * x - y / 3
    gradient[1] = -y - x / 3
    return logDensity(at: position)
  }
}
