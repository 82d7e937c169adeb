import AccuracyData
import DatasetWords
import Distributions
import Documents
import Fitting
import Messages
import ProgramDesigns
import Requests

/// A language in which a fit can be written down as a runnable program.
public enum ExportLanguage: String, CaseIterable, Sendable {
  /// A Stan program with data in JSON.
  case stan
  /// A JAGS program with data in R's dump format.
  case jags

  /// Parses `stan`, `jags` or `stan,jags`, each at most once.
  ///
  /// - Parameter texts: the values of the option, in order.
  /// - Returns: the languages in the order of `allCases`.
  /// - Throws: `AnalysisError` with code `.usage`.
  public static func parse(_ texts: [String]) throws(AnalysisError) -> [ExportLanguage] {
    var wanted: [ExportLanguage] = []
    for text in texts {
      for part in text.split(separator: ",", omittingEmptySubsequences: false) {
        let name = part.filter { !$0.isWhitespace }.lowercased()
        guard let language = ExportLanguage(rawValue: name) else {
          throw AnalysisError(
            .usage,
            "\(argument: .export) \(SafeText.visible(text)): use stan, jags or stan,jags")
        }
        wanted.append(language)
      }
    }
    return allCases.filter { wanted.contains($0) }
  }
}

/// Refuses a model without programs, or a prior that a language cannot express, so that no one waits for a
/// fit that is then lost.
///
/// - Parameters:
///   - languages: wanted.
///   - options: of the fit.
/// - Throws: `AnalysisError` with code `.usage`, or `PriorError` for a prior that is none.
public func checkExport(_ languages: [ExportLanguage], options: FitOptions) throws {
  try options.requirePrograms()
  let prior = try AccuracyPrior(preset: options.preset, overrides: options.overrides)
  for language in languages {
    switch language {
    case .stan: _ = try StanProgram(prior: prior, heading: "")
    case .jags: _ = try JAGSProgram(prior: prior, studies: [], heading: "")
    }
  }
}

extension FitResult {
  /// The fit's own model, prior and data as programs, each with a script that runs it.
  ///
  /// - Parameter languages: which.
  /// - Returns: file names and texts, in order.
  /// - Throws: `AnalysisError` with code `.usage` where a language cannot express the prior.
  package func exportedFiles(
    _ languages: [ExportLanguage]
  ) throws(AnalysisError) -> [(name: String, text: String)] {
    var files: [(name: String, text: String)] = []
    for language in languages {
      switch language {
      case .stan:
        files.append(
          ("model.stan", try StanProgram(prior: prior, heading: exportHeading("//")).text))
        files.append(("data.json", stanData(of: dataset)))
        files.append(("run_stan.R", stanScript(plainNames)))
      case .jags:
        let program = try JAGSProgram(
          prior: prior, studies: dataset.studies, heading: exportHeading("#"))
        files.append(("model.jags", program.text))
        files.append(("data-jags.R", jagsData(of: dataset)))
        files.append(("run_jags.R", jagsScript(plainNames)))
      }
    }
    return files
  }

  /// What stands at the head of every program, as comment lines after `mark`.
  func exportHeading(_ mark: String) -> String {
    let lines =
      exportHeadingLines(
        "Bivariate binomial-normal model of test accuracy", dataset: dataset)
      + [
        "True positives are binomial with probability expit(effect_se), true negatives with",
        "expit(effect_sp); (effect_se, effect_sp) of a study are bivariate normal with means mu_se",
        "and mu_sp, standard deviations tau_se and tau_sp and correlation rho.",
      ]
    return lines.map { ExportText.comment(mark, $0) }.joined()
  }

  /// The program's title, the data and the prior of a population.
  fileprivate func exportHeadingLines(_ title: String, dataset: AccuracyDataset) -> [String] {
    let covariance = prior.covariance.expression.map { "covariance \($0)" }
    let parts =
      [
        "mu_se \(prior.muSensitivity.expression)", "mu_sp \(prior.muSpecificity.expression)",
      ]
      + (covariance.map { [$0] } ?? [
        "tau_se \(prior.covariance.tauSensitivity.expression)",
        "tau_sp \(prior.covariance.tauSpecificity.expression)",
        "rho \(prior.covariance.rho?.expression ?? "")",
      ])
    return [
      "\(title), written by sroc \(programVersion).",
      "Data: \(dataset.heading), \(dataset.studyCount)", "Prior:",
    ] + parts.map { "  " + $0 } + [""]
  }
}

extension ModelFit {
  /// The fit's own model, prior and data as programs, each with a script that runs it; nil of the plain
  /// model, whose settings have them.
  ///
  /// - Parameter languages: which.
  /// - Returns: file names and texts, in order.
  /// - Throws: `AnalysisError` with code `.usage` where a language cannot express the model or its prior.
  package func exportedDesign(
    _ languages: [ExportLanguage]
  ) throws(AnalysisError) -> [(name: String, text: String)]? {
    guard options.model != .bivariate || !options.design.isPlain else { return nil }
    guard let design = ExportDesign(model) else {
      guard languages.isEmpty else {
        throw AnalysisError(
          .usage, "\(argument: .export) has no programs of this model: leave it out")
      }
      return []
    }
    let lines = design.headingLines(
      shared.exportHeadingLines("Model \(model.words.heading)", dataset: dataset))
    func heading(_ mark: String) -> String {
      lines.map { ExportText.comment(mark, $0) }.joined()
    }
    var files: [(name: String, text: String)] = []
    for language in languages {
      switch language {
      case .stan:
        files.append(("model.stan", try DesignStanProgram(design, heading: heading("//")).text))
        files.append(("data.json", stanData(of: dataset, design: design)))
        files.append(("run_stan.R", stanScript(design.names)))
      case .jags:
        let program = try DesignJAGSProgram(
          design, studies: dataset.studies, heading: heading("#"))
        files.append(("model.jags", program.text))
        files.append(("data-jags.R", jagsData(of: dataset, design: design)))
        files.append(("run_jags.R", jagsScript(design.names)))
      }
    }
    return files
  }
}

/// Text that the languages read alike.
enum ExportText {
  /// A comment line; what is not ASCII, which older versions of Stan refuse, becomes `?`.
  static func comment(_ mark: String, _ text: String) -> String {
    let plain = SafeText.visible(text).unicodeScalars.map { $0.isASCII ? Character($0) : "?" }
    return text.isEmpty ? mark + "\n" : "\(mark) \(String(plain))\n"
  }

  /// A number that reads back to the same value.
  package static func number(_ value: Double) -> String {
    if value == value.rounded(), abs(value) < 1e6 { return "\(Int(value))" }
    return "\(value)"
  }
}
