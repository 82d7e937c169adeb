import Messages
import Testing

/// What messages below the door call an option is what the program takes, and nothing is left out.
@Suite struct ArgumentNamesTests {
  @Test func everyOptionOfTheProgramIsAnArgumentAndEveryArgumentIsOne() throws {
    var options: Set<String> = []
    for verb in Verb.allCases {
      let help = try sroc(["help", verb.rawValue])
      #expect(help.code == 0)
      options.formUnion(help.text.matches(of: /--[a-z][a-z-]*/).map { String($0.output) })
    }
    let operands: Set<Argument> = [.data, .files, .name]
    let names = Argument.allCases.filter { !operands.contains($0) }
      .map(CommandLineSpelling.name)
    #expect(options.subtracting(names) == ["--help", "--version"])
    #expect(Set(names).subtracting(options) == [])
  }
}
