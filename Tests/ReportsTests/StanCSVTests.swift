import RepeatableNumbers
import Testing

@testable import Documents
@testable import Output

@Suite("Stan CSV")
struct StanCSVTests {
  private static let header = StanCSVHeader(
    generator: "sroc 0.1.0", model: "bivariate", algorithm: "independence-mh", chainNumber: 2,
    warmup: 3500, seed: .max, elapsedSeconds: (warmup: 0.0125, sampling: 0.5))

  @Test("the file, byte for byte")
  func wholeFile() {
    var header = Self.header
    header.remarks = [("data", "a,b\n# num_samples = 7")]
    let bytes = StanCSVWriter.bytes(
      header: header, columnNames: ["lp__", "mu_se"], columns: [[-31.25, 1e-7], [.nan, -3]])
    #expect(
      String(decoding: bytes, as: UTF8.self) == """
        # generator = sroc 0.1.0
        # model = bivariate
        # method = sample
        # num_samples = 2
        # num_warmup = 3500
        # save_warmup = 0
        # thin = 1
        # algorithm = independence-mh
        # id = 2
        # seed = 18446744073709551615
        # data = a,b\u{240A}# num_samples = 7
        lp__,mu_se
        # Adaptation terminated
        -31.25,NaN
        1e-07,-3
        #
        #  Elapsed Time: 0.012500 seconds (Warm-up)
        #                0.500000 seconds (Sampling)
        #                0.512500 seconds (Total)
        #

        """)
  }

  @Test("without times the same draws are the same bytes, and read back")
  func withoutTimes() throws {
    var header = Self.header
    header.elapsedSeconds = nil
    let bytes = StanCSVWriter.bytes(header: header, columnNames: ["lp__"], columns: [[1, 2]])
    #expect(String(decoding: bytes, as: UTF8.self).hasSuffix("# Adaptation terminated\n1\n2\n"))
    #expect(try StanCSVReader.chain(bytes: bytes, file: "x").columns == [[1, 2]])
  }

  @Test("thinned chains count iterations, as readers divide by thin")
  func thinning() throws {
    var header = Self.header
    header.thin = 5
    let bytes = StanCSVWriter.bytes(
      header: header, columnNames: ["lp__"], columns: [[1, 2, 3]])
    let chain = try StanCSVReader.chain(bytes: bytes, file: "x")
    #expect(chain.settings["num_samples"] == "15")
    #expect(chain.settings["thin"] == "5")
    #expect(chain.drawCount == 3)
  }

  @Test("draws read back bit for bit, in pieces of bounded size")
  func roundTrip() throws {
    var random = SplitMix64(seed: 8)
    let names = ["lp__", "accept_stat__", "mu_se", "theta.1.1"]
    var columns = names.map { _ in
      (0..<5000).map { _ in Double(bitPattern: random.next()) }.map { $0.isNaN ? 0.5 : $0 }
    }
    columns[3][17] = .infinity
    columns[3][18] = -.infinity
    columns[2][0] = -0.0
    columns[2][1] = 9_007_199_254_740_992
    var pieces: [[UInt8]] = []
    StanCSVWriter.write(header: Self.header, columnNames: names, columns: columns) {
      pieces.append($0)
    }
    #expect(pieces.count > 3)
    #expect(pieces.allSatisfy { $0.count < 70_000 })
    let chain = try StanCSVReader.chain(bytes: Array(pieces.joined()), file: "x")
    #expect(chain.columnNames == names)
    #expect(chain.parameterNames == ["mu_se", "theta.1.1"])
    #expect(chain.warmupRows == 0)
    for index in columns.indices {
      #expect(chain.columns[index].map(\.bitPattern) == columns[index].map(\.bitPattern))
    }
    #expect(chain.column("mu_se")?.count == 5000)
    #expect(chain.column("absent") == nil)
  }

  @Test("an error of the sink ends the writing")
  func failingSink() {
    struct Full: Error {}
    #expect(throws: Full.self) {
      try StanCSVWriter.write(header: Self.header, columnNames: ["a"], columns: [[1]]) {
        _ throws(Full) in throw Full()
      }
    }
  }

  @Test("parameter names become columns that Stan's readers understand")
  func names() {
    #expect(
      StanCSVWriter.columnNames(for: [
        "mu_se", "theta[2]", "theta[2,1]", "mu_se[age:old]", "mu_se[age:old]x", "tau é", "",
        "mu_se_age_old", "x[1,]",
      ]) == [
        "mu_se", "theta.2", "theta.2.1", "mu_se_age_old", "mu_se_age_old_x", "tau_", "_",
        "mu_se_age_old_2", "x_1",
      ])
  }

  @Test("a file as CmdStan writes it: warm-up rows are left out, defaults are unmarked")
  func cmdStanFile() throws {
    let text = """
      # stan_version_major = 2
      # method = sample (Default)
      #   sample
      #     num_samples = 3
      #     num_warmup = 4
      #     save_warmup = true
      #     thin = 2 (Default)
      # id = 1 (Default)
      lp__,accept_stat__,theta.1,theta.2\r
      -1,0.9,10,20
      -2,0.8,11,21
      # Adaptation terminated
      # Step size = 0.9
      # Diagonal elements of inverse mass matrix:
      # 0.4, 0.5

      -3, 0.7 ,12,NaN
      -4,0.6,1.3e1,-inf
      #
      #  Elapsed Time: 0.005 seconds (Warm-up)
      """
    let chain = try StanCSVReader.chain(bytes: Array(text.utf8), file: "out.csv")
    #expect(chain.warmupRows == 2)
    #expect(chain.column("theta.1") == [12, 13])
    #expect(chain.column("theta.2")?.first?.isNaN == true)
    #expect(chain.column("theta.2")?.last == -.infinity)
    #expect(chain.settings["method"] == "sample")
    #expect(chain.settings["thin"] == "2")
    #expect(chain.settings["Step size"] == "0.9")
  }

  @Test("a plain table: quoted names, byte order mark, R's NA, no line end at the end")
  func plainTable() throws {
    let text = "\u{FEFF}\"mu\",\"tau\"\r\n1,NA\r\n2,Inf"
    let chain = try StanCSVReader.chain(bytes: Array(text.utf8), file: "x")
    #expect(chain.columnNames == ["mu", "tau"])
    #expect(chain.column("mu") == [1, 2])
    #expect(chain.column("tau")?.last == .infinity)
  }

  @Test(
    "malformed files name line and column",
    arguments: [
      ("", 1, 1), ("# only = comments\n", 1, 1), ("a,b\n", 1, 1), ("a,b\n1,2\n3\n", 3, 1),
      ("a,b\n1,2,3\n", 2, 3), ("a,b\n1,x\n", 2, 2), ("a,b\n1,\n", 2, 2), ("a,b\n# c\n,1\n", 3, 1),
      ("a,,c\n1,2,3\n", 1, 2), ("a,b,a\n1,2,3\n", 1, 3), ("1,2\n3,4\n", 1, 1),
      ("a,NaN\n3,4\n", 1, 2), ("a,b\n1,0x10\n", 2, 2), ("a,b\n1,1e\n", 2, 2),
      ("a,b\n1,1.2.3\n", 2, 2), ("a,b\n1,--2\n", 2, 2), ("a,b\n1,2 3\n", 2, 2),
      ("a,b\n1,nan(7)\n", 2, 2), ("a\u{00},b\n1,2\n", 1, 1), ("a,b\n\u{00}\u{01},2\n", 2, 1),
    ])
  func malformed(text: String, line: Int, column: Int) {
    let error = #expect(throws: StanCSVError.self) {
      _ = try StanCSVReader.chain(bytes: Array(text.utf8), file: "bad.csv")
    }
    guard case .malformed("bad.csv", let foundLine, let foundColumn, _) = error else {
      Issue.record("not a malformed-file error: \(String(describing: error))")
      return
    }
    #expect([foundLine, foundColumn] == [line, column])
  }

  @Test("binary content and a cut file are errors")
  func damaged() {
    #expect(throws: StanCSVError.self) {
      _ = try StanCSVReader.chain(bytes: [0xFF, 0xFE, 0x00, 0x41, 0x0A, 0x31], file: "x")
    }
    let error = #expect(throws: StanCSVError.self) {
      _ = try StanCSVReader.chain(bytes: Array("a,b\n1,2\n3".utf8), file: "x")
    }
    #expect(error?.description.contains("cut short") == true)
    #expect(throws: StanCSVError.self) {
      let text = "# save_warmup = 1\n# num_warmup = 2\na\n1\n2\n"
      _ = try StanCSVReader.chain(bytes: Array(text.utf8), file: "x")
    }
  }

  @Test("several files are chains of one run")
  func severalFiles() throws {
    let scratch = try ScratchDirectory()
    let first = try scratch.file("1.csv", "a,b\n1,2\n3,4\n")
    let second = try scratch.file("2.csv", "a,b\n5,6\n7,8\n")
    let chains = try StanCSVReader.chains(files: [first, second])
    #expect(chains.map { $0.column("b") ?? [] } == [[2, 4], [6, 8]])

    let wrong = [
      try scratch.file("3.csv", "a,c\n5,6\n7,8\n"), try scratch.file("4.csv", "a\n5\n7\n"),
      try scratch.file("5.csv", "a,b\n5,6\n"),
    ]
    for file in wrong {
      let error = #expect(throws: StanCSVError.self) {
        _ = try StanCSVReader.chains(files: [first, file])
      }
      guard case .mismatch(file, _) = error else {
        Issue.record("not a mismatch: \(String(describing: error))")
        continue
      }
    }
    for file in [scratch.path + "/absent.csv", scratch.path] {
      let error = #expect(throws: StanCSVError.self) {
        _ = try StanCSVReader.chains(files: [file])
      }
      guard case .unreadable(file, _) = error else {
        Issue.record("not an unreadable file: \(String(describing: error))")
        continue
      }
    }
  }
}
