import AccuracyData
import Checking
import DataReading
import Distributions
import Documents
import Fitting
import Requests

/// A data file: what is read, written as CSV and read again gives the same counts.
func fuzzData(_ input: [UInt8]) {
  let first: DataDescription
  do {
    first = try described(input, name: "input.csv")
  } catch {
    requireGoodMessage(error)
    return
  }
  requireUsable(first.dataset)
  requireVisible(first.page(width: 80), "page")
  let written = first.csv().serializedBytes()
  do {
    let second = try described(written, name: "written.csv")
    require(
      first.dataset.studies.map(counts) == second.dataset.studies.map(counts),
      "other counts after writing and reading:\n\(String(decoding: written, as: UTF8.self))")
  } catch {
    broken(
      "what was written is not read: \(AnalysisError(error).message.spelled(by: .commandLine))\n"
        + String(decoding: written, as: UTF8.self))
  }
}

/// What `sroc check --allow-dependent` shows.
private func described(_ bytes: [UInt8], name: String) throws -> DataDescription {
  var options = FitOptions(data: name)
  options.source = .bytes(bytes, name: name)
  options.selection.allowDependent = true
  let descriptions = try describeData(options)
  require(descriptions.count == 1, "\(descriptions.count) descriptions of one file")
  return descriptions[0]
}

private func counts(_ study: AccuracyStudy) -> [Int?] {
  [study.truePositives, study.falseNegatives, study.falsePositives, study.trueNegatives]
}

private func requireUsable(_ dataset: AccuracyDataset) {
  require(!dataset.studies.isEmpty, "a data set without a study")
  for study in dataset.studies {
    require(
      counts(study).allSatisfy { ($0 ?? 0) >= 0 }, "a negative count in \(study.label)")
    require((study.diseased ?? study.nondiseased) != nil, "a study without an arm")
  }
  for warning in dataset.warnings {
    require(!warning.message.isEmpty, "empty warning \(warning.code.rawValue)")
  }
}

/// A prior expression: its canonical text means the same prior.
func fuzzPrior(_ input: [UInt8]) {
  let text = String(decoding: input, as: UTF8.self)
  for parameter in PriorParameter.allCases {
    do {
      let prior = try ScalarPrior(parsing: text, for: parameter)
      let again = try ScalarPrior(parsing: prior.expression, for: parameter)
      require(again == prior, "\(prior.expression) is another prior than \(text.debugDescription)")
    } catch {
      requireGoodMessage(error)
    }
  }
  do {
    let overrides = PriorOverrides(covariance: text)
    let prior = try AccuracyPrior(preset: "default", overrides: overrides)
    requireVisible(SafeText.visible("\(prior)"), "prior")
  } catch {
    requireGoodMessage(error)
  }
  do { _ = try AccuracyPrior.preset(text) } catch { requireGoodMessage(error) }
}

private let smallData = """
  study,tp,fp,fn,tn,design,a=b
  Ito 1998,25,1,8,25,cohort,1
  Rahat 1999,17,3,4,11,"case, control",2
  Xu 2000,7,2,4,9,,3

  """

/// The texts of options: `--published`, `--where`, `--by`, `--study`, `--exclude`, `--prevalence`.
func fuzzOption(_ input: [UInt8]) {
  let text = String(decoding: input, as: UTF8.self)
  do {
    let value = try PublishedValue(parsing: text)
    for proportion in [value.sensitivity, value.specificity] {
      guard let proportion else { continue }
      let ordered = [proportion.lower ?? 0, proportion.estimate, proportion.upper ?? 1]
      require(
        ordered == ordered.sorted() && ordered.allSatisfy { $0 >= 0 && $0 <= 1 },
        "--published \(text.debugDescription) gives \(ordered)")
    }
  } catch {
    requireGoodMessage(error)
  }
  do { _ = try Prevalence.parse(text) } catch { requireGoodMessage(error) }
  do {
    let filter = try DataFilter(parsing: text)
    readSmallData(DataSelection(filters: [filter]))
  } catch {
    requireGoodMessage(error)
  }
  readSmallData(DataSelection(by: text))
  readSmallData(DataSelection(studyColumn: text))
  readSmallData(DataSelection(excluded: [text]))
}

private func readSmallData(_ selection: DataSelection) {
  do {
    let source = DataSource.bytes(Array(smallData.utf8), name: "small.csv")
    requireUsable(try readAccuracyData(source, selection: selection))
  } catch {
    requireGoodMessage(error)
  }
}

/// JSON that parses is written and parsed to the same, in both layouts.
func fuzzJSON(_ input: [UInt8]) {
  let value: JSONValue
  do {
    value = try JSONValue.parse(input)
  } catch {
    requireVisible(SafeText.visible("\(error)"), "message")
    return
  }
  for layout in [JSONValue.Layout.pretty, .compact] {
    let written = value.serializedBytes(layout)
    do {
      require(try JSONValue.parse(written) == value, "JSON changed by writing it")
    } catch {
      broken("JSON that is written is not read: \(error)")
    }
  }
}

/// Draws of any program in Stan's CSV: every column is whole.
func fuzzDraws(_ input: [UInt8]) {
  do {
    let chain = try StanCSVReader.chain(bytes: input, file: "input.csv")
    for name in chain.columnNames {
      require(chain.column(name)?.count == chain.drawCount, "an incomplete column \(name)")
    }
  } catch {
    requireVisible(SafeText.visible("\(error)"), "message")
  }
}
