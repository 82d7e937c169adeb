/// Who may import whom: the map of the house in CONTRIBUTING.md, as a table that is enforced.
///
/// A room is a folder of `Sources`. The rooms stand in an order in which each imports only rooms
/// above it.
struct ImportTable {
  /// The rooms of this package that each room may import.
  var rooms: [(name: String, imports: [String])]
  /// Modules of other packages, by room.
  var external: [String: Set<String>]
  /// Modules of the toolchain and the system, open to all.
  var common: Set<String>

  static let house = ImportTable(
    rooms: [
      ("CGSL", []),
      ("CLAPACKE", []),
      ("CVectorKernels", []),
      ("CProcess", []),
      ("Concurrency", ["CProcess"]),
      ("Digests", []),
      ("RandomStreams", ["CGSL"]),
      ("SpecialFunctions", ["CGSL"]),
      ("DenseLinearAlgebra", ["CLAPACKE"]),
      ("DensityInterface", []),
      ("AccuracyData", ["CProcess", "Digests"]),
      ("Distributions", ["SpecialFunctions"]),
      (
        "CollapsedLikelihood",
        [
          "CVectorKernels", "AccuracyData", "DenseLinearAlgebra", "Concurrency", "RandomStreams",
          "SpecialFunctions",
        ]
      ),
      (
        "AccuracyModels",
        [
          "CVectorKernels", "CollapsedLikelihood", "Distributions", "DensityInterface",
          "SpecialFunctions",
          "AccuracyData", "DenseLinearAlgebra",
        ]
      ),
      ("ChainStatistics", ["SpecialFunctions"]),
      (
        "Samplers",
        [
          "CVectorKernels", "DensityInterface", "Concurrency", "RandomStreams",
          "DenseLinearAlgebra", "ChainStatistics", "SpecialFunctions",
        ]
      ),
      ("AccuracyMeasures", ["DenseLinearAlgebra", "SpecialFunctions"]),
      (
        "FrequentistFits",
        [
          "CollapsedLikelihood", "SpecialFunctions", "DenseLinearAlgebra", "AccuracyData",
          "AccuracyMeasures",
        ]
      ),
      ("Reports", ["Digests"]),
      (
        "AccuracyAnalysis",
        [
          "AccuracyData", "AccuracyMeasures", "AccuracyModels", "CProcess", "ChainStatistics",
          "CollapsedLikelihood", "Concurrency", "DenseLinearAlgebra", "DensityInterface", "Digests",
          "Distributions", "FrequentistFits", "RandomStreams", "Reports", "Samplers",
          "SpecialFunctions",
        ]
      ),
      ("Figures", ["Reports"]),
      (
        "Publication",
        [
          "AccuracyAnalysis", "AccuracyData", "AccuracyMeasures", "AccuracyModels",
          "ChainStatistics", "CollapsedLikelihood", "Concurrency", "Digests", "Distributions",
          "Figures",
          "FrequentistFits", "RandomStreams", "Reports", "SpecialFunctions",
        ]
      ),
      (
        "sroc",
        ["AccuracyAnalysis", "CProcess", "Concurrency", "Figures", "Publication", "Reports"]
      ),
    ],
    external: ["sroc": ["ArgumentParser"]],
    common: [
      "Swift", "Foundation", "FoundationEssentials", "Glibc", "Musl", "Darwin", "Synchronization",
    ])

  /// Whether a file of `room` may import `module`.
  func allows(_ module: String, in room: String) -> Bool {
    guard let entry = rooms.first(where: { $0.name == room }) else { return false }
    return entry.imports.contains(module) || common.contains(module)
      || external[room, default: []].contains(module)
  }
}
