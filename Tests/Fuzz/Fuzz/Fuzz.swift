import CFuzzer

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Runs libFuzzer on one reader, which the environment variable `SROC_FUZZ_TARGET` names; the
/// arguments are libFuzzer's own.
@main struct Fuzz {
  static func main() {
    guard FuzzTarget.chosen != nil else {
      let names = FuzzTarget.allCases.map(\.rawValue).joined(separator: " ")
      tell("fuzz: set SROC_FUZZ_TARGET to one of: \(names)")
      exit(64)
    }
    var count = CommandLine.argc
    var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
    exit(LLVMFuzzerRunDriver(&count, &arguments, readOneInput))
  }
}

/// What libFuzzer calls with each input; its library asks for a function of this name.
@_cdecl("LLVMFuzzerTestOneInput")
func readOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  FuzzTarget.chosen?.run(Array(UnsafeBufferPointer(start: bytes, count: count)))
  return 0
}

/// The readers of what others wrote.
enum FuzzTarget: String, CaseIterable {
  case data, prior, option, json, draws, model, record, run

  static let chosen = getenv("SROC_FUZZ_TARGET").flatMap {
    FuzzTarget(rawValue: String(cString: $0))
  }

  /// Reads one input and stops the process where a property is broken.
  func run(_ input: [UInt8]) {
    switch self {
    case .data: fuzzData(input)
    case .prior: fuzzPrior(input)
    case .option: fuzzOption(input)
    case .json: fuzzJSON(input)
    case .draws: fuzzDraws(input)
    case .model: fuzzModel(input)
    case .record: fuzzRecord(input)
    case .run: SavedRunFuzzer.shared?.fuzz(input)
    }
  }
}
