/// Writes the draws of one chain as a Stan CSV file.
public enum StanCSVWriter {
  /// The names of parameters as columns of a Stan CSV file, in the same order.
  ///
  /// Numeric indices are set off by dots, as CmdStan does (`theta[2,1]` becomes `theta.2.1`).
  /// Readers expect nothing but numbers behind a dot, so any other character that is not an
  /// ASCII letter, digit or underscore becomes an underscore (`mu_se[age:old]` becomes
  /// `mu_se_age_old`); names that become equal are told apart by a number.
  ///
  /// - Parameter names: parameter names, each different.
  /// - Returns: one different column name for each.
  public static func columnNames(for names: [String]) -> [String] {
    var taken: Set<String> = []
    return names.map { name in
      let base = columnName(for: name)
      var candidate = base
      var number = 2
      while !taken.insert(candidate).inserted {
        candidate = "\(base)_\(number)"
        number += 1
      }
      return candidate
    }
  }

  /// The whole file as bytes; for long chains prefer `write`.
  ///
  /// - Parameters:
  ///   - header: the comments.
  ///   - columnNames: as for `write`.
  ///   - columns: as for `write`.
  /// - Returns: UTF-8 bytes.
  public static func bytes(
    header: StanCSVHeader, columnNames: [String], columns: [[Double]]
  ) -> [UInt8] {
    var result: [UInt8] = []
    write(header: header, columnNames: columnNames, columns: columns) {
      result.append(contentsOf: $0)
    }
    return result
  }

  /// Writes the file in pieces of about 64 kB, so that long chains need no second copy.
  ///
  /// Numbers have the fewest digits that read back to the same double (Stan itself keeps 8);
  /// what is not finite is `NaN`, `inf` and `-inf`, as in CmdStan.
  ///
  /// - Parameters:
  ///   - header: the comments.
  ///   - columnNames: `lp__` first, then further names that end in two underscores, then
  ///     parameters as `columnNames(for:)` gives them.
  ///   - columns: the draws of each column, all of one length.
  ///   - emit: takes the next piece.
  /// - Throws: what `emit` throws.
  public static func write<Failure: Error>(
    header: StanCSVHeader, columnNames: [String], columns: [[Double]],
    emit: ([UInt8]) throws(Failure) -> Void
  ) throws(Failure) {
    precondition(columnNames.count == columns.count, "one name for each column")
    precondition(Set(columnNames).count == columnNames.count, "column names must differ")
    precondition(columnNames.allSatisfy(isSafe), "column names need columnNames(for:)")
    let rows = columns.first?.count ?? 0
    precondition(columns.allSatisfy { $0.count == rows }, "columns of one length")

    var piece = Array(openingComments(header, rows: rows).utf8)
    piece.append(contentsOf: columnNames.joined(separator: ",").utf8)
    // rstan takes the keys only from comments above this line.
    piece.append(contentsOf: "\n# Adaptation terminated\n".utf8)
    let pieceSize = 65_536
    piece.reserveCapacity(pieceSize + 32 * columns.count)
    for row in 0..<rows {
      for column in columns.indices {
        if column > 0 { piece.append(UInt8(ascii: ",")) }
        append(columns[column][row], to: &piece)
      }
      piece.append(UInt8(ascii: "\n"))
      if piece.count >= pieceSize {
        try emit(piece)
        piece.removeAll(keepingCapacity: true)
      }
    }
    piece.append(contentsOf: closingComments(header).utf8)
    try emit(piece)
  }

  private static func append(_ value: Double, to bytes: inout [UInt8]) {
    if value.isFinite {
      RoundTripNumber.append(value, to: &bytes)
    } else if value.isNaN {
      bytes.append(contentsOf: "NaN".utf8)
    } else {
      bytes.append(contentsOf: (value < 0 ? "-inf" : "inf").utf8)
    }
  }

  private static func openingComments(_ header: StanCSVHeader, rows: Int) -> String {
    var pairs: [(String, String)] = [
      ("generator", header.generator), ("model", header.model), ("method", "sample"),
      ("num_samples", "\(rows * header.thin)"), ("num_warmup", "\(header.warmup)"),
      ("save_warmup", "0"), ("thin", "\(header.thin)"), ("algorithm", header.algorithm),
      ("id", "\(header.chainNumber)"), ("seed", "\(header.seed)"),
    ]
    pairs += header.remarks.map { ($0.key, $0.value) }
    return pairs.reduce(into: "") {
      $0 += "# \(SafeText.visible($1.0)) = \(SafeText.visible($1.1))\n"
    }
  }

  private static func closingComments(_ header: StanCSVHeader) -> String {
    guard let elapsed = header.elapsedSeconds else { return "" }
    func seconds(_ value: Double) -> String { NumberText.fixed(value, decimals: 6) }
    let total = elapsed.warmup + elapsed.sampling
    return """
      #
      #  Elapsed Time: \(seconds(elapsed.warmup)) seconds (Warm-up)
      #                \(seconds(elapsed.sampling)) seconds (Sampling)
      #                \(seconds(total)) seconds (Total)
      #

      """
  }

  private static func columnName(for name: String) -> String {
    if let open = name.firstIndex(of: "["), name.last == "]" {
      let indices = name[name.index(after: open)...].dropLast().split(
        separator: ",", omittingEmptySubsequences: false)
      if indices.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(isDigit) }) {
        return sanitized(name[..<open]) + "." + indices.joined(separator: ".")
      }
    }
    return sanitized(name[...])
  }

  private static func sanitized(_ name: Substring) -> String {
    var result = ""
    for scalar in name.unicodeScalars {
      let isKept = scalar.isASCII && (isLetterOrDigit(UInt8(scalar.value)) || scalar == "_")
      if isKept {
        result.unicodeScalars.append(scalar)
      } else if result.last != "_" {
        result.append("_")
      }
    }
    if name.last == "]", result.last == "_" { result.removeLast() }
    return result.isEmpty ? "_" : result
  }

  private static func isSafe(_ name: String) -> Bool {
    !name.isEmpty
      && name.utf8.allSatisfy {
        isLetterOrDigit($0) || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: ".")
      }
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }
}
