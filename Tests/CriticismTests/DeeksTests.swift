import AccuracyData
import Criticism
import DataReading
import Testing

/// Slopes, standard errors and p values of another program's weighted regression (numpy, scipy).
@Suite("Deeks' test")
struct DeeksTests {
  struct Case: Sendable {
    let data: String
    let tables: Int
    let slope: Double
    let error: Double
    let p: Double
  }

  @Test(arguments: [
    Case(data: "auditc", tables: 14, slope: -59.61, error: 23.31, p: 0.0251),
    Case(data: "anti_ccp", tables: 37, slope: -10.18, error: 5.79, p: 0.0873),
    Case(data: "telomerase", tables: 10, slope: -15.85, error: 16.13, p: 0.355),
    Case(data: "dementia_csf14", tables: 14, slope: 0.153, error: 6.142, p: 0.981),
    Case(data: "catheter", tables: 33, slope: -8.53, error: 5.64, p: 0.140),
    Case(data: "gould_fdgpet_nodules", tables: 31, slope: -10.23, error: 3.76, p: 0.0109),
    Case(data: "scheidler_lag", tables: 17, slope: 1.36, error: 6.64, p: 0.840),
  ])
  func anotherProgramAgrees(_ expected: Case) throws {
    let data = try readAccuracyData(
      .example(expected.data), selection: DataSelection(allowDependent: true))
    let test = try #require(deeksTest(data.studies))
    #expect(test.studies == expected.tables)
    #expect(abs(test.slope - expected.slope) < 0.0051)
    #expect(abs(test.standardError - expected.error) < 0.0051)
    #expect(abs(test.pValue - expected.p) < 0.006 * expected.p)
    // The mutant on the scale of the arms' total, not of the effective size, is caught.
    let plain = data.studies.map { study in
      AccuracyStudy(
        label: study.label, truePositives: study.truePositives ?? 0,
        falsePositives: study.falsePositives ?? 0, falseNegatives: study.falseNegatives ?? 0,
        trueNegatives: 2 * (study.trueNegatives ?? 0))
    }
    #expect(abs((deeksTest(plain)?.slope ?? 0) - expected.slope) > 0.05)
  }

  @Test func studiesOfOneArmOrOneSizeSayNothing() {
    func study(_ size: Int, _ correct: Int) -> AccuracyStudy {
      AccuracyStudy(
        label: "a", truePositives: correct, falsePositives: 2, falseNegatives: size - correct,
        trueNegatives: size - 2)
    }
    #expect(deeksTest([study(10, 5), study(20, 12)]) == nil)
    #expect(deeksTest([study(10, 5), study(10, 6), study(10, 7)]) == nil)
    var half = study(40, 30)
    half.nondiseased = nil
    let three = [study(10, 5), study(20, 12), study(30, 20)]
    #expect(deeksTest(three + [half]) == deeksTest(three))
  }
}
