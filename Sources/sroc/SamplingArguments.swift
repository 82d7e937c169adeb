import ArgumentParser
import Requests

/// Which sampler, how many draws, which seed.
struct SamplingArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "collapsed, collapsed-quasi (quasi-random blocks, smaller errors), collapsed-nuts, or nuts on "
        + "the joint density."))
  var sampler: SamplerOption = .collapsed
  @Option(help: "Number of chains.")
  var chains = 4
  @Option(
    help: "Pilot evaluations (collapsed) or warm-up iterations per chain (NUTS).")
  var warmup: Int?
  @Option(help: "Draws per chain kept.")
  var draws = 5000
  @Option(help: "Seed, any unsigned 64-bit integer.")
  var seed: UInt64 = 1
  @Option(help: "Threads; never changes the result. [default: all cores]")
  var threads: Int?
  @Flag(help: "Exit 3 when a convergence check fails.")
  var strict = false

  /// Fills the sampling part of the options.
  ///
  /// - Parameters:
  ///   - options: changed.
  ///   - defaultThreads: where the user gives none.
  func apply(to options: inout FitOptions, defaultThreads: Int) {
    options.threads = threads ?? defaultThreads
    options.sampler = sampler.choice
    options.chains = chains
    options.warmup = warmup
    options.draws = draws
    options.seed = seed
  }
}

enum SamplerOption: String, ExpressibleByArgument, CaseIterable {
  case collapsed
  case collapsedQuasi = "collapsed-quasi"
  case collapsedNUTS = "collapsed-nuts"
  case nuts

  var choice: SamplerChoice {
    switch self {
    case .collapsed: .collapsed
    case .collapsedQuasi: .collapsedQuasi
    case .collapsedNUTS: .collapsedNUTS
    case .nuts: .jointNUTS
    }
  }
}
