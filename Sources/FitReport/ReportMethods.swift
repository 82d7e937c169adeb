import Documents
import Fitting

extension FitResult {
  /// A paragraph for the methods of a paper, with the references that the report cites.
  var methodsSection: HTML {
    let list = citedReferences.map { reference -> HTML in "<li>\(reference.entry)</li>\n" }
    return """
      <section id="methods" aria-labelledby="methods-title">
      <h2 id="methods-title">Methods, ready to paste</h2>
      <p class="paste">\(methodsParagraph)</p>
      <h3>References</h3>
      <ul class="references">
      \(list)</ul>
      </section>

      """
  }

  /// What the run did, in the sentences of a methods section.
  var methodsParagraph: String {
    MethodsFacts(self).sentences.map(\.text).joined(separator: " ")
  }

  /// The publications that the report cites, in the paragraph or beside its tables, and no others.
  var citedReferences: [ReportReference] {
    var cited = Set(MethodsFacts(self).sentences.flatMap(\.references))
    // The tables of convergence and of derived measures, and the checklist.
    cited.formUnion([.vehtari, .rutterGatsonis, .harbord, .prisma])
    if showsISquared { cited.insert(.zhou) }
    return ReportReference.allCases.filter(cited.contains)
  }
}
