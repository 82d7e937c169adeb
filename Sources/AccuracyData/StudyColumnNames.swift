/// Names of columns that name the study.
package enum StudyColumnNames {
  /// The place of a name that always names the study, 0 first; `nil` for any other name.
  package static func strongRank(_ name: String) -> Int? { strong[folded(name)] }

  /// Whether a name may name the study, but also mean a covariate or the reference standard.
  package static func isWeak(_ name: String) -> Bool { weak.contains(folded(name)) }

  /// Whether a name is that of the year which goes with an author.
  package static func isYear(_ name: String) -> Bool { years.contains(folded(name)) }

  /// Whether a name is that of a date or a time, the points of which are no decimal points.
  package static func isDate(_ name: String) -> Bool {
    let name = folded(name)
    return dates.contains(name) || ["date", "datum", "fecha"].contains { name.contains($0) }
  }

  /// The rank of authors, whose year, where there is one, belongs to the label.
  package static let authorRank = 4

  /// The rank of numbers that publications have in a database.
  package static let pmidRank = 6

  /// Whether a name is that of a kind of things which may have years in their names, such as criteria.
  package static func isKind(_ name: String) -> Bool {
    let name = folded(name)
    return [
      "standard", "criteri", "kriteri", "guideline", "leitlinie", "definition", "classification",
      "period", "recruit", "enrolment", "enrollment", "version", "edition",
    ].contains { name.contains($0) }
  }

  /// Whether a name may be that of a reference standard.
  package static func isReference(_ name: String) -> Bool {
    ["reference", "references", "ref", "refs"].contains(folded(name))
  }

  /// Whether a name is that of a year or a date that tells publications of one name apart.
  package static func isPublicationDate(_ name: String) -> Bool {
    isYear(name) || ["date", "datum", "pubdate", "publicationdate", "fecha"].contains(folded(name))
  }

  /// The rank of citations and publications, which may be counted or of several kinds.
  package static let publicationRank = 5

  /// Letters and digits in lower case, so that case, spaces and punctuation make no difference.
  private static func folded(_ name: String) -> String {
    if name.utf8.count > 200 { return "" }
    return name.lowercased().filter { $0.isLetter || $0.isNumber }
  }

  private static let strong: [String: Int] = {
    let ranks = [
      "study studies studie studien etude etudes étude études estudio estudios",
      "studyid studyids studyidentifier studyno studynr studynum studynumber studykey idstudy",
      "studyname studynames studylabel studylabels studylab studlab slab nameofstudy labelofstudy "
        + "studyauthor studyauthors studyauthoryear studyfirstauthor studyyear studyref "
        + "studyreference studycitation studytitle includedstudy includedstudies primarystudy "
        + "primarystudies",
      "authoryear authorsyear authoryears authorandyear authorsandyear firstauthoryear "
        + "firstauthorandyear authoryearofpublication authorpublicationyear autorjahr",
      "author authors firstauthor firstauthors 1stauthor leadauthor authorname authornames "
        + "firstauthorname firstauthorsname autor autoren erstautor auteur auteurs autore autori "
        + "autores",
      "citation citations citationkey publication publications", "pmid pubmedid pubmed pmcid doi",
      "id ids", "sid", "covidence covidenceid covidenceno covidencenumber",
    ]
    var table: [String: Int] = [:]
    for (rank, names) in ranks.enumerated() {
      for name in names.split(separator: " ") { table[String(name)] = rank }
    }
    return table
  }()

  private static let weak = words(
    "reference references ref refs name names label labels cohort cohorts record records recordid "
      + "trial trials trialname trialid identifier identifiers paper papers paperlink papertitle "
      + "article articles articletitle articleid title source sources link url investigator "
      + "investigators report reports series dataset")

  private static let years = words(
    "year years yr pubyear yearpub publicationyear yearofpublication yearpublished publishedyear "
      + "publicationyears pubyr yearofpub jahr publikationsjahr erscheinungsjahr jahrderpublikation annee "
      + "année anneedepublication annéedepublication ano año anodepublicacion añodepublicación anno "
      + "annodipubblicazione jaar publicatiejaar")

  private static let dates = words(
    "month months monat monate mois mes mese time zeit uhrzeit heure hora")

  private static func words(_ text: String) -> Set<String> {
    Set(text.split(separator: " ").map(String.init))
  }
}
