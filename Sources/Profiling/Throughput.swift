import Fitting
import Messages
import PosteriorSampling
import Requests

/// How fast a sampler is in a run that samples for two seconds or more.
public struct Throughput: Sendable {
  /// Name of the kernel that ran.
  public var kernel: SamplingKernel
  /// Why it ran.
  public var kernelReason: Message
  /// Draws kept, over all chains and rounds.
  public var draws: Int
  /// Runs of the chains, one after the other, from one adaptation; each has other random streams.
  public var rounds: Int
  /// Seconds of everything between the data and the first draw: tables, mode, adaptation.
  public var warmupSeconds: Double
  /// Seconds of drawing, with the translation to parameters.
  public var samplingSeconds: Double
  /// Smallest bulk ESS over the five basic parameters, each summed over rounds.
  public var minBulkESS: Double
  /// Smallest tail ESS over the five basic parameters, each summed over rounds.
  public var minTailESS: Double
  /// Largest split R-hat over the five basic parameters and the rounds.
  public var maxRHat: Double
  /// Processor time over wall-clock time and cores, in (0, 1]: below 1 where other programs, or
  /// chains that ended early, left the sampler waiting.
  public var processorShare: Double
  /// Mean acceptance.
  public var acceptanceRate: Double
  /// Seconds of the parts of sampling.
  public var phases: [(phase: FitPhase, seconds: Double)]
  /// What one evaluation costs.
  public var costs: KernelCosts
  /// Points that the density works on together; nil for kernels that go point by point.
  public var blockSize: Int?
  /// Seconds to 4,000 effective draws, warm-up included; of a short run where the kernel adapts by the
  /// length of the run.
  public var secondsTo4000ESS = 0.0
  /// Leapfrog steps a draw; nil for kernels without.
  public var leapfrogStepsPerDraw: Double?
  /// The effective draws by the error of the rounds, which are independent runs: the smallest over
  /// the five basic parameters of the mean's and of the tail shares' effective sample size. Nil for
  /// kernels whose draws show it themselves.
  public var replicateMeanESS: Double?
  /// The same for the shares below the 5 % and 95 % quantiles.
  public var replicateTailESS: Double?

  /// From rounds on so many cores.
  init(
    kernel: SamplingKernel, kernelReason: Message, warmupSeconds: Double, rounds: SamplingRounds,
    cores: Int, phases: [(phase: FitPhase, seconds: Double)], costs: KernelCosts, blockSize: Int?,
    leapfrogStepsPerDraw: Double?
  ) {
    self.kernel = kernel
    self.kernelReason = kernelReason
    draws = rounds.draws
    self.rounds = rounds.count
    self.warmupSeconds = warmupSeconds
    samplingSeconds = rounds.seconds
    minBulkESS = rounds.minBulkESS
    minTailESS = rounds.minTailESS
    maxRHat = rounds.maxRHat
    processorShare = min(rounds.processorSeconds / (rounds.seconds * Double(cores)), 1)
    acceptanceRate = rounds.acceptanceRate
    self.phases = phases
    self.costs = costs
    self.blockSize = blockSize
    self.leapfrogStepsPerDraw = leapfrogStepsPerDraw
    secondsTo4000ESS = warmupSeconds + 4000 * samplingSeconds / minESS
  }

  /// The smaller of the two smallest effective sample sizes; NaN where one does not exist.
  public var minESS: Double {
    minBulkESS.isNaN || minTailESS.isNaN ? .nan : min(minBulkESS, minTailESS)
  }
  /// Draws a second of sampling.
  public var drawsPerSecond: Double { Double(draws) / samplingSeconds }
  /// The smaller of the two by the error of independent runs.
  public var replicateESS: Double? {
    guard let replicateMeanESS, let replicateTailESS else { return nil }
    return min(replicateMeanESS, replicateTailESS)
  }
  /// The same a second, warm-up included.
  public var replicateESSPerSecond: Double? {
    replicateESS.map { $0 / (warmupSeconds + samplingSeconds) }
  }
  /// Effective draws a second, warm-up included.
  public var essPerSecond: Double { minESS / (warmupSeconds + samplingSeconds) }
}

/// The least sampling time of a run whose speed is reported.
let leastSamplingSeconds = 2.0
