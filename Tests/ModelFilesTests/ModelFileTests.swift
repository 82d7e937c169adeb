import Foundation
import FrequentistFits
import Requests
import Testing

@testable import ModelFiles

@Suite("Model files")
struct ModelFileTests {
  /// A file of the model with other lines in place of those of the same key.
  private func text(_ lines: String...) -> String {
    (["schema: sroc.model/1", "name: mine", "family: bivariate"] + lines).joined(separator: "\n")
      + "\n"
  }

  private func problem(_ text: String) -> String? {
    do {
      _ = try ModelFile(parsing: text, file: "m.yaml")
      return nil
    } catch {
      #expect(error.code == .badData)
      return error.message.spelled(by: .commandLine)
    }
  }

  @Test func whatAFileSaysIsRead() throws {
    let model = try ModelFile(
      parsing: text(
        "summary: \"one # line\"", "likelihood: binomial", "random_effects:",
        "  distribution: student_t", "  degrees_of_freedom: estimated", "  correlation: estimated",
        "covariates:", "  columns: [test, 'year:continuous']", "  affects: se",
        "  covariance: separate", "  reference: CT", "  at: [year=2010]", "  rows: independent",
        "priors:",
        "  preset: cochrane", "  mu: normal(0, 2)", "  tau_se: half_normal(0.5)",
        "  nu: gamma(2, 0.1)"), file: "m.yaml")
    #expect(model.name == "mine" && model.summary == "one # line" && model.choice == .robust)
    #expect(model.degreesOfFreedom == "estimated" && model.preset == "cochrane")
    #expect(model.covariates.covariates == ["test", "year:continuous"])
    #expect(model.covariates.affects == .sensitivity && model.covariates.covariance == .separate)
    #expect(model.covariates.references == ["CT"] && model.covariates.points == ["year=2010"])
    #expect(model.covariates.rows == .independent)
    #expect(
      model.priors == [
        "mu": "normal(0, 2)", "tau_se": "half_normal(0.5)", "nu": "gamma(2, 0.1)",
      ])
  }

  /// Each mistake at its place, with what would be right.
  @Test(arguments: [
    ("likelihod: binomial", "m.yaml:4:1: unknown key \"likelihod\": did you mean likelihood?"),
    ("likelihood: [binomial]", "m.yaml:4:13: likelihood is a text, and not a list"),
    (
      "likelihood: poisson",
      "m.yaml:4:13: likelihood \"poisson\": use one of binomial, normal-approximation"
    ),
    ("likelihood: binomal", "m.yaml:4:13: likelihood \"binomal\": did you mean binomial?"),
    ("kappa: 1", "m.yaml:4:1: unknown key \"kappa\": use one of schema, name"),
    (
      "random_effects:\n  distribution: student_t\n  degrees_of_freedom: 4\n"
        + "priors:\n  nu: gamma(2, 0.1)",
      "m.yaml:8:3: nu is the prior of degrees of freedom that are estimated"
    ),
    ("covariates:\n  columns: [a, A:continuous]", "m.yaml:5:12: columns names A twice"),
    (
      "random_effects:\n  correlation: none\npriors:\n  preset: midas-iwishart",
      "m.yaml:7:3: preset midas-iwishart is of SDs and correlation together"
    ),
    (
      "priors:\n  tau: half_normal(1)\n  covariance: inverse_wishart(3, 1, 0, 1)", "m.yaml:5:3: "
    ),
    ("likelihood:", "m.yaml:4:12: likelihood is a text, and not nothing"),
    ("random_effects: normal", "m.yaml:4:17: random_effects has keys with values"),
    (
      "random_effects:\n  distribution: normal\n  degrees_of_freedom: 4",
      "m.yaml:6:23: degrees_of_freedom are of the distribution student_t"
    ),
    (
      "random_effects:\n  distribution: student_t\n  degrees_of_freedom: 0.5",
      "m.yaml:6:23: degrees_of_freedom 0.5: use a number above 1"
    ),
    (
      "random_effects:\n  distribution: none\n  correlation: estimated",
      "m.yaml:6:16: without variation between studies there is no correlation"
    ),
    ("proportion: sensitivity", "m.yaml:4:13: proportion is of the family univariate"),
    (
      "likelihood: normal-approximation\nrandom_effects:\n  distribution: student_t",
      "m.yaml:4:1: there is no model of this family with this likelihood"
    ),
    ("priors:\n  preset: cochran", "m.yaml:5:11: preset \"cochran\": did you mean cochrane?"),
    ("priors:\n  mus: normal(0, 1)", "m.yaml:5:3: unknown key \"mus\": did you mean mu"),
    ("priors:\n  mu: nromal(0, 1)", "m.yaml:5:7: "),
    ("priors:\n  tau: half_normal(-1)", "m.yaml:5:8: "),
    (
      "random_effects:\n  correlation: none\npriors:\n  rho: lkj(2)",
      "m.yaml:7:3: rho is the prior of a correlation, which the model independent has not"
    ),
    ("covariates:\n  affects: se", "m.yaml:5:3: covariates need columns"),
    (
      "covariates:\n  columns: test\n  formula: mu_se ~ test",
      "m.yaml:6:12: formula says what depends on which column, and excludes columns"
    ),
    ("covariates:\n  formula: mu_s ~ test", "m.yaml:5:12: "),
    (
      "covariates:\n  columns: test\n  rows: sharde",
      "m.yaml:6:9: rows \"sharde\": did you mean shared? (of exchangeable, independent, shared, shared+within)"
    ),
    (
      "covariates:\n  columns: test\n  rows: shared\n  covariance: separate",
      "m.yaml:6:9: rows shared has one covariance for all levels"
    ),
    (
      "covariates:\n  formula: mu_se ~ test; tau ~ test\n  rows: exchangeable",
      "m.yaml:6:9: rows exchangeable has one covariance for all levels"
    ),
    (
      "random_effects:\n  distribution: student_t\ncovariates:\n  columns: test\n  rows: shared",
      "m.yaml:8:9: rows shared is of the model bivariate; the model robust has rows independent"
    ),
    ("covariates:\n  rows: shared", "m.yaml:5:3: covariates need columns"),
    (
      "covariates:\n  columns: test\n  rows: shared\npriors:\n  kappa: half_normal(1)",
      "m.yaml:8:3: kappa is the prior of SDs within studies"
    ),
    ("priors:\n  kappa: half_normal(1)", "m.yaml:5:3: kappa is the prior of SDs within studies"),
    (
      "covariates:\n  columns: test\n  rows: shared+within\npriors:\n  kappa: half_normal(-1)",
      "m.yaml:8:10: "
    ),
    ("covariates:\n  columns: test\n  at: year", "m.yaml:6:7: "),
    (
      "random_effects:\n  distribution: none\ncovariates:\n  columns: test",
      "m.yaml:7:3: the model fixed takes no covariates"
    ),
    (
      "covariates:\n  formula: accuracy ~ test",
      "m.yaml:5:12: accuracy, threshold and shape are sides of the family hsroc"
    ),
    ("name: other", "m.yaml:2:1: the key name stands here and again; leave one out"),
    ("name: a\nfamily: b", "m.yaml:3:1: the key family, name stands here and again; leave one out"),
    ("[name]: a", "m.yaml:4:1: a key is a word"),
    ("priors: {mu: [", "m.yaml:5:1: did not find expected node content; keys and values stand"),
    ("summary: 'open", "m.yaml:5:1: found unexpected end of stream; keys and values stand"),
    ("summary: a: b", "m.yaml:4:11: mapping values are not allowed in this context; keys and"),
    ("summary: \"é\", z", "m.yaml:4:13: did not find expected key; keys and values stand"),
    ("---\nname: a", "m.yaml:4:1: but found another document; keys and values stand"),
    ("summary: a\u{7F}b", "m.yaml:1:1: the file cannot be read as YAML"),
  ])
  func aMistakeIsNamedWithItsPlace(lines: String, words: String) throws {
    let found = try #require(problem(text(lines)), "\(lines)")
    #expect(found.hasPrefix(words), "\(found)")
    #expect(!found.contains("\n"))
  }

  /// The HSROC scale has sides of its own, and no other way to say what depends on what.
  @Test func theFamilyOfTheCurveHasItsOwnCovariates() throws {
    let head = "schema: sroc.model/1\nname: mine\nfamily: hsroc\n"
    func read(_ rest: String) throws -> ModelFile {
      try ModelFile(parsing: head + rest, file: "m.yaml")
    }
    #expect(try read("").choice == .hsroc)
    let formula = "accuracy ~ test; shape ~ test"
    #expect(try read("covariates:\n  formula: \(formula)\n").covariates.formula == formula)
    #expect(try read("covariates:\n  columns: test\n").covariates.covariates == ["test"])
    for (rest, words) in [
      ("covariates:\n  formula: mu_se ~ test\n", "m.yaml:5:12: the sides of the family hsroc are"),
      ("covariates:\n  columns: test\n  affects: se\n", "m.yaml:6:3: affects and covariance are"),
      ("random_effects:\n  correlation: none\n", "m.yaml:5:16: accuracy and threshold have no"),
      ("random_effects:\n  distribution: student_t\n", "m.yaml:4:1: there is no model of this"),
    ] {
      #expect(problem(head + rest)?.hasPrefix(words) == true, "\(rest)")
    }
  }

  @Test func aPriorIsOfItsProportion() throws {
    let head = "schema: sroc.model/1\nname: mine\nfamily: univariate\nproportion: specificity\n"
    #expect(problem(head + "priors:\n  tau_sp: half_normal(1)\n") == nil)
    #expect(
      problem(head + "priors:\n  tau_se: half_normal(1)\n")?.hasPrefix(
        "m.yaml:6:3: tau_se is the prior of sensitivity, which the model univariate has not")
        == true)
  }

  /// Files of other systems end their lines in other ways, and mistakes keep their place.
  @Test func linesEndInAnyWay() throws {
    let lines = text("summary: one\npriors:\n  mu: normal(0, 2)  # wide")
    for end in ["\r\n", "\r"] {
      let model = try ModelFile(
        parsing: lines.replacingOccurrences(of: "\n", with: end), file: "m.yaml")
      #expect(model.summary == "one" && model.priors == ["mu": "normal(0, 2)"])
      let wrong = text("# words\nlikelihod: binomial").replacingOccurrences(of: "\n", with: end)
      #expect(problem(wrong)?.hasPrefix("m.yaml:5:1: unknown key") == true)
    }
    #expect(problem(text("a: 1\r\nsummary: *x"))?.contains("anchors, aliases") == true)
  }

  @Test func whatMustBeThereIsAskedFor() throws {
    #expect(problem("") == "m.yaml:1:1: the file has no content")
    #expect(
      problem("name: a\nfamily: bivariate\n")?.contains("needs the key schema: sroc.model/1")
        == true)
    #expect(
      problem("schema: sroc.model/2\nname: a\nfamily: bivariate")?.hasPrefix("m.yaml:1:9: schema")
        == true)
    #expect(
      problem("schema: sroc.model/1\nname: a b\nfamily: bivariate")?.hasPrefix("m.yaml:2:7: name")
        == true)
    #expect(problem("- a\n- b\n")?.contains("a model file has keys with values") == true)
    #expect(problem(text() + "---\nschema: sroc.model/1\n")?.hasPrefix("m.yaml:4:") == true)
  }

  /// Files that are made to be expanded, or to be deep, end before anything is built.
  @Test func bombsEndAtOnce() {
    var laughs = "a: &a [x, x]\n"
    for k in 1..<30 { laughs += "a\(k): &a\(k) [*a\(k == 1 ? "" : "\(k - 1)"), *a]\n" }
    #expect(problem(laughs)?.hasPrefix("m.yaml:1:4: anchors, aliases and tags") == true)
    #expect(problem(text("summary: *x"))?.hasPrefix("m.yaml:4:10: anchors") == true)
    #expect(problem(text("summary: !!binary x"))?.hasPrefix("m.yaml:4:10: anchors") == true)
    #expect(problem(text("? &k name\n: x"))?.hasPrefix("m.yaml:4:3: anchors") == true)
    #expect(problem("%TAG ! x\n---\n" + text())?.hasPrefix("m.yaml:1:1: directives") == true)
    let deep = String(repeating: "[", count: 30_000)
    #expect(problem(text("priors: " + deep))?.hasPrefix("m.yaml:4:17: nested more than 8") == true)
    let dashes = String(repeating: "- ", count: 30_000)
    #expect(problem(text("priors:\n" + dashes))?.contains("nested more than 8 deep") == true)
    let stairs = (0..<200).map { String(repeating: " ", count: $0) + "a:" }.joined(separator: "\n")
    #expect(problem(stairs)?.contains("indented by 41 columns") == true)
    let steps = (0..<40).map { String(repeating: " ", count: $0) + "a:" }.joined(separator: "\n")
    #expect(problem(steps + " 1")?.contains("more levels or values") == true)
    #expect(problem(text("summary: a\u{1}b"))?.contains("a control character") == true)
    let many = "[" + String(repeating: "a, ", count: 5000) + "a]"
    #expect(
      problem(text("covariates:\n  columns: " + many))?.contains("more levels or values") == true)
  }

  /// A quotation over two lines hides them from the search of the text, not from the parser's pieces.
  @Test(arguments: ["&x y", "*x", "!!str y", "&x [y]", "!!map {y: z}"])
  func noQuotationHidesAnAnchor(value: String) {
    let found = problem(text("covariates: {columns: 'a", "', at: \(value)}"))
    #expect(found?.hasPrefix("m.yaml:5:8: anchors, aliases and tags") == true, "\(found ?? "read")")
  }

  @Test func ordinaryTextIsNoAnchor() throws {
    for summary in ["a & b * c!", "'*x'", "\"& so\"", "a:b # *x", "x - &y"] {
      _ = try ModelFile(parsing: text("summary: " + summary), file: "m.yaml")
    }
  }
}

@Suite("Shipped models")
struct CatalogueTests {
  private static var models: URL {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Models")
  }

  /// The program carries what the folders have, and a folder has all that a model needs.
  @Test(arguments: ModelCatalogue.names)
  func programAndFolderAgree(name: String) throws {
    let folder = Self.models.appendingPathComponent(name)
    let file = try String(contentsOf: folder.appendingPathComponent("model.yaml"), encoding: .utf8)
    #expect(ModelCatalogue.text(name) == file)
    let model = try ModelCatalogue.model(name)
    #expect(model.name == name && !model.summary.isEmpty)
    for part in ["README.md", "\(name).jags", "\(name).stan", "reference"] {
      #expect(
        FileManager.default.fileExists(atPath: folder.appendingPathComponent(part).path),
        "\(name)/\(part)")
    }
    let references = try FileManager.default.contentsOfDirectory(
      atPath: folder.appendingPathComponent("reference").path
    ).filter { $0.hasSuffix(".csv") }
    #expect(references.count >= 2, "\(name)")
    for reference in references {
      let text = try String(
        contentsOf: folder.appendingPathComponent("reference/\(reference)"), encoding: .utf8)
      #expect(text.hasPrefix("parameter,mean,sd,q2.5,median,q97.5,mcse_mean,ess_bulk"))
    }
  }

  @Test func everyFolderIsShipped() throws {
    let folders = try FileManager.default.contentsOfDirectory(atPath: Self.models.path).filter {
      FileManager.default.fileExists(
        atPath: Self.models.appendingPathComponent("\($0)/model.yaml").path)
    }
    #expect(Set(folders) == Set(ModelCatalogue.names))
    // And every model that an option can name is among them.
    #expect(Set(ModelChoice.allCases.map(\.rawValue)).subtracting(ModelCatalogue.names) == [])
    for choice in ModelChoice.allCases {
      #expect(try ModelCatalogue.model(choice.rawValue).choice == choice)
    }
  }

  @Test func anUnknownNameHasANearestOne() throws {
    do {
      _ = try ModelCatalogue.model("robus")
      Issue.record("robus is a model")
    } catch {
      #expect(error.code == .usage)
      #expect(error.message.spelled(by: .commandLine).hasSuffix("did you mean robust?"))
    }
    do {
      _ = try ModelCatalogue.model("/nowhere/m.yaml")
      Issue.record("a file that is not there")
    } catch { #expect(error.code == .noInput) }
    do {
      _ = try ModelCatalogue.model("/")
      Issue.record("a directory is a model")
    } catch { #expect(error.code == .badData) }
  }
}
