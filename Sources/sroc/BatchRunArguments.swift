import ArgumentParser
import Batches
import CProcess
import Documents
import Output
import Requests

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Where the rows of a batch stand, which part of them this process does, and what of it is shown.
struct BatchRunArguments: ParsableArguments {
  @Option(help: "The directory of the rows, with what is needed to go on and to merge.")
  var out: String?
  @Option(
    help: ArgumentHelp(
      "Do one part of N: I/N, or auto/N for the number that a scheduler gives its task.",
      valueName: "i/n"))
  var shard: String?
  @Flag(help: "Keep the rows that stand in --out and go on.")
  var resume = false
  @Flag(help: "Throw away the rows that stand in --out.")
  var force = false
  @Flag(help: "No summary, no progress.")
  var quiet = false
  @Flag(help: "No progress.")
  var noProgress = false

  /// Fills the part of a request that says where, which and with how many threads.
  func apply(to request: inout BatchRequest, sampling: BatchSamplingArguments) throws {
    request.leastESS = sampling.minESS
    request.threads = sampling.threads ?? Processors.count
    if let shard {
      request.shard = try Shard(parsing: shard) { name in
        getenv(name).map { String(cString: $0) }
      }
    }
    (request.directory, request.resumes, request.replaces) = (out, resume, force)
  }

  /// Runs a batch with its progress shown. A signal asks for its end, so that no line is broken.
  ///
  /// - Parameters:
  ///   - request: validated.
  ///   - output: takes rows where the request names no directory.
  /// - Returns: what came of the rows.
  /// - Throws: as `runBatch`; after a signal its exit code, once a message has said how far it came.
  func run(
    _ request: BatchRequest, output: @escaping @Sendable ([UInt8]) throws -> Void
  ) throws -> BatchCount {
    let display = BatchDisplay(
      isWanted: !quiet && !noProgress, label: shard == nil ? "" : "\(request.shard.label): ")
    defer { display.finish() }
    sroc_set_phase(SROC_WRITING)
    do {
      return try runBatch(request, output: output, progress: display.update)
    } catch let stopped as BatchInterrupted {
      display.finish()
      let count = stopped.count
      let standing = "\(NumberText.count(count.done)) of \(NumberText.count(count.total)) rows"
      let remedy = out == nil ? "" : "; the same command with --resume goes on"
      StandardError.write(line: "sroc: interrupted after \(standing)\(remedy)")
      throw Interruption.exitCode
    }
  }
}
