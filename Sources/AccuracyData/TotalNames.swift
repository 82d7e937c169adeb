/// Words that open or end a label of totals ("Summe CT", "CT pooled"), in English, German, French,
/// Spanish, Italian and Dutch.
private let totalWords: Set<Substring> = [
  "total", "totals", "subtotal", "subtotals", "pooled", "overall",
  "gesamt", "gesamtsumme", "gesamtergebnis", "summe", "teilsumme", "zwischensumme", "endsumme",
  "insgesamt", "totaux", "totale", "totali", "totales", "totaal", "subtotale", "subtotaal",
  "subtotales", "eindtotaal", "metaanalysis", "metaanalyse", "métaanalyse", "metaanálisis",
  "metaanalisis", "metanalisi", "metaanalisi",
]

/// Words that open a label of totals but may end one of a study.
private let totalOpenings: Set<Substring> = ["summary", "zusammenfassung"]

/// Words that open or end a label of averages.
private let averageWords: Set<Substring> = [
  "mean", "average", "median", "mittelwert", "durchschnitt", "moyenne", "médiane", "promedio",
  "mediana", "gemiddelde", "gemiddeld", "mediaan",
]

/// Whole labels of totals, whose opening words may also open an author's name.
private let totalNames: Set<String> = [
  "all", "all studies", "all patients", "all participants", "all tests", "grand total", "sum",
  "sums", "σ", "combined", "range", "meta analysis", "meta analyse", "méta analyse",
  "meta análisis", "meta analisi", "alle", "alle studien", "alle patienten", "mittel", "somme",
  "tous", "toutes les études", "ensemble", "suma", "todos", "todos los estudios", "media",
  "media ponderada", "somma", "tutti", "tutti gli studi", "media ponderata", "som", "alle studies",
  "complessivo", "globale", "global",
]

/// Whether a label is one that only a row of totals would have; a year or "et al" shows an author.
///
/// - Parameters:
///   - label: any cell.
///   - withAverages: whether words such as "mean" count, which may also be values of a covariate.
/// - Returns: whether it is.
func isTotalName(_ label: String, withAverages: Bool) -> Bool {
  label.utf8.count <= 60 && hasTotalWords(label, withAverages: withAverages)
    && !namesPublication(label)
}

private func hasTotalWords(_ label: String, withAverages: Bool) -> Bool {
  let words = label.lowercased().split { !$0.isLetter && !$0.isNumber }
  guard let first = words.first, let last = words.last else { return false }
  if totalWords.contains(first) || totalOpenings.contains(first) || totalWords.contains(last) {
    return true
  }
  if withAverages, averageWords.contains(first) || averageWords.contains(last) { return true }
  return totalNames.contains(words.joined(separator: " "))
    || words.count > 2 && isMetaAnalysis(words)
}

/// Whether a label opens with "meta-analysis" in two words.
private func isMetaAnalysis(_ words: [Substring]) -> Bool {
  totalNames.contains(words.prefix(2).joined(separator: " ")) && words[0].hasPrefix("m")
    && words[0].count == 4 && words[1].hasPrefix("an")
}
