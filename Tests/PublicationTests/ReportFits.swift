import AccuracyData
import Fitting
import Foundation
import Requests

/// A fit with everything worked out, of an example or of 200 studies that were made up.
func reportedFit(
  _ name: String, prevalence: Double? = 0.3, draws: Int = 5000,
  change: (inout FitOptions) -> Void = { _ in }
) throws -> FitResult {
  var options = FitOptions(data: "example:\(name)")
  if name.hasSuffix("studies") {
    let count = Int(name.split(separator: " ")[0]) ?? 0
    options = FitOptions(source: .bytes(Array(manyStudies(count).utf8), name: "\(count).csv"))
  }
  options.draws = draws
  if let prevalence { options.prevalences = [.fixed(prevalence)] }
  if name.hasPrefix("kearon") { options.selection.allowDependent = true }
  options.command = ["sroc", "fit", options.source.name]
  change(&options)
  return try runFit(options, detail: .full).single
}

/// Studies whose counts vary without chance.
private func manyStudies(_ count: Int) -> String {
  var text = "study,TP,FP,FN,TN\n"
  for index in 0..<count {
    let (missed, alarms) = (2 + index * 7 % 23, 3 + index * 11 % 31)
    text += "Study \(index + 1),\(90 - missed),\(alarms),\(missed),\(120 - alarms)\n"
  }
  return text
}

/// Labels that would break a page which pastes them.
enum HostileText {
  static let labels = [
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(2)>", "O'Neill & \"Sons\" <b>",
    "دراسة القاهرة 2001", "👩‍🔬 Émile 2003", String(repeating: "Long", count: 125),
    "</script></style></svg><script>alert(3)</script>", "{{7*7}} ${7*7} <!-- -->",
  ]
  static let source = "<img src=y onerror=alert(4)>\u{202E}'\".csv"
}

/// A fit whose labels, file name, column and level are hostile.
func hostileFit() throws -> FitResult {
  var text = "study,\"<i>kind</i>\",TP,FP,FN,TN\n"
  for (index, label) in HostileText.labels.enumerated() {
    let quoted = label.replacingOccurrences(of: "\"", with: "\"\"")
    text += "\"\(quoted)\",\"<u>a</u>\",\(30 + index),\(5 + index),\(4 + index),\(60 - index)\n"
  }
  var options = FitOptions(source: .bytes(Array(text.utf8), name: HostileText.source))
  options.selection.filters = [DataFilter(column: "<i>kind</i>", value: "<u>a</u>")]
  options.draws = 1000
  options.command = ["sroc", "fit", HostileText.source, "--where", "<i>kind</i>=<u>a</u>"]
  return try runFit(options, detail: .full).single
}
