import ArgumentParser
import Documents
import Messages
import Requests

/// Runs a verb's work; an error becomes one message on standard error and its exit code.
func reportingErrors<Result>(_ work: () throws -> Result) throws -> Result {
  do {
    return try work()
  } catch let error as ValidationError {
    throw error
  } catch let error as ExitCode {
    throw error
  } catch {
    let failure = AnalysisError(error)
    StandardError.write(
      line: "sroc: " + SafeText.visible(failure.message.spelled(by: .commandLine)))
    throw failure.code == .interrupted ? Interruption.exitCode : ExitCode(failure.code.rawValue)
  }
}
