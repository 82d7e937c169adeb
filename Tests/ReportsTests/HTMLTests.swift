import Foundation
import Testing

@testable import Documents

@Suite("HTML in which text cannot become markup")
struct HTMLTests {
  @Test(
    "an interpolated value is text, in elements and attributes",
    arguments: [
      ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
      ("\"><img src=x onerror='y'>", "&quot;&gt;&lt;img src=x onerror=&#39;y&#39;&gt;"),
      ("a & b &amp; c", "a &amp; b &amp;amp; c"), ("Müller 2001", "Müller 2001"),
      ("دراسة 👩‍🔬", "دراسة 👩‍🔬"), ("", ""),
    ])
  func escaping(value: String, expected: String) {
    let cell: HTML = "<td title=\"\(value)\">\(value)</td>"
    #expect(cell.markup == "<td title=\"\(expected)\">\(expected)</td>")
    #expect(HTML(text: value).markup == expected)
  }

  @Test("what would reorder or end the text is shown by its number")
  func steering() {
    #expect(HTML(text: "a\u{202E}b").markup == "a&lt;U+202E&gt;b")
    #expect(HTML(text: "a\u{0}b\nc").markup == "a\u{2400}b\u{240A}c")
  }

  @Test("pieces are taken as they are, alone and in a list")
  func pieces() {
    let items = ["1 < 2", "b"].map { item -> HTML in "<li>\(item)</li>" }
    let list: HTML = "<ul>\(items)</ul>\(7)"
    #expect(list.markup == "<ul><li>1 &lt; 2</li><li>b</li></ul>7")
    #expect((list + "<hr>").markup.hasSuffix("7<hr>"))
    #expect(HTML.trusted("<svg/>").markup == "<svg/>")
  }

  @Test("base64 is that of Foundation for every length and byte")
  func base64() {
    for count in 0...64 {
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ count &* 91) }
      #expect(Base64.encoded(bytes) == Data(bytes).base64EncodedString())
    }
    let all = (0...255).map { UInt8($0) }
    #expect(Base64.encoded(all) == Data(all).base64EncodedString())
  }
}
