import Fitting
import ProgramDesigns

/// The parameters of the plain model, and its accuracy.
let plainNames = ["mu_se", "mu_sp", "tau_se", "tau_sp", "rho", "sensitivity", "specificity"].map {
  ExportDesign.Name(identifier: $0, name: $0)
}

/// The R script that runs the Stan program with rstan, and compares these parameters.
func stanScript(_ names: [ExportDesign.Name]) -> String {
  let heading = exportScriptHeading(
    "model.stan", "rstan, coda and jsonlite", "run_stan.R", draws: 5000, warmup: 1000)
  return heading
    + """
    suppressPackageStartupMessages({
      library(rstan)
      library(coda)
    })
    # Debian keeps Boost among the system's headers instead of in the package BH.
    if (!file.exists(system.file("include", package = "BH")) && dir.exists("/usr/include/boost")) {
      rstan_options(boost_lib = "/usr/include")
    }

    table <- jsonlite::fromJSON(file.path(here, "data.json"))
    table[-1] <- lapply(table[-1], as.array)
    fit <- stan(
      file.path(here, "model.stan"),
      data = table, chains = chains, seed = seed, warmup = warmup, iter = warmup + draws,
      control = list(adapt_delta = 0.99), refresh = 0
    )
    \(parameterLines(names))
    sample <- As.mcmc.list(fit, parameters)

    """ + exportComparison(names)
}

/// The R script that runs the JAGS program with rjags, and compares these parameters.
func jagsScript(_ names: [ExportDesign.Name]) -> String {
  exportScriptHeading("model.jags", "rjags", "run_jags.R", draws: 50_000, warmup: 5000)
    + """
    suppressPackageStartupMessages(library(rjags))
    load.module("glm", quiet = TRUE)

    table <- new.env()
    source(file.path(here, "data-jags.R"), local = table)
    model <- jags.model(
      file.path(here, "model.jags"), as.list(table),
      n.chains = chains, n.adapt = 2000, quiet = TRUE,
      inits = function(chain) {
        list(.RNG.name = "base::Mersenne-Twister", .RNG.seed = 1000 * seed + chain)
      }
    )
    update(model, warmup, progress.bar = "none")
    \(parameterLines(names))
    sample <- coda.samples(model, parameters, draws, progress.bar = "none")

    """ + exportComparison(names)
}

/// The names of the parameters in the program, over several lines where there are many.
private func parameterLines(_ names: [ExportDesign.Name]) -> String {
  let quoted = names.map { "\"\($0.identifier)\"" }
  guard names.contains(where: { $0.identifier != $0.name }) else {
    return "parameters <- c(\(quoted.joined(separator: ", ")))"
  }
  return "parameters <- c(\n  \(quoted.joined(separator: ",\n  "))\n)"
}

/// The names in the files of the run, where they are others.
private func labelLines(_ names: [ExportDesign.Name]) -> String {
  guard names.contains(where: { $0.identifier != $0.name }) else { return "" }
  // Labels may be anything; R reads what is not plain by its number.
  func text(_ name: String) -> String {
    let characters = name.unicodeScalars.map { scalar in
      let isPlain = (0x20..<0x7f).contains(scalar.value) && scalar != "\\" && scalar != "\""
      return isPlain ? String(Character(scalar)) : "\\U{\(String(scalar.value, radix: 16))}"
    }
    return "\"\(characters.joined())\""
  }
  return "labels <- c(\n  \(names.map { text($0.name) }.joined(separator: ",\n  "))\n)\n"
}

private func exportScriptHeading(
  _ program: String, _ packages: String, _ script: String, draws: Int, warmup: Int
) -> String {
  """
  # Samples \(program) with the data of this run and sets the result beside the fit's own.
  # Needs R with \(packages).
  #
  #   Rscript \(script) [draws] [warmup] [chains] [seed]
  #
  # `sample` then holds the draws, one matrix a chain.

  given <- as.integer(commandArgs(trailingOnly = TRUE))
  setting <- function(k, default) if (length(given) >= k) given[k] else default
  draws <- setting(1, \(draws))
  warmup <- setting(2, \(warmup))
  chains <- setting(3, 4)
  seed <- setting(4, 1)
  script <- sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE))
  here <- if (length(script) == 1) dirname(script) else "."

  """
}

private func exportComparison(_ names: [ExportDesign.Name]) -> String {
  let own = labelLines(names)
  let labels = own.isEmpty ? "parameters" : "labels"
  return own
    + """
    # Mean, Monte Carlo error and quantiles; z is the difference of the means from the fit that wrote
    # this program, in units of both runs' Monte Carlo errors.
    facts <- summary(sample)
    result <- data.frame(
      mean = facts$statistics[, "Mean"], sd = facts$statistics[, "SD"],
      mcse = facts$statistics[, "Time-series SE"], facts$quantiles[, c("2.5%", "50%", "97.5%")],
      ess = coda::effectiveSize(sample), check.names = FALSE
    )[parameters, ]
    fit_file <- file.path(here, "..", "summary.csv")
    if (file.exists(fit_file)) {
      ours <- read.csv(fit_file)
      ours <- ours[match(\(labels), ours$name), ]
      result$fit <- ours$mean
      result$z <- (result$mean - ours$mean) / sqrt(result$mcse^2 + ours$mcse_mean^2)
    }
    \(own.isEmpty ? "" : "rownames(result) <- labels\n")print(signif(result, 4))

    """
}
