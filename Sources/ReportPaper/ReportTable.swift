import Documents

/// A table of a report: a caption, columns with scopes, and rows that begin with their header.
package struct ReportTable {
  /// How the cells of a column stand.
  package enum Alignment {
    /// Words.
    case text
    /// Numbers, whose digits have one width.
    case number
  }

  package var caption: HTML
  package var columns: [(title: HTML, alignment: Alignment)]
  package private(set) var rows: [(cells: [HTML], isEmphasised: Bool)] = []
  /// Above the columns: titles that each span some of them; empty for none.
  package var groups: [(title: HTML, span: Int)] = []

  /// A table without rows.
  ///
  /// - Parameters:
  ///   - caption: above it.
  ///   - columns: titles, and how their cells stand.
  package init(caption: HTML, columns: [(title: HTML, alignment: Alignment)]) {
    (self.caption, self.columns) = (caption, columns)
  }

  /// Adds a row, whose first cell names it.
  package mutating func add(_ cells: [HTML], isEmphasised: Bool = false) {
    precondition(cells.count == columns.count, "a cell a column")
    rows.append((cells, isEmphasised))
  }

  /// The element, in a frame that scrolls where the screen is narrower than the table.
  package var html: HTML {
    let heads = columns.map { column -> HTML in
      column.title.isEmpty
        ? "<td></td>" : "<th scope=\"col\"\(attribute(column.alignment))>\(column.title)</th>"
    }
    let spans = groups.map { group -> HTML in
      group.title.isEmpty
        ? "<td colspan=\"\(group.span)\"></td>"
        : "<th scope=\"colgroup\" class=\"group\" colspan=\"\(group.span)\">\(group.title)</th>"
    }
    let upper: HTML = groups.isEmpty ? "" : "<tr>\(spans)</tr>\n"
    var body: HTML = ""
    for row in rows {
      body += row.isEmphasised ? "<tr class=\"chosen\">" : "<tr>"
      for (index, cell) in row.cells.enumerated() {
        let alignment = attribute(columns[index].alignment)
        body +=
          index == 0 ? "<th scope=\"row\"\(alignment)>\(cell)</th>" : "<td\(alignment)>\(cell)</td>"
      }
      body += "</tr>\n"
    }
    return """
      <div class="scroll" tabindex="0">
      <table>
      <caption>\(caption)</caption>
      <thead>
      \(upper)<tr>\(heads)</tr>
      </thead>
      <tbody>
      \(body)</tbody>
      </table>
      </div>

      """
  }

  private func attribute(_ alignment: Alignment) -> HTML {
    alignment == .number ? " class=\"n\"" : ""
  }
}
