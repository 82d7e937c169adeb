import Foundation
import Testing

/// A file whose error recommends options.
struct AdvisedFile: Sendable, CustomTestStringConvertible {
  let name: String
  let text: String
  var verb = ["check"]
  var options: [String] = []
  /// How many recommendations the message has.
  var expected: Int
  /// What the message itself says; a recommendation may lead to a further message.
  var complaint: String?
  var testDescription: String { name }
}

private let advisedFiles = [
  AdvisedFile(
    name: "one column separates",
    text: "study,test,tp,fp,fn,tn\nA,CT,1,2,3,4\nA,MRI,5,6,7,8\nB,CT,4,1,1,9\n", expected: 4),
  AdvisedFile(
    name: "names with commas, spaces, quotes and equals signs",
    text: "\"Author, year\",\"it's \"\"x\"\" = $y, `z`\",TP,FP,FN,TN\n"
      + "\"Ahn, 2010\",\"c't, 1=2\",10,3,2,50\n\"Ahn, 2010\",MRI,20,2,3,40\nC,MRI,15,5,5,30\n",
    expected: 4),
  AdvisedFile(
    name: "a name that begins with a hyphen",
    text: "study,-test,tp,fp,fn,tn\nA,CT,1,2,3,4\nA,-MRI,5,6,7,8\n", expected: 4),
  AdvisedFile(
    name: "a name inside another",
    text: "study,a,a=b,tp,fp,fn,tn\nA,b=1,0,1,2,3,4\nA,c,0,5,6,7,8\n", expected: 3),
  AdvisedFile(
    name: "two columns together",
    text: "study,tp,fp,fn,tn,a,b\nA,1,2,3,4,1,1\nA,1,1,1,1,2,1\nB,5,6,7,8,1,1\nB,5,5,7,8,1,2\n",
    expected: 3),
  AdvisedFile(
    name: "no column separates", text: "study,tp,fp,fn,tn\nA,1,2,3,4\nA,5,6,7,8\n", expected: 1),
  AdvisedFile(
    name: "inside a level",
    text: "study,test,site,tp,fp,fn,tn\nA,CT,x y,1,2,3,4\nA,CT,z,5,6,7,8\nB,MRI,z,4,1,1,9\n",
    options: ["--by", "test"], expected: 3),
  AdvisedFile(
    name: "merged cells",
    text: "Study,Test,TP,FP,FN,TN\nAhn 2010,CT,32,4,5,60\n,MRI,30,5,7,59\nBo,CT,21,9,2,88\n",
    expected: 4),
  AdvisedFile(
    name: "a weak name of the column",
    text: "Trial,arm,tp,fp,fn,tn\nA 2010,1,1,2,3,4\nA 2010,2,5,6,7,8\nB 2011,1,4,1,1,9\n",
    expected: 5),
  AdvisedFile(
    name: "a number of the row",
    text: "study_id,author,year,tp,fp,fn,tn\n1,Smith,2010,9,1,1,9\n2,Smith,2010,8,1,1,9\n",
    expected: 4),
  AdvisedFile(
    name: "a doubtful column",
    text: "Quelle; tp;fp;fn;tn\nA 2010;1;2;3;4\nA 2010;5;6;7;8\nB 2011;4;1;1;9\n", expected: 2,
    complaint: "looks as if it named"),
  AdvisedFile(
    name: "a doubtful column beside numbers",
    text: "id,\"the, source\",tp,fp,fn,tn\n1,A 2010,1,2,3,4\n2,A 2010,5,6,7,8\n3,B 2011,4,1,1,9\n",
    expected: 2, complaint: "looks as if it named"),
  AdvisedFile(
    name: "an unknown study", text: "study,tp,fp,fn,tn\n\"Ahn's, 2010\",1,2,3,4\nBo,5,6,7,8\n",
    options: ["--exclude", "Ahn"], expected: 1),
  AdvisedFile(
    name: "one arm, dropped", text: "study,tp,fn\nA,1,2\nB,5,6\n", options: ["--one-arm", "drop"],
    expected: 1),
]

@Suite("What an error message recommends works as it is printed")
struct SuggestionTests {
  /// Options that take a value.
  private static let valued = ["--where", "--by", "--study", "--exclude", "--one-arm"]

  /// The recommended options: from each on, as far as the shell takes it for one word and its value.
  private func recommendations(in message: String) -> [String] {
    var found: [String] = []
    var rest = message[...]
    while let start = rest.firstRange(of: " --") {
      let words = rest[rest.index(after: start.lowerBound)...]
      var command = word(words)
      var next = words.dropFirst(command.count)
      if Self.valued.contains(command) {
        let value = word(next.drop { $0 == " " })
        command += " " + value
        next = next.drop { $0 == " " }.dropFirst(value.count)
      }
      // Combined options belong together.
      if let last = found.last, message.contains(last + " " + command) {
        found[found.count - 1] = last + " " + command
      } else {
        found.append(command)
      }
      rest = next
    }
    return found.filter { !$0.hasPrefix("--exclude asks") && !$0.hasPrefix("--one-arm drop") }
  }

  /// A word of a POSIX shell.
  private func word(_ text: Substring) -> String {
    var isQuoted = false
    var isEscaped = false
    let end = text.firstIndex { character in
      if isEscaped {
        isEscaped = false
        return false
      }
      if character == "\\", !isQuoted { isEscaped = true }
      if character == "'" { isQuoted.toggle() }
      return !isQuoted && (character == " " || character == "\n")
    }
    return String(text[..<(end ?? text.endIndex)])
  }

  /// The option that a recommendation takes the place of.
  private func kept(_ options: [String], beside recommendation: String) -> [String] {
    guard let own = options.first else { return [] }
    return recommendation.hasPrefix(own) ? [] : options
  }

  @Test(arguments: advisedFiles)
  func works(_ example: AdvisedFile) throws {
    let scratch = try ScratchDirectory()
    let file = try scratch.file("data.csv", example.text)
    let refused = try sroc(example.verb + [file] + example.options)
    #expect(refused.code == 65 || refused.code == 64)
    let advice = recommendations(in: refused.errors)
    #expect(advice.count == example.expected, "\(advice) in \(refused.errors)")
    for options in advice {
      let command = example.verb + [file] + kept(example.options, beside: options)
      // The shell takes the recommendation apart, as it would a typed line.
      let shell = try sroc(
        command,
        shellPrefix: "eval 'set -- \"$@\"' " + quoted(options))
      if let complaint = example.complaint {
        #expect(refused.errors.contains(complaint) && !shell.errors.contains(complaint))
      } else {
        #expect(shell.code == 0, "\(options): \(shell.errors)")
      }
    }
  }

  /// Text as the argument of `eval`.
  private func quoted(_ text: String) -> String {
    "'" + text.replacing("'", with: "'\\''") + "'"
  }
}
