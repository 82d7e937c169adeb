import Testing

@testable import Fitting
@testable import PosteriorSampling
@testable import Requests

@Suite struct MemoryNeedTests {
  private func need(_ sampler: SamplerChoice, studies: [Int], isSaved: Bool = false) -> Int {
    var options = FitOptions(data: "x")
    options.sampler = sampler
    options.draws = 12_000
    return MemoryNeed(options, studies: studies, isSaved: isSaved).draws
  }

  /// NUTS on the joint density keeps 5 + 2 k numbers a draw: with 33 studies 852 bytes more, with which
  /// a run that ended without a word under `ulimit -v` is refused.
  @Test func jointChainsKeepTheStudyEffects() {
    let collapsed = need(.collapsed, studies: [33])
    #expect(collapsed == 4 * 12_000 * 720)
    #expect(need(.collapsedNUTS, studies: [33]) == collapsed)
    #expect(need(.jointNUTS, studies: [33]) == collapsed + 4 * 12_000 * 12 * (5 + 66))
    // Fits of levels come one after the other, and saved draws have no study effects.
    #expect(
      need(.jointNUTS, studies: [33, 10]) == 2 * collapsed + 4 * 12_000 * 12 * (5 + 66))
    #expect(need(.jointNUTS, studies: [33], isSaved: true) == collapsed)
    #expect(need(.jointNUTS, studies: []) == 4 * 12_000 * 12 * 5)
  }
}
