# What rstan and posterior say of the draws of a run: one row a reader, parameter and statistic.
# Argument: the folder that compare_draws.sh made. Writes r.csv there.

suppressPackageStartupMessages({
  library(rstan)
  library(posterior)
})

work <- commandArgs(trailingOnly = TRUE)[1]
files <- list.files(file.path(work, "run"), pattern = "^draws-[0-9]+\\.csv$", full.names = TRUE)
files <- files[order(as.integer(sub(".*draws-([0-9]+)\\.csv$", "\\1", files)))]

fit <- read_stan_csv(files)
array_of_fit <- as.array(fit)
parameters <- setdiff(dimnames(array_of_fit)$parameters, "lp__")

# rstan 2.21 turns rank r of S into the normal score of (r - 1/2) / S, posterior into that of Blom's
# (r - 3/8) / (S + 1/4), as Vehtari et al. (2021) have it. So their R-hat and bulk ESS differ by
# definition; this reproduces rstan's from posterior's parts, to show that nothing else does.
split_chains <- function(draws) {
  half <- nrow(draws) %/% 2
  cbind(draws[seq_len(half), ], draws[nrow(draws) - half + seq_len(half), ])
}
scores <- function(draws) {
  ranks <- rank(as.vector(draws), ties.method = "average")
  matrix(qnorm((ranks - 1 / 2) / length(draws)), nrow = nrow(draws))
}
expect_same <- function(value, reference) stopifnot(abs(value / reference - 1) < 1e-10)

rows <- list()
add <- function(reader, parameter, statistic, value) {
  rows[[length(rows) + 1]] <<- data.frame(
    reader = reader, parameter = parameter, statistic = statistic,
    value = sprintf("%.17g", value))
}

# The plain files, read without rstan, so that a fault of one reader cannot hide one of the other.
plain <- lapply(files, function(file) read.csv(file, comment.char = "#"))

for (parameter in parameters) {
  draws <- sapply(plain, function(chain) chain[[parameter]])
  stopifnot(identical(unname(array_of_fit[, , parameter]), unname(draws)))
  all_draws <- as.vector(draws)
  quantiles <- quantile(all_draws, c(0.025, 0.05, 0.95, 0.975), names = FALSE, type = 7)
  values <- c(
    "mean" = mean(all_draws), "median" = median(all_draws), "sd" = sd(all_draws),
    "mad" = mad(all_draws), "q2.5" = quantiles[1], "q5" = quantiles[2], "q95" = quantiles[3],
    "q97.5" = quantiles[4], "rhat" = posterior::rhat(draws),
    "ess_bulk" = posterior::ess_bulk(draws), "ess_tail" = posterior::ess_tail(draws),
    "mcse_mean" = mcse_mean(draws), "mcse_median" = unname(mcse_median(draws)),
    "mcse_q2.5" = unname(mcse_quantile(draws, probs = 0.025)),
    "mcse_q97.5" = unname(mcse_quantile(draws, probs = 0.975)))
  for (statistic in names(values)) add("posterior", parameter, statistic, values[[statistic]])
  halves <- split_chains(draws)
  folded <- abs(halves - median(halves))
  expect_same(rstan::ess_bulk(draws), ess_basic(scores(halves), split = FALSE))
  expect_same(
    rstan::Rhat(draws),
    max(
      rhat_basic(scores(halves), split = FALSE), rhat_basic(scores(folded), split = FALSE)))
  add("rstan", parameter, "rhat", rstan::Rhat(draws))
  add("rstan", parameter, "ess_bulk", rstan::ess_bulk(draws))
  add("rstan", parameter, "ess_tail", rstan::ess_tail(draws))
}

write.csv(do.call(rbind, rows), file.path(work, "r.csv"), row.names = FALSE, quote = FALSE)
writeLines(
  c(
    paste("R", getRversion()), paste("rstan", packageVersion("rstan")),
    paste("posterior", packageVersion("posterior"))),
  file.path(work, "r-versions.txt"))
