import Foundation
import Testing

private let quick = ["--draws", "200", "--chains", "2", "--no-progress", "--quiet"]
private let stanFiles = ["data.json", "model.stan", "run_stan.R"]
private let jagsFiles = ["data-jags.R", "model.jags", "run_jags.R"]

@Suite("fit --export: programs beside the run")
struct ExportTests {
  @Test func theLanguagesAskedForAreWritten() throws {
    let scratch = try ScratchDirectory()
    for (options, files) in [
      (["--export", "stan"], stanFiles), (["--export", "jags"], jagsFiles),
      (["--export", "stan,jags"], (stanFiles + jagsFiles).sorted()),
      (
        ["--export", "JAGS", "--export", "stan", "--export", "stan"],
        (stanFiles + jagsFiles).sorted()
      ),
      ([], []),
    ] {
      let out = scratch.path("run")
      let run = try sroc(["fit", "example:audit4", "--out", out] + options + quick)
      #expect(run.code == 0 && run.errors.isEmpty, "\(run.errors)")
      // Those of the run before are gone, and so is their folder.
      #expect(scratch.listing("run/export") == files.sorted())
      #expect(scratch.exists("run/export") == !files.isEmpty)
    }
  }

  @Test func levelsHaveTheirOwn() throws {
    let scratch = try ScratchDirectory()
    let run = try sroc(
      ["fit", "example:scheidler", "--by", "modality", "--export", "jags", "--out"]
        + [scratch.path("run")] + quick)
    #expect(run.code == 0, "\(run.errors)")
    let files = scratch.listing("run").filter { $0.hasSuffix("export/model.jags") }
    #expect(files.count == 3)
  }

  /// Levels that are fitted together have one program, above their folders.
  @Test func modelsWithCovariatesHaveOneProgram() throws {
    let scratch = try ScratchDirectory()
    for options in [
      ["--covariate", "generation"], ["--model", "robust"], ["--formula", "accuracy ~ generation"],
    ] {
      let run = try sroc(
        ["fit", "example:anti-ccp", "--export", "stan,jags", "--force", "--out"]
          + [scratch.path("run")] + options + quick)
      #expect(run.code == 0, "\(run.errors)")
      #expect(scratch.listing("run/export") == (stanFiles + jagsFiles).sorted())
      #expect(scratch.listing("run").filter { $0.hasSuffix("model.jags") }.count == 1)
    }
  }

  @Test func wrongUsageIs64AndWritesNothing() throws {
    let scratch = try ScratchDirectory()
    let out = ["--out", scratch.path("run")]
    for (options, word) in [
      (["--export", "stan"], "--out"), (["--export", "bugs"] + out, "bugs"),
      (["--export", ""] + out, "--export"),
      (["--export", "stan", "--prior-rho", "fisher_z(0)"] + out, "fisher_z"),
    ] {
      // Refused before the fit, which would take minutes.
      let slow = ["fit", "example:auditc", "--sampler", "nuts", "--draws", "50000"]
      let run = try sroc(slow + options)
      #expect(
        run.code == 64 && run.output.isEmpty && run.processorSeconds < 20, "\(options): \(run.code)"
      )
      #expect(run.messages.count == 1 && run.errors.contains(word), "\(run.errors)")
    }
    #expect(scratch.listing("").isEmpty)
  }
}
