/// What made the draws of a fit; its raw value is its name in files and records.
public enum SamplingKernel: String, Sendable, CaseIterable {
  /// Independence Metropolis-Hastings, one proposal after the other.
  case independence = "independence-mh"
  /// Independent proposals in whole blocks of quasi-random points.
  case quasiRandom = "independence-quasi"
  /// The No-U-Turn sampler.
  case noUTurn = "nuts"
}
