extension TextMetrics {
  /// Names from the data, cut where they are too long, so that no two different ones are shown equal.
  ///
  /// A name keeps its beginning, as `fitted` cuts it. Where that leaves several names the same, those
  /// keep their beginning and their end, or what stands around the place where they begin to differ;
  /// where even that does not tell them apart, they are numbered.
  ///
  /// - Parameters:
  ///   - names: any texts; equal ones are shown equal.
  ///   - room: width in the figure's units.
  ///   - size: font size.
  ///   - isBold: whether they are set in bold.
  /// - Returns: what to show for each name, in their order.
  public static func fitted(
    names: [String], room: Double, size: Double, isBold: Bool = false
  ) -> [String] {
    let cut = NameCutter(room: room, size: size, isBold: isBold)
    var shown: [String: String] = [:]
    var order: [String] = []
    for name in names where shown[name] == nil {
      shown[name] = fitted(name, room: room, size: size, isBold: isBold)
      order.append(name)
    }
    for group in collisions(order, shown) {
      let others = Set(order.compactMap { group.contains($0) ? nil : shown[$0].map(seen) })
      for (name, text) in zip(group, cut.apart(group, from: others)) { shown[name] = text }
    }
    return names.map { shown[$0] ?? $0 }
  }

  /// Names that would look the same, in their order.
  private static func collisions(_ names: [String], _ shown: [String: String]) -> [[String]] {
    var groups: [String: [String]] = [:]
    var keys: [String] = []
    for name in names {
      let key = seen(shown[name] ?? name)
      if groups[key] == nil { keys.append(key) }
      groups[key, default: []].append(name)
    }
    return keys.compactMap { groups[$0] }.filter { $0.count > 1 }
  }

  /// The text as a drawing shows it, where runs of spaces are one space.
  package static func seen(_ text: String) -> String {
    text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}

/// Cuts names that have the same beginning.
private struct NameCutter {
  let room: Double
  let size: Double
  let isBold: Bool

  /// Different texts for different names, each within the room, none of them among `others`.
  func apart(_ names: [String], from others: Set<String>) -> [String] {
    let common = names.dropFirst().reduce(Array(names[0])) { prefix, name in
      Array(zip(prefix, name).prefix { $0 == $1 }.map(\.0))
    }.count
    let ways: [(String) -> String] = [
      { inMiddle($0, tailShare: 0.5) }, { inMiddle($0, tailShare: 0.75) },
      { around(common, $0, headShare: 0.4) }, { around(common, $0, headShare: 0.15) },
    ]
    for way in ways {
      let texts = names.map(way)
      let keys = Set(texts.map(TextMetrics.seen))
      if keys.count == names.count, keys.isDisjoint(with: others) { return texts }
    }
    return numbered(names, from: others)
  }

  private func width(_ text: some StringProtocol) -> Double {
    TextMetrics.width(String(text), size: size, isBold: isBold)
  }

  /// The longest beginning, or end, within a width.
  private func piece(_ text: [Character], within width: Double, fromEnd: Bool) -> String {
    var kept: [Character] = []
    for character in fromEnd ? text.reversed() : text {
      kept.append(character)
      if self.width(String(kept)) > width {
        kept.removeLast()
        break
      }
    }
    return String(fromEnd ? kept.reversed() : kept)
  }

  /// Beginning and end, with an ellipsis between.
  private func inMiddle(_ name: String, tailShare: Double) -> String {
    guard width(name) > room else { return name }
    let rest = room - width("…")
    let characters = Array(name)
    let tail = piece(characters, within: rest * tailShare, fromEnd: true)
    let head = piece(characters, within: rest - width(tail), fromEnd: false)
    return "\(trimmed(head))…\(trimmed(tail))"
  }

  /// Beginning, and what follows a place in the name.
  private func around(_ place: Int, _ name: String, headShare: Double) -> String {
    guard width(name) > room else { return name }
    let characters = Array(name)
    let rest = room - width("…")
    let head = piece(characters, within: rest * headShare, fromEnd: false)
    let start = max(place - 2, 0)
    guard start > head.count else { return inMiddle(name, tailShare: 0.5) }
    let tail = TextMetrics.fitted(
      String(characters[start...]), room: rest - width(head), size: size, isBold: isBold)
    return "\(trimmed(head))…\(trimmed(tail))"
  }

  /// Beginnings with a number behind.
  private func numbered(_ names: [String], from others: Set<String>) -> [String] {
    var taken = others
    var number = 0
    return names.map { name in
      var text = ""
      repeat {
        number += 1
        let suffix = " (\(number))"
        let head = TextMetrics.fitted(name, room: room - width(suffix), size: size, isBold: isBold)
        text = head + suffix
      } while !taken.insert(TextMetrics.seen(text)).inserted
      return text
    }
  }

  private func trimmed(_ text: String) -> String {
    var rest = text[...]
    while rest.first == " " { rest.removeFirst() }
    while rest.last == " " { rest.removeLast() }
    return String(rest)
  }
}
