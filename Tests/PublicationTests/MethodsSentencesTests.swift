import AccuracyData
import Distributions
import Documents
import Output
import Testing
import WholeFits

@testable import FitFigures
@testable import FitReport
@testable import Fitting
@testable import Requests

@Suite("Sentences of the methods")
struct MethodsSentencesTests {
  /// Other priors than a preset's.
  private static let overrides: [PriorOverrides] = [
    PriorOverrides(), PriorOverrides(tau: "gamma_precision(2, 0.5)"),
    PriorOverrides(tauSensitivity: "inverse_gamma(1, 1)", tauSpecificity: "half_normal(2)"),
    PriorOverrides(muSpecificity: "student_t(3, 0, 2)"),
    PriorOverrides(covariance: "inverse_wishart(4, 2, 0, 2)"),
  ]

  /// Samplers x presets x overrides x arms x dependence, the other facts going round.
  private static func allFacts() throws -> [MethodsFacts] {
    var all: [MethodsFacts] = []
    for sampler in MethodsFacts.Sampler.allCases {
      for preset in AccuracyPrior.presetNames {
        for override in overrides {
          guard let prior = try? AccuracyPrior(preset: preset, overrides: override) else {
            continue
          }
          for (diseased, nondiseased) in [(120, 1), (0, 3400), (1, 0)] {
            for distinct in [1, 10, 20] {
              all.append(
                facts(
                  all.count, sampler: sampler, prior: prior, preset: preset, distinct: distinct,
                  people: (diseased, nondiseased)))
            }
          }
        }
      }
    }
    return all
  }

  private static func facts(
    _ index: Int, sampler: MethodsFacts.Sampler, prior: AccuracyPrior, preset: String,
    distinct: Int, people: (Int, Int)
  ) -> MethodsFacts {
    var facts = MethodsFacts(
      tables: distinct == 10 ? 20 : distinct, distinctStudies: distinct, diseased: people.0,
      nondiseased: people.1, prior: prior, preset: preset,
      level: ["95 %", "80 %", "99.5 %"][index % 3], sampler: sampler, chains: [1, 4][index % 2],
      warmup: 1234, draws: 5000, seed: 7,
      diagnostics: DiagnosticsReport(
        ok: index % 7 > 0, maxRHat: [0.9998, 1.0005, 1.00901][index % 3],
        minBulkESS: [412.9, 13_874.6][index % 2], minTailESS: 20_000,
        problems: index % 7 > 0 ? [] : ["tail ESS falls to 12 (limit 400): more draws"]))
    facts.oneArmStudies = [0, 1, 3][index % 3]
    facts.dropsOneArm = index % 5 == 0
    facts.conditions = index % 4 == 0 ? ["test = CT"] : []
    facts.excluded =
      [[], ["Ahn 2010"], ["Ahn", "2010"], ["Ahn, 2010"], ["Ahn and Lee", "Bell \"B\""]][index % 5]
    facts.otherPriors = [[], ["cochrane"], ["uniform", "cochrane"]][index % 3]
    facts.likelihood = [.ok, .boundary, .failed][index / 2 % 3]
    facts.studyInterval = index % 2 == 0 ? .exact : .wilson
    facts.threshold = [.common, .varies, .unknown][index / 3 % 3]
    facts.reportsCurve = people.0 > 0 && people.1 > 0 && index % 3 > 0
    return facts
  }

  @Test("each is said where it is true, and nowhere else")
  func truth() throws {
    let all = try Self.allFacts()
    #expect(all.count > 1000)
    for facts in all {
      let text = facts.sentences.map(\.text).joined(separator: " ")
      for (words, isTrue) in statements(facts) {
        #expect(text.contains(words) == isTrue, "\(words): \(isTrue), in \(text)")
      }
      #expect(!text.contains("  ") && !text.contains(" .") && !text.contains(".."), "\(text)")
    }
  }

  /// Words, and whether the facts make them true.
  private func statements(_ facts: MethodsFacts) -> [(String, Bool)] {
    let both = facts.diseased > 0 && facts.nondiseased > 0
    let dependent = facts.distinctStudies < facts.tables
    let usesArms = both && facts.oneArmStudies > 0
    let isNoUTurn = facts.sampler == .collapsedNoUTurn || facts.sampler == .jointNoUTurn
    let ok = facts.diagnostics.ok
    return [
      ("2x2 table", both), ("20 2x2 tables of 10 studies", both && dependent),
      ("2x2 tables of 20 studies", both && facts.tables == 20 && !dependent),
      ("the 2x2 table of 1 study (", both && facts.tables == 1),
      ("true negatives and false positives of", facts.diseased == 0),
      ("true positives and false negatives of", facts.nondiseased == 0),
      ("No study reported participants with the target", facts.diseased == 0),
      ("No study reported participants without the target", facts.nondiseased == 0),
      ("counted more than once", dependent),
      ("as though they were independent", dependent),
      ("1 participant with the target condition", facts.nondiseased == 0),
      ("Only rows with test = CT were analysed.", !facts.conditions.isEmpty),
      ("Left out by name", !facts.excluded.isEmpty),
      ("Left out by name: Ahn 2010.", facts.excluded == ["Ahn 2010"]),
      ("Left out by name: Ahn and 2010.", facts.excluded == ["Ahn", "2010"]),
      ("Left out by name: “Ahn, 2010”.", facts.excluded == ["Ahn, 2010"]),
      (
        "Left out by name: “Ahn and Lee” and “Bell \"B\"”.",
        facts.excluded == ["Ahn and Lee", "Bell \"B\""]
      ),
      ("left out.", usesArms && facts.dropsOneArm),
      ("contributed that arm", usesArms && !facts.dropsOneArm),
      ("by maximum likelihood", facts.likelihood != .failed),
      ("on the edge of the parameter space", facts.likelihood == .boundary),
      ("under the prior cochrane", facts.otherPriors.count == 1),
      ("under the priors uniform and cochrane", facts.otherPriors.count == 2),
      ("As a sensitivity analysis", facts.likelihood != .failed || !facts.otherPriors.isEmpty),
      ("equal-tailed \(facts.level) credible", true),
      ("the curve is the main result", facts.threshold == .varies && facts.reportsCurve),
      ("The summary ROC curve is", facts.reportsCurve),
      ("Rutter and Gatsonis", facts.reportsCurve),
      ("Clopper", facts.studyInterval == .exact), ("Wilson", facts.studyInterval == .wilson),
      ("No-U-Turn", isNoUTurn), ("Metropolis-Hastings", !isNoUTurn),
      ("on the joint posterior of parameters and study", facts.sampler == .jointNoUTurn),
      ("study effects were integrated out numerically", facts.sampler != .jointNoUTurn),
      ("quasi-random", facts.sampler == .quasiRandomBlocks),
      ("1,234 iterations of warm-up", isNoUTurn), ("1,234 evaluations", !isNoUTurn),
      ("We drew 1 chain of", facts.chains == 1), ("We drew 4 chains of", facts.chains == 4),
      ("R-hat was at most", ok), ("Checks of the sampling failed", !ok),
      ("at most 1.000,", ok && facts.diagnostics.maxRHat <= 1),
      ("at most 1.001,", ok && facts.diagnostics.maxRHat == 1.0005),
      ("at most 1.010,", ok && facts.diagnostics.maxRHat > 1.009),
      ("at least 412 (", ok && facts.diagnostics.minBulkESS < 413),
      ("at least 13,800 (", ok && facts.diagnostics.minBulkESS > 413),
    ] + priorStatements(facts)
  }

  private func priorStatements(_ facts: MethodsFacts) -> [(String, Bool)] {
    var statements: [(String, Bool)] = [
      ("Cochrane Handbook", facts.prior.preset == "cochrane"),
      ("R package meta4diag", facts.prior.preset?.hasPrefix("meta4diag") ?? false),
      ("R package bamdit", facts.prior.preset == "bamdit"),
      ("default of sroc", facts.prior.preset == "default"),
      ("MetaBayesDTA", facts.prior.preset == "metabayesdta"),
      ("command midas", facts.prior.preset?.hasPrefix("midas") ?? false),
    ]
    guard case .separate(let sensitivity, let specificity, let rho) = facts.prior.covariance else {
      return statements + [
        ("for the between-study covariance matrix", true), ("for the correlation", false),
        ("standard deviations", false), ("Lewandowski", false),
      ]
    }
    let taus = [sensitivity.expression, specificity.expression]
    let same = taus[0] == taus[1]
    func isOf(_ family: String, _ index: Int) -> Bool { taus[index].hasPrefix(family) }
    let squares = ["gamma_precision", "inverse_gamma"]
    func isSpread(_ index: Int) -> Bool { !squares.contains { isOf($0, index) } }
    statements += [
      ("for the between-study covariance matrix", false),
      ("both between-study precisions", same && isOf("gamma_precision", 0)),
      ("both between-study variances", same && isOf("inverse_gamma", 0)),
      ("both between-study standard deviations", same && isSpread(0)),
      ("between-study variance of logit sensitivity", !same && isOf("inverse_gamma", 0)),
      ("between-study standard deviation of logit specificity", !same && isSpread(1)),
      ("Lewandowski", rho.expression.hasPrefix("lkj")),
      ("Fisher's z scale", rho.expression.hasPrefix("fisher_z")),
      (
        "Guo et al. 2017",
        rho.expression.hasPrefix("pc_") || taus.contains { $0.hasPrefix("pc(") }
      ),
    ]
    return statements
  }

  @Test("a sentence cites what its references say, and no other publication")
  func citations() throws {
    for facts in try Self.allFacts() {
      for sentence in facts.sentences {
        for reference in ReportReference.allCases {
          #expect(
            sentence.text.contains(reference.short) == sentence.references.contains(reference),
            "\(reference) in \(sentence.text)")
        }
      }
    }
  }

  @Test("the facts are those of the run", arguments: SamplerChoice.allCases)
  func factsOfARun(sampler: SamplerChoice) throws {
    let fit = try reportedFit("kearon1998-dvt-us", draws: 300) {
      $0.sampler = sampler
      $0.level = 0.8
      $0.overrides = PriorOverrides(tau: "gamma_precision(2, 0.5)")
      if sampler == .jointNUTS { $0.warmup = 150 }
    }
    let facts = MethodsFacts(fit)
    #expect(facts.tables == 32 && facts.distinctStudies == 29 && facts.level == "80 %")
    #expect(facts.oneArmStudies == 2 && facts.likelihood == .ok && facts.reportsCurve)
    #expect((facts.sampler == .jointNoUTurn) == (sampler == .jointNUTS))
    #expect((facts.sampler == .collapsedNoUTurn) == (sampler == .collapsedNUTS))
    #expect(facts.warmup == fit.warmup && facts.warmup > 0 && facts.otherPriors.count == 2)
    let text = fit.methodsParagraph
    #expect(text.contains("32 2x2 tables of 29 studies") && text.contains("precisions"))
    if sampler == .collapsed {
      #expect(fit.page().contains("32 tables of 29 studies · 1,567 diseased, 2,932 non-diseased"))
      #expect(fit.page().contains("(some perhaps counted more than once)"))
      let report = String(decoding: fit.report(), as: UTF8.self)
      #expect(report.contains("some perhaps counted more than once"))
      #expect(!report.contains("32 studies") && !fit.page().contains("32 studies"))
      for figure in fit.forestFigures(FigureOptions()) + fit.planeFigures(FigureOptions()) {
        #expect(String(decoding: figure.file(), as: UTF8.self).contains("32 tables of 29 studies"))
      }
      let data = fit.json().members?.first { $0.0 == "data" }?.1.members
      #expect(data?.first { $0.0 == "distinct_studies" }?.1 == 29)
      #expect(data?.first { $0.0 == "studies" }?.1 == 32)
    }
  }

  @Test(
    "the report lists what it cites and cites what it lists",
    arguments: ["auditc", "3 studies", "kearon1998-dvt-us", "one arm"])
  func references(name: String) throws {
    let file = "study,TP,FP,FN,TN\nA,10,,2,\nB,12,,5,\nC,30,,4,\nD,22,,4,\nE,8,,3,\n"
    let fit = try reportedFit(name == "one arm" ? "auditc" : name, draws: 300) {
      if name == "one arm" {
        $0 = FitOptions(source: .bytes(Array(file.utf8), name: "one arm"))
        $0.draws = 300
      }
      if name == "auditc" { $0.preset = "meta4diag-pc" }
      if name == "3 studies" { $0.sampler = .collapsedNUTS }
    }
    let page = try ReportDocument(fit.report())
    let text = page.text
    let listed = Set(fit.citedReferences)
    for reference in ReportReference.allCases {
      // An entry of the list begins with names and initials, so no citation stands in it.
      #expect(text.contains(reference.short) == listed.contains(reference), "\(reference)")
      #expect(text.contains(reference.entry) == listed.contains(reference), "\(reference)")
    }
    if name == "one arm" {
      #expect(
        !fit.methodsParagraph.contains("2x2") && !fit.methodsParagraph.contains("maximum like"))
      #expect(!fit.methodsParagraph.contains("summary ROC curve"))
    }
  }
}
