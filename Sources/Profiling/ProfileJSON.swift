import DatasetWords
import Documents
import FitPages
import Fitting
import Messages
import PosteriorSampling
import Requests

extension ProfileResult {
  /// The profile as `sroc.profile/1` of docs/contract.md.
  ///
  /// - Returns: an ordered JSON object; numbers that do not exist are null.
  public func json() -> JSONValue {
    let speed = throughput
    let cores = Double(options.threads)
    return .object([
      ("schema", "sroc.profile/1"), ("version", .string(programVersion)),
      ("command", JSONValue(options.command)), ("data", dataset.json(warnings: dataset.warnings)),
      ("cores", JSONValue(options.threads)), ("instruction_set", .string(instructionSet.rawValue)),
      ("sampler", samplerJSON), ("log_density_ns", JSONValue(speed.costs.logDensity)),
      ("log_density_per_study_ns", JSONValue(perStudy(speed.costs.logDensity))),
      ("gradient_ns", JSONValue(speed.costs.gradient)),
      ("gradient_per_study_ns", JSONValue(perStudy(speed.costs.gradient))),
      ("proposal_ns", JSONValue(speed.costs.proposal)),
      ("study_effect_ns", JSONValue(speed.costs.studyEffects)),
      ("draw_ns", .number(1e9 / speed.drawsPerSecond)),
      ("draws_per_second", .number(speed.drawsPerSecond)),
      ("draws_per_second_per_core", .number(speed.drawsPerSecond / cores)),
      ("max_rhat", .number(speed.maxRHat)), ("min_ess_bulk", .number(speed.minBulkESS)),
      ("min_ess_tail", .number(speed.minTailESS)), ("ok", .boolean(ok)),
      ("warmup_seconds", .number(speed.warmupSeconds)),
      ("sampling_seconds", .number(speed.samplingSeconds)),
      ("processor_share", .number(speed.processorShare)),
      ("ess_per_second", .number(speed.essPerSecond)),
      ("ess_per_second_per_core", .number(speed.essPerSecond / cores)),
      ("seconds_to_4000_ess", .number(speed.secondsTo4000ESS)),
      ("replicate_ess_mean", JSONValue(speed.replicateMeanESS)),
      ("replicate_ess_tail", JSONValue(speed.replicateTailESS)),
      ("replicate_ess_per_second", JSONValue(speed.replicateESSPerSecond)),
      ("phases", phasesJSON(phases)), ("fit_seconds", .number(fitSeconds)),
      ("sampling_phases", phasesJSON(speed.phases)),
    ])
  }

  private var samplerJSON: JSONValue {
    .object([
      ("name", .string(options.sampler.rawValue)), ("kernel", .string(throughput.kernel.rawValue)),
      ("kernel_reason", .string(throughput.kernelReason.spelled(by: options.spelling))),
      ("chains", JSONValue(options.chains)),
      ("draws", JSONValue(options.draws)), ("seed", .unsigned(options.seed)),
      ("seed_text", .string("\(options.seed)")),
      ("measured_draws", JSONValue(throughput.draws)),
      ("measured_rounds", JSONValue(throughput.rounds)),
      ("block_size", throughput.blockSize.map { JSONValue($0) } ?? .null),
      ("acceptance_rate", .number(throughput.acceptanceRate)),
      ("leapfrog_steps_per_draw", JSONValue(throughput.leapfrogStepsPerDraw)),
    ])
  }

  private func perStudy(_ cost: Double?) -> Double? {
    cost.map { $0 / Double(dataset.studies.count) }
  }

  private func phasesJSON(_ phases: [(phase: FitPhase, seconds: Double)]) -> JSONValue {
    let total = phases.reduce(0) { $0 + $1.seconds }
    return .array(
      phases.map {
        .object([
          ("name", .string($0.phase.rawValue)), ("seconds", .number($0.seconds)),
          ("share", .number($0.seconds / total)),
        ])
      })
  }

  /// One row a figure: the phases of the fit, those of sampling, then speed and costs.
  ///
  /// - Returns: a CSV table with the names and units of the JSON.
  public func csv() -> CSVTable {
    var table = CSVTable(columnNames: ["section", "name", "value", "unit"])
    for (section, phases) in [("fit", phases), ("sampling", throughput.phases)] {
      for (phase, seconds) in phases {
        table.add([.text(section), .text(phase.rawValue), .number(seconds), "s"])
      }
    }
    let speed = throughput
    let figures: [(String, Double?, String)] =
      [
        ("draws_per_second", speed.drawsPerSecond, "1/s"),
        ("min_ess_bulk", speed.minBulkESS, ""), ("min_ess_tail", speed.minTailESS, ""),
        ("warmup_seconds", speed.warmupSeconds, "s"),
        ("sampling_seconds", speed.samplingSeconds, "s"),
        ("ess_per_second", speed.essPerSecond, "1/s"),
        ("seconds_to_4000_ess", speed.secondsTo4000ESS, "s"),
      ]
      + (speed.replicateESS == nil
        ? []
        : [
          ("replicate_ess_mean", speed.replicateMeanESS, ""),
          ("replicate_ess_tail", speed.replicateTailESS, ""),
          ("replicate_ess_per_second", speed.replicateESSPerSecond, "1/s"),
        ])
    for (name, value, unit) in figures {
      table.add(["speed", .text(name), CSVCell(value), .text(unit)])
    }
    let costs: [(String, Double?)] = [
      ("log_density_ns", speed.costs.logDensity), ("gradient_ns", speed.costs.gradient),
      ("proposal_ns", speed.costs.proposal), ("study_effect_ns", speed.costs.studyEffects),
    ]
    for (name, value) in costs { table.add(["cost", .text(name), CSVCell(value), "ns"]) }
    return table
  }
}
