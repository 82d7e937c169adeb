import TabularText

/// A data set that is part of the program.
public struct BuiltInDataset: Sendable, Equatable {
  /// The name after `example:`; lower case with underscores.
  public let name: String
  /// The test and what it is for.
  public let title: String
  /// The publication to cite.
  public let citation: String
  /// What is special about the data, and what they must not be taken for.
  public let note: String
  /// Rows below the header, usable or not.
  public let rowCount: Int
  /// The file: CSV in UTF-8 with a header.
  public let csv: [UInt8]
  /// What a fit of the whole set needs beside its name: fields of a request with their values; none where
  /// each study has one table.
  public var needs: [BuiltInNeed] = []
}

/// A field of a request that a built-in data set needs, as `covariate` with `test`.
public struct BuiltInNeed: Sendable, Equatable {
  /// The field, as `run.json` names it.
  public let field: String
  /// Its value.
  public let value: String

  init(_ field: String, _ value: String) { (self.field, self.value) = (field, value) }
}

/// The data sets that are part of the program, all counts from published reviews.
public enum BuiltInDatasets {
  /// The data set with a name.
  ///
  /// - Parameter name: in any case, with hyphens or underscores.
  /// - Returns: the data set, or `nil` if there is none of that name.
  public static func named(_ name: String) -> BuiltInDataset? {
    let wanted = canonicalName(name)
    return all.first { $0.name == wanted }
  }

  /// The names most like a mistyped one, at most three, best first.
  ///
  /// - Parameter name: any text.
  /// - Returns: names of data sets; those that contain the text or are contained in it come first.
  public static func nearestNames(to name: String) -> [String] {
    TabularText.nearestNames(to: canonicalName(name), among: all.map(\.name))
  }

  /// A name as `all` spells it.
  static func canonicalName(_ name: String) -> String {
    String(trimmedText(name).lowercased().map { $0 == "-" ? "_" : $0 })
  }
}
