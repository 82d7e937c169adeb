import RepeatableNumbers
import Requests
import Testing

@testable import ModelFiles

/// Files that somebody edited badly.
@Suite("Model files: edits")
struct MutationTests {
  /// Pieces that YAML reads in a way of its own.
  private static let pieces = [
    ":", ": ", "- ", "\n", "\n  ", "  ", "\t", "#", " #", "'", "\"", "[", "]", "{", "}", ",", "&a ",
    "*a", "!x ", "|", ">", "? ", "%", "---\n", "...\n", "\\", "\u{0}", "\u{FEFF}", "é", "~", "null",
    "<<: ", "0x1", "schema", "priors:", "normal(0, 1)",
  ]

  /// Each edit is read, or refused in one line with a place in the file.
  @Test func anEditIsReadOrRefusedAtItsPlace() throws {
    var numbers = SplitMix64(seed: 20_261_129)
    var refused = 0
    for round in 0..<3000 {
      let name = ModelCatalogue.names[round % ModelCatalogue.names.count]
      var characters = Array(try #require(ModelCatalogue.text(name)))
      for _ in 0...(round % 4) {
        let place = Int(numbers.next() % UInt64(characters.count))
        switch numbers.next() % 3 {
        case 0: characters.remove(at: place)
        case 1:
          let end = min(characters.count, place + Int(numbers.next() % 40))
          characters.replaceSubrange(place..<end, with: [])
        default:
          let piece = Self.pieces[Int(numbers.next() % UInt64(Self.pieces.count))]
          characters.insert(contentsOf: piece, at: place)
        }
        if characters.isEmpty { characters = ["a"] }
      }
      do {
        _ = try ModelFile(parsing: String(characters), file: "m.yaml")
      } catch {
        refused += 1
        let words = error.message.spelled(by: .commandLine)
        #expect(error.code == .badData)
        #expect(
          words.firstMatch(of: /^m\.yaml:[1-9][0-9]*:[1-9][0-9]*: ./) != nil, "\(words)")
      }
    }
    // Comments and the like can be edited without harm, keys cannot.
    #expect(refused > 500 && refused < 2900, "\(refused)")
  }
}
