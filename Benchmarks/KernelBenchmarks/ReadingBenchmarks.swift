import AccuracyData
import Benchmark
import DataReading

/// Reading and checking a CSV file from memory, per row.
func addReadingBenchmarks() {
  addBenchmark("csv-read.2000-rows", against: .scalar) {
    var text = "study,TP,FP,FN,TN,country,\"cut-off, in units\"\n"
    for row in 0..<2000 {
      text += "\"Author \(row), first\",\(10 + row % 40),\(row % 7),\(row % 9),\(20 + row % 50),"
      text += "\(["Norway", "Chile", "Japan"][row % 3]),\(Double(row % 20) / 4)\n"
    }
    let source = DataSource.bytes(Array(text.utf8), name: "benchmark")
    return (2000, { blackHole(try readAccuracyData(source)) })
  }
}
