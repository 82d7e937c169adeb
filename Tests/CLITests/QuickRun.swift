import Testing

/// Options of a fit that is over in a moment; its posterior is rough.
let quickOptions = ["--draws", "200", "--chains", "2", "--no-progress"]

/// A saved run of few draws in a directory of its own.
struct QuickRun {
  /// Where the run's directory is, which is named `run`.
  let scratch: ScratchDirectory
  /// Path of the run's directory.
  var path: String { scratch.path("run") }

  /// Runs the fit.
  init() throws {
    scratch = try ScratchDirectory()
    let run = try sroc(
      ["fit", "example:audit4", "--out", scratch.path("run"), "--quiet"] + quickOptions)
    try #require(run.code == 0, "\(run.errors)")
  }
}
