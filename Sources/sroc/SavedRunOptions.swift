import Documents
import Messages
import Requests

/// Refuses options that a saved run decides: they would be without effect, and nobody would notice.
///
/// - Parameters:
///   - allowed: the options that still have one.
///   - what: what they stand beside, as "--config" or "a saved run".
/// - Throws: `AnalysisError` with code `.usage` for the first other option.
func refuseOptions(except allowed: [String], beside what: String) throws(AnalysisError) {
  for argument in CommandLine.arguments.dropFirst() {
    if argument == "--" { break }
    let name = String(argument.prefix { $0 != "=" })
    if name.hasPrefix("--"), !allowed.contains(name) {
      throw AnalysisError(
        .usage,
        "\(SafeText.visible(name)) cannot stand beside \(what), which takes all options of the "
          + "model and the sampler from the saved run; give one or the other")
    }
  }
}
