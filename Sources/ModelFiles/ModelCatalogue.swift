import Messages
import Requests
import TabularText
import YAMLFiles

/// The models that the program carries, each as its `model.yaml`.
public enum ModelCatalogue {
  /// Their names, in the order in which they are listed.
  public static let names = shipped.map(\.name)

  /// Name and file of each; a new one is an entry here, a file in `Shipped` and a folder of `Models`.
  private static let shipped: [(name: String, bytes: [UInt8])] = [
    ("bivariate", PackageResources.bivariate_yaml),
    ("robust", PackageResources.robust_yaml),
    ("hsroc", PackageResources.hsroc_yaml),
    ("comparison", PackageResources.comparison_yaml),
    ("independent", PackageResources.independent_yaml),
    ("univariate", PackageResources.univariate_yaml),
    ("fixed", PackageResources.fixed_yaml),
    ("normal-approximation", PackageResources.normal_approximation_yaml),
  ]

  /// The file of a shipped model.
  ///
  /// - Parameter name: one of `names`; case, and hyphen or underscore, do not matter.
  /// - Returns: nil for another name.
  public static func text(_ name: String) -> String? {
    let canonical = String(name.lowercased().map { $0 == "_" ? "-" : $0 })
    return shipped.first { $0.name == canonical }.map { String(decoding: $0.bytes, as: UTF8.self) }
  }

  /// A shipped model or one of a file.
  ///
  /// - Parameter argument: a name, or a path: whatever holds a slash or ends in `.yaml` or `.yml`.
  /// - Returns: the model.
  /// - Throws: `AnalysisError` 64 for an unknown name, 66 for a missing file, 65 for a wrong one.
  public static func model(_ argument: String) throws(AnalysisError) -> ModelFile {
    let isPath =
      argument.contains("/") || argument.hasSuffix(".yaml") || argument.hasSuffix(".yml")
    if isPath { return try read(argument) }
    guard let text = text(argument) else {
      let nearest = likelyName(for: argument, among: names)
      throw AnalysisError(
        .usage,
        "\(argument: .model) \(argument): the models are \(names.joined(separator: ", ")), or a "
          + "file whose name ends in .yaml\(nearest.map { "; did you mean \($0)?" } ?? "")")
    }
    return try ModelFile(parsing: text, file: "\(argument).yaml")
  }

  private static func read(_ path: String) throws(AnalysisError) -> ModelFile {
    let text = try readYAMLFile(
      path, as: "a model file",
      missing:
        "\(argument: .model) \(path): there is no such file; \(request: .models) lists the models "
        + "that need none")
    return try ModelFile(parsing: text, file: path)
  }
}
