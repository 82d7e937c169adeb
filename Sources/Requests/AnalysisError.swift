import AccuracyData
import Concurrency
import Distributions
import Messages
import Output
import Samplers
import StudyDesigns

/// Why a verb ended without a result: one message for the user and the exit code of docs/contract.md.
public struct AnalysisError: Error, Equatable {
  /// The exit codes of the program.
  public enum Code: Int32, Sendable {
    /// Wrong usage, prior expression, preset or level.
    case usage = 64
    /// Opened but wrong: data or model file, saved draws or configuration.
    case badData = 65
    /// No such file, directory or example.
    case noInput = 66
    /// A defect of the program, or a limit of the system that leaves it too little.
    case software = 70
    /// An output cannot be written.
    case cannotWrite = 73
    /// Ended by a signal; the program exits with 128 and its number.
    case interrupted = 130
  }

  /// The exit code.
  public let code: Code
  /// One clear message, which the door spells.
  public let message: Message
  /// Where it is, as far as it can be said.
  public let place: DataErrorPlace

  /// An error.
  ///
  /// - Parameters:
  ///   - code: the exit code.
  ///   - message: what is wrong and what would be right.
  ///   - place: where; nil for the first argument that the message names.
  public init(_ code: Code, _ message: Message, at place: DataErrorPlace? = nil) {
    self.code = code
    self.message = message
    self.place = place ?? message.firstArgument
  }

  /// The error of a design, which names the data where it is theirs.
  ///
  /// - Parameters:
  ///   - error: of the design.
  ///   - source: what the data are called.
  public init(_ error: StudyDesignError, source: String) {
    self.init(error)
    guard error.kind == .data else { return }
    let separator = error.message.spelled(by: .fields).hasPrefix("line ") ? ", " : ": "
    self.init(code, "\(source)\(separator)\(error.message)")
  }

  /// Turns the errors of the rooms below into one message and a code.
  ///
  /// - Parameter error: any error of a verb.
  public init(_ error: any Error) {
    switch error {
    case let error as AnalysisError: self = error
    case let error as AccuracyDataError:
      let code: Code =
        switch error.kind {
        case .usage: .usage
        case .malformed: .badData
        case .notFound: .noInput
        case .limits: .software
        }
      self.init(code, Message(error.message), at: error.errorPlace)
    case let error as StudyDesignError:
      self.init(error.kind == .usage ? .usage : .badData, error.message)
    case let error as PriorError: self.init(.usage, Message(error.message))
    case let error as OutputError: self.init(.cannotWrite, error.message)
    case SamplingError.interrupted, is WorkCancelled:
      self.init(.interrupted, "interrupted; nothing was written")
    case SamplingError.noFiniteStart:
      self.init(
        .software,
        "no starting point with a finite posterior density was found; "
          + "a less extreme prior would help")
    case SamplingError.nonFiniteLogDensity(let position, let value):
      self.init(
        .software,
        "the log posterior is \(value) at coordinates \(position); this is a defect, please report it"
      )
    default: self.init(.software, "\(error)")
    }
  }
}

extension Message {
  /// The first argument that it names, with its value.
  fileprivate var firstArgument: DataErrorPlace {
    for piece in pieces {
      switch piece {
      case .argument(let argument): return DataErrorPlace(field: argument.field)
      case .setting(let setting):
        return DataErrorPlace(field: setting.argument.field, value: setting.value)
      case .text, .request: continue
      }
    }
    return DataErrorPlace()
  }
}
