// swift-tools-version: 6.1
import PackageDescription

/// The rooms of the house and who may import whom, from the ground floor up. `Tests/HouseTests` holds the
/// sources to it, and CONTRIBUTING.md says what lives where.
let package = Package(
  name: "sroc",
  products: [
    .executable(name: "sroc", targets: ["sroc"]),
    .library(
      name: "AccuracyAnalysis",
      targets: [
        "Checking", "Comparison", "CriticismPages", "Fitting", "FitPages", "Profiling", "Requests",
        "SavedRuns",
      ]),
    // For the benchmark package, which times the rooms one by one.
    .library(
      name: "SROCEngine",
      targets: [
        "AccuracyData", "AccuracyModels", "ChainStatistics", "CollapsedLikelihood", "DataReading",
        "Distributions", "Draws", "FrequentistFits", "RandomStreams", "Samplers",
      ]),
    // For the fuzzing package, which reads what others wrote.
    .library(
      name: "SROCReaders",
      targets: [
        "AccuracyData", "Checking", "Comparison", "DataReading", "Digests", "Distributions",
        "Documents", "Fitting", "Messages", "ModelFiles", "Output", "Requests", "SavedRuns",
        "TabularText",
      ]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2")
  ],
  targets: [
    // C libraries: module map and shim only.
    .systemLibrary(name: "CMath"),
    .systemLibrary(name: "CGSL", pkgConfig: "gsl", providers: [.apt(["libgsl-dev"])]),
    .systemLibrary(name: "CLAPACKE", pkgConfig: "lapacke", providers: [.apt(["liblapacke-dev"])]),
    .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    // The vectorised kernels: eight numbers at a time; maps of proposals, which know no model; the
    // collapsed likelihood; the coordinates of its posterior.
    .target(name: "CVectorMath"),
    .target(name: "CProposalKernels", dependencies: ["CVectorMath"]),
    .target(name: "CStudyIntegrals", dependencies: ["CVectorMath"]),
    .target(name: "CPosteriorPoints", dependencies: ["CVectorMath"]),
    .target(name: "CSharedEffects", dependencies: ["CStudyIntegrals", "CVectorMath"]),
    // Signals, threads and limits: what may not allocate.
    .target(name: "CProcess"),

    // Numerical ground floor.
    .target(name: "Concurrency", dependencies: ["CProcess"]),
    .target(name: "Digests"),
    .target(name: "RandomStreams", dependencies: ["CGSL", "Digests"]),
    .target(name: "SpecialFunctions", dependencies: ["CGSL", "CMath"]),
    .target(name: "DenseLinearAlgebra", dependencies: ["CLAPACKE", "CMath"]),
    .target(name: "Draws"),

    // What is said to a person, before a door spells it.
    .target(name: "Messages"),

    // Data and model.
    .target(name: "TabularText", dependencies: ["CProcess"]),
    .target(
      name: "AccuracyData",
      dependencies: [
        "TabularText"
      ],
      resources: [.embedInCode("Datasets")]),
    .target(
      name: "DataReading",
      dependencies: ["AccuracyData", "Digests", "SpecialFunctions", "TabularText"]),
    // Covariates, and how means depend on them.
    .target(
      name: "StudyDesigns",
      dependencies: [
        "AccuracyData", "Draws", "Messages", "TabularText",
      ]),
    .target(name: "Distributions", dependencies: ["CMath", "SpecialFunctions"]),
    // What a model shows to samplers, pages and files.
    .target(name: "ModelInterface", dependencies: ["Distributions", "Draws", "RandomStreams"]),
    .target(
      name: "CollapsedLikelihood",
      dependencies: [
        "AccuracyData", "CMath", "CSharedEffects", "CStudyIntegrals", "Concurrency",
        "DenseLinearAlgebra",
        "RandomStreams", "SpecialFunctions",
      ]),
    .target(
      name: "AccuracyModels",
      dependencies: [
        "AccuracyData", "CMath", "CPosteriorPoints", "CollapsedLikelihood", "Distributions",
        "Draws", "ModelInterface", "RandomStreams", "SpecialFunctions",
      ]),

    .target(
      name: "RegressionModels",
      dependencies: [
        "AccuracyData", "AccuracyModels", "CMath", "CPosteriorPoints", "CollapsedLikelihood",
        "Distributions", "Draws", "ModelInterface", "RandomStreams", "SpecialFunctions",
        "StudyDesigns",
      ]),

    .target(
      name: "HSROCModels",
      dependencies: [
        "AccuracyData", "AccuracyModels", "CMath", "CPosteriorPoints", "CollapsedLikelihood",
        "Distributions", "Draws", "ModelInterface", "RandomStreams", "RegressionModels",
        "SpecialFunctions", "StudyDesigns",
      ]),

    // Sampling and its diagnostics; neither knows a model.
    .target(name: "ChainStatistics", dependencies: ["CMath", "SpecialFunctions"]),
    .target(
      name: "Samplers",
      dependencies: [
        "CMath", "CProposalKernels", "ChainStatistics", "Concurrency", "DenseLinearAlgebra",
        "ModelInterface", "RandomStreams", "SpecialFunctions",
      ]),

    // What a fit reports, and how it is written down.
    .target(
      name: "AccuracyMeasures",
      dependencies: [
        "CMath", "Draws", "ModelInterface", "SpecialFunctions",
      ]),
    .target(
      name: "FrequentistFits",
      dependencies: [
        "AccuracyData", "AccuracyMeasures", "CMath", "CollapsedLikelihood", "DenseLinearAlgebra",
        "Draws", "SpecialFunctions", "StudyDesigns",
      ]),
    .target(
      name: "SharedEffectFits",
      dependencies: ["AccuracyData", "CollapsedLikelihood", "FrequentistFits", "StudyDesigns"]),
    // Models with fewer parameters or a simpler likelihood than the bivariate one.
    .target(
      name: "RestrictedModels",
      dependencies: [
        "AccuracyData", "AccuracyModels", "CMath", "CollapsedLikelihood", "Distributions", "Draws",
        "FrequentistFits", "ModelInterface", "RandomStreams", "SpecialFunctions",
      ]),
    // Text, numbers, JSON, CSV, Stan CSV and HTML from plain tables; and where they go.
    .target(name: "Documents"),
    .target(name: "Output", dependencies: ["Digests", "Documents", "Messages"]),

    // Figures from plain numbers and labels.
    .target(name: "Drawing", dependencies: ["CMath", "Documents", "SpecialFunctions"]),
    .target(name: "Figures", dependencies: ["CMath", "Documents", "Drawing", "SpecialFunctions"]),

    // The page of a report.
    .target(name: "ReportPaper", dependencies: ["Digests", "Documents", "Drawing"]),

    // How every page names its data.
    .target(
      name: "DatasetWords",
      dependencies: [
        "AccuracyData", "Documents", "FrequentistFits", "Messages", "TabularText",
      ]),

    // What is asked, and what is found.
    .target(
      name: "Requests",
      dependencies: [
        "AccuracyData", "CMath", "Concurrency", "Distributions", "Documents", "FrequentistFits",
        "Messages", "Output", "Samplers", "StudyDesigns", "TabularText",
      ]),
    // Files of keys and values.
    .target(
      name: "YAMLFiles",
      dependencies: [
        "AccuracyData", "CYAML", "Documents", "Messages", "Output", "Requests", "TabularText",
      ]),
    // Models as files.
    .target(
      name: "ModelFiles",
      dependencies: [
        "Distributions", "Documents", "FrequentistFits", "Messages", "Requests", "StudyDesigns",
        "TabularText", "YAMLFiles",
      ],
      resources: [.embedInCode("Shipped")]),
    .target(
      name: "PosteriorSampling",
      dependencies: [
        "AccuracyData", "CMath", "CProcess", "ChainStatistics", "Concurrency", "DenseLinearAlgebra",
        "Draws", "Messages", "ModelInterface", "RandomStreams", "Requests", "Samplers",
      ]),
    // Two populations compared, draw by draw.
    .target(
      name: "AccuracyContrasts",
      dependencies: [
        "Draws", "FrequentistFits", "Requests", "SpecialFunctions",
      ]),
    // Accuracy under other priors.
    .target(
      name: "OtherPriors",
      dependencies: [
        "CMath", "ChainStatistics", "Concurrency", "Distributions", "ModelInterface",
        "PosteriorSampling", "RandomStreams", "Requests", "Samplers", "SpecialFunctions",
      ]),
    .target(name: "PosteriorMoments", dependencies: ["AccuracyMeasures", "ModelInterface"]),
    .target(
      name: "Criticism",
      dependencies: [
        "AccuracyData", "CMath", "ChainStatistics", "Concurrency", "DenseLinearAlgebra",
        "Distributions", "Documents", "Draws", "Messages", "ModelInterface", "PosteriorSampling",
        "RandomStreams", "Samplers", "SpecialFunctions",
      ]),
    .target(
      name: "FitWarnings",
      dependencies: [
        "AccuracyData", "CMath", "ChainStatistics", "CollapsedLikelihood", "Concurrency",
        "Distributions", "Documents", "Draws", "ModelInterface", "OtherPriors",
        "PosteriorSampling",
        "RandomStreams", "Requests", "SpecialFunctions",
      ]),
    .target(
      name: "RowStructures",
      dependencies: [
        "AccuracyData", "ChainStatistics", "Criticism", "Draws", "ModelInterface", "OtherPriors",
        "PosteriorSampling", "RandomStreams", "RegressionModels", "SpecialFunctions",
        "StudyDesigns",
      ]),
    .target(
      name: "Fitting",
      dependencies: [
        "AccuracyContrasts", "AccuracyData", "AccuracyMeasures", "AccuracyModels", "CMath",
        "ChainStatistics", "CollapsedLikelihood", "Concurrency", "Criticism", "DataReading",
        "DatasetWords", "Distributions", "Documents", "Draws", "FitWarnings", "FrequentistFits",
        "HSROCModels", "Messages", "ModelInterface", "OtherPriors", "PosteriorMoments",
        "PosteriorSampling",
        "RandomStreams", "RegressionModels", "Requests", "RestrictedModels", "RowStructures",
        "Samplers", "SharedEffectFits", "SpecialFunctions", "StudyDesigns",
      ]),
    .target(
      name: "Comparison",
      dependencies: [
        "AccuracyContrasts", "AccuracyData", "CMath", "ChainStatistics", "Concurrency",
        "DataReading", "DatasetWords", "Distributions", "Documents", "Draws", "Fitting",
        "FrequentistFits", "Messages", "ModelInterface", "PosteriorSampling", "RandomStreams",
        "RegressionModels", "Requests", "SharedEffectFits", "SpecialFunctions", "StudyDesigns",
        "TabularText",
      ]),

    // How it is written down: for a terminal, as JSON, as CSV.
    .target(
      name: "FitPages",
      dependencies: [
        "AccuracyContrasts", "AccuracyData", "AccuracyMeasures", "CMath", "Comparison",
        "DatasetWords", "Distributions", "Documents", "Fitting", "FrequentistFits", "Messages",
        "OtherPriors", "PosteriorMoments", "RegressionModels", "Requests", "RowStructures",
        "SpecialFunctions", "StudyDesigns", "TabularText",
      ]),
    // What a fit is criticised by: influence of studies, dependence on the prior, predictive checks.
    .target(
      name: "CriticismPages",
      dependencies: [
        "AccuracyData", "Criticism", "DatasetWords", "Documents", "FitPages", "Fitting",
        "FrequentistFits", "ModelInterface", "PosteriorSampling", "RandomStreams", "Requests",
        "SpecialFunctions",
      ]),
    .target(
      name: "SavedRuns",
      dependencies: [
        "AccuracyData", "AccuracyModels", "CMath", "Concurrency", "Digests", "Distributions",
        "Documents", "Draws", "FitPages", "Fitting", "Messages", "ModelInterface", "OtherPriors",
        "Output", "PosteriorSampling", "RandomStreams", "Requests", "Samplers", "SpecialFunctions",
        "StudyDesigns",
      ]),
    .target(
      name: "Profiling",
      dependencies: [
        "AccuracyData", "AccuracyModels", "CollapsedLikelihood", "DatasetWords", "Documents",
        "Draws", "FitPages", "Fitting", "Messages", "PosteriorSampling", "RandomStreams",
        "Requests", "Samplers",
      ]),
    .target(
      name: "Checking",
      dependencies: [
        "AccuracyData", "CMath", "ChainStatistics", "DataReading", "DatasetWords", "Documents",
        "Draws", "FitPages", "Fitting", "FrequentistFits", "Messages", "OtherPriors", "Output",
        "Requests", "SavedRuns", "SpecialFunctions", "TabularText",
      ]),

    // Numbers that only figures show of a fit.
    .target(
      name: "FigureNumbers",
      dependencies: [
        "AccuracyMeasures", "CMath", "ChainStatistics", "Distributions", "Draws", "Fitting",
        "FrequentistFits", "ModelInterface", "SpecialFunctions",
      ]),
    // What a reviewer publishes: figures, report, exported models, the files of a run.
    .target(
      name: "FitFigures",
      dependencies: [
        "AccuracyData", "AccuracyMeasures", "Comparison", "Concurrency", "DatasetWords",
        "Documents", "Drawing", "FigureNumbers", "Figures", "FitPages", "Fitting",
        "FrequentistFits", "RegressionModels", "Requests", "SpecialFunctions", "StudyDesigns",
      ]),
    // What a report says of levels that are compared, and how it writes its numbers.
    .target(
      name: "ComparisonReport",
      dependencies: [
        "AccuracyContrasts", "AccuracyMeasures", "Comparison", "Documents", "FitPages", "Fitting",
        "FrequentistFits", "ReportPaper", "Requests", "RowStructures", "SpecialFunctions",
        "StudyDesigns",
      ]),
    .target(
      name: "FitReport",
      dependencies: [
        "AccuracyData", "AccuracyMeasures", "CMath", "Checking", "Comparison", "ComparisonReport",
        "Criticism", "DatasetWords", "Distributions", "Documents", "Drawing", "FitFigures",
        "FitPages", "Fitting", "FrequentistFits", "Messages", "ModelInterface", "RegressionModels",
        "ReportPaper", "Requests", "SpecialFunctions", "StudyDesigns",
      ]),
    .target(
      name: "ProgramDesigns",
      dependencies: [
        "Distributions", "Draws", "HSROCModels", "ModelInterface", "RegressionModels",
        "StudyDesigns",
      ]),
    .target(
      name: "ProgramExport",
      dependencies: [
        "AccuracyData", "CMath", "Comparison", "DatasetWords", "Distributions", "Documents",
        "FitWarnings", "Fitting", "Messages", "ProgramDesigns", "RegressionModels", "Requests",
        "StudyDesigns",
      ]),
    .target(
      name: "RunFiles",
      dependencies: [
        "AccuracyData", "Comparison", "Concurrency", "Documents", "Drawing", "FitFigures",
        "FitPages", "FitReport", "Fitting", "Messages", "Output", "ProgramExport", "Requests",
        "SavedRuns", "SpecialFunctions",
      ]),

    // Data that are made up.
    .target(
      name: "Simulation",
      dependencies: [
        "AccuracyData", "CMath", "Concurrency", "DataReading", "Digests", "Distributions",
        "Documents", "Messages", "Output", "RandomStreams", "Requests", "SpecialFunctions",
        "TabularText", "YAMLFiles",
      ]),
    // Thousands of fits: their rows, shards and the merging of these.
    .target(
      name: "Batches",
      dependencies: [
        "AccuracyData", "AccuracyMeasures", "CMath", "Comparison", "Concurrency", "DataReading",
        "Digests", "Distributions", "Documents", "Draws", "FitPages", "Fitting", "Messages",
        "ModelFiles",
        "ModelInterface", "OtherPriors", "Output", "RandomStreams", "Requests", "Samplers",
        "SavedRuns", "Simulation",
        "TabularText",
      ]),

    // Fits with known truths, judged.
    .target(
      name: "Calibration",
      dependencies: [
        "AccuracyData", "Batches", "CMath", "Documents", "Drawing", "Messages", "Output",
        "RandomStreams",
        "Requests", "Simulation", "SpecialFunctions", "TabularText",
      ]),

    // Which prior is the default: the study that decided it, and can be run again.
    .target(
      name: "PriorStudy",
      dependencies: [
        "AccuracyData", "CMath", "ChainStatistics", "Concurrency", "DataReading", "Distributions",
        "Documents", "Fitting", "FrequentistFits", "ModelInterface", "Output",
        "PosteriorSampling", "RandomStreams", "Requests", "Simulation", "SpecialFunctions",
      ]),
    .executableTarget(name: "prior-study", dependencies: ["PriorStudy"]),
    .executableTarget(
      name: "sroc",
      dependencies: [
        "Batches", "CProcess", "Calibration", "Checking", "Comparison", "Concurrency",
        "CriticismPages", "Documents",
        "Drawing", "FitFigures", "FitPages", "Fitting", "Messages", "ModelFiles", "Output",
        "Profiling", "ProgramExport", "Requests", "RunFiles", "SavedRuns",
        "Simulation", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),

    // Tests; see Tests/README.md.
    // What the tests of several rooms share: random numbers that owe nothing to the program's own.
    .target(name: "RepeatableNumbers", path: "Tests/RepeatableNumbers"),
    // And the fit around a result.
    .target(
      name: "WholeFits", dependencies: ["Documents", "FitPages", "Fitting"], path: "Tests/WholeFits"
    ),
    .testTarget(
      name: "PriorStudyTests", dependencies: ["AccuracyData", "DataReading", "PriorStudy"]),
    .testTarget(name: "HouseTests"),
    .testTarget(name: "DrawsTests", dependencies: ["Draws"]),
    .testTarget(name: "ConcurrencyTests", dependencies: ["Concurrency"]),
    .testTarget(name: "DigestsTests", dependencies: ["Digests"]),
    .testTarget(name: "RandomStreamsTests", dependencies: ["RandomStreams", "RepeatableNumbers"]),
    .testTarget(name: "MessagesTests", dependencies: ["Messages"]),
    .testTarget(name: "SpecialFunctionsTests", dependencies: ["SpecialFunctions"]),
    .testTarget(name: "DenseLinearAlgebraTests", dependencies: ["DenseLinearAlgebra"]),
    .testTarget(
      name: "AccuracyDataTests",
      dependencies: [
        "AccuracyData", "DataReading", "Digests", "RepeatableNumbers", "TabularText",
      ]),
    .testTarget(
      name: "DistributionsTests",
      dependencies: [
        "Distributions", "RepeatableNumbers", "SpecialFunctions",
      ]),
    .testTarget(
      name: "ChainStatisticsTests",
      dependencies: [
        "ChainStatistics", "Concurrency", "RepeatableNumbers", "SpecialFunctions",
      ],
      exclude: ["reference.R"], resources: [.embedInCode("reference.csv")]),
    .testTarget(
      name: "SamplersTests",
      dependencies: [
        "CProposalKernels", "ChainStatistics", "Concurrency", "DenseLinearAlgebra",
        "ModelInterface", "RandomStreams", "Requests", "Samplers", "SpecialFunctions",
      ]),
    .testTarget(
      name: "CollapsedLikelihoodTests",
      dependencies: [
        "AccuracyData", "CStudyIntegrals", "CollapsedLikelihood", "DataReading", "RandomStreams",
        "RepeatableNumbers",
      ]),
    .testTarget(
      name: "AccuracyModelsTests",
      dependencies: [
        "AccuracyData", "AccuracyModels", "CollapsedLikelihood", "DataReading", "Distributions",
        "Draws", "ModelInterface", "RandomStreams", "RepeatableNumbers", "SpecialFunctions",
      ]),
    .testTarget(name: "StudyDesignsTests", dependencies: ["AccuracyData", "StudyDesigns"]),
    .testTarget(
      name: "RegressionModelsTests",
      dependencies: [
        "AccuracyData", "AccuracyModels", "CollapsedLikelihood", "DataReading", "DatasetWords",
        "Distributions", "Draws", "FitPages", "Fitting", "FrequentistFits", "Messages",
        "ModelInterface", "PosteriorSampling", "RandomStreams", "RegressionModels",
        "RepeatableNumbers", "Requests", "RowStructures",
        "SpecialFunctions", "StudyDesigns",
      ],
      resources: [.embedInCode("reference.csv")]),
    .testTarget(
      name: "HSROCModelsTests",
      dependencies: [
        "AccuracyData", "AccuracyMeasures", "AccuracyModels", "CollapsedLikelihood", "DataReading",
        "Distributions", "Documents", "Draws", "FitPages", "Fitting", "FrequentistFits",
        "HSROCModels", "ModelInterface", "PosteriorSampling", "RegressionModels",
        "RepeatableNumbers", "Requests", "SpecialFunctions", "StudyDesigns",
      ]),
    .testTarget(
      name: "RestrictedModelsTests",
      dependencies: [
        "AccuracyData", "AccuracyModels", "CollapsedLikelihood", "DataReading", "Distributions",
        "Draws", "FitPages", "Fitting", "FrequentistFits", "ModelFiles", "ModelInterface",
        "Requests", "RestrictedModels",
      ]),
    .testTarget(
      name: "ModelFilesTests",
      dependencies: [
        "FrequentistFits", "ModelFiles", "RepeatableNumbers", "Requests",
      ]),
    .testTarget(
      name: "AccuracyMeasuresTests",
      dependencies: [
        "AccuracyMeasures", "Draws", "ModelInterface", "RepeatableNumbers", "SpecialFunctions",
      ]),
    .testTarget(
      name: "FrequentistFitsTests",
      dependencies: [
        "AccuracyData", "AccuracyModels", "CollapsedLikelihood", "Comparison", "DataReading",
        "DenseLinearAlgebra", "Distributions", "FrequentistFits", "SharedEffectFits",
        "SpecialFunctions", "StudyDesigns",
      ]),
    .testTarget(
      name: "ReportsTests",
      dependencies: [
        "Digests", "Documents", "Messages", "Output", "RepeatableNumbers",
      ]),
    // What the tests of figures share: text that overlaps, markup that is wrong.
    .target(name: "FigureChecks", dependencies: ["Drawing"], path: "Tests/FigureChecks"),
    .testTarget(
      name: "FiguresTests",
      dependencies: [
        "Drawing", "FigureChecks", "Figures", "SpecialFunctions",
      ]),
    .testTarget(
      name: "PublicationTests",
      dependencies: [
        "AccuracyData", "AccuracyMeasures", "Checking", "Comparison", "ComparisonReport",
        "DatasetWords", "Distributions", "Documents", "Drawing", "FigureChecks", "Figures",
        "FitFigures",
        "FitPages", "FitReport", "Fitting", "Messages", "Output", "ProgramDesigns", "ProgramExport",
        "ReportPaper", "Requests", "RunFiles", "SavedRuns", "SpecialFunctions", "TabularText",
        "WholeFits",
      ]),
    .testTarget(
      name: "CLITests", dependencies: ["sroc", "Digests", "Documents", "Messages", "Output"]),
    .testTarget(
      name: "CalibrationTests",
      dependencies: [
        "AccuracyData", "Batches", "Calibration", "Concurrency", "DataReading", "Distributions",
        "Documents", "Fitting", "RandomStreams", "Requests", "Simulation", "SpecialFunctions",
      ]),
    .testTarget(
      name: "SimulationTests",
      dependencies: ["Documents", "RandomStreams", "Requests", "Simulation"]),
    .testTarget(
      name: "CriticismTests",
      dependencies: [
        "AccuracyData", "AccuracyModels", "CollapsedLikelihood", "Criticism", "DataReading",
        "Distributions", "Draws", "FitWarnings", "Fitting", "Messages", "ModelInterface",
        "PosteriorSampling", "RandomStreams", "RegressionModels", "RepeatableNumbers", "Requests",
        "Samplers",
        "SpecialFunctions", "StudyDesigns",
      ]),
    .testTarget(
      name: "StatisticalTests",
      dependencies: [
        "AccuracyContrasts", "AccuracyData", "AccuracyMeasures", "AccuracyModels",
        "ChainStatistics", "Checking", "CollapsedLikelihood", "Comparison", "DataReading",
        "Distributions", "Documents", "Draws", "FitPages", "FitWarnings", "Fitting",
        "FrequentistFits", "ModelInterface", "OtherPriors", "PosteriorMoments",
        "PosteriorSampling", "RandomStreams", "RepeatableNumbers", "Requests", "Samplers",
        "SavedRuns", "SpecialFunctions", "WholeFits",
      ]),
    .testTarget(
      name: "SecondModelTests",
      dependencies: [
        "AccuracyData", "DataReading", "Distributions", "Documents", "Draws", "FitPages", "Fitting",
        "FrequentistFits", "Messages", "ModelInterface", "PosteriorMoments", "PosteriorSampling",
        "RandomStreams", "Requests", "RunFiles", "SavedRuns", "SpecialFunctions",
      ]),
    .testTarget(
      name: "PublishedResultsTests",
      dependencies: [
        "AccuracyData", "AccuracyMeasures", "Comparison", "DataReading", "Fitting",
        "FrequentistFits", "Requests", "SpecialFunctions", "StudyDesigns",
      ]),
  ],
  swiftLanguageModes: [.v6]
)
