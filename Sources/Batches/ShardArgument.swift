import Messages
import Requests

extension Shard {
  /// The variables in which schedulers give a task its number, and GNU parallel and HyperQueue too.
  package static let taskVariables = [
    "SLURM_ARRAY_TASK_ID", "PBS_ARRAY_INDEX", "PBS_ARRAYID", "LSB_JOBINDEX", "SGE_TASK_ID",
    "HQ_TASK_ID", "PARALLEL_SEQ",
  ]

  /// The value of an argument: `2/400`, or `auto/400`, whose first part is the number of the scheduler's task.
  ///
  /// How many shards there are is never taken from the environment: a scheduler that repeats one task of an
  /// array says that there is one.
  ///
  /// - Parameters:
  ///   - text: as given.
  ///   - environment: a variable of the process; nil where it is not set.
  /// - Throws: `AnalysisError` 64.
  public init(
    parsing text: String, environment: (String) -> String?
  ) throws(AnalysisError) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, let count = Int(parts[1]), (1...100_000).contains(count) else {
      throw AnalysisError(
        .usage, "\(setting: .shard, text): use I/N, as 2/400, or auto/400 in an array of tasks")
    }
    let advice: Message = "; tasks are numbered from 1 to \(count)"
    if parts[0] == "auto" {
      let found = Self.taskVariables.compactMap { name in
        environment(name).map { (name, $0) }
      }.first { !$0.1.isEmpty && $0.1 != "undefined" }
      guard let (name, value) = found else {
        let names = Self.taskVariables.joined(separator: ", ")
        throw AnalysisError(
          .usage,
          "\(setting: .shard, text): no scheduler has set the number of a task (\(names))\(advice)")
      }
      guard let number = Int(value), (1...count).contains(number) else {
        throw AnalysisError(.usage, "\(setting: .shard, text): \(name) is \(value)\(advice)")
      }
      self.init(number: number, count: count)
    } else {
      guard let number = Int(parts[0]), (1...count).contains(number) else {
        throw AnalysisError(
          .usage, "\(setting: .shard, text): the number is from 1 to \(count)\(advice)")
      }
      self.init(number: number, count: count)
    }
  }
}
