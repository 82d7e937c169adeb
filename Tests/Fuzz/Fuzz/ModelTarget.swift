import Documents
import Fitting
import ModelFiles
import Requests

/// A model file: what is read says the same when it is read again, and as options it is a request that is
/// right or refused.
func fuzzModel(_ input: [UInt8]) {
  let text = String(decoding: input, as: UTF8.self)
  let model: ModelFile
  do {
    model = try ModelFile(parsing: text, file: "input.yaml")
  } catch {
    requireGoodMessage(error)
    let said = error.message.spelled(by: .commandLine)
    require(error.code == .badData, "a bad model file is code \(error.code.rawValue)")
    require(said.hasPrefix("input.yaml:"), "a message without its place: \(said.debugDescription)")
    return
  }
  requireVisible(SafeText.visible(model.name), "name")
  do {
    require(
      try ModelFile(parsing: model.text, file: "again.yaml") == model, "another model of its text")
  } catch {
    broken("what was read is not read again")
  }
  requireSettled(model, text)
}

/// The options that the file leads to: those of a fit, or refused in words.
private func requireSettled(_ model: ModelFile, _ text: String) {
  let folder = ScratchFolder.shared
  folder.write("input.yaml", Array(text.utf8))
  do {
    var options = FitOptions(data: "example:auditc")
    let covariates = try options.takeModel(
      folder.path + "/input.yaml", degreesOfFreedom: nil, proportion: nil, priors: TypedPriors())
    require(covariates == model.covariates, "other covariates of the same file")
    try options.setCovariates(CovariateRequest().over(covariates))
    try options.validate()
    require(
      options.model == model.choice || options.model == .hsroc, "another model than the file's")
  } catch {
    requireGoodMessage(error)
  }
}
