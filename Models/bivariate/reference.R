# Draws from the model with JAGS and prints a reference posterior as CSV, or compares with one.
#
#   Rscript reference.R DATA.csv PROGRAM.jags [draws] [warmup] [REFERENCE.csv]
#
# DATA has the columns tp, fp, fn, tn; a blank arm is missing; every row is a study of its own.
# Needs the packages rjags and posterior. Seeds are fixed: chain k has the Mersenne Twister seeded
# with k. The module glm updates the study effects in blocks; without it the chains mix slowly.

suppressPackageStartupMessages({
  library(rjags)
  library(posterior)
})

arguments <- commandArgs(trailingOnly = TRUE)
if (length(arguments) < 2) stop("usage: reference.R DATA PROGRAM [draws] [warmup] [REFERENCE]")
draws <- if (length(arguments) >= 3) as.integer(arguments[3]) else 150000L
warmup <- if (length(arguments) >= 4) as.integer(arguments[4]) else 7000L
chains <- 4L

arms <- function(table) {
  with_disease <- which(!is.na(table$tp) & !is.na(table$fn) & table$tp + table$fn > 0)
  without_disease <- which(!is.na(table$tn) & !is.na(table$fp) & table$tn + table$fp > 0)
  list(
    N = nrow(table),
    K1 = length(with_disease), study1 = with_disease, tp = table$tp[with_disease],
    diseased = (table$tp + table$fn)[with_disease],
    K0 = length(without_disease), study0 = without_disease, tn = table$tn[without_disease],
    nondiseased = (table$tn + table$fp)[without_disease]
  )
}

sample_posterior <- function(data, program) {
  load.module("glm", quiet = TRUE)
  model <- jags.model(
    program, data, n.chains = chains, n.adapt = 2000, quiet = TRUE,
    inits = function(chain) list(.RNG.name = "base::Mersenne-Twister", .RNG.seed = chain)
  )
  update(model, warmup - 2000, progress.bar = "none")
  monitored <- c("mu_se", "mu_sp", "tau_se", "tau_sp", "rho")
  result <- as_draws_array(coda.samples(model, monitored, draws, progress.bar = "none"))
  mutate_variables(
    result[, , monitored],
    sensitivity = 1 / (1 + exp(-mu_se)), specificity = 1 / (1 + exp(-mu_sp))
  )
}

describe <- function(sample) {
  rows <- lapply(variables(sample), function(name) {
    values <- extract_variable_matrix(sample, name)
    points <- quantile(values, c(0.025, 0.5, 0.975), names = FALSE)
    data.frame(
      parameter = name, mean = mean(values), sd = sd(values),
      q2.5 = points[1], median = points[2], q97.5 = points[3], mcse_mean = mcse_mean(values),
      ess_bulk = ess_bulk(values), ess_tail = ess_tail(values), rhat = rhat(values)
    )
  })
  do.call(rbind, rows)
}

# Differences in units of their Monte Carlo error: sqrt(p (1 - p) / ESS) / density for a quantile,
# the density from the posterior draws at hand; SD / sqrt(2 ESS) times the kurtosis factor for an SD.
compare <- function(sample, ours, theirs) {
  for (i in seq_len(nrow(ours))) {
    name <- ours$parameter[i]
    other <- theirs[theirs$parameter == name, ]
    values <- as.vector(extract_variable_matrix(sample, name))
    curve <- density(values, n = 4096)
    at <- function(x) approx(curve$x, curve$y, x)$y
    spread <- (values - mean(values))^2
    error_of_sd <- function(ess) sd(spread) / (2 * sd(values)) / sqrt(ess)
    square_ess <- ess_mean((extract_variable_matrix(sample, name) - mean(values))^2)
    share <- other$ess_bulk / ours$ess_bulk[i]
    quantile_z <- function(p, column, ess) {
      error <- sqrt(p * (1 - p) * (1 / ours[[ess]][i] + 1 / other[[ess]])) / at(other[[column]])
      (ours[[column]][i] - other[[column]]) / error
    }
    cat(sprintf(
      "%-12s z: mean %5.2f  sd %5.2f  q2.5 %5.2f  median %5.2f  q97.5 %5.2f\n", name,
      (ours$mean[i] - other$mean) / sqrt(ours$mcse_mean[i]^2 + other$mcse_mean^2),
      (ours$sd[i] - other$sd) / sqrt(error_of_sd(square_ess)^2 + error_of_sd(square_ess * share)^2),
      quantile_z(0.025, "q2.5", "ess_tail"), quantile_z(0.5, "median", "ess_bulk"),
      quantile_z(0.975, "q97.5", "ess_tail")
    ))
  }
}

sample <- sample_posterior(arms(read.csv(arguments[1])), arguments[2])
result <- describe(sample)
if (length(arguments) >= 5) {
  compare(sample, result, read.csv(arguments[5]))
} else {
  numbers <- sapply(result, is.numeric)
  result[numbers] <- lapply(result[numbers], signif, 7)
  write.csv(result, row.names = FALSE, quote = FALSE)
}
