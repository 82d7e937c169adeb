import CollapsedLikelihood
import Fitting
import PosteriorSampling

extension FitPhase {
  /// The phase in words.
  package var label: String {
    switch self {
    case .read: "reading the data"
    case .tables: "tables of the likelihood"
    case .mode: "posterior mode"
    case .warmup: "warm-up"
    case .density: "log density"
    case .proposals: "proposals"
    case .gradients: "gradients"
    case .bookkeeping: "bookkeeping of the chains"
    case .measures: "derived quantities"
    case .diagnostics: "diagnostics and quantiles"
    case .priors: "other priors"
    case .integration: "integration check"
    case .studyEffects: "study effects"
    case .curves: "curve and regions"
    case .output: "output"
    case .other: "other"
    }
  }
}

extension InstructionSet {
  /// The set as processors are described.
  package var displayName: String {
    switch self {
    case .baseline: "baseline instructions"
    case .avx2: "AVX2"
    case .avx512: "AVX-512"
    }
  }
}

extension Throughput {
  /// Nanoseconds of one draw by the parts of sampling; they sum to the whole.
  package var perDraw: [(phase: FitPhase, nanoseconds: Double)] {
    phases.map { ($0.phase, $0.seconds * 1e9 / Double(draws)) }
  }
}
