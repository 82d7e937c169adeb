// swift-tools-version: 6.1
import PackageDescription

/// A package of its own, so that building or testing the root neither fetches nor builds what only
/// measuring needs.
let package = Package(
  name: "sroc-benchmarks",
  dependencies: [
    .package(name: "sroc", path: ".."),
    .package(url: "https://github.com/ordo-one/benchmark", exact: "1.38.1", traits: []),
  ],
  targets: [
    .target(name: "CArithmeticPeak", path: "CArithmeticPeak"),
    .target(
      name: "CKernelOperations", path: "CKernelOperations",
      cxxSettings: [.headerSearchPath("kernel")]),
    .executableTarget(
      name: "KernelBenchmarks",
      dependencies: [
        "CArithmeticPeak", "CKernelOperations",
        .product(name: "SROCEngine", package: "sroc"),
        .product(name: "Benchmark", package: "benchmark"),
      ],
      path: "KernelBenchmarks",
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
    .executableTarget(
      name: "SamplingBenchmarks",
      dependencies: [
        .product(name: "SROCEngine", package: "sroc"),
        .product(name: "Benchmark", package: "benchmark"),
      ],
      path: "SamplingBenchmarks",
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
  ],
  swiftLanguageModes: [.v6], cxxLanguageStandard: .cxx20
)
