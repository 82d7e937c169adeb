import CMath

/// The standard normal quantile Phi^-1(p).
///
/// The rational approximations of Wichura (1988), algorithm AS 241 (PPND16), relative accuracy
/// about 1e-16 of the quantile for the p that is passed; above 1/2 the p nearest to 1 is a coarse
/// number, so pass the other tail to `normalQuantile(lower:upper:)` where it is known.
///
/// - Parameter p: a probability.
/// - Returns: the quantile; -+infinity at 0 and 1, NaN outside [0, 1].
public func normalQuantile(_ p: Double) -> Double {
  let offset = p - 0.5
  if abs(offset) <= 0.425 { return normalQuantile(offsetFromHalf: offset) }
  if offset < 0 { return p < 0 ? .nan : tailQuantile(logTail: log(p)) }
  return p <= 1 ? -tailQuantile(logTail: log1p(-p)) : .nan
}

/// The standard normal quantile from both tails, accurate whichever is the small one.
///
/// - Parameters:
///   - lower: P(Z < z).
///   - upper: 1 - lower, computed without cancellation.
/// - Returns: the quantile z.
public func normalQuantile(lower: Double, upper: Double) -> Double {
  lower <= upper ? normalQuantile(lower) : -normalQuantile(upper)
}

/// The standard normal quantile of a lower-tail probability that is given by its logarithm.
///
/// - Parameter logTail: log p, at most 0; it may be far below the logarithm of the smallest number.
/// - Returns: z with log Phi(z) = logTail; `-infinity` at `-infinity`, NaN above 0.
public func normalQuantile(logTail: Double) -> Double {
  if logTail > -2.590_267_165_445_826 { return normalQuantile(exp(logTail)) }
  if logTail > -700 { return tailQuantile(logTail: logTail) }
  if logTail == -.infinity { return -.infinity }
  var z = -(-2 * (logTail + logRootTwoPi + 0.5 * log(-2 * logTail))).squareRoot()
  // The slope of log Phi is the hazard, -z - 1/z + ... in this tail; each pass gains a factor z^4.
  for _ in 0..<4 { z -= (normalLogCDF(z) - logTail) / (-z - 1 / z) }
  return z
}

/// The standard normal quantile of 1/2 + offset, with relative accuracy near offset 0.
///
/// - Parameter offset: p - 1/2, in [-0.5, 0.5]; the central rational function serves up to 0.425.
/// - Returns: the quantile.
public func normalQuantile(offsetFromHalf offset: Double) -> Double {
  if abs(offset) > 0.425 { return normalQuantile(0.5 + offset) }
  let r = 0.180625 - offset * offset
  var numerator = 2509.080_928_730_122_672_7
  numerator = numerator * r + 33430.575_583_588_128_105
  numerator = numerator * r + 67265.770_927_008_700_853
  numerator = numerator * r + 45921.953_931_549_871_457
  numerator = numerator * r + 13731.693_765_509_461_125
  numerator = numerator * r + 1971.590_950_306_551_442_7
  numerator = numerator * r + 133.141_667_891_784_377_45
  numerator = numerator * r + 3.387_132_872_796_366_608
  var denominator = 5226.495_278_852_854_561
  denominator = denominator * r + 28729.085_735_721_942_674
  denominator = denominator * r + 39307.895_800_092_710_61
  denominator = denominator * r + 21213.794_301_586_595_867
  denominator = denominator * r + 5394.196_021_424_751_107_7
  denominator = denominator * r + 687.187_007_492_057_908_3
  denominator = denominator * r + 42.313_330_701_600_911_252
  denominator = denominator * r + 1
  return offset * numerator / denominator
}

/// The lower-tail branches of AS 241: z as a rational function of sqrt(-log p).
///
/// - Parameter logTail: log p, below log 0.075; the published fit ends near -730.
/// - Returns: the negative quantile.
private func tailQuantile(logTail: Double) -> Double {
  let root = (-logTail).squareRoot()
  if root <= 5 { return -nearTail(root - 1.6) }
  return root < 27.1 ? -farTail(root - 5) : -.infinity
}

private func nearTail(_ r: Double) -> Double {
  var numerator = 7.745_450_142_783_414_076_4e-4
  numerator = numerator * r + 0.022_723_844_989_269_184_583_3
  numerator = numerator * r + 0.241_780_725_177_450_611_77
  numerator = numerator * r + 1.270_458_252_452_368_382_58
  numerator = numerator * r + 3.647_848_324_763_204_605_04
  numerator = numerator * r + 5.769_497_221_460_691_405_5
  numerator = numerator * r + 4.630_337_846_156_545_295_9
  numerator = numerator * r + 1.423_437_110_749_683_577_34
  var denominator = 1.050_750_071_644_416_843_24e-9
  denominator = denominator * r + 5.475_938_084_995_344_946e-4
  denominator = denominator * r + 0.015_198_666_563_616_457_196_6
  denominator = denominator * r + 0.148_103_976_427_480_074_59
  denominator = denominator * r + 0.689_767_334_985_100_004_55
  denominator = denominator * r + 1.676_384_830_183_803_849_4
  denominator = denominator * r + 2.053_191_626_637_758_821_87
  denominator = denominator * r + 1
  return numerator / denominator
}

private func farTail(_ r: Double) -> Double {
  var numerator = 2.010_334_399_292_288_132_65e-7
  numerator = numerator * r + 2.711_555_568_743_487_578_15e-5
  numerator = numerator * r + 0.001_242_660_947_388_078_438_6
  numerator = numerator * r + 0.026_532_189_526_576_123_093
  numerator = numerator * r + 0.296_560_571_828_504_891_23
  numerator = numerator * r + 1.784_826_539_917_291_335_8
  numerator = numerator * r + 5.463_784_911_164_114_369_9
  numerator = numerator * r + 6.657_904_643_501_103_777_2
  var denominator = 2.044_263_103_389_939_785_64e-15
  denominator = denominator * r + 1.421_511_758_316_445_888_7e-7
  denominator = denominator * r + 1.846_318_317_510_054_681_8e-5
  denominator = denominator * r + 7.868_691_311_456_132_591e-4
  denominator = denominator * r + 0.014_875_361_290_850_614_852_5
  denominator = denominator * r + 0.136_929_880_922_735_805_31
  denominator = denominator * r + 0.599_832_206_555_887_937_69
  denominator = denominator * r + 1
  return numerator / denominator
}
