import AccuracyData
import CMath
import CStudyIntegrals
import Concurrency

/// What the kernel needs of every study, laid out eight studies a group (see `study_integrals.h`),
/// and the tables of its lattice rule.
struct StudyTable: Sendable {
  /// The groups, `SROC_GROUP_DOUBLES` each; padding lanes repeat the last study.
  let groups: [Double]
  /// Where in `lattices` the grid levels of each margin are.
  let latticeIndex: [Int64]
  /// The binomial factors, tabulated.
  let lattices: [Double]

  /// The design row of each study; empty where all studies have the means of the point.
  private(set) var rows: [UInt32]

  private let count: Int
  private let logTolerance: Double

  /// Tables take no more than this many doubles (128 MB), with the grid levels from c = 0.15 on of
  /// 10,000 studies; beyond it, the lowest levels are left out.
  private static let latticeLimit = 16_000_000

  /// Tabulates level sets, maxima and spacings of all arms, then the factors themselves.
  ///
  /// - Parameters:
  ///   - studies: at least one study.
  ///   - rows: the design row of each study; empty without a design.
  ///   - tolerance: relative error that the spacing is to allow.
  ///   - instructionSet: to tabulate with.
  ///   - tabulated: whether to fill the tables of the lattice rule.
  ///   - threads: more than 1 fill the tables side by side.
  init(
    studies: [AccuracyStudy], rows: [UInt32], tolerance: Double, instructionSet: InstructionSet,
    tabulated: Bool, threads: Int
  ) {
    let logTolerance = -log(tolerance)
    let groups = Self.groups(studies: studies, tolerance: tolerance)
    let groupCount = (studies.count + 7) / 8
    var index = [Int64](
      repeating: 0, count: tabulated ? groupCount * 2 * Int(SROC_INDEX_FIELDS) : 0)
    lattices =
      !tabulated
      ? []
      : groups.withUnsafeBufferPointer { buffer in
        var untabulated = Self.kernelStudies(
          buffer.baseAddress, count: studies.count, logTolerance: logTolerance)
        let size = sroc_plan_lattices(&untabulated, Self.latticeLimit, &index)
        return Self.lattices(
          untabulated, plan: index, size: size, instructionSet: instructionSet, threads: threads)
      }
    self.groups = groups
    latticeIndex = index
    self.rows = rows
    count = studies.count
    self.logTolerance = logTolerance
  }

  /// The same tables without design rows.
  func withoutRows() -> StudyTable {
    var table = self
    table.rows = []
    return table
  }

  /// The planned tables of all margins, two a group, filled in a few stretches of margins.
  private static func lattices(
    _ studies: sroc_studies, plan: [Int64], size: Int, instructionSet: InstructionSet, threads: Int
  ) -> [Double] {
    let margins = (studies.count + 7) / 8 * 2
    let pieces = min(margins, 8)
    return [Double](unsafeUninitializedCapacity: size) { nodes, initialized in
      // Each piece writes to a stretch of its own, which the compiler cannot see.
      nonisolated(unsafe) let (studies, nodes) = (studies, nodes.baseAddress)
      _ = inPieces(pieces, threads: threads) { piece in
        withUnsafePointer(to: studies) {
          sroc_fill_lattices(
            $0, instructionSet.code, plan, piece * margins / pieces, (piece + 1) * margins / pieces,
            nodes)
        }
      }
      initialized = size
    }
  }

  /// The studies as the kernel takes them; the pointer is valid during the call only.
  func withKernelStudies<Result>(_ body: (UnsafePointer<sroc_studies>) -> Result) -> Result {
    groups.withUnsafeBufferPointer { groups in
      latticeIndex.withUnsafeBufferPointer { index in
        lattices.withUnsafeBufferPointer { lattices in
          var studies = Self.kernelStudies(
            groups.baseAddress, count: count, logTolerance: logTolerance)
          // An empty array still has an address, which the kernel would take for tables.
          return rows.withUnsafeBufferPointer { rows in
            studies.rows = rows.isEmpty ? nil : rows.baseAddress
            studies.lattice_index = index.isEmpty ? nil : index.baseAddress
            studies.lattices = lattices.isEmpty ? nil : lattices.baseAddress
            return body(&studies)
          }
        }
      }
    }
  }

  private static func kernelStudies(
    _ groups: UnsafePointer<Double>?, count: Int, logTolerance: Double
  ) -> sroc_studies {
    sroc_studies(
      groups: groups, count: count, log_tolerance: logTolerance,
      gaussian_spacing: 2 * Double.pi / sqrt(2 * logTolerance), rows: nil, lattice_index: nil,
      lattices: nil)
  }

  private static func groups(studies: [AccuracyStudy], tolerance: Double) -> [Double] {
    let fields = Int(SROC_MARGIN_FIELDS)
    let levels = Int(SROC_LEVELS)
    let drops = (0..<levels).map { sroc_level_drop(Int32($0)) }
    let groupCount = (studies.count + 7) / 8
    var table = [Double](repeating: 0, count: groupCount * 2 * fields * 8)
    for slot in 0..<(groupCount * 8) {
      let study = studies[min(slot, studies.count - 1)]
      for (index, arm) in [study.diseased, study.nondiseased].enumerated() {
        let margin = BinomialMargin(correct: arm?.correct ?? 0, incorrect: arm?.incorrect ?? 0)
        let sets = margin.levelSets(drops: drops)
        let values =
          [
            margin.successes, margin.total, margin.sign, margin.logMaximum,
            margin.inverseSquaredSpacing(tolerance: tolerance),
          ] + sets.lower + sets.upper
        let base = ((slot / 8) * 2 + index) * fields * 8 + slot % 8
        for (field, value) in values.enumerated() { table[base + 8 * field] = value }
      }
    }
    return table
  }
}
