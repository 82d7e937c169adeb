import Drawing

/// The boxes of all texts of a drawing.
///
/// - Parameter figure: any figure.
/// - Returns: in the order of the file.
/// - Throws: `FigureProblem` where the drawing is not well-formed or a text has no place.
public func textBoxes(of figure: Figure) throws -> [TextBox] {
  try elements("text", of: figure).map(TextBox.init)
}

/// Everything that is wrong with a drawing: not well-formed, without title or description, text that
/// overlaps other text or leaves the drawing, ids that clash with other drawings on a page, markup
/// that runs or loads something.
///
/// - Parameter figure: any figure.
/// - Returns: one sentence a problem; empty for a good drawing.
public func problems(of figure: Figure) -> [String] {
  do {
    let all = try elements(of: figure)
    guard all.first?.name == "svg" else { return ["no svg element"] }
    var found: [String] = []
    for name in ["title", "desc"]
    where !all.contains(where: { $0.name == name && $0.depth == 1 && !$0.text.isEmpty }) {
      found.append("no \(name)")
    }
    found += textProblems(try all.filter { $0.name == "text" }.map(TextBox.init), of: figure)
    let ids = all.compactMap { $0.attributes["id"] }
    if Set(ids).count < ids.count { found.append("an id stands twice") }
    found += ids.filter { !$0.hasPrefix(figure.name) }.map { "id \($0) may clash on a page" }
    let known: Set = [
      "svg", "title", "desc", "style", "g", "clipPath", "rect", "line", "polyline", "polygon",
      "ellipse", "path", "text",
    ]
    found += Set(all.map(\.name)).subtracting(known).sorted().map { "element \($0)" }
    found += Set(all.flatMap(\.attributes.keys)).sorted()
      .filter { $0.hasPrefix("on") || $0.hasSuffix("href") }.map { "attribute \($0)" }
    return found
  } catch {
    return ["\(error)"]
  }
}

private func textProblems(_ boxes: [TextBox], of figure: Figure) -> [String] {
  var found: [String] = []
  for (index, box) in boxes.enumerated() {
    if !box.isInside(width: figure.width, height: figure.height) {
      found.append("\"\(box.text)\" leaves the drawing")
    }
    for other in boxes[(index + 1)...] where box.overlaps(other) {
      found.append("\"\(box.text)\" overlaps \"\(other.text)\"")
    }
  }
  return found
}
