import AccuracyMeasures
import Testing

@Suite struct NewStudyTests {
  /// The map is affine, so its matrix times its transpose must be Sigma, exactly.
  @Test(arguments: [-1, -0.7, 0, 0.4, 1])
  func reproducesTheCovariance(rho: Double) {
    let parameters = BivariateParameters(
      muSensitivity: 1.5, muSpecificity: -0.5, tauSensitivity: 0.8, tauSpecificity: 1.7, rho: rho)
    let center = newStudy(parameters: parameters, normal1: 0, normal2: 0)
    let first = newStudy(parameters: parameters, normal1: 1, normal2: 0)
    let second = newStudy(parameters: parameters, normal1: 0, normal2: 1)
    #expect(center.logitSensitivity == 1.5 && center.logitSpecificity == -0.5)
    let one = (
      first.logitSensitivity - center.logitSensitivity,
      first.logitSpecificity - center.logitSpecificity
    )
    let two = (
      second.logitSensitivity - center.logitSensitivity,
      second.logitSpecificity - center.logitSpecificity
    )
    #expect(abs(one.0 * one.0 + two.0 * two.0 - 0.64) < 1e-12)
    #expect(abs(one.1 * one.1 + two.1 * two.1 - 2.89) < 1e-12)
    #expect(abs(one.0 * one.1 + two.0 * two.1 - rho * 1.36) < 1e-12)
  }

  @Test func columnsFollowTheDraws() {
    let columns = MeasureColumnsTests.draws(20, seed: 9)
    var stream = TestStream(seed: 10)
    let normals1 = stream.normals(20)
    let normals2 = stream.normals(20)
    let studies = newStudies(from: columns, normals1: normals1, normals2: normals2)
    for index in 0..<20 {
      let study = newStudy(
        parameters: columns[index], normal1: normals1[index], normal2: normals2[index])
      #expect(studies.logitSensitivity[index] == study.logitSensitivity)
      #expect(studies.logitSpecificity[index] == study.logitSpecificity)
    }
  }

  /// Rounding can push |rho| past 1 by an ulp; that must not become NaN.
  @Test func correlationJustBeyondOne() {
    let parameters = BivariateParameters(
      muSensitivity: 0, muSpecificity: 0, tauSensitivity: 1, tauSpecificity: 1, rho: 1.0.nextUp)
    #expect(newStudy(parameters: parameters, normal1: 1, normal2: 1).logitSpecificity.isFinite)
  }
}
