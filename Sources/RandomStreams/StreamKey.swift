private import Digests

/// The name of a stream of random numbers: a seed and a path of components.
///
/// A stream is a function of its key alone, never of the thread it runs on. Components come in a fixed
/// order, each at most once: data set, level, replicate, chain, purpose, index. Two different keys have
/// different encodings, and SHA-256 (FIPS 180-4) of the encoding is what the generator is seeded with,
/// all 256 bits of it. Two of 2^64 streams then have the same seed with probability 2^-129, however
/// regular their keys are.
///
/// docs/statistics.md, section 4, has the encoding.
public struct StreamKey: Hashable, Sendable {
  /// One step of a path.
  public enum Component: Sendable {
    /// A data set among several, by the bytes of its name.
    case dataset(String)
    /// A level of the column that the data are split by, by the bytes of its value.
    case level(String)
    /// A repetition of the same run, by its number.
    case replicate(Int)
    /// A chain, by its number.
    case chain(Int)
    /// What the numbers are for.
    case purpose(Purpose)
    /// Which of several streams of one purpose.
    case index(Int)
  }

  /// What a stream is used for.
  public enum Purpose: UInt8, Sendable, CaseIterable {
    /// The fit of the proposal.
    case adaptation = 1
    /// The draws of a chain.
    case sampling = 2
    /// The normal scores of the new study that goes with each draw.
    case newStudy = 3
    /// The draws of a prevalence.
    case prevalence = 4
    /// The effects of the studies in the data.
    case studyEffects = 5
    /// Data that are made up.
    case simulation = 6
    /// Work that is only timed.
    case timing = 7
    /// The points of a widened proposal.
    case widenedBatch = 8
    /// What the other studies predict of one.
    case prediction = 9
    /// Data like those at hand, of new studies.
    case replication = 10
    /// Data like those at hand, of the same studies.
    case replicationWithin = 11
    /// The tables of one new study, one for each level of a covariate.
    case newStudyTables = 12
    /// Sets of uniform ranks beside which others are judged.
    case calibration = 13
    /// Parameters that data are made up with.
    case truth = 14
    /// Predictions by which rows with equal counts are judged.
    case equalTables = 15
  }

  /// How streams are found from keys; another name wherever the same key gives other numbers.
  public static let scheme = "sroc.streams/1"

  /// The seed that all keys of a run share.
  public let seed: UInt64
  /// The seed as eight bytes, then each component: its place in the order as one byte, then a number as
  /// eight bytes, or the length of a text so and its UTF-8. The first byte comes first in the number.
  package private(set) var encoding: [UInt8]
  /// The place of the last component in the order.
  private var lastPlace: UInt8 = 0

  /// The key with an empty path.
  ///
  /// - Parameter seed: every value is legal.
  public init(seed: UInt64) {
    self.seed = seed
    encoding = []
    append(seed)
  }

  /// The key with a longer path.
  ///
  /// - Parameter components: in the order of the type's comment, all behind the last one of this key.
  /// - Returns: another key, whose stream has nothing to do with this key's.
  public func child(_ components: Component...) -> StreamKey {
    var key = self
    for component in components { key.append(component) }
    return key
  }

  /// An ordinary seed that belongs to this key: the first 53 bits of a hash of their own.
  ///
  /// For what starts a run from a key and has to say with which seed the run can be repeated alone, as
  /// `StreamKey(seed: master).child(.dataset(name)).derivedSeed`. It is below 2^53, so that it survives
  /// programs that read every number as a double. Two of n data sets share a seed with probability
  /// n^2 / 2^54.
  public var derivedSeed: UInt64 {
    let words = digest(of: .seed)
    return (UInt64(words[0]) << 32 | UInt64(words[1])) >> 11
  }

  /// The eight words that seed the generator.
  package var seedWords: [UInt32] { digest(of: .stream) }

  /// What a hash is for, so that no derived seed tells anything of a stream.
  private enum Use: UInt8 {
    case stream = 0
    case seed = 1
  }

  private func digest(of use: Use) -> [UInt32] {
    var hash = SecureHash()
    hash.update(Array(Self.scheme.utf8) + [use.rawValue])
    hash.update(encoding)
    return hash.words
  }

  private mutating func append(_ component: Component) {
    let place = component.place
    precondition(place > lastPlace, "the components of a stream's key have a fixed order")
    lastPlace = place
    encoding.append(place)
    switch component {
    case .dataset(let text), .level(let text):
      append(UInt64(text.utf8.count))
      encoding.append(contentsOf: text.utf8)
    case .replicate(let number), .chain(let number), .index(let number):
      append(UInt64(bitPattern: Int64(number)))
    case .purpose(let purpose): append(UInt64(purpose.rawValue))
    }
  }

  private mutating func append(_ number: UInt64) {
    for shift in stride(from: UInt64(56), through: 0, by: -8) {
      encoding.append(UInt8(truncatingIfNeeded: number >> shift))
    }
  }
}

extension StreamKey.Component {
  /// The place in the fixed order, which also tells the kinds apart in the encoding.
  fileprivate var place: UInt8 {
    switch self {
    case .dataset: 1
    case .level: 2
    case .replicate: 3
    case .chain: 4
    case .purpose: 5
    case .index: 6
    }
  }
}
