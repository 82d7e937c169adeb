import YAMLFiles

extension YAMLValue {
  /// Whether a truth is drawn from the prior.
  var isPrior: Bool {
    if case .text("prior") = content { true } else { false }
  }

  /// The value as it stands, on one line, for a table of cells.
  var flowText: String {
    switch content {
    case .text(let text): text
    case .list(let values): "[\(values.map(\.flowText).joined(separator: ", "))]"
    case .members(let members):
      "{\(members.map { "\($0.key): \($0.value.flowText)" }.joined(separator: ", "))}"
    }
  }

  func number(_ key: String) throws(YAMLProblem) -> Double {
    let text = try line(key)
    guard let number = Double(text), number.isFinite else {
      throw YAMLProblem(place, "\(key) \"\(text)\": use a number")
    }
    return number
  }

  func number(
    _ key: String, from low: Double = -.infinity, to high: Double = .infinity,
    above: Double = -.infinity, below: Double = .infinity
  ) throws(YAMLProblem) -> Double {
    let number = try number(key)
    guard number >= low, number <= high, number > above || above == -.infinity,
      number < below || below == .infinity
    else {
      let least = above > -.infinity ? "above \(above.short)" : "from \(low.short)"
      let most = below < .infinity ? "below \(below.short)" : "up to \(high.short)"
      throw YAMLProblem(place, "\(key) \(number.short): use a number \(least) and \(most)")
    }
    return number
  }

  func whole(_ key: String, in range: ClosedRange<Int>) throws(YAMLProblem) -> Int {
    let text = try line(key)
    guard let number = Int(text), range.contains(number) else {
      throw YAMLProblem(
        place,
        "\(key) \"\(text)\": use a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  /// Two whole numbers, the lower one first.
  func range(
    _ key: String, in allowed: ClosedRange<Int>
  ) throws(YAMLProblem) -> (Int, Int) {
    guard case .list(let values) = content, values.count == 2 else {
      throw YAMLProblem(place, "\(key) is a number or a range of two, as [20, 80]")
    }
    let low = try values[0].whole(key, in: allowed)
    let high = try values[1].whole(key, in: allowed)
    guard low <= high else { throw YAMLProblem(place, "\(key): the lower end comes first") }
    return (low, high)
  }

  func pair(_ key: String, _ words: String) throws(YAMLProblem) -> (Double, Double) {
    guard case .list(let values) = content, values.count == 2 else {
      throw YAMLProblem(place, "\(key) is \(words)")
    }
    return (try values[0].number(key), try values[1].number(key))
  }
}

extension Double {
  /// Without a needless `.0`.
  var short: String {
    self == rounded() && magnitude < 1e15 ? "\(Int(self))" : "\(self)"
  }
}
