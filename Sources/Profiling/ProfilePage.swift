import CollapsedLikelihood
import DatasetWords
import Documents
import Fitting
import Messages
import PosteriorSampling

extension ProfileResult {
  /// The profile as text.
  ///
  /// - Parameter width: columns of the terminal; nil for a file or a pipe.
  /// - Returns: lines ended by line feeds.
  public func page(width: Int? = nil) -> String {
    [heading, phaseText(width: width), speedText(width: width), costText(width: width), notes]
      .joined(separator: "\n")
  }

  private var heading: String {
    let preset = options.overrides.isEmpty ? options.preset : "\(options.preset), changed"
    return """
      \(dataset.heading)   \(dataset.studyCount)
      bivariate, exact binomial · prior \(preset) · seed \(options.seed) · \(cores) · \
      \(instructionSet.displayName)

      """
  }

  private var cores: String { options.threads == 1 ? "1 core" : "\(options.threads) cores" }

  private func phaseText(width: Int?) -> String {
    var table = TextTable(columns: [.left, .decimal, .right, .left], gap: 3)
    table.setHeader(["Where the time of a fit goes", "ms", "share"])
    let longest = phases.map(\.seconds).max() ?? 1
    for (phase, seconds) in phases {
      table.add(row: [
        "  " + phase.label, milliseconds(seconds), NumberText.percent(seconds / fitSeconds),
        bar(seconds / longest),
      ])
    }
    table.add(row: ["  all", milliseconds(fitSeconds), "100 %"])
    return table.render(width: width)
      + "  \(options.chains) \(options.chains == 1 ? "chain" : "chains") of "
      + "\(NumberText.count(options.draws)) draws, all results as JSON\n"
  }

  /// All times of one table have the same decimals, so that they can be compared at a glance.
  private func milliseconds(_ seconds: Double) -> String {
    let decimals = fitSeconds < 0.1 ? 2 : fitSeconds < 10 ? 1 : 0
    return NumberText.fixed(seconds * 1e3, decimals: decimals)
  }

  private func bar(_ share: Double) -> String {
    let eighths = Int((share * 160).rounded())
    let rest = eighths % 8
    return String(repeating: "\u{2588}", count: eighths / 8)
      + (rest == 0 ? "" : String(partialBlock(rest)))
  }

  private func speedText(width: Int?) -> String {
    let speed = throughput
    var table = TextTable(columns: [.left, .right, .left], gap: 3)
    let perCore = options.threads > 1
    table.setHeader(["Speed", cores] + (perCore ? ["each core"] : []))
    func row(_ label: String, _ value: Double, _ format: (Double) -> String) {
      let share = perCore ? [format(value / Double(options.threads))] : []
      table.add(row: ["  " + label, format(value)] + share)
    }
    row("draws per second", speed.drawsPerSecond, whole)
    row("effective draws per second, warm-up included", speed.essPerSecond, whole)
    if let draws = speed.replicateESS, let rate = speed.replicateESSPerSecond {
      row("  by the error of independent runs", rate, roughly)
      table.add(row: ["  effective draws per draw", ratio(speed.minESS / Double(speed.draws))])
      table.add(
        row: ["    by the error of independent runs", tenths(draws / Double(speed.draws))])
    } else {
      table.add(row: ["  effective draws per draw", ratio(speed.minESS / Double(speed.draws))])
    }
    table.add(row: ["  warm-up", duration(speed.warmupSeconds)])
    table.add(row: ["  to 4,000 effective draws", duration(speed.secondsTo4000ESS)])
    return table.render(width: width)
      + "  measured over \(NumberText.count(speed.draws)) draws in "
      + "\(NumberText.duration(seconds: speed.samplingSeconds)); effective draws are the smallest "
      + "bulk or tail ESS\n  of mu_se, mu_sp, tau_se, tau_sp, rho\n"
      + (speed.replicateESS == nil
        ? ""
        : "  independent runs: \(speed.rounds), whose means and shares below the 5 % and 95 % quantiles "
          + "vary\n  as those of so many independent draws would; the smallest over the five parameters\n")
  }

  private func costText(width: Int?) -> String {
    var table = TextTable(columns: [.left, .right, .right], gap: 3)
    table.setHeader(["Cost of one", "ns", "per study"])
    let studies = Double(dataset.studies.count)
    func row(_ label: String, _ cost: Double?, perStudy: Bool = true) {
      guard let cost else { return }
      table.add(
        row: ["  " + label, nanoseconds(cost)] + (perStudy ? [nanoseconds(cost / studies)] : []))
    }
    let speed = throughput
    let block = speed.blockSize.map { ", in blocks of \($0)" } ?? ""
    row("log density" + block, speed.costs.logDensity)
    row("log density with gradient", speed.costs.gradient)
    row("proposal", speed.costs.proposal, perStudy: false)
    row("draw of all study effects", speed.costs.studyEffects.map { $0 * studies })
    row("draw of the parameters", 1e9 / speed.drawsPerSecond, perStudy: false)
    for (phase, cost) in speed.perDraw { row("  " + phase.label, cost, perStudy: false) }
    return table.render(width: width)
  }

  private var notes: String {
    let speed = throughput
    let acceptance = NumberText.fixed(speed.acceptanceRate, decimals: 2)
    var lines = ["kernel \(speed.kernel.rawValue), acceptance \(acceptance):"]
    lines += speed.kernelReason.spelled(by: options.spelling).split(separator: "; ").map {
      "  \($0)"
    }
    if let steps = speed.leapfrogStepsPerDraw {
      lines.append("\(NumberText.ratio(steps)) leapfrog steps a draw")
    }
    if speed.processorShare < 0.95 {
      lines.append(
        "! The sampler had the processor for \(NumberText.percent(speed.processorShare)) of the time: "
          + "other programs were at work,\n  or chains waited for each other. On a quiet machine it "
          + "is faster.")
    }
    if !ok {
      lines.append(
        "! The chains have not converged (R-hat \(NumberText.fixedUp(speed.maxRHat, decimals: 3)), "
          + "smallest ESS \(NumberText.countDown(speed.minESS))): effective draws mean little here."
      )
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// A rate with three digits: more would change from run to run.
  private func whole(_ value: Double) -> String {
    guard value.isFinite, value < 1e15 else { return NumberText.notAvailable }
    return value >= 99.5 ? NumberText.ratio(value) : NumberText.fixed(value, decimals: 1)
  }

  /// A number that is known to a third of itself: two digits, then zeros.
  private func roughly(_ value: Double) -> String {
    guard value.isFinite, value >= 100, value < 1e15 else { return whole(value) }
    var unit = 1.0
    while value / unit >= 100 { unit *= 10 }
    return NumberText.count(Int((value / unit).rounded() * unit))
  }

  private func tenths(_ value: Double) -> String { NumberText.fixed(value, decimals: 1) }

  private func ratio(_ value: Double) -> String { NumberText.fixed(value, decimals: 2) }

  private func duration(_ seconds: Double) -> String {
    guard seconds.isFinite else { return NumberText.notAvailable }
    if seconds >= 0.995 { return NumberText.duration(seconds: seconds) }
    return NumberText.fixed(seconds * 1e3, decimals: seconds < 0.0995 ? 1 : 0) + " ms"
  }

  private func nanoseconds(_ value: Double) -> String {
    value < 9.95
      ? NumberText.fixed(value, decimals: 1) : NumberText.count(Int(value.rounded()))
  }
}

/// A block of so many eighths.
private func partialBlock(_ eighths: Int) -> Character {
  Array("\u{258F}\u{258E}\u{258D}\u{258C}\u{258B}\u{258A}\u{2589}")[eighths - 1]
}
