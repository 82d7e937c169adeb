import Concurrency
import Output
import SavedRuns

/// Writes `report.html` and `figures` of a saved run again, each complete or not at all; all other
/// files of the run stay as they are, but for the list of files, their hashes and the id in `run.json`.
///
/// - Parameters:
///   - run: as read.
///   - directory: where it was read.
/// - Throws: `OutputError`, or `WorkCancelled` where the work was cancelled; the old files stay then.
public func rewriteReport(of run: SavedRun, in directory: String) throws {
  let output = try OutputDirectory(
    path: directory, standing: run.recordBytes, replaces: isReportFile)
  for entry in run.fits {
    try entry.fit.writeFiguresAndReport(
      to: output, prefix: entry.folder.isEmpty ? "" : entry.folder + "/")
  }
  if run.options.splits { try writeFigureAndReport(ofLevels: run.levels, to: output) }
  let names =
    inOrder(of: run.files, output.fileNames.filter { $0 != RunFileNames.record })
    + [RunFileNames.record]
  try output.write(
    RunFileNames.record, bytes: run.record(files: names, written: output.digests))
  try Cancellation.check()
  try output.commit()
}

/// The names in the order of an earlier list, new ones behind, so that the same files give the same list.
private func inOrder(of earlier: [String], _ names: [String]) -> [String] {
  earlier.filter(Set(names).contains) + names.filter { !Set(earlier).contains($0) }
}

/// Refuses a file that a report could not or should not be written to.
///
/// - Parameters:
///   - path: the file.
///   - force: replace a file that is no report of this program.
/// - Throws: `OutputError`.
public func checkReport(file path: String, force: Bool) throws(OutputError) {
  try OutputFiles.check(path, force: force) { bytes in
    String(decoding: bytes, as: UTF8.self).contains("name=\"generator\" content=\"sroc ")
  }
}

/// Writes a report to a file of its own, complete or not at all.
///
/// - Parameters:
///   - report: HTML.
///   - path: the file, which `checkReport(file:force:)` has let pass.
/// - Throws: `OutputError`, or `WorkCancelled` where the work was cancelled; no file is left then.
public func writeReport(_ report: [UInt8], to path: String) throws {
  let output = OutputFiles()
  try output.write(path, bytes: report)
  try Cancellation.check()
  try output.commit()
}
