import Drawing
import Foundation

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// One element of a drawing.
public struct DrawnElement: Sendable {
  /// Name of the element, as `line`.
  public var name: String
  /// Attributes by name.
  public var attributes: [String: String]
  /// Character data directly inside, without that of inner elements.
  public var text = ""
  /// How many elements are around it; 0 for the outermost.
  public var depth: Int

  /// A numeric attribute.
  ///
  /// - Parameter name: as `x1`.
  /// - Returns: NaN where it is missing or no number.
  public func number(_ name: String) -> Double { attributes[name].flatMap(Double.init) ?? .nan }
}

/// What is wrong with a drawing.
public struct FigureProblem: Error, CustomStringConvertible {
  /// In words.
  public var description: String

  init(_ description: String) { self.description = description }
}

/// All elements of a drawing.
///
/// - Parameters:
///   - names: only elements of these names; all without any.
///   - figure: any figure.
/// - Returns: in the order of the file.
/// - Throws: `FigureProblem` where the drawing is not well-formed XML.
public func elements(_ names: String..., of figure: Figure) throws -> [DrawnElement] {
  let reader = DrawingReader()
  let parser = XMLParser(data: Data(figure.file()))
  parser.delegate = reader
  guard parser.parse() else {
    throw FigureProblem(
      "not well-formed in line \(parser.lineNumber): "
        + (parser.parserError.map { "\($0)" } ?? "no reason given"))
  }
  return reader.elements.filter { names.isEmpty || names.contains($0.name) }
}

private final class DrawingReader: NSObject, XMLParserDelegate {
  var elements: [DrawnElement] = []
  private var open: [Int] = []

  func parser(
    _ parser: XMLParser, didStartElement elementName: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    open.append(elements.count)
    elements.append(
      DrawnElement(name: elementName, attributes: attributes, depth: open.count - 1))
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) {
    if let last = open.last { elements[last].text += string }
  }

  func parser(
    _ parser: XMLParser, didEndElement elementName: String, namespaceURI: String?,
    qualifiedName: String?
  ) {
    open.removeLast()
  }
}
