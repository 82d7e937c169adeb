import AccuracyAnalysis
import Reports

/// Draws of one quantity on the logit scale, as 16-bit steps between the least and the largest.
///
/// A step of `(high - low) / 65535` is below 0.002 logits where the draws span a hundred; it changes
/// no digit that is shown.
struct EncodedDraws {
  /// The logit that code 0 stands for.
  let low: Double
  /// Logits from one code to the next.
  let step: Double
  /// Codes, two bytes each, the lower one first, in base64.
  let text: String

  /// Encodes draws.
  ///
  /// - Parameter logits: finite or infinite; clamped to +-60, where a probability differs from 0 or 1
  ///   by less than 1e-26.
  init(_ logits: [Double]) {
    let clamped = logits.map { $0.isNaN ? 0 : min(max($0, -60), 60) }
    let low = clamped.min() ?? 0
    let width = (clamped.max() ?? 0) - low
    let step = width > 0 ? width / 65535 : 1
    var bytes: [UInt8] = []
    bytes.reserveCapacity(2 * clamped.count)
    for value in clamped {
      let code = UInt16(min(65535, max(0, ((value - low) / step).rounded())))
      bytes.append(UInt8(truncatingIfNeeded: code))
      bytes.append(UInt8(truncatingIfNeeded: code >> 8))
    }
    (self.low, self.step, text) = (low, step, Base64.encoded(bytes))
  }

  /// As the page's script reads it.
  var json: JSONValue {
    .object([("low", .number(low)), ("step", .number(step)), ("draws", .string(text))])
  }
}

extension FitResult {
  /// Draws that the slider works with; four columns of 20,000 draws, which is all of
  /// a default run, are 213 kB.
  private static let embeddedDrawCount = 20_000

  /// Evenly thinned draws of logit sensitivity and specificity, at the summary point and in a new
  /// setting, as a block of data that the page's script reads.
  var embeddedDraws: HTML {
    let places = sample.thinned(limit: Self.embeddedDrawCount)
    func column(_ value: (_ chain: Int, _ draw: Int) -> Double) -> JSONValue {
      EncodedDraws(places.map { value($0.chain, $0.draw) }).json
    }
    let perChain = sample.drawsPerChain
    let data = JSONValue.object([
      ("level", .number(options.level)),
      ("sensitivity", column { sample.chains[$0].muSensitivity[$1] }),
      ("specificity", column { sample.chains[$0].muSpecificity[$1] }),
      ("sensitivity_new", column { newStudyLogits.sensitivity[$0 * perChain + $1] }),
      ("specificity_new", column { newStudyLogits.specificity[$0 * perChain + $1] }),
    ])
    let text = String(decoding: data.serializedBytes(), as: UTF8.self)
    // Numbers and base64 only: nothing in it can end the element.
    return "<script type=\"application/json\" id=\"draws\">\(HTML.trusted(text))</script>\n"
  }
}
