import PriorStudy

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

// prior-study FOLDER WORK THREADS STAMP
//
// Fits all data sets, scores the candidates and applies the rule: FOLDER has the field's data and gets the
// results, WORK keeps the scores of finished cells, STAMP is printed on the page.
let arguments = Array(CommandLine.arguments.dropFirst())
guard arguments.count == 4, let threads = Int(arguments[2]), threads > 0 else {
  print("use: prior-study FOLDER WORK THREADS STAMP")
  exit(64)
}
let (folder, work) = (arguments[0], arguments[1])
do {
  try runPriorStudy(field: "\(folder)/field", work: work, threads: threads) {
    print($0)
    fflush(nil)
  }
  let chosen = try choosePrior(
    field: "\(folder)/field", work: work, folder: folder, stamp: arguments[3])
  print("chosen: \(chosen)")
} catch {
  print("\(error)")
  exit(70)
}
