import AccuracyData
import ModelInterface

/// What is left out at a time: a study with all of its tables.
package struct StudyUnits: Sendable, Equatable {
  /// What each is called, in the order of the data.
  package let labels: [String]
  /// The places of its tables in the data.
  package let tables: [[Int]]

  /// The studies of a data set, each with all its tables.
  ///
  /// - Parameter dataset: the data.
  package init(_ dataset: AccuracyDataset) {
    var labels: [String] = []
    var places: [String: Int] = [:]
    var tables: [[Int]] = []
    for (table, study) in dataset.studies.enumerated() {
      if let place = places[study.label] {
        tables[place].append(table)
      } else {
        places[study.label] = labels.count
        labels.append(study.label)
        tables.append([table])
      }
    }
    (self.labels, self.tables) = (labels, tables)
  }

  /// How many there are.
  package var count: Int { labels.count }

  /// A model's log likelihoods, study by study.
  ///
  /// - Parameter values: one a table, or one a study where a model ties the tables of a study together.
  /// - Returns: one value a study.
  func sums(_ values: [Double]) -> [Double] {
    if values.count == count, tables.contains(where: { $0.count > 1 }) { return values }
    return tables.map { $0.reduce(0) { $0 + values[$1] } }
  }
}
