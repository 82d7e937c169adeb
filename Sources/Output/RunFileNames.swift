/// The names of all files that a run's directory can hold, in one place: nothing else in a directory is
/// ever removed, whatever a file in it claims.
package enum RunFileNames {
  /// What the run is, with the hashes of its files.
  package static let record = "run.json"
  /// How long it took, and on how many threads.
  package static let timing = "timing.json"
  /// The record of an earlier run while another takes its place; it stays where that one is stopped.
  package static let earlierRecord = ".run.json.earlier"
  /// The largest file of a run that is read, and the largest `run.json`; more is a mistake or an attack.
  package static let (largestInMegabytes, largestRecordInMegabytes) = (2048, 64)

  /// Above the folders of the levels.
  package static let aboveLevels: Set<String> = [record, timing, "comparisons.csv"]
  /// Of each fit; `draws-N.csv` besides.
  package static let ofFit: Set<String> = [
    "fit.json", "summary.csv", "log_lik.csv", "studies.csv", "sroc.csv", "regions.csv", "sof.csv",
    "revman.csv", "report.html",
  ]
  /// In `figures`, without `.svg` and the number of a further page.
  package static let figures: Set<String> = [
    "sroc", "forest", "covariates", "parameters", "predictive-values", "nomogram",
    "natural-frequencies", "trace", "ranks",
  ]
  /// In `export`.
  package static let exports: Set<String> = [
    "model.stan", "data.json", "run_stan.R", "model.jags", "data-jags.R", "run_jags.R",
  ]

  /// Whether a run can have a file of this name.
  ///
  /// - Parameter name: below the run's directory, as `figures/sroc.svg` or `CT/draws-1.csv`.
  /// - Returns: true for a name that this program writes.
  package static func contains(_ name: String) -> Bool {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    switch parts.count {
    case 1: return aboveLevels.contains(name) || isOfFit(name)
    case 2: return isInFolder(parts[0], parts[1]) || (isLevel(parts[0]) && isOfFit(parts[1]))
    case 3: return isLevel(parts[0]) && isInFolder(parts[1], parts[2])
    default: return false
    }
  }

  /// Whether a folder of this name can hold files of a run, at the first or second depth.
  package static func isFolder(_ name: String) -> Bool { name == "export" || isLevel(name) }

  /// The temporary name of a file while it is written, or while its successor takes its place.
  ///
  /// - Parameter leaf: the file's own name.
  /// - Returns: hidden, and not to be guessed by anybody who plants files.
  static func temporary(_ leaf: String) -> String {
    // The system's generator: chance decides no number of an analysis here.
    let digits = String(UInt64.random(in: .min ... .max), radix: 16)
    // A long name leaves no room for more in front and behind.
    return ".\(leaf.prefix(40)).\(String(repeating: "0", count: 16 - digits.count))\(digits)"
      + FileSystem.temporarySuffix
  }

  /// The file that a temporary name belongs to; nil where no run gives such a name.
  package static func owner(ofTemporary name: String) -> String? {
    guard name.hasPrefix("."), name.hasSuffix(FileSystem.temporarySuffix) else { return nil }
    let inner = name.dropFirst().dropLast(FileSystem.temporarySuffix.count)
    guard let dot = inner.lastIndex(of: ".") else { return nil }
    let (leaf, digits) = (String(inner[..<dot]), inner[inner.index(after: dot)...])
    let isOurs =
      (1...16).contains(digits.utf8.count)
      && digits.allSatisfy { $0.isHexDigit && $0.isASCII && !$0.isUppercase }
      && (contains(leaf) || isInFolder("figures", leaf) || isInFolder("export", leaf))
    return isOurs ? leaf : nil
  }

  private static func isOfFit(_ leaf: String) -> Bool {
    if ofFit.contains(leaf) { return true }
    guard leaf.hasPrefix("draws-"), leaf.hasSuffix(".csv") else { return false }
    return isCounted(leaf.dropFirst("draws-".count).dropLast(".csv".count), from: 1)
  }

  private static func isInFolder(_ folder: String, _ leaf: String) -> Bool {
    switch folder {
    case "export": return exports.contains(leaf)
    case "figures":
      guard leaf.hasSuffix(".svg") else { return false }
      let stem = String(leaf.dropLast(".svg".count))
      if figures.contains(stem) { return true }
      guard let dash = stem.lastIndex(of: "-") else { return false }
      return figures.contains(String(stem[..<dash]))
        && isCounted(stem[stem.index(after: dash)...], from: 2)
    default: return false
    }
  }

  /// A level's letters and digits, others as underscores; or its number.
  private static func isLevel(_ folder: String) -> Bool {
    if folder.hasPrefix("level-") { return isCounted(folder.dropFirst("level-".count), from: 1) }
    return (1...60).contains(folder.utf8.count)
      && folder.utf8.allSatisfy {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: "_")
          || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0 | 0x20)
      }
  }

  private static func isCounted(_ text: Substring, from first: Int) -> Bool {
    guard text.utf8.count <= 7, let number = Int(text), "\(number)" == text else { return false }
    return number >= first
  }
}
