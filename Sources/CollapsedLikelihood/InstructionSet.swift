import CStudyIntegrals

/// The instruction sets that the kernel is compiled for; chosen at run time.
public enum InstructionSet: String, Sendable, CaseIterable {
  /// What every processor of the platform has (SSE2 on x86-64, NEON on arm64).
  case baseline
  /// AVX2 with fused multiply-add (x86-64-v3).
  case avx2
  /// AVX-512 (x86-64-v4).
  case avx512

  /// The best set of the processor that the program runs on.
  public static let best: InstructionSet =
    switch sroc_best_instruction_set() {
    case SROC_AVX512: .avx512
    case SROC_AVX2: .avx2
    default: .baseline
    }

  /// The sets that the processor that the program runs on can execute.
  public static var available: [InstructionSet] {
    switch best {
    case .avx512: [.baseline, .avx2, .avx512]
    case .avx2: [.baseline, .avx2]
    case .baseline: [.baseline]
    }
  }

  /// The kernels' name of it.
  package var code: sroc_instruction_set {
    switch self {
    case .baseline: SROC_BASELINE
    case .avx2: SROC_AVX2
    case .avx512: SROC_AVX512
    }
  }
}
