import Foundation
import Testing

/// The keys of docs/contract.md, in their order.
private let profileKeys = [
  "schema", "data", "cores", "instruction_set", "log_density_ns", "gradient_ns", "proposal_ns",
  "draws_per_second", "min_ess_bulk", "min_ess_tail", "warmup_seconds", "sampling_seconds",
  "ess_per_second", "seconds_to_4000_ess", "phases",
]

/// Runs of two seconds are timed one after the other: side by side they would only disturb each other.
@Suite("profile --format json is the contract, and its figures agree", .serialized)
struct ProfileTests {
  private func profile(_ arguments: [String]) throws -> OrderedJSON {
    let run = try sroc(["profile"] + arguments + ["--format", "json"])
    #expect(run.code == 0 && run.errors.isEmpty, "\(run.errors)")
    return try OrderedJSON(run.output)
  }

  /// What holds of every profile: names, ranges and the arithmetic between its figures.
  private func expectConsistent(_ profile: OrderedJSON, hasProposals: Bool = true) throws {
    expectInOrder(profileKeys, among: profile.keys, "profile")
    #expect(profile["schema"]?.string == "sroc.profile/1")
    func number(_ key: String) throws -> Double {
      let value = try #require(profile[key]?.number, "\(key)")
      #expect(value > 0 && value.isFinite, "\(key) is \(value)")
      return value
    }
    let ess = min(try number("min_ess_bulk"), try number("min_ess_tail"))
    let (warmup, sampling) = (try number("warmup_seconds"), try number("sampling_seconds"))
    #expect(sampling >= 2)
    expectClose(try number("ess_per_second"), ess / (warmup + sampling), "ess_per_second")
    // The independence sampler adapts longer in the long run than in one of 4,000 effective draws.
    let soon = try number("seconds_to_4000_ess")
    let byTheLongRun = warmup + 4000 * sampling / ess
    if hasProposals {
      #expect(soon > 0 && soon < 10 * byTheLongRun)
    } else {
      expectClose(soon, byTheLongRun, "seconds_to_4000_ess")
    }
    let draws = try #require(profile["sampler"]?["measured_draws"]?.number)
    expectClose(try number("draws_per_second"), draws / sampling, "draws_per_second")
    expectClose(try number("draw_ns"), 1e9 * sampling / draws, "draw_ns")
    let cores = try number("cores")
    expectClose(try number("ess_per_second_per_core") * cores, try number("ess_per_second"), "core")
    let studies = try #require(profile["data"]?["studies"]?.number)
    expectClose(
      try number("log_density_per_study_ns") * studies, try number("log_density_ns"), "study")
    // A gradient contains its density; the clock of a busy machine is coarse.
    #expect(try number("gradient_ns") > 0.5 * number("log_density_ns"))
    #expect((profile["proposal_ns"]?.number != nil) == hasProposals)
    #expect(try number("processor_share") <= 1)
    try expectPhases(profile["phases"], total: try number("fit_seconds"), "phases")
    try expectPhases(profile["sampling_phases"], total: sampling, "sampling_phases")
  }

  private func expectPhases(_ phases: OrderedJSON?, total: Double, _ name: String) throws {
    let phases = try #require(phases).elements
    for phase in phases { #expect(phase.keys == ["name", "seconds", "share"]) }
    let seconds = phases.compactMap { $0["seconds"]?.number }
    let shares = phases.compactMap { $0["share"]?.number }
    #expect(seconds.count == phases.count && shares.count == phases.count)
    #expect(seconds.allSatisfy { $0 > 0 })
    #expect(abs(seconds.reduce(0, +) - total) <= 1e-3 * total, "\(name) of \(total) s: \(seconds)")
    #expect(abs(shares.reduce(0, +) - 1) < 1e-9, "\(name)")
    for (part, share) in zip(seconds, shares) { #expect(abs(part - share * total) < 2e-3 * total) }
  }

  private func expectClose(_ value: Double, _ expected: Double, _ what: String) {
    #expect(abs(value - expected) <= 1e-9 * abs(expected), "\(what): \(value), not \(expected)")
  }

  private func seconds(_ profile: OrderedJSON, _ phase: String) -> Double {
    profile["phases"]?.elements.first { $0["name"]?.string == phase }?["seconds"]?.number ?? 0
  }

  @Test func figuresOfTheDefaultSamplerAgree() throws {
    let profile = try profile(["example:auditc"])
    try expectConsistent(profile)
    #expect(profile["cores"]?.number == 1 && profile["ok"]?.boolean == true)
    #expect(["baseline", "avx2", "avx512"].contains(profile["instruction_set"]?.string))
    #expect(profile["sampler"]?["kernel"]?.string == "independence-mh")
    let names = profile["phases"]?.elements.compactMap { $0["name"]?.string } ?? []
    expectInOrder(
      [
        "read", "mode", "warmup", "density", "proposals", "diagnostics", "study_effects", "output",
      ], among: names, "phases")
  }

  @Test func phasesFollowTheDrawsOfTheFit() throws {
    let short = try profile(["example:auditc", "--draws", "500"])
    let long = try profile(["example:auditc", "--draws", "20000", "--threads", "2"])
    try expectConsistent(long)
    #expect(long["cores"]?.number == 2)
    // Forty times the draws, on two cores.
    for phase in ["density", "proposals"] {
      #expect(seconds(long, phase) > 5 * seconds(short, phase), "\(phase)")
    }
    #expect(seconds(long, "warmup") < 10 * seconds(short, "warmup"))
  }

  @Test(arguments: ["collapsed-nuts", "nuts"])
  func noUTurnHasGradientsInPlaceOfProposals(_ sampler: String) throws {
    let profile = try profile(["example:naf-pet-ct", "--sampler", sampler, "--draws", "500"])
    try expectConsistent(profile, hasProposals: false)
    #expect(profile["sampler"]?["kernel"]?.string == "nuts")
    #expect(profile["proposal_ns"] == .null && seconds(profile, "gradients") > 0)
    #expect(try #require(profile["sampler"]?["leapfrog_steps_per_draw"]?.number) >= 1)
  }

  /// Effective draws by the spread of replicates, beside those of the series, which understate them.
  @Test func quasiRandomBlocksAreJudgedByReplicates() throws {
    let profile = try profile(["example:auditc", "--sampler", "collapsed-quasi"])
    try expectConsistent(profile)
    #expect(profile["sampler"]?["kernel"]?.string == "independence-quasi")
    let mean = try #require(profile["replicate_ess_mean"]?.number)
    let tail = try #require(profile["replicate_ess_tail"]?.number)
    let bulk = try #require(profile["min_ess_bulk"]?.number)
    // By 16 replicates the ratio is known to within a factor of two.
    #expect(mean > 2 * bulk && tail > 0.5 * bulk, "\(mean), \(tail), \(bulk)")
    let seconds =
      try #require(profile["warmup_seconds"]?.number)
      + #require(profile["sampling_seconds"]?.number)
    let rate = try #require(profile["replicate_ess_per_second"]?.number)
    expectClose(rate, min(mean, tail) / seconds, "replicate_ess_per_second")
    let text = try sroc(["profile", "example:auditc", "--sampler", "collapsed-quasi"])
    #expect(text.code == 0 && text.text.contains("by the error of independent runs"))
  }

  @Test(arguments: [1, 2000])
  func anyNumberOfStudies(_ count: Int) throws {
    let scratch = try ScratchDirectory()
    let rows: [[Int?]] = (0..<count).map { [8 + $0 % 9, 1 + $0 % 4, $0 % 5, 12 + $0 % 7] }
    let file = try scratch.file("data.csv", studyTable(rows))
    let profile = try profile([file, "--draws", "200"])
    try expectConsistent(profile)
    #expect(profile["data"]?["studies"]?.number == Double(count))
  }

  @Test func textAndCSVSayTheSame() throws {
    let text = try sroc(["profile", "example:audit4", "--draws", "500"])
    #expect(text.code == 0 && text.errors.isEmpty)
    for words in [
      "Where the time of a fit goes", "warm-up", "log density", "proposals", "study effects",
      "effective draws per second, warm-up included", "to 4,000 effective draws",
      "Cost of one", "per study", "1 core", "100 %",
    ] {
      #expect(text.text.contains(words), "\(words)")
    }
    #expect(!text.text.contains("nan") && !text.text.contains("inf"))
    let csv = try sroc(["profile", "example:audit4", "--draws", "500", "--format", "csv"])
    let rows = csvRows(csv.text)
    #expect(rows.first == ["section", "name", "value", "unit"])
    let cost = rows.first { $0[1] == "log_density_ns" }
    #expect(cost?[3] == "ns" && (cost.flatMap { Double($0[2]) } ?? 0) > 0)
    #expect(Set(rows.dropFirst().map { $0[0] }) == ["fit", "sampling", "speed", "cost"])
  }

  @Test(
    arguments: [
      (["example:auditc", "--by", "study"], 64, "--where"),
      (["example:auditc", "--threads", "0"], 64, "--threads 0"),
      (["example:auditc", "--draws", "3"], 64, "--draws 3"),
      (["example:auditc", "--prior", "nobody"], 64, "nobody"),
      (["example:auditc", "--out", "x"], 64, "--out"),
      (["example:nothing"], 66, "nothing"),
      ([], 64, "DATA"),
    ] as [([String], Int32, String)])
  func whatCannotBeProfiledIsRefused(arguments: [String], code: Int32, says: String) throws {
    let run = try sroc(["profile"] + arguments)
    #expect(run.code == code && run.output.isEmpty, "\(run.errors)")
    #expect(run.errors.contains(says), "\(run.errors)")
  }
}
