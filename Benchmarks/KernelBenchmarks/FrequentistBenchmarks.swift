import AccuracyData
import Benchmark
import DataReading
import FrequentistFits

/// Exact maximum likelihood with its observed information, and profile intervals on top, per fit.
///
/// A fit in a loop, as R's are timed in `peers/frequentist.R`; the first of a process takes half a
/// millisecond more.
func addFrequentistBenchmarks() {
  for dataset in ["auditc", "anti_ccp"] {
    addBenchmark("maximum-likelihood.\(dataset)", against: .vector) {
      let studies = try readAccuracyData(.example(dataset)).studies
      return (1, { blackHole(fitBivariate(studies, method: .maximumLikelihood)) })
    }
  }
  addBenchmark("profile-intervals.auditc", against: .vector) {
    let studies = try readAccuracyData(.example("auditc")).studies
    return (
      1, { blackHole(fitBivariate(studies, method: .maximumLikelihood, profileLevel: 0.95)) }
    )
  }
}
