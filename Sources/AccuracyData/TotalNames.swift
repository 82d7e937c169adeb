import TabularText

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
  "complessivo", "globale", "global", "diamond", "prediction interval", "synthesis",
]

/// Words that end a label of totals behind others; a row that only has a test may end in them too.
private let totalEndings: Set<Substring> = ["combined", "kombiniert", "gepoolt", "zusammen"]

/// Groups of words that only a row of a meta-analysis has, as metafor, meta and midas write them.
private let modelWords: [Substring: Set<Substring>] = Dictionary(
  grouping: [
    ["random", "effects"], ["random", "effect"], ["fixed", "effects"], ["fixed", "effect"],
    ["common", "effect"], ["common", "effects"], ["equal", "effects"], ["re", "model"],
    ["fe", "model"], ["ee", "model"], ["ce", "model"], ["bivariate", "model"], ["hsroc", "model"],
    ["zufällige", "effekte"], ["zufälligen", "effekten"], ["feste", "effekte"],
    ["effets", "aléatoires"],
    ["effets", "fixes"], ["efectos", "aleatorios"], ["efectos", "fijos"], ["effetti", "casuali"],
    ["combined", "estimate"], ["combined", "results"], ["combined", "effect"], ["sum", "of"],
    ["summe", "der"], ["somme", "des"], ["suma", "de"], ["somma", "degli"],
  ],
  by: { $0[0] }
).mapValues { Set($0.map { $0[1] }) }

/// What "all" may be followed by at the end of a label of totals.
private let totalGroups: Set<Substring> = [
  "studies", "trials", "patients", "participants", "tests", "cohorts", "centres", "centers",
  "sites",
  "reports", "subjects", "data", "rows", "samples", "lesions", "studien", "patienten",
]

/// Whether a label is one that only a row of totals would have; a year or "et al" shows an author.
///
/// - Parameters:
///   - label: any cell.
///   - withAverages: whether words such as "mean" count, which may also be values of a covariate.
/// - Returns: whether it is.
package func isTotalName(_ label: String, withAverages: Bool) -> Bool {
  label.utf8.count <= 60 && yearPlace(in: label.utf8) == nil
    && hasTotalWords(label, withAverages: withAverages)
    && !namesPublication(label)
}

private func hasTotalWords(_ label: String, withAverages: Bool) -> Bool {
  let words = label.lowercased().split { !$0.isLetter && !$0.isNumber }
  guard let first = words.first, let last = words.last else { return false }
  if totalWords.contains(first) || totalOpenings.contains(first) || totalWords.contains(last) {
    return true
  }
  if withAverages, averageWords.contains(first) || averageWords.contains(last) { return true }
  if words.count > 1, withAverages, totalEndings.contains(last) { return true }
  if words.count <= 4, first == "all" || first == "alle", totalGroups.contains(last) { return true }
  return totalNames.contains(words.joined(separator: " "))
    || words.count > 2 && isMetaAnalysis(words) || namesModel(words)
}

/// Whether two words in a row are those of a model or of a sum.
private func namesModel(_ words: [Substring]) -> Bool {
  guard words.count >= 2 else { return false }
  return zip(words, words.dropFirst()).contains { modelWords[$0]?.contains($1) == true }
}

/// Whether a label opens with "meta-analysis" in two words.
private func isMetaAnalysis(_ words: [Substring]) -> Bool {
  totalNames.contains(words.prefix(2).joined(separator: " ")) && words[0].hasPrefix("m")
    && words[0].count == 4 && words[1].hasPrefix("an")
}
