/// Eight doubles that are worked on together: the same coordinate of eight points.
///
/// Elementary functions without libm, by argument reduction and a polynomial, so that the compiler
/// turns them into vector code on any processor. A lane's result depends on that lane alone, and
/// there is no fused multiply-add, so values are the same for any grouping and on any machine.
public typealias EightLanes = SIMD8<Double>

extension EightLanes {
  @usableFromInline typealias Bits = SIMD8<UInt64>

  /// exp of each lane; relative error about 1e-15. Arguments are held to [-700, 700].
  ///
  /// x = k ln 2 + r with |r| <= ln(2) / 2, Taylor series to r^12 (remainder below 2e-16).
  @inlinable @inline(__always)
  public var exponential: EightLanes {
    var x = replacing(with: -700, where: self .< -700)
    x.replace(with: 700, where: x .> 700)
    let magic = 0x1.8p52
    let shifted = x * 0x1.7154_7652_b82f_ep0 + magic
    let k = shifted - magic
    let r = (x - k * 0x1.62e4_2fef_a380_0p-1) - k * 0x1.ef35_793c_7673_0p-45
    var p = r * (1.0 / 479_001_600) + (1.0 / 39_916_800)
    p = p * r + (1.0 / 3_628_800)
    p = p * r + (1.0 / 362_880)
    p = p * r + (1.0 / 40_320)
    p = p * r + (1.0 / 5_040)
    p = p * r + (1.0 / 720)
    p = p * r + (1.0 / 120)
    p = p * r + (1.0 / 24)
    p = p * r + (1.0 / 6)
    p = p * r + 0.5
    p = p * r + 1
    p = p * r + 1
    let exponent = unsafeBitCast(shifted, to: Bits.self) &<< Bits(repeating: 52)
    return unsafeBitCast(unsafeBitCast(p, to: Bits.self) &+ exponent, to: EightLanes.self)
  }

  /// The natural logarithm of each lane; absolute error about 1e-16 times max(1, |log x|). Lanes must
  /// be positive; below the smallest normal number and at infinity the result is only finite.
  ///
  /// x = 2^e m with m in [sqrt(1/2), sqrt(2)); log m = 2 atanh(s), s = (m - 1) / (m + 1), series to
  /// s^21 (|s| <= 0.1716, remainder below 1e-17).
  @inlinable @inline(__always)
  public var logarithm: EightLanes {
    let bits = unsafeBitCast(self, to: Bits.self)
    let biased = (bits &>> Bits(repeating: 52)) | 0x4330_0000_0000_0000
    var e = unsafeBitCast(biased, to: EightLanes.self) - (0x1p52 + 1023)
    let mantissa = (bits & 0x000f_ffff_ffff_ffff) | 0x3ff0_0000_0000_0000
    var m = unsafeBitCast(mantissa, to: EightLanes.self)
    let large = m .> 2.0.squareRoot()
    m.replace(with: m * 0.5, where: large)
    e.replace(with: e + 1, where: large)
    let s = (m - 1) / (m + 1)
    let z = s * s
    var p = z * (2.0 / 21) + (2.0 / 19)
    p = p * z + (2.0 / 17)
    p = p * z + (2.0 / 15)
    p = p * z + (2.0 / 13)
    p = p * z + (2.0 / 11)
    p = p * z + (2.0 / 9)
    p = p * z + (2.0 / 7)
    p = p * z + (2.0 / 5)
    p = p * z + (2.0 / 3)
    return e * 0x1.62e4_2fef_a39e_fp-1 + (2 * s + s * z * p)
  }

  /// The square root of each lane.
  ///
  /// Spelled lane by lane: the vector spelling became calls.
  @inlinable @inline(__always)
  public var root: EightLanes {
    var result = EightLanes.zero
    for lane in 0..<8 { result[lane] = self[lane].squareRoot() }
    return result
  }

  /// The absolute value of each lane.
  @inlinable @inline(__always)
  public var magnitudes: EightLanes {
    unsafeBitCast(
      unsafeBitCast(self, to: Bits.self) & 0x7fff_ffff_ffff_ffff, to: EightLanes.self)
  }
}

extension Span<Double> {
  /// Eight neighbouring values; traps where they are not all inside.
  @inlinable @inline(__always)
  public func lanes(at index: Int) -> EightLanes {
    // In range: `unsafeLoadUnaligned` checks the offset, and every bit pattern is a double.
    unsafe bytes.unsafeLoadUnaligned(
      fromByteOffset: index * MemoryLayout<Double>.stride, as: EightLanes.self)
  }
}

extension MutableSpan<Double> {
  /// Overwrites eight neighbouring values; traps where they are not all inside.
  @inlinable @inline(__always)
  public mutating func store(_ lanes: EightLanes, at index: Int) {
    var bytes = mutableBytes
    bytes.storeBytes(
      of: lanes, toByteOffset: index * MemoryLayout<Double>.stride, as: EightLanes.self)
  }
}
