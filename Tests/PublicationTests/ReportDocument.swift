import Foundation
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// A report read as XML, which it also is; anything that is not well-formed is an error.
final class ReportDocument: NSObject, XMLParserDelegate {
  /// An element with what stands in it.
  struct Element {
    var name: String
    var attributes: [String: String]
    var text = ""
  }

  /// All elements in the order in which they begin.
  private(set) var elements: [Element] = []
  private var open: [Int] = []

  /// Reads a report.
  ///
  /// - Parameter bytes: of the page.
  /// - Throws: the error of the parser.
  init(_ bytes: [UInt8]) throws {
    super.init()
    // A style sheet and a script are not XML.
    let text = String(decoding: bytes, as: UTF8.self)
      .replacing(/<style>[\s\S]*?<\/style>/, with: "<style/>")
      .replacing(/<script>[\s\S]*?<\/script>/, with: "<script/>")
    let parser = XMLParser(data: Data(text.utf8))
    parser.delegate = self
    guard parser.parse() else { throw parser.parserError ?? CocoaError(.fileReadCorruptFile) }
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    open.append(elements.count)
    elements.append(Element(name: name, attributes: attributes))
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) {
    for index in open { elements[index].text += string }
  }

  func parser(
    _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
  ) {
    open.removeLast()
  }

  /// All elements of a name.
  func all(_ name: String) -> [Element] { elements.filter { $0.name == name } }

  /// Elements with an id.
  func element(id: String) -> Element? { elements.first { $0.attributes["id"] == id } }

  /// Everything a reader reads.
  var text: String { elements.first { $0.name == "body" }?.text ?? "" }
}
