import AccuracyData
import Concurrency
import DataReading
import Distributions
import Documents
import Output
import RandomStreams
import Requests
import Simulation

/// The seed of the study.
private let studySeed: UInt64 = 20_261_129

/// Fits all data sets of both arms and writes a file of scores a cell; cells whose file stands are kept.
///
/// - Parameters:
///   - field: the folder of the reviews' data.
///   - work: the folder of the scores.
///   - threads: at work at once; never changes a score.
///   - progress: is told a line when a cell is done.
/// - Throws: errors of files, data and samplers.
package func runPriorStudy(
  field: String, work: String, threads: Int, progress: (String) -> Void
) throws {
  let folder = try DirectoryHandle.made(work)
  let cells = try fieldCells(field) + stressCells()
  for (number, cell) in cells.enumerated() where folder.kind("\(cell.name).csv") == nil {
    let scores = try score(cell, threads: threads)
    try folder.replace("\(cell.name).csv", scores.csv(of: cell).serializedBytes())
    progress("\(number + 1) of \(cells.count): \(cell.name)")
  }
}

/// The scores of a cell.
func score(_ cell: StudyCell, threads: Int, fits: CandidateFits = .reweighted) throws -> CellScores
{
  let reference = cell.isField ? try AccuracyPrior.preset(CandidatePrior.reference) : nil
  let data = try SimulatedData(cell.design, seed: studySeed)
  let found = try inPieces(cell.design.count, threads: threads) { index in
    try Cancellation.check()
    let name = cell.design.name(index)
    let dataset = try readAccuracyData(.bytes(data.csv(index), name: name))
    let seed = StreamKey(seed: studySeed).child(.dataset("\(cell.name)/\(name)")).derivedSeed
    return try candidateIntervals(dataset, seed: seed, fits: fits, reference: reference)
  }
  var scores = CellScores(
    names: CandidatePrior.all.map(\.name) + (cell.isField ? [CandidatePrior.reference] : []))
  for (index, intervals) in found.enumerated() {
    let truth = data.cell(index)
    scores.add(
      intervals, number: index, means: [truth.logits.0, truth.logits.1],
      deviations: [truth.tauSensitivity, truth.tauSpecificity])
  }
  return scores
}
