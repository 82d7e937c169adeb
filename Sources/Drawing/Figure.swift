/// A finished drawing: an SVG with a title and a description.
public struct Figure: Sendable {
  /// Name without extension: letters, digits and hyphens. The start of every `id` in the drawing.
  public let name: String
  /// What the figure shows, in a few words.
  public let title: String
  /// What a reader sees who cannot see: the main numbers in sentences.
  public let description: String
  /// Width in CSS pixels.
  public let width: Double
  /// Height in CSS pixels.
  public let height: Double
  /// Characters beyond ASCII in its texts, for which a program that draws it needs fonts.
  public let letters: Set<Unicode.Scalar>
  package let body: String

  /// The drawing as a file of its own, on white paper.
  ///
  /// - Returns: SVG 1.1 in UTF-8.
  public func file() -> [UInt8] {
    let style = """
      <style>text{font-family:\(Figure.fontFamily)}\
      \(FigureColor.rules { $0.onPaper })</style>
      """
    let paper = "<rect class=\"f-paper\" width=\"\(width.svg)\" height=\"\(height.svg)\"/>"
    let declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    return Array((declaration + element(style: style + "\n" + paper, attributes: "")).utf8)
  }

  /// The drawing as an element of an HTML page, which styles it by the classes of `FigureColor`.
  ///
  /// - Returns: an `svg` element that scales with its container and has no background.
  public func inline() -> String {
    element(style: "", attributes: " class=\"figure\"")
  }

  /// Fonts of all text in figures; `TextMetrics` knows the first ones, the last have the scripts of
  /// East Asia and the Near East.
  public static let fontFamily =
    "Helvetica,Arial,'Liberation Sans','DejaVu Sans','Noto Sans','Noto Sans CJK SC',"
    + "'Noto Sans CJK JP','Noto Sans CJK KR','Source Han Sans','PingFang SC','Hiragino Sans',"
    + "'Microsoft YaHei','Yu Gothic','Malgun Gothic','WenQuanYi Zen Hei','Noto Sans Arabic',"
    + "'Noto Sans Hebrew',sans-serif"

  private func element(style: String, attributes: String) -> String {
    let id = name.xmlEscaped
    return """
      <svg xmlns="http://www.w3.org/2000/svg" width="\(width.svg)" height="\(height.svg)" \
      viewBox="0 0 \(width.svg) \(height.svg)" role="img" \
      aria-labelledby="\(id)-title \(id)-desc"\(attributes)>
      <title id="\(id)-title">\(title.xmlEscaped)</title>
      <desc id="\(id)-desc">\(description.xmlEscaped)</desc>
      \(style)\(body)</svg>

      """
  }
}
