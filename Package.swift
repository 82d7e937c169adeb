// swift-tools-version: 6.1
import PackageDescription

/// The rooms of the house and who may import whom; `Tests/HouseTests` holds the sources to this table.
let package = Package(
  name: "sroc",
  products: [
    .executable(name: "sroc", targets: ["sroc"]),
    .library(name: "AccuracyAnalysis", targets: ["AccuracyAnalysis"]),
    // For the benchmark package, which times the rooms one by one.
    .library(
      name: "SROCEngine",
      targets: [
        "AccuracyData", "AccuracyModels", "ChainStatistics", "CollapsedLikelihood", "Distributions",
        "FrequentistFits", "RandomStreams", "Samplers",
      ]),
    // For the fuzzing package, which reads what others wrote.
    .library(
      name: "SROCReaders",
      targets: ["AccuracyAnalysis", "AccuracyData", "Digests", "Distributions", "Reports"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2")
  ],
  targets: [
    // C libraries: module map and shim only.
    .systemLibrary(name: "CGSL", pkgConfig: "gsl", providers: [.apt(["libgsl-dev"])]),
    .systemLibrary(name: "CLAPACKE", pkgConfig: "lapacke", providers: [.apt(["liblapacke-dev"])]),
    // The vectorised kernels: the collapsed likelihood, its coordinates, the map of proposals.
    .target(name: "CVectorKernels"),
    // Signals, threads and limits: what may not allocate.
    .target(name: "CProcess"),

    // Numerical ground floor.
    .target(name: "Concurrency", dependencies: ["CProcess"]),
    .target(name: "Digests"),
    .target(name: "RandomStreams", dependencies: ["CGSL"]),
    .target(name: "SpecialFunctions", dependencies: ["CGSL"]),
    .target(name: "DenseLinearAlgebra", dependencies: ["CLAPACKE"]),
    .target(name: "DensityInterface"),

    // Data and model.
    .target(
      name: "AccuracyData", dependencies: ["CProcess", "Digests"],
      resources: [.embedInCode("Datasets")]),
    .target(name: "Distributions", dependencies: ["SpecialFunctions"]),
    .target(
      name: "CollapsedLikelihood",
      dependencies: [
        "CVectorKernels", "AccuracyData", "DenseLinearAlgebra", "Concurrency", "RandomStreams",
        "SpecialFunctions",
      ]),
    .target(
      name: "AccuracyModels",
      dependencies: [
        "CVectorKernels", "CollapsedLikelihood", "Distributions", "DensityInterface",
        "SpecialFunctions",
        "AccuracyData", "DenseLinearAlgebra",
      ]),

    // Sampling and its diagnostics; neither knows a model.
    .target(name: "ChainStatistics", dependencies: ["SpecialFunctions"]),
    .target(
      name: "Samplers",
      dependencies: [
        "CVectorKernels", "DensityInterface", "Concurrency", "RandomStreams",
        "DenseLinearAlgebra", "ChainStatistics", "SpecialFunctions",
      ]),

    // What a fit reports, and how it is written down.
    .target(name: "AccuracyMeasures", dependencies: ["DenseLinearAlgebra", "SpecialFunctions"]),
    .target(
      name: "FrequentistFits",
      dependencies: [
        "AccuracyData", "AccuracyMeasures", "CollapsedLikelihood", "DenseLinearAlgebra",
        "SpecialFunctions",
      ]),
    .target(name: "Reports", dependencies: ["Digests"]),
    .target(
      name: "AccuracyAnalysis",
      dependencies: [
        "AccuracyData", "AccuracyMeasures", "AccuracyModels", "CProcess", "ChainStatistics",
        "CollapsedLikelihood", "Concurrency", "DenseLinearAlgebra", "DensityInterface", "Digests",
        "Distributions", "FrequentistFits", "RandomStreams", "Reports", "Samplers",
        "SpecialFunctions",
      ]),

    // What a reviewer publishes: figures, the report, the files of a run.
    .target(name: "Figures", dependencies: ["Reports"]),
    .target(
      name: "Publication",
      dependencies: [
        "AccuracyAnalysis", "AccuracyData", "AccuracyMeasures", "AccuracyModels",
        "ChainStatistics", "CollapsedLikelihood", "Concurrency", "Digests", "Distributions",
        "Figures",
        "FrequentistFits", "RandomStreams", "Reports", "SpecialFunctions",
      ]),
    .executableTarget(
      name: "sroc",
      dependencies: [
        "AccuracyAnalysis", "CProcess", "Concurrency", "Figures", "Publication", "Reports",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),

    // Tests; see Tests/README.md.
    .testTarget(name: "HouseTests"),
    .testTarget(name: "ConcurrencyTests", dependencies: ["Concurrency"]),
    .testTarget(name: "DigestsTests", dependencies: ["Digests"]),
    .testTarget(name: "SpecialFunctionsTests", dependencies: ["SpecialFunctions"]),
    .testTarget(name: "DenseLinearAlgebraTests", dependencies: ["DenseLinearAlgebra"]),
    .testTarget(name: "AccuracyDataTests", dependencies: ["AccuracyData", "Digests"]),
    .testTarget(name: "DistributionsTests", dependencies: ["Distributions", "SpecialFunctions"]),
    .testTarget(
      name: "ChainStatisticsTests",
      dependencies: ["ChainStatistics", "Concurrency", "SpecialFunctions"],
      exclude: ["reference.R"], resources: [.embedInCode("reference.csv")]),
    .testTarget(
      name: "SamplersTests",
      dependencies: [
        "Samplers", "CVectorKernels", "Concurrency", "DensityInterface", "RandomStreams",
        "DenseLinearAlgebra", "ChainStatistics", "SpecialFunctions",
      ]),
    .testTarget(
      name: "CollapsedLikelihoodTests",
      dependencies: ["CollapsedLikelihood", "CVectorKernels", "AccuracyData", "RandomStreams"]),
    .testTarget(
      name: "AccuracyModelsTests",
      dependencies: ["AccuracyModels", "CollapsedLikelihood", "Distributions", "AccuracyData"]),
    .testTarget(name: "AccuracyMeasuresTests", dependencies: ["AccuracyMeasures"]),
    .testTarget(
      name: "FrequentistFitsTests",
      dependencies: [
        "FrequentistFits", "CollapsedLikelihood", "AccuracyModels", "Distributions",
        "AccuracyData", "DenseLinearAlgebra", "SpecialFunctions",
      ]),
    .testTarget(name: "ReportsTests", dependencies: ["Reports", "Digests"]),
    // What the tests of figures share: text that overlaps, markup that is wrong.
    .target(name: "FigureChecks", dependencies: ["Figures"], path: "Tests/FigureChecks"),
    .testTarget(name: "FiguresTests", dependencies: ["FigureChecks", "Figures", "Reports"]),
    .testTarget(
      name: "PublicationTests",
      dependencies: [
        "Publication", "AccuracyAnalysis", "AccuracyData", "AccuracyMeasures", "ChainStatistics",
        "Distributions",
        "FigureChecks", "Figures", "Reports", "SpecialFunctions",
      ]),
    .testTarget(name: "CLITests", dependencies: ["sroc", "Digests", "Reports"]),
    .testTarget(name: "StatisticalTests", dependencies: ["AccuracyAnalysis"]),
    .testTarget(
      name: "PublishedResultsTests",
      dependencies: ["AccuracyAnalysis", "AccuracyData", "AccuracyMeasures", "FrequentistFits"]),
  ],
  swiftLanguageModes: [.v6]
)
