import AccuracyData
import AccuracyModels
import ChainStatistics
import CollapsedLikelihood
import Distributions
import Foundation
import Samplers

let name = CommandLine.arguments[1]
let preset = CommandLine.arguments.count > 2 ? CommandLine.arguments[2] : "default"
let draws = CommandLine.arguments.count > 3 ? Int(CommandLine.arguments[3])! : 5000
func now() -> Double { Double(DispatchTime.now().uptimeNanoseconds) * 1e-9 }
var t = now()
let data = try readAccuracyData(DataSource(argument: "example:" + name), selection: DataSelection(allowDependent: true))
print("read", now() - t); t = now()
let like = CollapsedLikelihood(studies: data.studies)
print("table", now() - t); t = now()
let model = BivariateModel(likelihood: like, prior: try AccuracyPrior.preset(preset))
print("model", now() - t); t = now()
let target = CollapsedPosterior(model: model)
print("mode", now() - t, target.start); t = now()
let adapted = try adaptIndependence(to: target, start: target.start, evaluations: 3500, seed: 1)
print("adapt", now() - t, adapted.quality, adapted.evaluations); let ta = now() - t; t = now()
let chains = try await sampleIndependence(target, adapted: adapted, draws: draws, chains: 4, seed: 1, threads: 1)
let ts = now() - t
print("sample", ts, "per draw us", ts / Double(4 * draws) * 1e6, "acc", chains.map { $0.acceptance.reduce(0, +) / Double(draws) })
var cols = [[[Double]]](repeating: [[Double]](repeating: [Double](repeating: 0, count: draws), count: 4), count: 5)
for (c, chain) in chains.enumerated() {
  for i in 0..<draws {
    let x = (0..<5).map { chain.positions[$0 * draws + i] }
    let p = target.point(at: x.span)!
    for (k, v) in [p.muSensitivity, p.muSpecificity, p.tauSensitivity, p.tauSpecificity, p.correlation].enumerated() { cols[k][c][i] = v }
  }
}
t = now()
var worst = Double.infinity
for k in 0..<5 {
  let s = summarize(cols[k], level: 0.95, detail: .full)
  worst = min(worst, s.bulkESS, s.tailESS)
  print(k, s.mean, s.sd, s.quantile025, s.median, s.quantile975, "rhat", s.splitRHat, s.bulkESS, s.tailESS)
}
print("min ESS", worst, "per draw", worst / Double(4 * draws), "per second", worst / (ta + ts), "diagnostics", now() - t)
// quadrature check
t = now()
let dense = DenseRule()
var err = 0.0
for i in 0..<12 {
  let x = (0..<5).map { chains[i % 4].positions[$0 * draws + i * (draws / 12)] }
  let p = target.point(at: x.span)!
  let a = like.logLikelihood(at: p)
  let b = data.studies.reduce(0) { $0 + dense.logLikelihood(of: $1, at: p) }
  err = max(err, abs(a - b))
}
print("quadrature error", err, "seconds", now() - t)
