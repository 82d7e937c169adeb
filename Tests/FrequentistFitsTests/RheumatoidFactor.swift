import AccuracyData

/// Rheumatoid factor for rheumatoid arthritis by laboratory method: the 50 studies that the R package
/// dtametaTMB distributes as `RF`.
enum RheumatoidFactor {
  static let studies = counts.enumerated().map { row, entry in
    AccuracyStudy(
      label: entry.0, row: row + 2, diseased: AccuracyArm(correct: entry.1, incorrect: entry.3),
      nondiseased: AccuracyArm(correct: entry.4, incorrect: entry.2),
      covariates: [StudyCovariate(name: "method", value: entry.5)])
  }

  /// Study, TP, FP, FN, TN, method.
  private static let counts: [(String, Int, Int, Int, Int, String)] = [
    ("Aho 1999", 64, 16, 27, 153, "LA"),
    ("Anuradha 2005", 482, 2, 82, 153, "LA"),
    ("Banchuin 1992", 36, 6, 41, 313, "ELISA"),
    ("Bas 2003", 143, 43, 53, 196, "ELISA"),
    ("Berthelot 1995", 80, 50, 39, 45, "LA"),
    ("Bizzaro 2001", 61, 36, 37, 196, "Nephelometry"),
    ("Bombardieri 2004", 27, 6, 3, 33, "Nephelometry"),
    ("Carpenter 1989", 60, 8, 20, 119, "ELISA"),
    ("Choi 2005", 261, 54, 63, 197, "LA"),
    ("Cordonnier 1996", 20, 2, 29, 18, "LA"),
    ("Das 2004", 42, 46, 14, 127, "Nephelometry"),
    ("Davis 1989", 18, 3, 31, 25, "ELISA"),
    ("de Bois 1996", 8, 8, 0, 31, "ELISA"),
    ("De Rycke 2004", 93, 28, 25, 118, "LA"),
    ("Despres 1994", 143, 39, 63, 130, "LA"),
    ("Dubucquoi 2004", 84, 41, 56, 90, "ELISA"),
    ("Fernandez-Suarez 2005", 30, 2, 23, 73, "Nephelometry"),
    ("Girelli 2004", 32, 29, 3, 13, "Nephelometry"),
    ("Goldbach-Mansky 2000", 70, 39, 36, 93, "Nephelometry"),
    ("Gomes-Daudrix 1994", 48, 1, 40, 99, "ELISA"),
    ("Greiner 2005", 75, 42, 12, 191, "Nephelometry"),
    ("Grootenboer-Mignot 2004", 64, 18, 29, 73, "Nephelometry"),
    ("Hitchon 2004", 32, 10, 9, 13, "Nephelometry"),
    ("Jansen 2003", 130, 8, 128, 113, "Nephelometry"),
    ("Jonsson 1998", 50, 14, 20, 191, "ELISA"),
    ("Kamali 2005", 20, 32, 26, 25, "LA"),
    ("Kwok 2005", 77, 16, 52, 52, "Nephelometry"),
    ("Lee 2003", 73, 22, 29, 90, "LA"),
    ("Lopez-Hoyos 2004", 36, 3, 5, 70, "Nephelometry"),
    ("Nell 2005", 56, 11, 46, 87, "Not reported"),
    ("Quinn 2006", 115, 53, 67, 63, "Not reported"),
    ("Rantapaa-Dahlqvist 2003", 49, 23, 28, 359, "ELISA"),
    ("Raza 2005", 22, 2, 20, 80, "LA"),
    ("Saraux 1995", 8, 8, 31, 91, "LA"),
    ("Saraux 2003", 35, 8, 51, 149, "ELISA"),
    ("Sauerland 2005", 161, 89, 7, 360, "Nephelometry"),
    ("Schellekens 2000", 80, 28, 69, 284, "ELISA"),
    ("Soderlin 2004", 5, 4, 11, 49, "LA"),
    ("Spiritus 2004", 57, 9, 33, 93, "Nephelometry"),
    ("Suzuki 2003", 383, 38, 166, 170, "Nephelometry"),
    ("Swedler", 89, 3, 9, 39, "Nephelometry"),
    ("Thammanichanond 2005", 57, 25, 6, 111, "LA"),
    ("Vallbracht 2004", 196, 75, 99, 345, "ELISA"),
    ("van Leeuwen 1988", 163, 10, 28, 140, "ELISA"),
    ("Vasiliauskiene 2001", 75, 21, 21, 106, "ELISA"),
    ("Visser 1996", 157, 287, 78, 1466, "ELISA"),
    ("Vittecoq 2001", 26, 1, 32, 29, "LA"),
    ("Vittecoq 2004", 62, 11, 114, 127, "ELISA"),
    ("Winkles 1989", 113, 19, 29, 481, "LA"),
    ("Young 1991", 25, 1, 14, 20, "RA hemagglutination"),
  ]
}
