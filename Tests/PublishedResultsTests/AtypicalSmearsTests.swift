import Comparison
import Fitting
import Requests
import Testing

/// Triage of atypical smears (Arbyn et al. 2013, Cochrane Database Syst Rev CD008054): 10 studies with
/// both tests. The review's separate fits give a relative sensitivity of HC2 against repeat cytology of
/// 1.27 and a relative specificity of 0.89.
@Suite struct AtypicalSmearsTests {
  /// Posterior medians; the weakly informative prior pulls a ratio of .909 / .715 by some hundredths.
  @Test func relativeAccuracyOfSeparateFits() throws {
    var options = FitOptions(data: "example:ascus")
    try options.select(
      filters: [], by: "test", study: nil, allowDependent: false, dropOneArm: false)
    options.preset = "cochrane"
    options.threads = 2
    let fits = settings(of: try runFitByLevel(options, detail: .page))
    #expect(fits.map(\.level) == ["RepC", "HC2"])
    let contrast = try #require(contrastLevels(fits).first)
    #expect(contrast.first == "HC2" && contrast.second == "RepC")
    let sensitivity = try #require(contrast.sensitivity)
    let specificity = try #require(contrast.specificity)
    expectPublished(sensitivity.ratio.estimate, 1.27, within: 0.02, "relative Se")
    expectPublished(specificity.ratio.estimate, 0.89, within: 0.02, "relative Sp")
    #expect(sensitivity.probabilityHigher > 0.99)
    #expect(specificity.probabilityHigher < 0.2)
  }
}
