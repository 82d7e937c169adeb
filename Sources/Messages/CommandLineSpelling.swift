/// The only place below the doors that knows what a command of this program looks like.
public enum CommandLineSpelling {
  /// The program's name.
  public static let program = "sroc"

  /// What ends the options of a command: behind it nothing is one.
  public static let endOfOptions = "--"

  /// What takes its place in a command without an option.
  private static let operands: [Argument: String] = [.data: "DATA", .files: "FILE", .name: "NAME"]

  /// The option of an argument, as `--one-arm`; for what has none its place in the usage, as `DATA`.
  ///
  /// - Parameter argument: which.
  /// - Returns: the option.
  public static func name(of argument: Argument) -> String {
    operands[argument] ?? endOfOptions + argument.field.replacing("_", with: "-")
  }

  /// An option with its value, as a POSIX shell takes it.
  ///
  /// - Parameter setting: the argument and its value.
  /// - Returns: one or more words.
  public static func text(of setting: ArgumentValue) -> String {
    guard let value = setting.value else { return name(of: setting.argument) }
    // The pattern stands outside the quotation marks, or the shell would not see it.
    let word =
      (value.isEmpty && !setting.pattern.isEmpty ? "" : ShellText.quoted(value))
      + setting.pattern
    guard operands[setting.argument] == nil else { return word }
    // A value that begins with a hyphen would be taken for an option.
    return name(of: setting.argument) + (value.hasPrefix("-") ? "=" : " ") + word
  }

  /// A command, as a POSIX shell takes it.
  ///
  /// - Parameters:
  ///   - verb: of the program.
  ///   - settings: operands and options in order.
  /// - Returns: one line.
  public static func request(_ verb: Verb, _ settings: [ArgumentValue]) -> String {
    ([program, verb.rawValue] + settings.map(text(of:))).joined(separator: " ")
  }

  /// The words of a command.
  ///
  /// - Parameters:
  ///   - verb: of the program.
  ///   - settings: operands and options in order, each with a value.
  /// - Returns: as the program would be given them, not quoted.
  public static func words(_ verb: Verb, _ settings: [ArgumentValue]) -> [String] {
    [program, verb.rawValue] + settings.flatMap(words(of:))
  }

  /// The words of an option and its value.
  ///
  /// - Parameter setting: the argument and its value.
  /// - Returns: one or two words, not quoted.
  public static func words(of setting: ArgumentValue) -> [String] {
    let name = operands[setting.argument] == nil ? [name(of: setting.argument)] : []
    return name + (setting.value.map { [$0] } ?? [])
  }
}
