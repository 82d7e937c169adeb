import AccuracyData
import Documents

/// A study that holds most of what the studies know of sensitivity or specificity.
package struct DominantStudy: Sendable, Equatable {
  /// Its label.
  package let study: String
  /// What it dominates, with its share of the participants and of the information.
  package let margins: [Margin]

  /// A margin that it dominates.
  package struct Margin: Sendable, Equatable {
    /// As "sensitivity".
    package let name: String
    /// Of the diseased or non-diseased.
    package let participants: Double
    /// Of what the studies know.
    package let information: Double
  }

  /// The study that dominates; of two, that with the larger share, and nil where none does.
  ///
  /// - Parameters:
  ///   - shares: of the information.
  ///   - labels: of the studies.
  ///   - units: their tables.
  package init?(_ shares: InformationShares, labels: [String], units: [[AccuracyStudy]]) {
    let sizes = units.map { unit in
      (
        Double(unit.reduce(0) { $0 + ($1.diseased?.total ?? 0) }),
        Double(unit.reduce(0) { $0 + ($1.nondiseased?.total ?? 0) })
      )
    }
    func found(
      _ name: String, _ dominant: (study: Int, share: Double)?,
      _ size: KeyPath<(Double, Double), Double>
    ) -> (study: Int, margin: Margin)? {
      dominant.map { study, share in
        let all = sizes.reduce(0) { $0 + $1[keyPath: size] }
        return (
          study,
          Margin(
            name: name, participants: sizes[study][keyPath: size] / all, information: share)
        )
      }
    }
    let both = [
      found("sensitivity", shares.dominant(\.sensitivity), \.0),
      found("specificity", shares.dominant(\.specificity), \.1),
    ].compactMap { $0 }
    guard let most = both.max(by: { $0.margin.information < $1.margin.information }) else {
      return nil
    }
    study = labels[most.study]
    margins = both.filter { $0.study == most.study }.map(\.margin)
  }

  /// As "S1 holds 20 % of the diseased but 61 % of the information on sensitivity".
  package var words: String {
    let parts = margins.map { margin in
      let people = margin.name == "sensitivity" ? "diseased" : "non-diseased"
      // Random effects let a small study hold much only where the others say less.
      let join = margin.information > margin.participants ? "but" : "and"
      return "\(NumberText.percent(margin.participants)) of the \(people) \(join) "
        + "\(NumberText.percent(margin.information)) of the information on \(margin.name)"
    }
    return "\(study) holds \(parts.joined(separator: ", "))"
  }
}
