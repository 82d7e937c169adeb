import Testing

/// The warm-up of NUTS is told from its sampling.
@Suite("Times of NUTS", .serialized)
struct WarmupTimeTests {
  /// Much warm-up against few draws, and the reverse: a clock that counts everything as sampling, or
  /// that halves the time, shows no such difference.
  @Test(arguments: ["collapsed-nuts", "nuts"], ["1", "2"])
  func warmupTakesItsShare(sampler: String, threads: String) throws {
    func share(warmup: String, draws: String) throws -> Double {
      let run = try sroc([
        "fit", "example:auditc", "--sampler", sampler, "--threads", threads, "--warmup", warmup,
        "--draws", draws, "--format", "json",
      ])
      let timing = try OrderedJSON(run.output)["timing"]
      let warm = try #require(timing?["warmup_seconds"]?.number)
      let sampling = try #require(timing?["sampling_seconds"]?.number)
      let total = try #require(timing?["total_seconds"]?.number)
      #expect(warm > 0 && sampling > 0 && warm + sampling <= total)
      return warm / (warm + sampling)
    }
    let long = try share(warmup: "2000", draws: "200")
    let short = try share(warmup: "150", draws: "3000")
    #expect(long > 0.6 && short < 0.5, "\(long), \(short)")
  }
}
