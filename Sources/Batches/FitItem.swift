import AccuracyData
import Concurrency
import DataReading
import Documents
import Fitting
import Messages
import RandomStreams
import Requests
import Samplers

/// What became of one data set.
package enum ItemOutcome: Sendable {
  /// Estimates, which may not have converged.
  case estimates(FitEstimates, isTrusted: Bool)
  /// The message of an error with its exit code.
  case failure(AnalysisError)
}

/// One data set fitted.
package struct FittedItem: Sendable {
  /// Of the data set.
  package let name: String
  /// Of its fit.
  package let seed: UInt64
  /// What came of it.
  package let outcome: ItemOutcome
}

/// How often a fit that did not converge is repeated with four times the draws.
private let escalations = 2

extension BatchRequest {
  /// Fits one data set, again with more draws where the checks fail: four times and sixteen times as many.
  ///
  /// - Parameters:
  ///   - items: of the batch.
  ///   - index: which of them.
  ///   - digests: what its bytes must have; nil for any.
  /// - Returns: estimates or the error of this data set, which depend on nothing but its bytes, its name
  ///   and the request.
  /// - Throws: what ends the batch as a whole: a signal, or a machine that leaves too little memory.
  func fitItem(
    _ items: any BatchItems, _ index: Int, digests: InputList?
  ) throws -> FittedItem {
    let name = items.name(index)
    let seed = StreamKey(seed: seed).child(.dataset(name)).derivedSeed
    func item(_ outcome: ItemOutcome) -> FittedItem {
      FittedItem(name: name, seed: seed, outcome: outcome)
    }
    do {
      let loaded = try load(items, index, digests)
      return item(try fitLoaded(loaded.source, seed: seed))
    } catch {
      try Self.requireItsOwn(error)
      return item(.failure(AnalysisError(items.placed(error, index))))
    }
  }

  /// The bytes of a data set, which the plan knows.
  private func load(
    _ items: any BatchItems, _ index: Int, _ digests: InputList?
  ) throws -> LoadedItem {
    do {
      let loaded = try items.load(index)
      try digests?.requireSame(loaded.sha256, name: items.name(index), at: index)
      return loaded
    } catch {
      if !(error is ChangedInput), digests?.wasReadable(index) ?? false {
        throw ChangedInput(name: items.name(index), isReadable: false)
      }
      throw error
    }
  }

  /// A data set fitted once, whatever the checks say.
  func fitOnce(_ items: any BatchItems, _ index: Int) throws -> ItemOutcome {
    do {
      let loaded = try items.load(index)
      var options = fit
      (options.source, options.threads) = (loaded.source, 1)
      let dataset = try readAccuracyData(loaded.source, selection: options.selection)
      let found = try fitEstimates(dataset, options: options, request: estimates)
      return .estimates(found, isTrusted: false)
    } catch {
      try Self.requireItsOwn(error)
      return .failure(AnalysisError(error))
    }
  }

  /// The estimates of a data set that was read, with as many draws as it takes.
  ///
  /// - Parameters:
  ///   - source: its bytes.
  ///   - seed: of the fit.
  /// - Returns: the estimates, trusted or not.
  /// - Throws: as `fitEstimates`.
  package func fitLoaded(_ source: DataSource, seed: UInt64) throws -> ItemOutcome {
    var options = fit
    (options.source, options.seed, options.threads) = (source, seed, 1)
    let dataset = try readAccuracyData(source, selection: options.selection)
    var found = try fitEstimates(dataset, options: options, request: estimates)
    for _ in 0..<escalations where hasTooFewDraws(found) {
      try Cancellation.check()
      options.draws *= 4
      do {
        try options.validate()
        found = try fitEstimates(dataset, options: options, request: estimates)
      } catch let error as WorkCancelled {
        throw error
      } catch SamplingError.interrupted {
        throw SamplingError.interrupted
      } catch {
        // The estimates at hand stand, and say that they did not converge.
        break
      }
    }
    return .estimates(found, isTrusted: isTrusted(found))
  }

  /// Whether more draws could do what these did not.
  private func hasTooFewDraws(_ found: FitEstimates) -> Bool {
    let (diagnostics, least) = (found.diagnostics, max(leastESS, 400))
    return !(diagnostics.maxRHat <= 1.01) || !(diagnostics.minBulkESS >= least)
      || !(diagnostics.minTailESS >= least)
  }

  private func isTrusted(_ found: FitEstimates) -> Bool {
    let diagnostics = found.diagnostics
    return diagnostics.ok && diagnostics.minBulkESS >= leastESS
      && diagnostics.minTailESS >= leastESS
  }

  /// Lets the errors through that are no data set's own.
  static func requireItsOwn(_ error: any Error) throws {
    switch error {
    case is WorkCancelled, SamplingError.interrupted: throw error
    case let error as AnalysisError where error.code == .software: throw error
    case is ChangedInput: throw error
    case let error as AccuracyDataError where error.kind == .limits: throw error
    default: return
    }
  }
}
