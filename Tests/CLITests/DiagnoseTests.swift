import Foundation
import Testing

/// Files of draws as other programs write them, made anew here.
@Suite("Draws of other programs") struct DiagnoseTests {
  /// Normal draws of so many columns, the same for a seed.
  private static func draws(_ rows: Int, columns: Int, seed: UInt64) -> [[Double]] {
    var state = seed
    func uniform() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (Double(state >> 11) + 0.5) * 0x1p-53
    }
    return (0..<rows).map { _ in
      (0..<columns).map { _ in (-2 * log(uniform())).squareRoot() * cos(2 * .pi * uniform()) }
    }
  }

  private static func lines(_ rows: [[Double]]) -> String {
    rows.map { $0.map { "\($0)" }.joined(separator: ",") + "\n" }.joined()
  }

  private static let names = ["a", "b"]

  private func json(_ arguments: [String]) throws -> OrderedJSON {
    let run = try sroc(["diagnose", "--format", "json"] + arguments)
    #expect(run.code == 0, "\(run.errors)")
    return try OrderedJSON(run.output)
  }

  @Test func quotedNamesHoldCommas() throws {
    let scratch = try ScratchDirectory()
    let header = "lp__,\"OMEGA(1,1)\", \"SIGMA(\"\"x\"\", 2)\",plain\r\n"
    let files = try [1, 2].map { chain in
      try scratch.file(
        "\(chain).csv", header + Self.lines(Self.draws(1000, columns: 4, seed: UInt64(chain))))
    }
    let document = try json(files)
    #expect(
      document["parameters"]?.elements.map { $0["name"]?.string }
        == ["OMEGA(1,1)", "SIGMA(\"x\", 2)", "plain"])
    #expect(document["ok"]?.boolean == true)
    // A quotation mark that never closes swallows the rest of its line, which is then too short.
    let open = try scratch.file("open.csv", "lp__,\"a,b\n1,2,3\n")
    #expect(try sroc(["diagnose", open]).code == 65)
  }

  @Test(arguments: ["variational", "pathfinder", "laplace", "optimize"])
  func approximationsAreNamedAndNotJudged(method: String) throws {
    let scratch = try ScratchDirectory()
    let count = method == "optimize" ? 1 : 40
    // The mean row of variational output lies far off, where it would be seen.
    let mean = method == "variational" ? "0,500,500\n" : ""
    let file = try scratch.file(
      "a.csv",
      "# method = \(method)\n#   \(method)\nlp__,x,y\n# Stepsize adaptation complete.\n" + mean
        + Self.lines(Self.draws(count, columns: 3, seed: 9)))
    let document = try json([file])
    #expect(document["method"]?.string == method && document["judged"]?.boolean == false)
    #expect(document["ok"] == .null && document["problems"]?.elements.isEmpty == true)
    #expect(document["draws"]?.number == Double(count))
    #expect(document.parameter("x")?["rhat"] == .null)
    let average = try #require(document.parameter("x")?["mean"]?.number)
    #expect(abs(average) < 5)
    let page = try sroc(["diagnose", "--strict", file])
    #expect(page.code == 0 && page.text.contains("method = \(method)"))
    #expect(!page.text.contains("All parameters pass") && !page.text.contains("! "))
    // Markov chains beside it are another thing.
    let chain = try scratch.file("b.csv", "lp__,x,y\n1,2,3\n")
    #expect(try sroc(["diagnose", file, chain]).code == 65)
  }

  @Test func approximationsAreKnownByTheirColumns() throws {
    let scratch = try ScratchDirectory()
    for (method, columns) in [
      ("variational", "lp__,log_p__,log_g__,x"), ("pathfinder", "lp_approx__,lp__,y__,x"),
      ("laplace", "log_p__,log_q__,y__,x"),
    ] {
      let file = try scratch.file(
        "\(method).csv", columns + "\n" + Self.lines(Self.draws(20, columns: 4, seed: 2)))
      let document = try json([file])
      #expect(document["method"]?.string == method)
      #expect(document["draws"]?.number == (method == "variational" ? 19 : 20))
    }
  }

  /// The corners of a Cholesky factor are listed once; a chain that is stuck is another matter.
  @Test func constantsAreListedAndPass() throws {
    let scratch = try ScratchDirectory()
    func file(_ name: String, corner: String, seed: UInt64) throws -> String {
      let rows = Self.draws(1000, columns: 2, seed: seed).map { "\(corner),\($0[0]),0,\($0[1])\n" }
      return try scratch.file(name, "L.1.1,L.2.1,L.1.2,L.2.2\n" + rows.joined())
    }
    let files = [try file("1", corner: "1", seed: 4), try file("2", corner: "1", seed: 5)]
    let run = try sroc(["diagnose", "--strict"] + files)
    #expect(run.code == 0, "\(run.text)")
    #expect(run.text.components(separatedBy: "Constant, so not judged").count == 2)
    #expect(run.text.contains("L.1.1, L.1.2") && run.text.contains("All other parameters pass"))
    let document = try json(files)
    #expect(document["constants"]?.elements.map(\.string) == ["L.1.1", "L.1.2"])
    #expect(document["problems"]?.elements.isEmpty == true)
    // Constant in each chain, but not over both: the chains are stuck at two places.
    let stuck = try sroc(["diagnose", "--strict", files[0], try file("3", corner: "2", seed: 6)])
    #expect(stuck.code == 3 && stuck.text.contains("! L.1.1:"), "\(stuck.text)")
  }

  @Test func fewDrawsAreSaidToBeFew() throws {
    let scratch = try ScratchDirectory()
    for (rows, isFew) in [(1, true), (3, true), (4, false)] {
      let file = try scratch.file(
        "\(rows).csv", "x,y\n" + Self.lines(Self.draws(rows, columns: 2, seed: 3)))
      let document = try json([file])
      let problems = document["problems"]?.elements.compactMap(\.string) ?? []
      #expect(document["ok"]?.boolean == false)
      #expect(problems.contains { $0.contains("too few draws: \(rows) a chain") } == isFew)
      #expect(!isFew || problems.count == 1, "\(problems)")
      #expect((document.parameter("x")?["rhat"] == .null) == isFew)
      #expect(try sroc(["diagnose", "--strict", file]).code == 3)
    }
  }

  @Test func aFileGivenTwiceIsRefused() throws {
    let scratch = try ScratchDirectory()
    let text = "x,y\n" + Self.lines(Self.draws(100, columns: 2, seed: 8))
    let file = try scratch.file("a.csv", text)
    let copy = try scratch.file("copy.csv", text)
    let remark = try scratch.file("remark.csv", "# id = 2\n" + text)
    let (hard, soft) = (scratch.path("hard.csv"), scratch.path("soft.csv"))
    try FileManager.default.linkItem(atPath: file, toPath: hard)
    try FileManager.default.createSymbolicLink(atPath: soft, withDestinationPath: file)
    for (other, code) in [
      (file, Int32(64)), (hard, 64), (soft, 64),
      (scratch.root + "/../" + "\(scratch.root.split(separator: "/").last ?? "")/a.csv", 64),
      (copy, 65), (remark, 65),
    ] {
      let run = try sroc(["diagnose", file, other])
      #expect(run.code == code && run.output.isEmpty && run.messages.count == 1, "\(run.errors)")
      #expect(run.errors.contains("a.csv"))
    }
  }

  @Test func numberedDrawsAreNoParameters() throws {
    let scratch = try ScratchDirectory()
    let chains = [Self.draws(500, columns: 2, seed: 1), Self.draws(500, columns: 2, seed: 2)]
    let separate = try chains.enumerated().map { index, rows in
      try scratch.file("\(index).csv", "x,y\n" + Self.lines(rows))
    }
    let expected = try json(separate)
    // Rows of both chains in turn, and the second half of the iterations first.
    var mixed: [String] = []
    for draw in Array(250..<500) + Array(0..<250) {
      for chain in [1, 0] {
        let row = chains[chain][draw]
        mixed.append("\"\(mixed.count + 1)\",\(row[0]),\(row[1]),\(chain + 1),\(draw + 1),7\n")
      }
    }
    let one = try scratch.file(
      "both.csv", "\"\",\"x\",\"y\",\".chain\",\".iteration\",\".draw\"\n" + mixed.joined())
    let found = try json([one])
    #expect(found["chains"]?.number == 2 && found["draws"]?.number == 500)
    #expect(found["parameters"]?.elements.count == 2)
    for name in ["x", "y"] {
      for key in ["rhat", "ess_bulk", "ess_tail", "mcse_mean", "q97.5"] {
        #expect(found.value(name, key) == expected.value(name, key), "\(name) \(key)")
      }
    }
    for (name, text) in [
      ("half.csv", "x,.chain\n1,1\n2,1.5\n"), ("uneven.csv", "x,.chain\n1,1\n2,1\n3,2\n"),
      ("twins.csv", "x,.chain\n1,1\n2,1\n1,2\n2,2\n"), ("none.csv", ".chain,lp__\n1,2\n1,3\n"),
    ] {
      #expect(try sroc(["diagnose", try scratch.file(name, text)]).code == 65, "\(name)")
    }
  }

  /// As data frames of ArviZ, exports of coda and of ggmcmc have them.
  @Test(arguments: [
    ["chain", "draw"], ["Chain", "Iteration"], ["CHAIN", "ITER"], ["chain", "iteration"],
  ])
  func numberedDrawsWithoutADotAreNoParameters(_ names: [String]) throws {
    let scratch = try ScratchDirectory()
    let chains = [Self.draws(500, columns: 2, seed: 1), Self.draws(500, columns: 2, seed: 2)]
    let separate = try chains.enumerated().map { index, rows in
      try scratch.file("\(index).csv", "x,y\n" + Self.lines(rows))
    }
    let expected = try json(separate)
    let rows = chains.enumerated().flatMap { chain, rows in
      rows.enumerated().map { "\(chain),\(10 * $0),\($1[0]),\($1[1])\n" }
    }
    let header = names.joined(separator: ",") + ",x,y\n"
    let found = try json([try scratch.file("both.csv", header + rows.joined())])
    #expect(found["chains"]?.number == 2 && found["draws"]?.number == 500)
    #expect(found["parameters"]?.elements.count == 2)
    for key in ["rhat", "ess_bulk", "q97.5"] {
      #expect(found.value("x", key) == expected.value("x", key), "\(key)")
    }
  }

  @Test func parametersOfSuchNamesStayParameters() throws {
    let scratch = try ScratchDirectory()
    let rows = Self.draws(500, columns: 3, seed: 4)
    let real = try json([try scratch.file("a.csv", "chain,draw,iter\n" + Self.lines(rows))])
    #expect(real["parameters"]?.elements.count == 3 && real["chains"]?.number == 1)
    // Whole numbers, but not in the role.
    let counts = rows.enumerated().map { "\($0 == 0 ? 3 : 2),\(Int(abs($1[0]) * 3)),\($1[1])\n" }
    let whole = try json([try scratch.file("b.csv", "chain,draw,x\n" + counts.joined())])
    #expect(whole["parameters"]?.elements.count == 3 && whole["chains"]?.number == 1)
  }

  @Test func aColumnThatIsNeverFiniteIsAProblem() throws {
    let scratch = try ScratchDirectory()
    let rows = Self.draws(800, columns: 1, seed: 1)
    for value in ["inf", "-inf", "nan"] {
      let text = "x,y\n" + rows.map { "\($0[0]),\(value)\n" }.joined()
      let run = try sroc(["diagnose", "--strict", try scratch.file("a.csv", text)])
      #expect(run.code == 3 && run.text.contains("! y: 800 of 800 draws not finite"), "\(run.text)")
    }
  }

  @Test func filesOfTwoRunsAreRefused() throws {
    let scratch = try ScratchDirectory()
    let fit = ["fit", "example:audit4", "--draws", "100", "--chains", "2", "--quiet", "--out"]
    #expect(try sroc(fit + [scratch.path("a")]).code == 0)
    #expect(try sroc(fit + [scratch.path("b"), "--seed", "2"]).code == 0)
    let other = ["fit", "example:auditc"] + fit.dropFirst(2) + [scratch.path("c")]
    #expect(try sroc(other).code == 0)
    let first = scratch.path("a/draws-1.csv")
    for (folder, word) in [("b", "seed 2"), ("c", "sha256 ")] {
      let run = try sroc(["diagnose", first, scratch.path(folder + "/draws-2.csv")])
      #expect(run.code == 65 && run.output.isEmpty && run.messages.count == 1)
      #expect(run.errors.contains(word), "\(run.errors)")
    }
    #expect(try sroc(["diagnose", first, scratch.path("a/draws-2.csv")]).code == 0)
    // Other programs give each chain a seed of its own, but never another model.
    func foreign(_ name: String, seed: UInt64, model: String) throws -> String {
      let text = "# model = \(model)\n# seed = \(seed)\nx,y\n"
      return try scratch.file(
        name, text + Self.lines(Self.draws(100, columns: 2, seed: seed)))
    }
    let one = try foreign("1.csv", seed: 1, model: "m")
    #expect(try sroc(["diagnose", one, foreign("2.csv", seed: 2, model: "m")]).code == 0)
    #expect(try sroc(["diagnose", one, foreign("3.csv", seed: 3, model: "n")]).code == 65)
  }

  @Test func savedRunsAreDiagnosedWhole() throws {
    let scratch = try ScratchDirectory()
    let out = scratch.path("run")
    let fit = ["fit", "example:auditc", "--draws", "500", "--chains", "3", "--quiet"]
    #expect(try sroc(fit + ["--out", out]).code == 0)
    let whole = try json([out])
    #expect(whole["chains"]?.number == 3)
    #expect(try json([out + "/run.json"])["draws"]?.number == 500)
    let files = (1...3).map { out + "/draws-\($0).csv" }
    #expect(try json(files).value("mu_se", "rhat") == whole.value("mu_se", "rhat"))
    let both = try sroc(["diagnose", out, files[0]])
    #expect(both.code == 64 && both.errors.contains("sroc diagnose"))
    // A chain of another run in its place.
    let other = scratch.path("other")
    #expect(try sroc(fit + ["--out", other, "--seed", "2"]).code == 0)
    try FileManager.default.removeItem(atPath: files[1])
    try FileManager.default.copyItem(atPath: other + "/draws-2.csv", toPath: files[1])
    #expect(try sroc(["diagnose", out]).code == 65)
    try FileManager.default.removeItem(atPath: files[1])
    #expect(try [65, 66].contains(sroc(["diagnose", out]).code))
    #expect(try sroc(["diagnose", scratch.root]).code == 66)
  }

  @Test func warmupRowsAreNoDraws() throws {
    let scratch = try ScratchDirectory()
    let warmup = (0..<50).map { "\(1000 - $0),0\n" }.joined()
    let text = { (seed: UInt64) in
      "# method = sample (Default)\n# num_samples = 2000\n# num_warmup = 100\n# save_warmup = true\n"
        + "# thin = 2\nx,y\n" + warmup + Self.lines(Self.draws(1000, columns: 2, seed: seed))
    }
    let files = [try scratch.file("1.csv", text(1)), try scratch.file("2.csv", text(2))]
    let document = try json(files)
    #expect(document["draws"]?.number == 1000 && document["ok"]?.boolean == true)
  }

  @Test func whatIsNoNumberIsCounted() throws {
    let scratch = try ScratchDirectory()
    var rows = Self.draws(800, columns: 2, seed: 1).map { ["\($0[0])", "\($0[1])"] }
    rows[10][1] = "nan"
    rows[11][1] = "-inf"
    let file = try scratch.file(
      "a.csv", "x,y\r\n" + rows.map { $0.joined(separator: ",") + "\r\n" }.joined())
    let run = try sroc(["diagnose", "--strict", file])
    #expect(run.code == 3, "\(run.text)")
    #expect(run.text.contains("! y: 2 of 800 draws not finite, the first in chain 1, draw 11"))
    #expect(!run.text.contains("! x"))
  }

  @Test func compressedFilesAreNamed() throws {
    let scratch = try ScratchDirectory()
    let file = try scratch.file("a.csv.gz", [0x1F, 0x8B, 0x08, 0x00, 0x00, 0x01] as [UInt8])
    let run = try sroc(["diagnose", file])
    #expect(run.code == 65 && run.errors.contains("gunzip"), "\(run.errors)")
  }
}
