import Testing

@testable import AccuracyData

@Suite("Counts with groups of digits, exponents and codes: read as meant, or refused")
struct GroupedCountTests {
  private func code(_ text: String) throws -> ([[Int]], [String]) {
    let dataset = try read(text)
    return (cells(dataset), codes(dataset).filter { !$0.hasPrefix("below_chance") })
  }

  @Test(
    "Groups of three digits are refused where nothing proves the locale, with both readings",
    arguments: [
      ("1.000", "1000 or 1"), ("2.345", "2345 or 2.345"), ("1.250", "1250 or 1.25"),
      ("1'000", "1000 or no number"), ("1\u{2019}000", "1000 or no number"),
      ("1 000", "1000 or 2 numbers"), ("1\u{A0}000", "1000 or 2 numbers"),
      ("12\u{202F}345\u{202F}678", "12345678 or 3 numbers"),
      ("1.234.567", "1234567 or no number"), ("1,000", "1000 or 1"), ("999,999", "999999 or"),
    ])
  func unprovenGroups(_ cell: String, _ needle: String) throws {
    for (separator, quote) in [(";", ""), ("\t", ""), (",", "\"")] {
      let header = ["Study", "TP", "FP", "FN", "TN"].joined(separator: separator)
      let first = ["A", "32", "4", "5", quote + cell + quote].joined(separator: separator)
      let text = "\(header)\n\(first)\n" + ["B", "3", "4", "5", "995"].joined(separator: separator)
      let error = try #require(failure(text))
      #expect(error.message.contains("line 2, column 5 (TN)"), "\(error.message)")
      #expect(error.message.contains(needle), "\(error.message)")
    }
  }

  @Test("Decimal commas in another column prove points and spaces to be thousands")
  func provenByCommas() throws {
    let head = "Study;TP;FP;FN;TN;prev\n"
    let (counts, found) = try code(
      head + "A;32;4;5;1.000;0,25\nB;21;9;2;2.345;1.234,5\nC;1'000;9;2;1\u{A0}234\u{202F}567;0,1\n")
    #expect(counts == [[32, 4, 5, 1000], [21, 9, 2, 2345], [1000, 9, 2, 1_234_567]])
    #expect(found.contains("thousands_separator"))
    // A comma is then the decimal mark, and no separator of thousands.
    #expect(
      failure(head + "A;32;4;5;1,000;0,25\nB;1;1;1;9;0,5\n")?.message.contains("1000 or 1") == true)
    // One column with points and one with commas prove nothing.
    let both = "Study;TP;FP;FN;TN;p;q\nA;32;4;5;1.000;0,25;0.5\nB;32;4;5;995;0,25;0.7\n"
    #expect(failure(both)?.message.contains("1000 or 1") == true)
    // Nor does a column that is no number throughout.
    #expect(failure(head + "A;32;4;5;1.000;0,25\nB;1;1;1;9;high\n") != nil)
    // A count with a decimal point contradicts it.
    #expect(failure(head + "A;32.0;4;5;1.000;0,25\nB;1;1;1;9;0,5\n") != nil)
  }

  @Test("Decimal points in another column prove commas to be thousands")
  func provenByPoints() throws {
    let head = "study,tp,fp,fn,tn,prev\n"
    let (counts, found) = try code(head + "A,32,4,5,\"1,000\",0.25\nB,2,9,2,\"12,345\",0.5\n")
    #expect(counts == [[32, 4, 5, 1000], [2, 9, 2, 12345]])
    #expect(found == ["thousands_separator"])
    // A point would be the decimal mark: which of the two the count has is not clear.
    #expect(failure(head + "A,32,4,5,1.000,0.25\nB,2,9,2,995,0.5\n") != nil)
  }

  @Test("The same zeros behind every count, or a count of 0.000, are decimals")
  func decimals() throws {
    let (counts, found) = try code(
      "study;tp;fp;fn;tn;p\nA;32.000;4.000;5.000;1.000;x\nB;1234.000;NA;0.000;2.000;y\n")
    #expect(counts == [[32, 4, 5, 1], [1234, -1, 0, -1]])
    #expect(found.contains("decimal_zeros"))
    let zero = try code("study,tp,fp,fn,tn\nA,32,4,0.000,1.000\nB,1,4,3,995\n")
    #expect(zero.0 == [[32, 4, 0, 1], [1, 4, 3, 995]] && zero.1.contains("decimal_zeros"))
    let comma = try code("study;tp;fp;fn;tn\nA;32,000;4,000;5,000;1,000\n")
    #expect(comma.0 == [[32, 4, 5, 1]] && comma.1.contains("decimal_zeros"))
    // One count without them, and they could be thousands.
    #expect(failure("study;tp;fp;fn;tn\nA;32.000;4.000;5.000;1\n") != nil)
    // Decimal commas elsewhere contradict decimal points.
    #expect(failure("study;tp;fp;fn;tn;p\nA;3.000;4.000;5.000;1.000;0,5\n") != nil)
    let fraction = failure("study,tp,fp,fn,tn\nA,1,2,0.000,1.234\nB,1,4,3,995\n")
    #expect(fraction?.message.contains("\"1.234\" is not whole") == true)
  }

  @Test("Unambiguous spellings stay what they were")
  func plainDecimals() throws {
    let (counts, found) = try code("study,tp,fp,fn,tn\nA,12.0,2.00,1234.000,07\n")
    #expect(counts == [[12, 2, 1234, 7]] && found.isEmpty)
  }

  @Test("Whole numbers in scientific notation are read, with a warning")
  func scientific() throws {
    let (counts, found) = try code(
      "study,tp,fp,fn,tn\nA,1e3,1e+06,1.2e2,1.50E1\nB,1E3,0e5,1200e-2,1e10\n")
    #expect(counts == [[1000, 1_000_000, 120, 15], [1000, 0, 12, 10_000_000_000]])
    #expect(found.first == "scientific_count")
    for (cell, needle) in [
      ("1.25e1", "not whole"), ("1e-2", "not whole"), ("1e11", "more than"),
      ("1e99999999999999999999", "more than"), ("1e", "not a count"), ("e3", "not a count"),
      ("-1e3", "negative"), ("1e3.5", "not a count"), ("1.e3", "not a count"),
    ] {
      let message = failure("study,tp,fp,fn,tn\nA,\(cell),1,1,9\n")?.message ?? "read"
      #expect(message.contains(needle), "\(cell): \(message)")
    }
  }

  /// A count that is refused for its size has been read: the message has the number, to 2^53.
  @Test(
    "A count above the largest is too large, whatever way it is written",
    arguments: [
      ("1e12", "\"1e12\" is 1000000000000, more than 10000000000; counts end there"),
      ("1.2E+12", "\"1.2E+12\" is 1200000000000, more than 10000000000;"),
      ("10000000001", "\"10000000001\" is more than 10000000000;"),
      ("1000000000000.0", "\"1000000000000.0\" is more than 10000000000;"),
      ("9.007199254740992e15", "is 9007199254740992, more than 10000000000;"),
      ("9.007199254740993e15", "\"9.007199254740993e15\" is more than 10000000000;"),
      ("1e16", "\"1e16\" is more than 10000000000;"),
      ("1e300", "\"1e300\" is more than 10000000000;"),
    ])
  func tooLarge(cell: String, words: String) throws {
    let message = try #require(failure("study,tp,fp,fn,tn\nA,\(cell),1,1,9\n")).message
    #expect(message.contains("line 2, column 2 (tp): ") && message.contains(words), "\(message)")
    let both = try #require(failure("study,tp,fp,fn,tn\nA,\(cell),1,\(cell),9\n")).message
    #expect(both.contains("2 faults") && both.contains("Counts end at 10000000000"), "\(both)")
    #expect(!both.contains("such as 12"))
  }

  /// Ten billion is read and counted in both arms, so that the limit is where the message says it is.
  @Test("The largest count is read")
  func largest() throws {
    let (counts, found) = try code("study,tp,fp,fn,tn\nA,10000000000,1,1e10,9999999999\n")
    #expect(counts == [[10_000_000_000, 1, 10_000_000_000, 9_999_999_999]])
    #expect(found.contains("scientific_count"))
  }

  @Test("Codes for missing counts, with one warning that counts them")
  func missingCodes() throws {
    let words = ["-", "\u{2013}", "\u{2014}", "n/a", "N/A", "NR", "n.r.", "#N/A", "NULL", "?"]
    let rows = words.enumerated().map { "S\($0),\(20 + $0),\($1),2,\($1)\n" }.joined()
    let dataset = try read("study,tp,fp,fn,tn\nA,1,2,3,4\n" + rows)
    #expect(cells(dataset).dropFirst() == (0..<10).map { [20 + $0, -1, 2, -1] }[...])
    let found = dataset.warnings.filter { $0.code == .missingCode }
    #expect(found.count == 1)
    for word in words { #expect(found[0].message.contains("\"\(word)\" in 2 cells"), "\(word)") }
    // A covariate keeps what it says.
    let signs = try read("study,tp,fp,fn,tn,sign\nA,9,1,1,9,-\nB,8,1,1,9,+\n")
    #expect(signs.studies[0].covariate("sign") == "-" && codes(signs).isEmpty)
  }

  @Test("Beside a negative number in its column a dash is no code", arguments: ["-1", "\u{2212}1"])
  func dashBesideNegative(_ negative: String) throws {
    let text = "study,tp,fp,fn,tn\nA,\(negative),1,1,9\nB,-,-,1,9\nC,8,1,1,9\n"
    let message = try #require(failure(text)).message
    #expect(message.contains("2 faults") && message.contains("line 3, column 2 (tp): \"-\""))
    #expect(!message.contains("line 3, column 3"))
  }

  @Test("All faults of a file in one message, in its order, the first ten of many")
  func allFaults() throws {
    let rows = (0..<14).map { "S\($0),1,1,x\($0),9\n" }.joined()
    let message = try #require(failure("study,tp,fp,fn,tn\nA,1,2,3\n" + rows)).message
    #expect(message.contains("15 faults: line 2: 4 fields instead of 5; line 3, column 4 (fn)"))
    #expect(message.contains("\"x8\"") && !message.contains("\"x9\""))
    #expect(message.contains("and 5 more. A field with a separator"))
    let order = try #require(
      failure("tn,study,tp,fn,fp,n1\n9,A,x,1,y,3\n8,B,2,2,1,9\nz,C,1,1,1,2\n"))
    let places = ["line 2, column 3", "line 2, column 5", "line 3, column 6", "line 4, column 1"]
    let found = places.compactMap { order.message.firstRange(of: $0)?.lowerBound }
    #expect(found.count == 4 && found == found.sorted(), "\(order.message)")
  }
}
