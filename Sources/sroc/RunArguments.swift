import ArgumentParser
import Fitting
import Requests
import SavedRuns

/// A run to be shown: a saved one, or one made from data with the options of `fit`.
struct RunArguments: ParsableArguments {
  @OptionGroup(title: "Data, or the directory of a saved run") var data: DataArguments
  @OptionGroup(title: "Model and prior") var model: ModelArguments
  @OptionGroup(title: "Covariates") var covariates: CovariateArguments
  @OptionGroup(title: "Sampling") var sampling: SamplingArguments
  @OptionGroup(title: "Results") var reporting: ReportingArguments

  /// Options that a saved run leaves open, whatever the verb.
  private static let always = ["--threads", "--strict", "--quiet", "--no-progress"]

  /// The directory of a saved run; nil where the argument is data.
  ///
  /// - Parameter options: of the verb, which a saved run leaves open.
  /// - Returns: the directory.
  /// - Throws: `AnalysisError` with code `.usage` where another option is given beside a saved run.
  func savedDirectory(besides options: [String]) throws -> String? {
    let path = try data.requiredData()
    guard isSavedRun(path) else { return nil }
    try refuseOptions(except: Self.always + options, beside: "a saved run")
    return savedRunDirectory(path)
  }

  /// The settings of the fit of the data, or of one a level.
  ///
  /// - Parameter progress: called with the share done in [0, 1].
  /// - Returns: each with its level.
  /// - Throws: as `runFit`.
  func fits(
    progress: @escaping @Sendable (Double) -> Void
  ) throws -> [(level: String, fit: FitResult)] {
    var options = FitOptions(data: try data.requiredData())
    try data.apply(to: &options)
    let file = try model.apply(to: &options)
    try covariates.apply(to: &options, over: file)
    sampling.apply(to: &options, defaultThreads: Processors.count)
    try reporting.apply(to: &options)
    options.command = ["sroc"] + CommandLine.arguments.dropFirst()
    if options.splits {
      return settings(of: try runFitByLevel(options, detail: .full, progress: progress))
    }
    return try runFit(options, detail: .full, progress: progress).levels
  }

  /// The saved run in a directory.
  func savedRun(_ directory: String) throws -> SavedRun {
    try readSavedRun(
      directory, threads: sampling.threads ?? Processors.count,
      extrapolates: reporting.extrapolate)
  }

  /// Exit code 3 under `--strict` where a convergence check fails.
  func judge(_ fits: [(level: String, fit: FitResult)]) throws {
    if sampling.strict, fits.contains(where: { !$0.fit.diagnostics.ok }) { throw ExitCode(3) }
  }
}
