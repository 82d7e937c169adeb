import CMath
import Documents
import Draws
import Fitting
import Messages
import ModelInterface
import PosteriorSampling
import Requests
import Samplers

/// One chain's draws of a model from a file that a run wrote; numbers read back to the same value.
package struct SavedChain {
  /// One column a variable of the model's `drawnVariables`, one after the other.
  package let block: [Double]
  /// Of NUTS only.
  package let trace: NoUTurnTrace?

  /// Reads a chain.
  ///
  /// atanh rho has a column of its own, because rho cannot tell values near +-1 apart; a file without
  /// it gives atanh rho to rounding, and the largest finite value where rho itself rounds to +-1.
  ///
  /// - Parameters:
  ///   - file: as read.
  ///   - model: that the run was of.
  /// - Throws: `AnalysisError` 65 where a column is missing or a value is no parameter.
  package init(_ file: StanCSVChain, of model: any AccuracyModel) throws(AnalysisError) {
    let shown = SafeText.visible(file.file)
    let names = DrawFileNames(model)
    func column(_ name: String, _ isLegal: (Double) -> Bool) throws(AnalysisError) -> [Double] {
      guard let values = file.column(name) else {
        throw AnalysisError(.badData, "\(shown): no column \(name); this is not a run's file")
      }
      if let draw = values.firstIndex(where: { !isLegal($0) }) {
        throw AnalysisError(
          .badData, "\(shown): draw \(draw + 1) of \(name) is \(values[draw]), which no run writes")
      }
      return values
    }
    let columnNames = Dictionary(
      uniqueKeysWithValues: zip(
        model.drawnVariables,
        StanCSVWriter.columnNames(for: model.drawnVariables.map { names[$0] })))
    func name(_ variable: Variable) -> String { columnNames[variable] ?? variable.name }
    var block: [Double] = []
    for variable in model.parameters.map(\.variable) {
      block += try column(name(variable)) { variable.scale.allows($0) }
    }
    for parameter in model.parameters {
      guard let monitor = parameter.monitor else { continue }
      if file.columnNames.contains(name(monitor)) {
        block += try column(name(monitor), \.isFinite)
      } else {
        let largest = 1.0.nextDown
        block += try column(name(parameter.variable)) { _ in true }.map {
          atanh(min(max($0, -largest), largest))
        }
      }
    }
    self.block = block
    guard let steps = file.column("stepsize__") else {
      trace = nil
      return
    }
    var trace = NoUTurnTrace()
    trace.stepSize = steps.first ?? 0
    trace.treeDepth = try column("treedepth__") { Int(exactly: $0) != nil }.map { Int($0) }
    trace.leapfrogSteps = try column("n_leapfrog__") { Int(exactly: $0) != nil }.map { Int($0) }
    trace.divergent = try column("divergent__", \.isFinite).map { $0 != 0 }
    trace.energy = file.column("energy__") ?? []
    self.trace = trace
  }
}

extension SavedRecord {
  /// The sample of a `fit.json` with its draws.
  ///
  /// - Parameters:
  ///   - files: the draws of each chain.
  ///   - folder: the run's directory.
  ///   - options: of the run.
  ///   - sha256: of its data.
  ///   - model: that the run was of.
  /// - Returns: the sample as the run had it, but for the chains' own acceptance rates.
  /// - Throws: `AnalysisError` 66 where a file is missing, 65 where it is not of this run.
  package func sample(
    draws files: [String], of folder: RunFolder, options: FitOptions, sha256: String,
    model: any AccuracyModel
  ) throws(AnalysisError) -> PosteriorSample {
    let sampler = try object("sampler")
    var saved: [StanCSVChain] = []
    for name in files {
      let bytes = try folder.bytes(of: name)
      do throws(StanCSVError) {
        saved.append(
          try StanCSVReader.chain(
            bytes: bytes, file: folder.path + "/" + name, beside: saved.first))
      } catch {
        throw AnalysisError(.badData, Message(error.description))
      }
    }
    for (index, file) in saved.enumerated() {
      let matches =
        file.drawCount == options.draws && file.settings["seed"] == "\(options.seed)"
        && file.settings["id"] == "\(index + 1)" && file.settings["sha256"] == sha256
      guard matches else {
        throw AnalysisError(
          .badData,
          "\(SafeText.visible(file.file)): not chain \(index + 1) of this run, which has "
            + "\(options.draws) draws a chain and seed \(options.seed)")
      }
    }
    var chains: [SavedChain] = []
    for file in saved { chains.append(try SavedChain(file, of: model)) }
    guard let kernel = SamplingKernel(rawValue: try sampler.requiredText("kernel")) else {
      throw sampler.bad("kernel")
    }
    let acceptance = try sampler.numberOrNaN("acceptance_rate")
    var sample = PosteriorSample(
      draws: DrawTable(
        variables: model.drawnVariables, drawsPerChain: options.draws,
        blocks: chains.map(\.block)),
      chains: chains.map { ChainRecord(acceptanceRate: acceptance, trace: $0.trace) },
      kernel: kernel,
      kernelReason: Message(try sampler.requiredText("kernel_reason")),
      warmup: try sampler.count("warmup") ?? 0, quality: nil, warmupSeconds: .nan,
      samplingSeconds: .nan)
    if let efficiency = try sampler.number("importance_efficiency") {
      sample.quality = ImportanceQuality(
        efficiency: efficiency, largestWeight: try sampler.numberOrNaN("largest_weight"),
        paretoK: try sampler.numberOrNaN("pareto_k"))
    }
    return sample
  }
}

/// Stan CSV files, with the errors of a verb.
package func readDraws(_ files: [String]) throws(AnalysisError) -> [StanCSVChain] {
  do {
    return try StanCSVReader.chains(files: files)
  } catch {
    let code: AnalysisError.Code =
      switch error {
      case .unreadable: .noInput
      case .repeated: .usage
      case .malformed, .mismatch: .badData
      }
    throw AnalysisError(code, Message(error.description))
  }
}
