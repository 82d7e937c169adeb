// swift-tools-version: 6.1
import PackageDescription

/// A package of its own, so that building or testing the root never builds what only fuzzing needs.
/// `.ci/fuzz` builds it with the sanitizers and runs it.
let package = Package(
  name: "sroc-fuzz",
  dependencies: [.package(name: "sroc", path: "../..")],
  targets: [
    .systemLibrary(name: "CFuzzer", path: "CFuzzer"),
    .executableTarget(
      name: "Fuzz",
      dependencies: ["CFuzzer", .product(name: "SROCReaders", package: "sroc")],
      path: "Fuzz"),
  ],
  swiftLanguageModes: [.v6]
)
