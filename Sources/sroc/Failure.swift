import AccuracyAnalysis
import ArgumentParser
import Reports

/// Runs a verb's work; an error becomes one message on standard error and its exit code.
func reportingErrors<Result>(_ work: () async throws -> Result) async throws -> Result {
  do {
    return try await work()
  } catch let error as ValidationError {
    throw error
  } catch let error as ExitCode {
    throw error
  } catch {
    let failure = AnalysisError(error)
    StandardError.write(line: "sroc: " + SafeText.visible(failure.message))
    throw ExitCode(failure.code.rawValue)
  }
}
